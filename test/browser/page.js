// What the page does, as a page would: plain modules, the built package by its name.
import { createExecutor, parseGraph, planGraph } from 'memkit-gpu'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { createWorkerPlanner } from 'memkit-gpu/worker'
import { runGraph } from './run-graph.js'

/** What `runGraph` returns, run in a worker. */
async function runInWorker(given) {
  const worker = new Worker(new URL('/run-worker.js', location.href), { type: 'module' })
  const answer = await new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data))
    worker.addEventListener('error', ({ message }) => reject(new Error(message)))
    // A worker has no origin to be named.
    worker.postMessage(given, [])
  })
  worker.terminate()
  return answer
}

/** The plan of a graph as text, made in a worker, and the phases that the page heard of. */
async function planInWorker({ document, profile }) {
  const worker = new Worker(new URL('/plan-worker.js', location.href), { type: 'module' })
  const planner = createWorkerPlanner(worker, profile)
  const phases = []
  const plan = await planner.plan(JSON.parse(document), { onProgress: ({ phase }) => phases.push(phase) })
  worker.terminate()
  return { plan: JSON.stringify(plan), phases }
}

/** The error that choosing an API gives here. */
const chooseApi = () =>
  createWebGpuBackend({ api: 'metal' }).then(
    () => 'no error',
    (error) => error.message,
  )

const there = parseGraph({
  version: 1,
  resources: [{ id: 'a', kind: 'buffer', size: 64 }],
  passes: [
    { id: 'load', kind: 'upload', to: 'a', input: 'in' },
    { id: 'get', kind: 'readback', from: 'a', output: 'out' },
  ],
})

const runOf = (executor) => () =>
  executor.run({ inputs: { in: new Uint8Array(64) } }).then(
    () => 'no error',
    (error) => error.code,
  )

/** Codes of five runs that go well, and of three more after memory of the plan was destroyed behind its back. */
async function failLater() {
  const backend = await createWebGpuBackend()
  const made = []
  const createBuffer = backend.device.createBuffer.bind(backend.device)
  backend.device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor)
    made.push(buffer)
    return buffer
  }
  const executor = await createExecutor(planGraph(there, backend.profile), backend)
  const run = runOf(executor)
  const codes = []
  for (let i = 0; i < 5; i++) codes.push(await run())
  made.find(({ usage }) => (usage & (GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE)) === 0).destroy()
  for (let i = 0; i < 3; i++) codes.push(await run())
  await executor.destroy()
  await backend.destroy()
  return codes
}

/** Device times of three runs; undefined where the device tells none. */
async function timeRuns() {
  const backend = await createWebGpuBackend({ timings: true })
  const executor = await createExecutor(planGraph(there, backend.profile), backend)
  const times = []
  for (let i = 0; i < 3; i++) times.push((await executor.run({ inputs: { in: new Uint8Array(64) } })).timings)
  const hasClock = backend.device.features.has('timestamp-query')
  await executor.destroy()
  await backend.destroy()
  return { hasClock, times }
}

/** Codes of a run before the device is lost, of two under way, and of one after. */
async function loseDevice() {
  const backend = await createWebGpuBackend()
  const executor = await createExecutor(planGraph(there, backend.profile), backend)
  const run = runOf(executor)
  const first = await run()
  const pending = [run(), run()]
  backend.device.destroy()
  const later = await Promise.all([...pending, backend.whenLost.then(run)])
  await executor.destroy()
  await backend.destroy()
  return [first, ...later]
}

globalThis.packageTest = { runGraph, runInWorker, planInWorker, chooseApi, failLater, timeRuns, loseDevice }
