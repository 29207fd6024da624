import { textureUsage } from './flags.ts'
import { needsFlatTarget } from './vendors.ts'

/**
 * An empty pass on a texture of one texel, which comes before each copy to a stencil. NVIDIA's driver for Vulkan (580.159, H200), on which
 * Dawn works, makes these copies by a draw of its own, which takes over what kind of target the last pass of the queue drew to. After a pass on
 * a slice of a 3D texture, other than the first, the GPU reports a class error (Xid 69) and stops working for all processes.
 */
export class FlatTarget {
  private readonly device: GPUDevice
  private made: { readonly texture: GPUTexture; readonly pass: GPURenderPassDescriptor } | undefined

  /** For the devices that need it. */
  static of(device: GPUDevice): FlatTarget | undefined {
    return needsFlatTarget(device) ? new FlatTarget(device) : undefined
  }

  private constructor(device: GPUDevice) {
    this.device = device
  }

  /** Encodes the pass; the texture is created for the first. */
  encode(encoder: GPUCommandEncoder): void {
    encoder.beginRenderPass((this.made ??= this.make()).pass).end()
  }

  destroy(): void {
    this.made?.texture.destroy()
  }

  private make(): NonNullable<FlatTarget['made']> {
    const texture = this.device.createTexture({ size: [1, 1], format: 'rgba8unorm', usage: textureUsage.attachment })
    // A pass that clears nothing and draws nothing does not reach the GPU.
    const target = { view: texture.createView(), loadOp: 'clear', storeOp: 'store' } as const
    return { texture, pass: { colorAttachments: [target] } }
  }
}
