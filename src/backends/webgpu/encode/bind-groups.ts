/** Bind groups of the graph's pipelines, made once for each combination of what rotates. */
import { overLimit, planMismatch } from '../../../errors.ts'
import { formatInfo } from '../../../graph/formats.ts'
import type { PlanBinding, PlanUse, TextureSlice } from '../../../plan/document.ts'
import { mixedHeap, type ScopeUse } from '../../../plan/facts/usage-scopes.ts'
import { roundUp } from '../../../plan/multiples.ts'
import type { RunContext } from '../../backend.ts'
import { bufferUsage } from '../device/flags.ts'
import type { BufferPlace, TexturePlace } from '../memory/places.ts'
import type { WgslText } from '../device/wgsl.ts'
import type { Build } from './build.ts'
import type { Pipeline, Pipelines } from './pipelines.ts'
import { compileView, useTexture } from './views.ts'

type AnyPipeline = Pipeline<GPUComputePipeline | GPURenderPipeline>

/** The places that a bind group names, and what makes it. The pipeline must exist by then. */
export interface CompiledGroup {
  readonly index: number
  readonly places: readonly (BufferPlace | TexturePlace)[]
  make(run: RunContext): GPUBindGroup
}

/** The groups that some bindings make for a pipeline, by ascending index; those that it does not use are left out. */
export function compileGroups(
  build: Build,
  pipelines: Pipelines,
  pipeline: AnyPipeline,
  bindings: readonly PlanBinding[],
  label: string,
): CompiledGroup[] {
  const used = bindings.filter(({ group, binding }) => pipeline.mayUse(group, binding))
  return [...new Set(used.map(({ group }) => group))]
    .sort((a, b) => a - b)
    .map((index) => {
      const bound = used.filter(({ group }) => group === index)
      return compileGroup(build, pipelines, pipeline, index, bound, `${label}, group ${index}`)
    })
}

function compileGroup(
  build: Build,
  pipelines: Pipelines,
  pipeline: AnyPipeline,
  index: number,
  bindings: readonly PlanBinding[],
  label: string,
): CompiledGroup {
  const places: (BufferPlace | TexturePlace)[] = []
  const entries = bindings.map((entry) => {
    if ('sampler' in entry) {
      const resource = pipelines.sampler(entry.sampler)
      return () => ({ binding: entry.binding, resource })
    }
    const { group, binding, slice } = entry
    if ('heap' in slice) {
      const place = build.heap(slice.heap, entry.as === 'uniform' ? bufferUsage.uniform : bufferUsage.storage)
      places.push(place)
      const size = roundUp(slice.size, 4)
      return (run: RunContext) => ({
        binding,
        resource: { buffer: place.at(run), offset: slice.offset, size },
      })
    }
    const view = compileView(build, seenAspect(build, slice), dimensionIn(pipeline.texts, group, binding))
    useTexture(build, slice, entry.as)
    places.push(build.places.texture(slice.texture))
    return (run: RunContext) => ({ binding, resource: view.at(run) })
  })
  return {
    index,
    places,
    make: (run) =>
      build.bindGroup(
        pipeline.layout(index),
        entries.map((entry) => entry(run)),
        label,
      ),
  }
}

/** A shader sees one aspect at a time: of both, the depth. */
function seenAspect({ plan }: Build, slice: TextureSlice): TextureSlice {
  const { depth, stencil } = formatInfo(plan.textures[slice.texture]!.format)
  return depth && stencil && slice.aspect === 'all' ? { ...slice, aspect: 'depth-only' } : slice
}

function dimensionIn(texts: readonly WgslText[], group: number, binding: number): GPUTextureViewDimension | undefined {
  for (const text of texts) {
    const dimension = text.viewDimension(group, binding)
    if (dimension) return dimension
  }
  return undefined
}

/** The part of a use that the checks read. */
type Used = Pick<PlanUse, 'slice' | 'as' | 'resource'>

/**
 * Refuses one buffer used both writable and read-only by one dispatch or render pass, which the API forbids (fault F26). Plans for its
 * profile never do that.
 */
export function checkScope(uses: readonly ScopeUse[], passes: readonly string[]): void {
  const heap = mixedHeap(uses)
  if (heap !== undefined)
    throw planMismatch(
      `The plan binds heap ${heap} both writable and read-only in ${JSON.stringify(passes)}, which WebGPU forbids; plan with a WebGPU profile`,
      { heap, passes },
    )
}

/**
 * Refuses what the plan says is written, and its shader only reads, beside what is written in the same buffer: the API goes by the shader. Were
 * it said to be read, the plan would have it in another buffer.
 */
export function checkWritten(
  pipeline: AnyPipeline,
  uses: readonly Extract<PlanBinding, { slice: unknown }>[],
  passes: readonly string[],
): void {
  const written = uses.filter(
    ({ as, access, group, binding }) => as === 'storage' && access !== 'read' && pipeline.mayUse(group, binding),
  )
  if (written.length < 2) return
  const onlyRead = new Set(
    written.filter(({ group, binding }) => pipeline.texts.some((text) => text.isOnlyRead(group, binding))),
  )
  const heapOf = ({ slice }: Pick<PlanUse, 'slice'>): number => ('heap' in slice ? slice.heap : -1)
  const changed = new Set(written.filter((use) => !onlyRead.has(use)).map(heapOf))
  for (const use of onlyRead)
    if (changed.has(heapOf(use)))
      throw planMismatch(
        `Pass ${passes.join(', ')} says that it writes ${JSON.stringify(use.resource)}, and its shader only reads it, beside what it writes in the same buffer, which WebGPU forbids; bind it as "storage-read", so that it gets a buffer of its own`,
        { passes, resource: use.resource, group: use.group, binding: use.binding },
      )
}

/**
 * Refuses bindings that are larger than the device's limit (fault F11). Plans for this device's own profile never have them.
 */
export function checkBindingSizes({ profile }: Build, uses: Iterable<Used>, passes: readonly string[]): void {
  const { maxStorageBindingBytes, maxUniformBindingBytes } = profile.limits
  for (const { slice, as, resource } of uses) {
    if (!('heap' in slice)) continue
    const [name, limit] =
      as === 'uniform'
        ? (['maxUniformBindingBytes', maxUniformBindingBytes] as const)
        : as === 'storage' || as === 'storage-read'
          ? (['maxStorageBindingBytes', maxStorageBindingBytes] as const)
          : (['maxBufferBytes', Infinity] as const)
    if (slice.size > limit)
      throw overLimit(
        `The binding of ${JSON.stringify(resource)}`,
        slice.size,
        name,
        limit,
        `pass ${passes.join(', ')}`,
      )
  }
}
