/** Runs a deferred frame's plan some times over. */
import { createExecutor, planGraph, type Backend, type FrameGraph, type Plan, type PlanOptions } from 'memkit-gpu'
import { packFrame } from './frame.ts'
import type { Geometry } from './geometry.ts'
import { describeTargets, type Size } from './passes.ts'

export interface Rendering {
  readonly plan: Plan
  /** The last frame: RGBA, 8 bits each. */
  readonly picture: Uint8Array
}

export interface RenderOptions extends PlanOptions {
  /** History needs more than one. */
  readonly frames: number
  readonly onFrame?: (done: number, total: number) => void
}

export async function render(
  backend: Backend,
  graph: FrameGraph,
  size: Size,
  geometry: Geometry,
  { frames, onFrame, ...planOptions }: RenderOptions,
): Promise<Rendering> {
  const plan = planGraph(graph, backend.profile, planOptions)
  const executor = await createExecutor(plan, backend)
  const shadowTexels = describeTargets(size)['shadow']!.size[0]
  try {
    let picture = new Uint8Array()
    for (let frame = 0; frame < frames; frame++) {
      onFrame?.(frame, frames)
      const inputs = { frame: packFrame(frame, size, shadowTexels), vertices: geometry.vertices }
      const { outputs } = await executor.run({ inputs })
      picture = outputs['picture'] as typeof picture
    }
    return { plan, picture }
  } finally {
    await executor.destroy()
  }
}
