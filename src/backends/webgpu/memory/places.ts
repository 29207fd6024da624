/**
 * The GPU objects of a plan's heaps and textures at a given run: rotation swaps roles, staging exists once for each frame in
 * flight, imports come with the run.
 */
import type { Plan } from '../../../plan/document.ts'
import { commonPeriod, rotated, rotationsOf, type Rotations } from '../../../plan/facts/rotations.ts'
import type { RunContext } from '../../backend.ts'

/** A buffer that commands name; the GPUBuffer behind it may depend on the run. */
export interface BufferPlace {
  readonly sizeBytes: number
  at(run: RunContext): GPUBuffer
  /** The properties of a run that the GPUBuffer depends on. */
  readonly varies: Varies
}

export interface TexturePlace {
  at(run: RunContext): GPUTexture
  readonly varies: Varies
}

export interface Varies {
  /** The number of runs after which rotation gives the same buffers again. */
  readonly period: number
  readonly perFrame: boolean
  /** Id of the imported resource. */
  readonly import?: string
}

export const fixed: Varies = { period: 1, perFrame: false }

export class Places {
  /** Buffers by heap; for staging one for each frame, else one. Empty for imports. */
  readonly heapBuffers: GPUBuffer[][]
  readonly textures: (GPUTexture | undefined)[]
  private readonly plan: Plan
  private readonly rotations: Rotations
  private readonly heapPlaces: BufferPlace[] = []
  private readonly texturePlaces: TexturePlace[] = []

  constructor(plan: Plan) {
    this.plan = plan
    this.heapBuffers = plan.heaps.map(() => [])
    this.textures = plan.textures.map(() => undefined)
    this.rotations = rotationsOf(plan)
  }

  heap(heap: number): BufferPlace {
    return (this.heapPlaces[heap] ??= this.describeHeap(heap))
  }

  texture(texture: number): TexturePlace {
    return (this.texturePlaces[texture] ??= this.describeTexture(texture))
  }

  private describeHeap(index: number): BufferPlace {
    const { memory, sizeBytes, rotation, resource } = this.plan.heaps[index]!
    if (memory === 'imported') {
      const id = resource!
      return { sizeBytes, varies: { ...fixed, import: id }, at: (run) => run.imports[id] as GPUBuffer }
    }
    const buffers = this.heapBuffers
    if (memory !== 'device')
      return { sizeBytes, varies: { period: 1, perFrame: true }, at: (run) => buffers[index]![run.frame]! }
    if (!rotation) return { sizeBytes, varies: fixed, at: () => buffers[index]![0]! }
    const members = this.rotations.heaps.of(rotation)
    return {
      sizeBytes,
      varies: { period: rotation.count, perFrame: false },
      at: (run) => buffers[members[rotated(rotation, run.run)]!]![0]!,
    }
  }

  private describeTexture(index: number): TexturePlace {
    const { lifetime, rotation, resource } = this.plan.textures[index]!
    if (lifetime === 'imported') {
      const id = resource!
      return { varies: { ...fixed, import: id }, at: (run) => run.imports[id] as GPUTexture }
    }
    const { textures } = this
    if (!rotation) return { varies: fixed, at: () => textures[index]! }
    const members = this.rotations.textures.of(rotation)
    return {
      varies: { period: rotation.count, perFrame: false },
      at: (run) => textures[members[rotated(rotation, run.run)]!]!,
    }
  }
}

/** The number of objects that are kept for each phase and frame where they depend on imported handles, or on the number of the run. */
const keptRecent = 4

/** An object that was made for the handles of a run, and for its number where rotation does not come round. */
interface Recent<T> {
  readonly key: number
  readonly handles: readonly unknown[]
  readonly value: T
}

/**
 * An object made from places (a bind group, a body's slices), once for every combination of rotation, frame and imported
 * handles. In steady state `at` only looks up. Where the combinations are too many, it is made when a run needs it.
 */
export class Variants<T> {
  private readonly places: readonly { readonly varies: Varies }[]
  private readonly most: number
  private readonly build: (run: RunContext) => T
  /** A method, which a `Variants<unknown>` may have too. */
  private readonly keeper: { drop(value: T): void }
  /** Infinity where rotation comes round too late for one object for each phase. */
  private readonly period: number
  private readonly perFrame: boolean
  private readonly imports: readonly string[]
  private readonly made: T[] = []
  /** By phase and frame: the objects that were made last, the latest first. */
  private readonly recent: Recent<T>[][] = []

  /**
   * @param most the largest period of rotation with an object for each phase
   * @param drop is told of those that are no longer kept
   */
  constructor(
    places: readonly { readonly varies: Varies }[],
    most: number,
    build: (run: RunContext) => T,
    drop: (value: T) => void = () => undefined,
  ) {
    this.places = places
    this.most = most
    this.build = build
    this.keeper = { drop }
    this.period = places.reduce((all, { varies: { period } }) => commonPeriod(all, period, most), 1)
    this.perFrame = places.some(({ varies }) => varies.perFrame)
    this.imports = [...new Set(places.flatMap(({ varies }) => varies.import ?? []))]
  }

  /** Whether the other one varies with all that this one varies with: what is made of both has as many variants as the other. */
  isWithin({ period, perFrame, imports }: Variants<unknown>): boolean {
    return (
      (period === Infinity || period % this.period === 0) &&
      (perFrame || !this.perFrame) &&
      this.imports.every((id) => imports.includes(id))
    )
  }

  /** Something else that varies as this does. */
  alike<U>(build: (run: RunContext) => U): Variants<U> {
    return new Variants(this.places, this.most, build)
  }

  at(run: RunContext): T {
    if (this.period === Infinity) return this.latest(this.perFrame ? run.frame : 0, run.run, run)
    const key = (run.run % this.period) + (this.perFrame ? run.frame * this.period : 0)
    if (this.imports.length > 0) return this.latest(key, key, run)
    return (this.made[key] ??= this.build(run))
  }

  /**
   * Makes all of them, so that no run has to. Those that depend on imports have to wait for the handles. Where there are too many, only the
   * first is made, so that the device can refuse it.
   */
  warm(framesInFlight: number): void {
    if (this.imports.length > 0) return
    const phases = this.period === Infinity ? 1 : this.period
    for (let frame = 0; frame < (this.perFrame ? framesInFlight : 1); frame++)
      for (let run = 0; run < phases; run++) this.at({ run, frame, bodies: {}, imports: {} })
  }

  private latest(slot: number, key: number, run: RunContext): T {
    const { imports } = this
    const recent = (this.recent[slot] ??= [])
    for (const entry of recent) {
      if (entry.key === key && entry.handles.every((handle, i) => handle === run.imports[imports[i]!]))
        return entry.value
    }
    const value = this.build(run)
    recent.unshift({ key, handles: imports.map((id) => run.imports[id]), value })
    if (recent.length > keptRecent) this.keeper.drop(recent.pop()!.value)
    return value
  }
}
