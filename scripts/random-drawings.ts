/**
 * Random drawings on the CPU against WebGPU, more than the tests draw: `npx tsx scripts/random-drawings.ts [--count 2000] [--seed 1]`.
 * Prints those that are too far apart, and exits 1 where there are some.
 */
import { parseArgs } from 'node:util'
import { compareDrawings } from '../test/support/gpu/compare-drawings.ts'
import { getGpu } from '../test/support/gpu/index.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
})
const { gpu, runsOn } = await getGpu()
const device = await (await gpu.requestAdapter())!.requestDevice()
console.log(`random drawings on ${runsOn}`)
const [first, count] = [Number(values.seed), Number(values.count)]
let failures = 0
for (let seed = first; seed < first + count; seed++)
  for (const difference of await compareDrawings(device, seed).catch((error: unknown) => [
    `seed ${seed}: ${String(error)}`,
  ])) {
    failures++
    console.log(difference)
  }
console.log(`${count} drawings, ${failures} differences`)
device.destroy()
process.exitCode = failures > 0 ? 1 : 0
