/**
 * `memkit-gpu/worker`: long plans made beside the program, in a worker of a browser or of Node.
 *
 *     // plan-worker.js
 *     import { servePlans } from 'memkit-gpu/worker'
 *     servePlans()
 *
 *     // the program
 *     const worker = new Worker(new URL('./plan-worker.js', import.meta.url), { type: 'module' })
 *     const planner = createWorkerPlanner(worker, profiles.webgpu)
 *     const plan = await planner.plan(graph, { signal, onProgress })
 */
export { servePlans } from './serve-plans.ts'
export { createWorkerPlanner, type WorkerPlanner, type WorkerPlanOptions } from './worker-planner.ts'
export type { MessageEndpoint } from './messages.ts'
