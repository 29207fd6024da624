/** The program of the page: three draws the scene, a frame graph works on it, three shows the result. */
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { nativeTexture } from 'memkit-gpu/three'
import * as THREE from 'three/webgpu'
import { Effects } from '../support/effects/run.ts'
import { startPage } from '../support/page/start.ts'
import { makeScene } from './scene.ts'

await startPage(async (canvas) => {
  const backend = await createWebGpuBackend()
  const renderer = new THREE.WebGPURenderer({ canvas, device: backend.device })
  await renderer.init()
  const { scene, camera, target, turn, resize } = makeScene()
  const effects = new Effects(backend)

  // The graph writes a target of three.js, which any material may show. Its format encodes as sRGB by itself.
  const result = new THREE.RenderTarget(1, 1, { depthBuffer: false, colorSpace: THREE.SRGBColorSpace })
  const screen = new THREE.QuadMesh(new THREE.MeshBasicNodeMaterial({ map: result.texture }))

  return {
    device: backend.device,
    resize(width, height) {
      renderer.setSize(width, height, false)
      resize(width, height)
      result.setSize(width, height)
    },
    async draw({ angle, isOn }) {
      turn(angle)
      // three.js submits two passes of the graph; the graph itself submits before and after them.
      await effects.run({
        targets: {
          colour: nativeTexture(renderer, target),
          depth: nativeTexture(renderer, target, 'depth'),
          result: nativeTexture(renderer, result),
        },
        projection: camera.projectionMatrix.elements,
        inverse: camera.projectionMatrixInverse.elements,
        on: { occlusion: isOn('occlusion'), bloom: isOn('bloom') },
        bodies: {
          scene() {
            renderer.setRenderTarget(target)
            renderer.render(scene, camera)
          },
          show() {
            renderer.setRenderTarget(null)
            screen.render(renderer)
          },
        },
      })
    },
  }
})
