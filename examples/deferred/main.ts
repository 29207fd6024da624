/** `npx tsx examples/deferred/main.ts [WIDTHxHEIGHT] [PICTURE.png] [--compare]`: a deferred frame, its memory, its picture. */
import { parseArgs } from 'node:util'
import type { Backend } from 'memkit-gpu'
import { backendNames, openBackend, openFirst, type Opened } from '../support/gpu.ts'
import { writePng } from '../support/picture.ts'
import { describeComparison, sideBySide, type NamedPicture } from '../support/side-by-side.ts'
import { makeGeometry } from './geometry.ts'
import { deferredGraph, withoutAliasing } from './graph.ts'
import type { Size } from './passes.ts'
import { render } from './render.ts'
import { reportMemory, reportPlan } from './report.ts'

const geometry = makeGeometry()
const options = {
  objective: 'memory',
  frames: 4,
  onFrame: (done: number, total: number) => process.stderr.write(`frame ${done + 1} of ${total}\n`),
} as const

/** Draws with aliasing and without. @returns the picture, and whether the two are the same */
async function drawTwice({ backend, runsOn }: Opened & { readonly backend: Backend }, size: Size) {
  try {
    console.log(`drawn by ${runsOn}`)
    const graph = deferredGraph(size, geometry)
    const { plan, picture } = await render(backend, graph, size, geometry, options)
    console.log(reportPlan(plan))
    const apart = await render(backend, withoutAliasing(graph), size, geometry, options)
    const same = Buffer.from(apart.picture).equals(picture)
    console.log(`  without aliasing the picture is ${same ? 'the same, byte by byte' : 'ANOTHER: a fault'}`)
    return { picture, same }
  } finally {
    await backend.destroy()
  }
}

async function main(size: Size, out: string, compares: boolean): Promise<void> {
  console.log(`transient memory at ${size.width}×${size.height}, planned for the least`)
  console.log(reportMemory(deferredGraph(size, geometry)))
  const pictures: NamedPicture[] = []
  const draw = async (opened: Opened & { readonly backend: Backend }): Promise<void> => {
    const { picture, same } = await drawTwice(opened, size)
    if (!same) process.exitCode = 1
    pictures.push({ name: opened.name, texels: picture })
  }
  if (!compares) await draw(await openFirst())
  else
    for (const name of backendNames) {
      const opened = await openBackend(name)
      if (opened.backend) await draw(opened)
      else console.log(`not drawn by ${name}: ${opened.reason}`)
    }
  const comparison = sideBySide(pictures, size.width, size.height)
  if (compares) {
    console.log(describeComparison(pictures))
    await writePng(out, comparison.width, size.height, comparison.texels)
  } else await writePng(out, size.width, size.height, pictures[0]!.texels)
  console.log(`  wrote ${out}`)
}

const usage = 'usage: tsx examples/deferred/main.ts [WIDTHxHEIGHT] [PICTURE.png] [--compare]'

function parse(args: readonly string[]): Parameters<typeof main> | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { compare: { type: 'boolean', default: false } },
    })
    const [size = '1920x1080', out = 'out/deferred.png', ...rest] = positionals
    const wanted = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(size)
    if (!wanted || rest.length > 0) return undefined
    return [{ width: Number(wanted[1]), height: Number(wanted[2]) }, out, values.compare]
  } catch {
    return undefined
  }
}

const wishes = parse(process.argv.slice(2))
if (wishes) await main(...wishes)
else {
  console.error(usage)
  process.exitCode = 2
}
