/** Buffers and textures of zeros, in the place of what a program would import. */
import type { FrameGraph, Plan } from 'memkit-gpu'
import type { WebGpuBackend } from 'memkit-gpu/webgpu'

export interface Imported {
  /** By the id of the resource. */
  readonly handles: Readonly<Record<string, unknown>>
  destroy(): void
}

export function makeImports(graph: FrameGraph, plan: Plan, backend: WebGpuBackend): Imported {
  const made = plan.imports.map((id) => {
    const resource = graph.resources.find((one) => one.id === id)
    if (resource?.kind === 'buffer') return [id, backend.createBuffer(resource.size)] as const
    const texture = makeTexture(plan, id, backend)
    return [id, { handle: texture, destroy: (): void => texture.destroy() }] as const
  })
  return {
    handles: Object.fromEntries(made.map(([id, { handle }]) => [id, handle])),
    destroy: () => {
      for (const [, one] of made) one.destroy()
    },
  }
}

function makeTexture(plan: Plan, id: string, { device }: WebGpuBackend) {
  const { format, dimension, size, mipLevelCount, sampleCount, usage } = plan.textures.find(
    ({ lifetime, resource }) => lifetime === 'imported' && resource === id,
  )!
  const flags = {
    'copy-src': GPUTextureUsage.COPY_SRC,
    'copy-dst': GPUTextureUsage.COPY_DST,
    sampled: GPUTextureUsage.TEXTURE_BINDING,
    storage: GPUTextureUsage.STORAGE_BINDING,
    attachment: GPUTextureUsage.RENDER_ATTACHMENT,
  }
  return device.createTexture({
    format,
    dimension,
    size,
    mipLevelCount,
    sampleCount,
    // WebGPU takes no texture that is used as nothing.
    usage: usage.reduce((all, one) => all | flags[one], GPUTextureUsage.COPY_SRC),
  })
}
