/** `npx tsx examples/quick-start/main.ts`: plans a small frame graph, prints the plan, runs it on the CPU, prints what came out. */
import { createExecutor, formatPlan, planGraph, profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { graph, particleCount } from './graph.ts'

const plan = planGraph(graph, profiles.dummy)
console.log(formatPlan(plan))

const backend = createDummyBackend()
const executor = await createExecutor(plan, backend)
const { outputs } = await executor.run({
  inputs: {
    positions: Uint32Array.from({ length: particleCount }, (_, i) => 10 * i),
    velocities: new Uint32Array(particleCount).fill(3),
  },
})
await executor.destroy()
await backend.destroy()

const firstWords = (bytes: Uint8Array): string => [...new Uint32Array(bytes.slice().buffer, 0, 8)].join(' ')
for (const name of ['before', 'bounded']) console.log(`${name}: ${firstWords(outputs[name]!)} …`)
