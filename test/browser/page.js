// What the page does, as a page would: plain modules, the built package by its name.
import { createExecutor, parseGraph, parseGraphText, planGraph } from 'memkit-gpu'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'

/** Plans a graph for this browser's device and runs it once per set of inputs (lists of bytes by name). */
async function runGraph({ document, inputs }) {
  const backend = await createWebGpuBackend()
  const errors = []
  backend.device.addEventListener('uncapturederror', (event) => errors.push(event.error.message))
  let submits = 0
  const { queue } = backend.device
  const submit = queue.submit.bind(queue)
  queue.submit = (buffers) => {
    submits++
    submit(buffers)
  }
  const plan = planGraph(parseGraphText(document), backend.profile)
  const executor = await createExecutor(plan, backend)
  const outputs = []
  for (const run of inputs) {
    const bytes = Object.fromEntries(Object.entries(run).map(([name, list]) => [name, Uint8Array.from(list)]))
    const result = await executor.run({ inputs: bytes })
    outputs.push(Object.fromEntries(Object.entries(result.outputs).map(([name, view]) => [name, [...view]])))
  }
  await executor.destroy()
  const live = backend.liveObjects()
  await backend.destroy()
  return { outputs, submits, submissions: plan.report.submissions.count, errors, live }
}

/** The error that choosing an API gives here. */
const chooseApi = () =>
  createWebGpuBackend({ api: 'metal' }).then(
    () => 'no error',
    (error) => error.message,
  )

/** Codes of a run before the device is lost, of two under way, and of one after. */
async function loseDevice() {
  const backend = await createWebGpuBackend()
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'a', kind: 'buffer', size: 64 }],
    passes: [
      { id: 'load', kind: 'upload', to: 'a', input: 'in' },
      { id: 'get', kind: 'readback', from: 'a', output: 'out' },
    ],
  })
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  const run = () =>
    executor.run({ inputs: { in: new Uint8Array(64) } }).then(
      () => 'no error',
      (error) => error.code,
    )
  const first = await run()
  const pending = [run(), run()]
  backend.device.destroy()
  const later = await Promise.all([...pending, backend.whenLost.then(run)])
  await executor.destroy()
  await backend.destroy()
  return [first, ...later]
}

globalThis.packageTest = { runGraph, chooseApi, loseDevice }
