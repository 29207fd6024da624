/** `npx tsx examples/deferred/main.ts [WIDTHxHEIGHT] [PICTURE.png]`: a deferred frame, its memory, its picture. */
import { openWebGpu } from '../support/gpu.ts'
import { writePng } from '../support/picture.ts'
import { createBodies } from './bodies.ts'
import { makeGeometry } from './geometry.ts'
import { deferredGraph, withoutAliasing } from './graph.ts'
import { render } from './render.ts'
import { reportMemory, reportPlan } from './report.ts'

async function main(size: { width: number; height: number }, out: string): Promise<void> {
  const geometry = makeGeometry()
  const graph = deferredGraph(size, geometry)
  console.log(`transient memory at ${size.width}×${size.height}, planned for the least`)
  console.log(reportMemory(graph))

  const opened = await openWebGpu()
  if (!opened.backend) {
    console.log(`not drawn: no GPU (${opened.reason})`)
    return
  }
  const { backend, runsOn } = opened
  try {
    console.log(`drawn by WebGPU: ${runsOn}`)
    const onFrame = (done: number, total: number) => process.stderr.write(`frame ${done + 1} of ${total}\n`)
    const bodies = createBodies(backend.device, size, geometry)
    const options = { objective: 'memory', frames: 4, onFrame } as const
    const { plan, picture } = await render(backend, bodies, graph, size, geometry, options)
    console.log(reportPlan(plan))
    await writePng(out, size.width, size.height, picture)
    const apart = await render(backend, bodies, withoutAliasing(graph), size, geometry, options)
    const same = Buffer.from(apart.picture).equals(picture)
    console.log(`  without aliasing the picture is ${same ? 'the same, byte by byte' : 'ANOTHER: a fault'}`)
    console.log(`  wrote ${out}`)
    if (!same) process.exitCode = 1
  } finally {
    await backend.destroy()
  }
}

const [size = '1920x1080', out = 'out/deferred.png', ...rest] = process.argv.slice(2)
const wanted = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(size)
if (!wanted || rest.length > 0) {
  console.error('usage: tsx examples/deferred/main.ts [WIDTHxHEIGHT] [PICTURE.png]')
  process.exitCode = 2
} else await main({ width: Number(wanted[1]), height: Number(wanted[2]) }, out)
