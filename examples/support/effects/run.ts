/** The effects on a backend: planned anew when a target changes or an effect is switched, and run. */
import { createExecutor, createPlanner, disablePasses, type Executor, type Plan } from 'memkit-gpu'
import type { WebGpuBackend } from 'memkit-gpu/webgpu'
import { effectsGraph, type Targets } from './graph.ts'

export interface Switches {
  readonly occlusion: boolean
  readonly bloom: boolean
}

export interface EffectsRun {
  readonly targets: Targets
  /** 16 numbers, column by column: view space to clip space, with depth from 0 to 1. */
  readonly projection: readonly number[]
  /** The inverse of `projection`. */
  readonly inverse: readonly number[]
  readonly on: Switches
  readonly bodies?: Readonly<Record<'scene' | 'show', () => void>>
}

export class Effects {
  private readonly backend: WebGpuBackend
  private readonly planner
  private executor: Executor | undefined
  private described = ''

  constructor(backend: WebGpuBackend) {
    this.backend = backend
    this.planner = createPlanner(backend.profile)
  }

  /** The plan of the latest run. */
  get plan(): Plan | undefined {
    return this.executor?.plan
  }

  /** `bodies`: the engine's own submissions, where they are passes of the graph (`scene` and `show`). */
  async run({ targets, projection, inverse, on, bodies }: EffectsRun): Promise<void> {
    const executor = await this.prepare(targets, on, bodies !== undefined)
    const camera = new Float32Array([...inverse, ...projection])
    await executor.run({ inputs: { camera }, imports: { ...targets }, ...(bodies && { bodies }) })
  }

  async destroy(): Promise<void> {
    await this.executor?.destroy()
  }

  /** A plan holds for sizes and formats; which textures have them, each run says. */
  private async prepare(targets: Targets, on: Switches, engine: boolean): Promise<Executor> {
    const { width, height } = targets.colour
    const description = [width, height, targets.result.format, on.occlusion, on.bloom].join()
    if (this.executor && description === this.described) return this.executor
    const off = [...(on.occlusion ? [] : ['shade']), ...(on.bloom ? [] : ['bloom'])]
    const plan = this.planner.plan(disablePasses(effectsGraph(targets, { engine }), off))
    if (this.executor) await this.executor.update(plan)
    else this.executor = await createExecutor(plan, this.backend)
    this.described = description
    return this.executor
  }
}
