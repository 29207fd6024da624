/**
 * The GPU objects of a plan's heaps and textures at a given run: rotation swaps roles, staging exists once for each frame in
 * flight, imports come with the run.
 */
import { missingImport } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import { commonMultiple } from '../../../plan/multiples.ts'
import { rotated, rotationsOf, type Rotations } from '../../../plan/facts/rotations.ts'
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
      return { sizeBytes, varies: { ...fixed, import: id }, at: (run) => imported<GPUBuffer>(run, id) }
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
      return { varies: { ...fixed, import: id }, at: (run) => imported<GPUTexture>(run, id) }
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

function imported<T>(run: RunContext, id: string): T {
  const handle = run.imports[id]
  if (handle === undefined) throw missingImport(id)
  return handle as T
}

/** The imported handles for which objects are kept: those of the last few runs. */
const keptImports = 4

/**
 * An object made from places (a bind group, a body's slices), once for every combination of rotation, frame and imported
 * handles. In steady state `at` only looks up.
 */
export class Variants<T> {
  private readonly build: (run: RunContext) => T
  private readonly period: number
  private readonly perFrame: boolean
  private readonly imports: readonly string[]
  private readonly made: T[] = []
  private readonly recent: { readonly key: number; readonly handles: readonly unknown[]; readonly value: T }[] = []

  constructor(places: readonly { readonly varies: Varies }[], build: (run: RunContext) => T) {
    this.build = build
    this.period = places.reduce((all, { varies: { period } }) => commonMultiple(all, period), 1)
    this.perFrame = places.some(({ varies }) => varies.perFrame)
    this.imports = [...new Set(places.flatMap(({ varies }) => varies.import ?? []))]
  }

  /** Whether it varies with nothing that another does not vary with: what is made of both has no more variants than that has. */
  isWithin({ period, perFrame, imports }: Variants<unknown>): boolean {
    return (
      period % this.period === 0 && (perFrame || !this.perFrame) && this.imports.every((id) => imports.includes(id))
    )
  }

  at(run: RunContext): T {
    const key = (run.run % this.period) + (this.perFrame ? run.frame * this.period : 0)
    if (this.imports.length > 0) return this.withImports(key, run)
    return (this.made[key] ??= this.build(run))
  }

  /** Makes all of them, so that no run has to. Those that depend on imports have to wait for the handles. */
  warm(framesInFlight: number): void {
    if (this.imports.length > 0) return
    for (let frame = 0; frame < (this.perFrame ? framesInFlight : 1); frame++)
      for (let run = 0; run < this.period; run++) this.at({ run, frame, bodies: {}, imports: {} })
  }

  private withImports(key: number, run: RunContext): T {
    const { recent, imports } = this
    for (const entry of recent) {
      if (entry.key === key && entry.handles.every((handle, i) => handle === run.imports[imports[i]!]))
        return entry.value
    }
    const value = this.build(run)
    recent.unshift({ key, handles: imports.map((id) => run.imports[id]), value })
    if (recent.length > keptImports * this.period) recent.pop()
    return value
  }
}
