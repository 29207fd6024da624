/** The program of the page: luma.gl draws the scene, a frame graph works on it, luma.gl shows the result. */
import { luma, type Texture } from '@luma.gl/core'
import { ClipSpace } from '@luma.gl/engine'
import { webgpuAdapter, type WebGPUDevice, type WebGPUTexture } from '@luma.gl/webgpu'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { Effects } from '../support/effects/run.ts'
import { startPage } from '../support/page/start.ts'
import { makeRoom } from './scene.ts'

/** luma.gl's WebGPU classes have what they stand for as `handle`. */
const native = (texture: Texture) => (texture as WebGPUTexture).handle

await startPage(async (canvas) => {
  const device = (await luma.createDevice({
    type: 'webgpu',
    adapters: [webgpuAdapter],
    // All features and limits of the adapter; luma.gl asks for the least otherwise.
    featureLevel: 'max',
    createCanvasContext: { canvas, autoResize: false },
  })) as WebGPUDevice
  const backend = await createWebGpuBackend({ device: device.handle })
  const effects = new Effects(backend)
  const room = makeRoom(device)

  // The graph writes a texture of the page's, which luma.gl wraps.
  let result: GPUTexture | undefined
  let wrapped: Texture | undefined
  const screen = new ClipSpace(device, {
    source: /* wgsl */ `
@group(0) @binding(0) var result: texture_2d<f32>;
@fragment fn fragmentMain(inputs: FragmentInputs) -> @location(0) vec4f {
  return textureLoad(result, vec2i(inputs.Position.xy), 0);
}`,
  })

  return {
    device: device.handle,
    resize(width, height) {
      device.getDefaultCanvasContext().setDrawingBufferSize(width, height)
      room.resize(width, height)
      wrapped?.destroy()
      result?.destroy()
      const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.TEXTURE_BINDING
      result = device.handle.createTexture({ size: [width, height], format: 'rgba8unorm', usage })
      wrapped = device.createTexture({ handle: result, format: 'rgba8unorm', width, height })
      screen.setBindings({ result: wrapped })
    },
    async draw({ angle, isOn }) {
      // luma.gl submits two passes of the graph; the graph itself submits before and after them.
      await effects.run({
        targets: { colour: native(room.colour), depth: native(room.depth), result: result! },
        projection: room.projection,
        inverse: room.inverseProjection,
        on: { occlusion: isOn('occlusion'), bloom: isOn('bloom') },
        bodies: {
          scene: () => room.draw(angle),
          show() {
            const framebuffer = device.getDefaultCanvasContext().getCurrentFramebuffer({ depthStencilFormat: false })
            const pass = device.beginRenderPass({ framebuffer })
            screen.draw(pass)
            pass.end()
            device.submit()
          },
        },
      })
    },
  }
})
