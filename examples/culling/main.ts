/** `npx tsx examples/culling/main.ts [--out PICTURE.png] [--json DOCUMENT.json]`: the GPU says itself what it draws. */
import { parseArgs } from 'node:util'
import { execute } from 'memkit-gpu'
import { openFirst } from '../support/gpu.ts'
import { writePng } from '../support/picture.ts'
import { writeDocument } from '../support/write-document.ts'
import { cullingGraph } from './graph.ts'

const size = { width: 640, height: 360, thingsOfEachMesh: 2000 }
const usage = 'usage: tsx examples/culling/main.ts [--out PICTURE.png] [--json DOCUMENT.json]'

async function main({ out, json }: { readonly out: string; readonly json?: string | undefined }): Promise<void> {
  const drawn = cullingGraph(size)
  if (json !== undefined) return console.log(await writeDocument(json, drawn))
  const { backend, runsOn } = await openFirst()
  try {
    const { outputs } = await execute(drawn.graph, backend, { inputs: drawn.inputs })
    const calls = new Uint32Array(outputs['calls']!.slice().buffer)
    const counts = [0, 1, 2].map((mesh) => calls[5 * mesh + 1])
    console.log(`drawn by ${runsOn}: ${counts.join(' + ')} of 3 × ${size.thingsOfEachMesh} things`)
    await writePng(out, size.width, size.height, outputs['picture']!)
    console.log(`  wrote ${out}`)
  } finally {
    await backend.destroy()
  }
}

function parse() {
  try {
    const options = { out: { type: 'string', default: 'out/culling.png' }, json: { type: 'string' } } as const
    return parseArgs({ options }).values
  } catch {
    return undefined
  }
}

const wishes = parse()
if (wishes) await main(wishes)
else {
  console.error(usage)
  process.exitCode = 2
}
