import { expect, it } from 'vitest'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { runCode } from '../support/program.ts'

await describeGpu('vulkan', 'the GPU harness', ({ devices }) => {
  it('finds a device with Vulkan 1.3 or newer', () => {
    expect(devices.map((device) => Number(device.version.split('.')[1]))).toContainEqual(
      expect.toSatisfy((n) => n >= 3),
    )
  })
})

await describeGpu('webgpu', 'the GPU harness', ({ gpu }) => {
  it('gives a device that carries bytes from one buffer to another', async () => {
    const adapter = await gpu.requestAdapter()
    const device = await adapter!.requestDevice()
    const bytes = new Uint32Array([1, 2, 3, 0xffffffff])
    const source = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST })
    const target = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
    device.queue.writeBuffer(source, 0, bytes)
    const encoder = device.createCommandEncoder()
    encoder.copyBufferToBuffer(source, 0, target, 0, 16)
    device.queue.submit([encoder.finish()])
    await target.mapAsync(GPUMapMode.READ)
    expect(new Uint32Array(target.getMappedRange().slice(0))).toEqual(bytes)
    device.destroy()
  })

  it('leaves a process that used it free to end by itself', async () => {
    const script = `
      import { getGpu } from './test/support/gpu/index.ts'
      const { gpu } = await getGpu()
      const device = await (await gpu.requestAdapter()).requestDevice()
      await device.queue.onSubmittedWorkDone()
      device.destroy()
      console.log('done')`
    const child = await runCode(script, { timeout: 20_000 })
    expect({ status: child.status, signal: child.signal, out: child.stdout, err: child.stderr }).toEqual({
      status: 0,
      signal: null,
      out: 'done\n',
      err: '',
    })
  })
})
