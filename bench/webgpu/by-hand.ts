/** WebGPU written by hand, the way people do it: what the planned runs are compared with. */
import type { Way } from './measure.ts'

const usage = { mapRead: 0x1, mapWrite: 0x2, copySrc: 0x4, copyDst: 0x8, storage: 0x80 }

/** `queue.writeBuffer` for every resource. */
export function writeEach(device: GPUDevice, inputs: readonly Uint8Array<ArrayBuffer>[]): Way {
  const buffers = inputs.map(({ length }) =>
    device.createBuffer({ size: length, usage: usage.copyDst | usage.storage }),
  )
  return {
    name: 'by hand: writeBuffer for each',
    async round() {
      for (let i = 0; i < inputs.length; i++) device.queue.writeBuffer(buffers[i]!, 0, inputs[i]!)
      device.queue.submit([])
      await device.queue.onSubmittedWorkDone()
    },
    destroy: () => buffers.forEach((buffer) => buffer.destroy()),
  }
}

/** One mapped staging buffer, and a copy for every resource. */
export function stageAll(device: GPUDevice, inputs: readonly Uint8Array<ArrayBuffer>[]): Way {
  const total = inputs.reduce((sum, { length }) => sum + length, 0)
  const staging = device.createBuffer({ size: total, usage: usage.mapWrite | usage.copySrc, mappedAtCreation: true })
  const buffers = inputs.map(({ length }) =>
    device.createBuffer({ size: length, usage: usage.copyDst | usage.storage }),
  )
  return {
    name: 'by hand: one staging buffer, a copy for each',
    async round() {
      if (staging.mapState !== 'mapped') await staging.mapAsync(usage.mapWrite)
      const view = new Uint8Array(staging.getMappedRange())
      let at = 0
      for (const bytes of inputs) {
        view.set(bytes, at)
        at += bytes.length
      }
      staging.unmap()
      const encoder = device.createCommandEncoder()
      at = 0
      for (let i = 0; i < inputs.length; i++) {
        encoder.copyBufferToBuffer(staging, at, buffers[i]!, 0, inputs[i]!.length)
        at += inputs[i]!.length
      }
      device.queue.submit([encoder.finish()])
      await device.queue.onSubmittedWorkDone()
    },
    destroy: () => [staging, ...buffers].forEach((buffer) => buffer.destroy()),
  }
}

/** One `copyBufferToBuffer` for every region, in one encoder. */
export function copyEach(
  device: GPUDevice,
  sizeBytes: number,
  regions: readonly (readonly [number, number, number])[],
): Way {
  const [from, to] = [0, 1].map(() =>
    device.createBuffer({ size: sizeBytes, usage: usage.copySrc | usage.copyDst | usage.storage }),
  ) as [GPUBuffer, GPUBuffer]
  return {
    name: 'by hand: a copy for each',
    async round() {
      const encoder = device.createCommandEncoder()
      for (const [a, b, size] of regions) encoder.copyBufferToBuffer(from, a, to, b, size)
      device.queue.submit([encoder.finish()])
      await device.queue.onSubmittedWorkDone()
    },
    destroy: () => {
      from.destroy()
      to.destroy()
    },
  }
}

/** A mappable buffer of its own for every readback, all mapped together. */
export function readEach(device: GPUDevice, sizeBytes: number, count: number): Way {
  const sources = Array.from({ length: count }, () =>
    device.createBuffer({ size: sizeBytes, usage: usage.copySrc | usage.storage }),
  )
  const targets = sources.map(() => device.createBuffer({ size: sizeBytes, usage: usage.mapRead | usage.copyDst }))
  return {
    name: 'by hand: a buffer and a map for each',
    async round() {
      const encoder = device.createCommandEncoder()
      sources.forEach((source, i) => encoder.copyBufferToBuffer(source, 0, targets[i]!, 0, sizeBytes))
      device.queue.submit([encoder.finish()])
      await Promise.all(targets.map((target) => target.mapAsync(usage.mapRead)))
      for (const target of targets) {
        new Uint8Array(sizeBytes).set(new Uint8Array(target.getMappedRange()))
        target.unmap()
      }
    },
    destroy: () => [...sources, ...targets].forEach((buffer) => buffer.destroy()),
  }
}

/** One copy to a mappable buffer, which is mapped and not copied from. */
export function readMapped(device: GPUDevice, sizeBytes: number): Way {
  const source = device.createBuffer({ size: sizeBytes, usage: usage.copySrc | usage.storage })
  const target = device.createBuffer({ size: sizeBytes, usage: usage.mapRead | usage.copyDst })
  return {
    name: 'by hand: one copy, mapped',
    async round() {
      const encoder = device.createCommandEncoder()
      encoder.copyBufferToBuffer(source, 0, target, 0, sizeBytes)
      device.queue.submit([encoder.finish()])
      await target.mapAsync(usage.mapRead)
      target.getMappedRange()
      target.unmap()
    },
    destroy: () => [source, target].forEach((buffer) => buffer.destroy()),
  }
}

/** A chain of dispatches over a few buffers, with one upload and one readback: pipelines and bind groups made beforehand. */
export async function dispatchChain(
  device: GPUDevice,
  wgsl: string,
  sizeBytes: number,
  chain: readonly (readonly [number, number])[],
  buffers: number,
  input: Uint8Array<ArrayBuffer>,
): Promise<Way> {
  const memory = Array.from({ length: buffers }, () =>
    device.createBuffer({ size: sizeBytes, usage: usage.copySrc | usage.copyDst | usage.storage }),
  )
  const target = device.createBuffer({ size: sizeBytes, usage: usage.mapRead | usage.copyDst })
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: wgsl }) },
  })
  const layout = pipeline.getBindGroupLayout(0)
  const groups = chain.map(([from, to]) =>
    device.createBindGroup({
      layout,
      entries: [from, to].map((buffer, binding) => ({ binding, resource: { buffer: memory[buffer]! } })),
    }),
  )
  const last = memory[chain.at(-1)![1]]!
  return {
    name: 'by hand: encoded each run',
    async round() {
      device.queue.writeBuffer(memory[chain[0]![0]]!, 0, input)
      const encoder = device.createCommandEncoder()
      const pass = encoder.beginComputePass()
      for (const group of groups) {
        pass.setPipeline(pipeline)
        pass.setBindGroup(0, group)
        pass.dispatchWorkgroups(sizeBytes / 256)
      }
      pass.end()
      encoder.copyBufferToBuffer(last, 0, target, 0, sizeBytes)
      device.queue.submit([encoder.finish()])
      await target.mapAsync(usage.mapRead)
      new Uint8Array(sizeBytes).set(new Uint8Array(target.getMappedRange()))
      target.unmap()
    },
    destroy: () => [...memory, target].forEach((buffer) => buffer.destroy()),
  }
}
