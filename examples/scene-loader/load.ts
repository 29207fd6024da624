/** Plans a scene and runs it: on a GPU to a picture, without one on the CPU as far as it goes, which is the loading. */
import { createExecutor, planGraph, type Plan } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import type { OpenedGpu } from '../support/gpu.ts'
import { drawScene } from './draw.ts'
import { loadGraph, pictureGraph, type PictureSize } from './graph.ts'
import type { Scene } from './scene.ts'

export interface LoadedScene {
  readonly plan: Plan
  readonly ranOn: string
  /** RGBA, 8 bits each; none without a GPU. */
  readonly picture: Uint8Array | undefined
}

export async function loadScene(scene: Scene, size: PictureSize, opened: OpenedGpu): Promise<LoadedScene> {
  const { backend: gpu } = opened
  const { graph, inputs } = gpu ? pictureGraph(scene, size) : loadGraph(scene)
  const backend = gpu ?? createDummyBackend()
  const plan = planGraph(graph, backend.profile)
  const executor = await createExecutor(plan, backend, { framesInFlight: 1 })
  try {
    const { outputs } = await executor.run({
      inputs,
      ...(gpu ? { bodies: { draw: drawScene(gpu.device, scene) } } : {}),
    })
    const ranOn = opened.backend
      ? `WebGPU: ${opened.runsOn}`
      : `the CPU (no GPU: ${opened.reason}): planned and loaded, not drawn`
    return { plan, ranOn, picture: outputs['picture'] }
  } finally {
    await executor.destroy()
  }
}
