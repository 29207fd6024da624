/**
 * Probes of imported objects. The API has no way to ask which device an object belongs to, so a probe uses the object in
 * something cheap that validates it (the caller has an error scope open).
 */
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'
import { bufferUsage, textureUsage } from './flags.ts'

export function probeBuffer(device: GPUDevice, buffer: GPUBuffer): void {
  const { usage } = buffer
  const type = usage & bufferUsage.storage ? 'storage' : usage & bufferUsage.uniform ? 'uniform' : undefined
  if (type && buffer.size >= 4) {
    const layout = device.createBindGroupLayout({ entries: [{ binding: 0, visibility: 4, buffer: { type } }] })
    device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer, size: 4 } }] })
    return
  }
  if (usage & (bufferUsage.copyDst | bufferUsage.copySrc)) {
    const other = device.createBuffer({ size: 4, usage: bufferUsage.copySrc | bufferUsage.copyDst })
    const encoder = device.createCommandEncoder()
    if (usage & bufferUsage.copyDst) encoder.copyBufferToBuffer(other, 0, buffer, 0, 0)
    else encoder.copyBufferToBuffer(buffer, 0, other, 0, 0)
    encoder.finish()
    other.destroy()
    return
  }
  const bundle = device.createRenderBundleEncoder({ colorFormats: ['rgba8unorm'] })
  if (usage & bufferUsage.index) bundle.setIndexBuffer(buffer, 'uint32')
  else if (usage & bufferUsage.vertex) bundle.setVertexBuffer(0, buffer)
  bundle.finish()
}

export function probeTexture(device: GPUDevice, texture: GPUTexture): void {
  const { usage, sampleCount } = texture
  const format = texture.format as TextureFormat
  const { depth, stencil } = formatInfo(format)
  const viewDimension = texture.dimension
  const view = () =>
    texture.createView({
      dimension: viewDimension,
      mipLevelCount: 1,
      arrayLayerCount: 1,
      aspect: depth && stencil ? 'depth-only' : 'all',
    })
  const bind = (entry: Omit<GPUBindGroupLayoutEntry, 'binding' | 'visibility'>) => {
    const layout = device.createBindGroupLayout({ entries: [{ binding: 0, visibility: 4, ...entry }] })
    device.createBindGroup({ layout, entries: [{ binding: 0, resource: view() }] })
  }
  if (usage & textureUsage.sampled)
    bind({ texture: { sampleType: sampleTypeOf(format), viewDimension, multisampled: sampleCount > 1 } })
  else if (usage & textureUsage.storage) bind({ storageTexture: { format, access: 'write-only', viewDimension } })
  else if (usage & textureUsage.attachment && viewDimension === '2d') {
    const attachment = texture.createView({ dimension: '2d', mipLevelCount: 1, arrayLayerCount: 1 })
    const encoder = device.createCommandEncoder()
    const pass =
      depth || stencil
        ? {
            colorAttachments: [],
            depthStencilAttachment: { view: attachment, depthReadOnly: depth, stencilReadOnly: stencil },
          }
        : { colorAttachments: [{ view: attachment, loadOp: 'load' as const, storeOp: 'store' as const }] }
    encoder.beginRenderPass(pass).end()
    encoder.finish()
  } else if (!depth && !stencil && sampleCount === 1) {
    const buffer = device.createBuffer({ size: 256, usage: bufferUsage.copySrc | bufferUsage.copyDst })
    const encoder = device.createCommandEncoder()
    if (usage & textureUsage.copyDst) encoder.copyBufferToTexture({ buffer }, { texture }, [0, 0, 0])
    else encoder.copyTextureToBuffer({ texture }, { buffer }, [0, 0, 0])
    encoder.finish()
    buffer.destroy()
  }
}

/** Submits something that uses the object and does nothing: only a submission tells that an object was destroyed. */
export function touch(device: GPUDevice, object: GPUBuffer | GPUTexture, isTexture: boolean): void {
  const { usage } = object
  const encoder = device.createCommandEncoder()
  const other = device.createBuffer({ size: 256, usage: bufferUsage.copySrc | bufferUsage.copyDst })
  if (!isTexture) {
    const buffer = object as GPUBuffer
    if (usage & bufferUsage.copyDst) encoder.copyBufferToBuffer(other, 0, buffer, 0, 0)
    else if (usage & bufferUsage.copySrc) encoder.copyBufferToBuffer(buffer, 0, other, 0, 0)
  } else {
    const texture = object as GPUTexture
    if (usage & textureUsage.copyDst) encoder.copyBufferToTexture({ buffer: other }, { texture }, [0, 0, 0])
    else if (usage & textureUsage.copySrc) encoder.copyTextureToBuffer({ texture }, { buffer: other }, [0, 0, 0])
    else if (usage & textureUsage.attachment && !/depth|stencil/.test(texture.format)) {
      const view = texture.createView({ dimension: '2d', mipLevelCount: 1, arrayLayerCount: 1 })
      encoder.beginRenderPass({ colorAttachments: [{ view, loadOp: 'load', storeOp: 'store' }] }).end()
    }
  }
  device.queue.submit([encoder.finish()])
  other.destroy()
}

function sampleTypeOf(format: TextureFormat): GPUTextureSampleType {
  const { depth } = formatInfo(format)
  if (depth) return 'depth'
  if (format === 'stencil8' || format.endsWith('uint')) return 'uint'
  if (format.endsWith('sint')) return 'sint'
  return 'unfilterable-float'
}
