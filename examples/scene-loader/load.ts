/** Loads a scene on a device once, and draws it as often as wanted: two plans of one executor, which keeps what is loaded. */
import { createExecutor, planGraph, type Backend, type Executor, type Plan } from 'memkit-gpu'
import { drawOrder } from './draw-order.ts'
import { drawGraph, loadGraph, packCamera, type PictureSize } from './graph.ts'
import type { Camera, Scene } from './scene.ts'

export interface LoadedScene {
  readonly plan: Plan
  /** Plans the drawing, and exchanges the plan of the executor: buffers and textures stay, copied on the device. */
  startDrawing(size: PictureSize): Promise<Drawing>
  destroy(): Promise<void>
}

export interface Drawing {
  /** The plan of the latest picture, or of the first that will be drawn. */
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
    startDrawing: (size) => startDrawing(executor, scene, backend, size),
    destroy: () => executor.destroy(),
  }
}

async function startDrawing(executor: Executor, scene: Scene, backend: Backend, size: PictureSize): Promise<Drawing> {
  let plan!: Plan
  let order: string | undefined
  /** From elsewhere, what one sees through may come in another order: a document of its own. */
  const planFor = async (camera: Camera): Promise<void> => {
    const wanted = drawOrder(scene.draws, camera.eye).join()
    if (wanted === order) return
    plan = planGraph(drawGraph(scene, size, camera), backend.profile)
    await executor.update(plan)
    order = wanted
  }
  await planFor(scene.camera)
  return {
    get plan() {
      return plan
    },
    async draw(camera = scene.camera) {
      await planFor(camera)
      const { outputs } = await executor.run({ inputs: { camera: packCamera(camera, size) } })
      return outputs['picture']!
    },
  }
}
