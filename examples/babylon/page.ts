/** The program of the page: Babylon draws the scene, a frame graph works on it, Babylon shows the result. */
import { WebGPUEngine } from '@babylonjs/core/Engines/webgpuEngine.js'
import { EffectRenderer } from '@babylonjs/core/Materials/effectRenderer.js'
import { BaseTexture } from '@babylonjs/core/Materials/Textures/baseTexture.js'
import { ThinPassPostProcess } from '@babylonjs/core/PostProcesses/thinPassPostProcess.js'
import { nativeDevice, nativeTexture, wrapTexture } from 'memkit-gpu/babylon'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { Effects } from '../support/effects/run.ts'
import { startPage } from '../support/page/start.ts'
import { makeRoom } from './scene.ts'

await startPage(async (canvas) => {
  const engine = new WebGPUEngine(canvas, { antialias: false, setMaximumLimits: true, enableAllFeatures: true })
  await engine.initAsync()
  const device = nativeDevice(engine)
  const backend = await createWebGpuBackend({ device })
  const effects = new Effects(backend)
  const room = makeRoom(engine)

  // The graph writes a texture of the page's, which Babylon wraps.
  let result: GPUTexture | undefined
  let wrapped: BaseTexture | undefined
  const renderer = new EffectRenderer(engine)
  const show = new ThinPassPostProcess('show', engine)
  show.onApplyObservable.add(() => show.effect.setTexture('textureSampler', wrapped!))
  await show.effect.whenCompiledAsync()

  return {
    device,
    resize(width, height) {
      engine.setSize(width, height)
      room.resize(width, height)
      wrapped?.dispose()
      const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.TEXTURE_BINDING
      result = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage })
      wrapped = new BaseTexture(engine, wrapTexture(engine, result))
    },
    async draw({ angle, isOn }) {
      room.turn(angle)
      await room.scene.whenReadyAsync(true)
      engine.beginFrame()
      room.scene.render()
      engine.endFrame()
      const target = room.target()
      const targets = { colour: nativeTexture(target), depth: nativeTexture(target, 'depth'), result: result! }
      const projection = room.camera.getProjectionMatrix()
      const inverse = projection.clone().invert()
      await effects.run({
        targets,
        projection: projection.asArray(),
        inverse: inverse.asArray(),
        on: { occlusion: isOn('occlusion'), bloom: isOn('bloom') },
      })
      engine.beginFrame()
      renderer.render(show)
      engine.endFrame()
    },
  }
})
