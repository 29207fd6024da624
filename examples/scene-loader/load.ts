/** Loads a scene on a device once, and draws it as often as wanted: two plans of one executor, which keeps what is loaded. */
import { createExecutor, planGraph, type Backend, type Body, type Executor, type Plan } from 'memkit-gpu'
import { drawGraph, loadGraph, packCamera, type PictureSize } from './graph.ts'
import type { Camera, Scene } from './scene.ts'

export interface LoadedScene {
  readonly plan: Plan
  /** Plans the drawing, and exchanges the plan of the executor: buffers and textures stay, copied on the device. */
  startDrawing(size: PictureSize, bodyFor: (camera: Camera) => Body): Promise<Drawing>
  destroy(): Promise<void>
}

export interface Drawing {
  readonly plan: Plan
  /** RGBA, 8 bits each. Uploads a camera, and nothing else. */
  draw(camera?: Camera): Promise<Uint8Array>
}

export async function loadScene(scene: Scene, backend: Backend): Promise<LoadedScene> {
  const { graph, inputs } = loadGraph(scene)
  const plan = planGraph(graph, backend.profile)
  const executor = await createExecutor(plan, backend, { framesInFlight: 1 })
  try {
    await executor.run({ inputs })
  } catch (error) {
    await executor.destroy()
    throw error
  }
  return {
    plan,
    startDrawing: (size, bodyFor) => startDrawing(executor, scene, backend, size, bodyFor),
    destroy: () => executor.destroy(),
  }
}

async function startDrawing(
  executor: Executor,
  scene: Scene,
  backend: Backend,
  size: PictureSize,
  bodyFor: (camera: Camera) => Body,
): Promise<Drawing> {
  const plan = planGraph(drawGraph(scene, size), backend.profile)
  await executor.update(plan)
  return {
    plan,
    async draw(camera = scene.camera) {
      const bodies = { draw: bodyFor(camera) }
      const { outputs } = await executor.run({ inputs: { camera: packCamera(camera, size) }, bodies })
      return outputs['picture']!
    },
  }
}
