/** Watches a GPUDevice: what it creates, what it submits, and the errors that nobody asked for. */

const creators = [
  'createBuffer',
  'createTexture',
  'createBindGroup',
  'createSampler',
  'createShaderModule',
  'createComputePipeline',
  'createComputePipelineAsync',
  'createRenderPipeline',
  'createRenderPipelineAsync',
  'createRenderBundleEncoder',
  'createBindGroupLayout',
  'createPipelineLayout',
  'createQuerySet',
] as const

const commands = [
  'beginComputePass',
  'beginRenderPass',
  'clearBuffer',
  'copyBufferToBuffer',
  'copyBufferToTexture',
  'copyTextureToBuffer',
  'copyTextureToTexture',
] as const

const drawing = [
  'setPipeline',
  'setBindGroup',
  'setVertexBuffer',
  'setIndexBuffer',
  'draw',
  'drawIndexed',
  'drawIndirect',
  'drawIndexedIndirect',
] as const

export interface GpuCounts {
  submits: number
  created: number
  /** The same by name, with `createView` of textures. */
  readonly made: Record<string, number>
  /** Calls on command encoders: copies, passes, clears. */
  commands: number
  /** Calls on encoders of render passes that record draws; to execute a bundle is none. */
  drawing: number
  readonly errors: string[]
}

/** The device's own methods are wrapped in place. */
export function countGpu(device: GPUDevice): GpuCounts {
  const counts: GpuCounts = { submits: 0, created: 0, made: {}, commands: 0, drawing: 0, errors: [] }
  const wrap = (target: object, name: string, before: () => void) => {
    const methods = target as Record<string, (...args: unknown[]) => unknown>
    const original = methods[name]!.bind(target)
    methods[name] = (...args) => {
      before()
      return original(...args)
    }
  }
  wrap(device.queue, 'submit', () => counts.submits++)
  const note = (name: string) => (counts.made[name] = (counts.made[name] ?? 0) + 1)
  for (const name of new Set(creators))
    wrap(device, name, () => {
      counts.created++
      note(name)
    })
  const createTexture = device.createTexture.bind(device)
  device.createTexture = (descriptor) => {
    const texture = createTexture(descriptor)
    wrap(texture, 'createView', () => note('createView'))
    return texture
  }
  const createCommandEncoder = device.createCommandEncoder.bind(device)
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor)
    for (const name of commands) wrap(encoder, name, () => counts.commands++)
    const beginRenderPass = encoder.beginRenderPass.bind(encoder)
    encoder.beginRenderPass = (pass) => {
      const begun = beginRenderPass(pass)
      for (const name of drawing) wrap(begun, name, () => counts.drawing++)
      return begun
    }
    return encoder
  }
  device.addEventListener('uncapturederror', (event) => counts.errors.push(event.error.message))
  return counts
}
