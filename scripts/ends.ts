/**
 * How programs that use the built package end: every way, with and without forced collections, again and again:
 *
 *     npm run build && npx tsx scripts/ends.ts [vulkan|webgpu] [--count 400] [--jobs N] [--dist dist]
 *
 * `VULKAN_DRIVER=system|swiftshader|lavapipe` chooses the driver. More jobs than cores make the machine a busy one. Prints how many
 * ended other than with status 0, and how; exits 1 where any did.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { endingsOf, endOf, type EndingBackend } from '../test/support/ends/index.ts'
import { useVulkanDriver } from '../test/support/gpu/index.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '400' },
    jobs: { type: 'string', default: String(2 * availableParallelism()) },
    dist: { type: 'string', default: 'dist' },
  },
})
const endings = endingsOf((positionals[0] ?? 'vulkan') as EndingBackend)
const count = Number(values.count)
const tally = new Map<string, number>()
let [next, bad] = [0, 0]

async function work(): Promise<void> {
  while (next < count) {
    const ending = endings[next++ % endings.length]!
    const how = await endOf(values.dist, ending)
    if (how !== 'status 0') bad++
    const key = `${ending.way}${ending.collects ? ', collections' : ''}: ${how}`
    tally.set(key, (tally.get(key) ?? 0) + 1)
  }
}

const { driver, devices } = useVulkanDriver()
console.log(`${driver}: ${devices.map(({ name }) => name).join(', ')}`)
await Promise.all(Array.from({ length: Number(values.jobs) }, work))
for (const [key, times] of [...tally].sort()) console.log(`${times} × ${key}`)
console.log(`${bad} of ${count} ended otherwise than with status 0`)
process.exitCode = bad > 0 ? 1 : 0
