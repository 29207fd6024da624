/** `npx tsx examples/culling/main.ts [--out PICTURE.png] [--json DOCUMENT.json]`: the GPU says itself what it draws. */
import { parseArgs } from 'node:util'
import { execute } from 'memkit-gpu'
import { openFirst } from '../support/gpu.ts'
import { writePng } from '../support/picture.ts'
import { writeDocument } from '../support/write-document.ts'
import { cullingGraph } from './graph.ts'

const size = { width: 640, height: 360, thingsOfEachMesh: 2000 }
const { values } = parseArgs({
  options: { out: { type: 'string', default: 'out/culling.png' }, json: { type: 'string' } },
})
const drawn = cullingGraph(size)
if (values.json !== undefined) console.log(await writeDocument(values.json, drawn))
else {
  const { backend, runsOn } = await openFirst()
  try {
    const { outputs } = await execute(drawn.graph, backend, { inputs: drawn.inputs })
    const calls = new Uint32Array(outputs['calls']!.slice().buffer)
    const counts = [0, 1, 2].map((mesh) => calls[5 * mesh + 1])
    console.log(`drawn by ${runsOn}: ${counts.join(' + ')} of 3 × ${size.thingsOfEachMesh} things`)
    await writePng(values.out, size.width, size.height, outputs['picture']!)
    console.log(`  wrote ${values.out}`)
  } finally {
    await backend.destroy()
  }
}
