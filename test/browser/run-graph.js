// Runs a graph on the WebGPU of where it is, a page or a worker.
import { createExecutor, parseGraphText, planGraph } from 'memkit-gpu'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'

/** Plans a graph for this browser's device and runs it once per set of inputs (lists of bytes by name). */
export async function runGraph({ document, inputs }) {
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
