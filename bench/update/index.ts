/**
 * The cost of an update to a plan that is ready: `npm run bench -- update [--resources 500,1000,2000] [--rounds 60] [--backend dummy]`.
 *
 * A plan with so many persistent textures (or buffers), each with an upload of its own, and one with one more, taken in turn. Columns
 * are milliseconds of an update that adds one: the median and the best by the clock, the mean on a processor (of this thread, where
 * Linux tells; it counts in units of some milliseconds, so single updates are not told), and that for each thousand resources.
 * Then passes of a frame are switched off and on, see `toggles.ts`, five times over: the compiler has seen all of it in the later ones.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createExecutor, createPlanner, parseGraph, type Backend, type GraphDocument } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { createVulkanBackend } from 'memkit-gpu/vulkan'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { measureToggles } from './toggles.ts'

const { values } = parseArgs({
  options: {
    resources: { type: 'string', default: '500,1000,2000' },
    rounds: { type: 'string', default: '60' },
    backend: { type: 'string', default: 'dummy' },
  },
})

type Kind = 'texture' | 'buffer'

function documentOf(kind: Kind, count: number): GraphDocument {
  const lifetime = 'persistent'
  return {
    version: 1,
    resources: Array.from({ length: count }, (_, i) =>
      kind === 'buffer'
        ? { id: `r${i}`, kind, size: 256, lifetime }
        : { id: `r${i}`, kind, format: 'rgba8unorm', size: [4, 4], lifetime },
    ),
    passes: Array.from({ length: count }, (_, i) => {
      return { id: `load ${i}`, kind: 'upload', to: `r${i}`, input: `r${i}`, optional: true }
    }),
  }
}

function openBackend(): Backend | Promise<Backend> {
  if (values.backend === 'webgpu') return createWebGpuBackend()
  return values.backend === 'vulkan' ? createVulkanBackend() : createDummyBackend()
}

/** Milliseconds that this thread has worked. */
function workedMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return performance.now()
  }
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1]!

async function measure(kind: Kind, count: number): Promise<void> {
  const backend = await openBackend()
  const planner = createPlanner(backend.profile)
  const [plan, larger] = [count, count + 1].map((n) => planner.plan(parseGraph(documentOf(kind, n)))) as [
    ReturnType<typeof planner.plan>,
    ReturnType<typeof planner.plan>,
  ]
  const executor = await createExecutor(plan, backend)
  const [wall, worked]: [number[], number[]] = [[], []]
  for (let round = 0; round < Number(values.rounds); round++) {
    const [begin, before] = [performance.now(), workedMs()]
    await executor.update(larger)
    worked.push(workedMs() - before)
    wall.push(performance.now() - begin)
    await executor.update(plan)
  }
  await executor.destroy()
  await backend.destroy()
  const warm = (times: readonly number[]): number[] => times.slice(Math.floor(times.length / 3))
  const mean = warm(worked).reduce((sum, ms) => sum + ms, 0) / warm(worked).length
  const cells = [wall[0]!, median(warm(wall)), Math.min(...wall), mean, (mean * 1000) / count]
  console.log([kind.padEnd(8), String(count).padStart(9), ...cells.map((ms) => ms.toFixed(2).padStart(9))].join(' '))
}

console.log(['kind    ', 'resources', '    first', '   median', '     best', ' mean CPU', 'a thousand'].join(' '))
for (const kind of ['texture', 'buffer'] as const)
  for (const count of values.resources.split(',').map(Number)) await measure(kind, count)
console.log(['toggle  ', '       what', '    first', '   median', '     best'].join(' '))
const backend = await openBackend()
for (let round = 0; round < 5; round++) await measureToggles(backend)
await backend.destroy()
