/** WGSL translated for the CPU computes the words that a GPU computes. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCompute } from '../../src/cpu/compute.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { wgslCases, wgslInputs, wgslSource } from '../support/wgsl-cases.ts'

await describeGpu('webgpu', 'WGSL on the CPU', ({ gpu }) => {
  let device: GPUDevice
  beforeAll(async () => {
    device = await (await gpu.requestAdapter())!.requestDevice()
  })
  afterAll(() => device.destroy())

  it.each(wgslCases)('$name', async (one) => {
    const { a, b } = wgslInputs()
    const wgsl = wgslSource(one)
    const [out, sums] = [new Uint32Array(64), new Uint32Array(4)]
    const runner = await createCompute().prepare([{ id: 's', wgsl }])
    const view = (words: Uint32Array) => new Uint8Array(words.buffer)
    runner.run(
      's',
      'main',
      [1, 1, 1],
      [
        { group: 0, binding: 0, bytes: view(a), access: 'read' },
        { group: 0, binding: 1, bytes: view(b), access: 'read' },
        { group: 0, binding: 2, bytes: view(out), access: 'read-write' },
        { group: 1, binding: 0, bytes: view(sums), access: 'read-write' },
      ],
    )
    const wanted = await onDevice(device, wgsl, a, b)
    expect([...out]).toEqual([...wanted.out])
    expect([...sums]).toEqual([...wanted.sums])
  })
})

async function onDevice(device: GPUDevice, code: string, a: Uint32Array<ArrayBuffer>, b: Uint32Array<ArrayBuffer>) {
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage
  const buffer = (size: number) => device.createBuffer({ size, usage: STORAGE | COPY_DST | COPY_SRC })
  const [first, second, out, sums] = [buffer(256), buffer(256), buffer(256), buffer(16)]
  device.queue.writeBuffer(first, 0, a)
  device.queue.writeBuffer(second, 0, b)
  device.pushErrorScope('validation')
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
  })
  const group = (index: number, buffers: GPUBuffer[]) =>
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(index),
      entries: buffers.map((one, binding) => ({ binding, resource: { buffer: one } })),
    })
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, group(0, [first, second, out]))
  pass.setBindGroup(1, group(1, [sums]))
  pass.dispatchWorkgroups(1)
  pass.end()
  const staging = device.createBuffer({ size: 272, usage: MAP_READ | COPY_DST })
  encoder.copyBufferToBuffer(out, 0, staging, 0, 256)
  encoder.copyBufferToBuffer(sums, 0, staging, 256, 16)
  device.queue.submit([encoder.finish()])
  const error = await device.popErrorScope()
  if (error) throw new Error(error.message)
  await staging.mapAsync(GPUMapMode.READ)
  const words = new Uint32Array(staging.getMappedRange().slice(0))
  for (const one of [first, second, out, sums, staging]) one.destroy()
  return { out: words.subarray(0, 64), sums: words.subarray(64) }
}
