/** Draws by data: recorded once into render bundles, as few as the state of the pass allows. */
import { drawFailed, validationFailed, type MemkitError } from '../../../errors.ts'
import type { CommandOf, PlannedDraw, RenderPart } from '../../../plan/document.ts'
import type { RunContext } from '../../backend.ts'
import { bufferUsage } from '../device/flags.ts'
import { Variants, type BufferPlace, type TexturePlace } from '../memory/places.ts'
import { bundleDescriptor } from './attachments.ts'
import { checkBindingSizes, checkScope, compileGroups, type CompiledGroup } from './bind-groups.ts'
import type { Build } from './build.ts'
import { stateOfDraw, type DrawState, type PassState } from './draw-state.ts'
import type { Pipeline, Pipelines } from './pipelines.ts'

type Render = CommandOf<'render'>

interface BoundBuffer {
  readonly place: BufferPlace
  readonly offset: number
  readonly size: number
}
interface BoundGroup {
  readonly index: number
  readonly variants: Variants<GPUBindGroup>
}

export interface CompiledDraw {
  readonly pass: string
  /** Index of the draw in its pass. */
  readonly draw: number
  readonly id: string
  readonly pipeline: Pipeline<GPURenderPipeline>
  readonly groups: readonly BoundGroup[]
  readonly vertexBuffers: readonly (BoundBuffer | undefined)[]
  readonly indexBuffer: BoundBuffer | undefined
  readonly indexFormat: GPUIndexFormat | undefined
  readonly indirect: BoundBuffer | undefined
  readonly call: PlannedDraw['call']
  readonly state: DrawState
  /** Everything it names, for the runs in which it differs. */
  readonly places: readonly (BufferPlace | TexturePlace)[]
}

/** @throws MemkitError PLAN_MISMATCH, OVER_LIMIT for what the API forbids */
export function compileDraws(
  build: Build,
  pipelines: Pipelines,
  { pass, uses, bindGroups = [], draws = [] }: RenderPart,
  atBegin: DrawState,
): CompiledDraw[] {
  checkBindingSizes(build, uses, [pass])
  const buffers = new Map<string, BoundBuffer>()
  const bound = (use: number, usage: number): BoundBuffer => {
    const key = `${use} ${usage}`
    let buffer = buffers.get(key)
    if (!buffer) {
      const { slice } = uses[use]!
      if (!('heap' in slice)) throw validationFailed(`Pass ${JSON.stringify(pass)} takes a texture for a buffer`)
      buffer = { place: build.heap(slice.heap, usage), offset: slice.offset, size: slice.size }
      buffers.set(key, buffer)
    }
    return buffer
  }
  // Bind groups fit one pipeline: each pair of the two is made once.
  const groups = new Map<string, { readonly bound: BoundGroup; readonly places: CompiledGroup['places'] }[]>()
  const groupsOf = (number: number, pipeline: Pipeline<GPURenderPipeline>, group: number) => {
    const key = `${number} ${group}`
    let made = groups.get(key)
    if (!made) {
      const { group: index, entries } = bindGroups[group]!
      const bindings = entries.map((entry) =>
        'use' in entry
          ? { group: index, binding: entry.binding, ...uses[entry.use]! }
          : { group: index, binding: entry.binding, sampler: entry.sampler },
      )
      made = compileGroups(build, pipelines, pipeline, bindings, pass).map(({ index, places, make }) => ({
        bound: { index, variants: new Variants(places, build.most, make, build.dropGroup) },
        places,
      }))
      groups.set(key, made)
    }
    return made
  }
  return draws.map((draw, d): CompiledDraw => {
    const planned = build.plan.pipelines![draw.pipeline]!
    const pipeline = pipelines.render(draw.pipeline, { pass, draw: d })
    const own = draw.bindGroups.flatMap((group) => groupsOf(draw.pipeline, pipeline, group))
    const vertexBuffers = draw.vertexBuffers.map((use) => (use === null ? undefined : bound(use, bufferUsage.vertex)))
    const indexBuffer = draw.indexBuffer && bound(draw.indexBuffer.use, bufferUsage.index)
    const indirect = 'indirect' in draw.call ? bound(draw.call.indirect, bufferUsage.indirect) : undefined
    return {
      pass,
      draw: d,
      id: planned.id,
      pipeline,
      groups: own.map((group) => group.bound),
      vertexBuffers,
      indexBuffer,
      indexFormat: draw.indexBuffer?.format,
      indirect,
      call: draw.call,
      state: stateOfDraw(draw, planned, atBegin),
      places: [
        ...own.flatMap((group) => group.places),
        ...[...vertexBuffers, indexBuffer, indirect].flatMap((buffer) => (buffer ? [buffer.place] : [])),
      ],
    }
  })
}

/** All uses of a pass are one scope to the API, whichever draw they are of. */
export function checkPassScope({ parts, passes }: Render): void {
  checkScope(
    parts.flatMap(({ draws, uses }) => (draws ? uses : [])),
    passes,
  )
}

/** A step of a pass that is the same in every run. */
export type DrawStep = (pass: GPURenderPassEncoder, run: RunContext) => void

/** Bundles of draws that follow one another, with the changes of state between them. */
export function bundleSteps(
  build: Build,
  command: Render,
  draws: readonly CompiledDraw[],
  state: PassState,
): DrawStep[] {
  const steps: DrawStep[] = []
  let segment: CompiledDraw[] = []
  const flush = (): void => {
    if (segment.length > 0) steps.push(bundleStep(build, command, segment))
    segment = []
  }
  for (const draw of draws) {
    const changes = state.change(draw.state)
    if (changes.length > 0) flush()
    steps.push(...changes)
    segment.push(draw)
  }
  flush()
  return steps
}

function bundleStep(build: Build, command: Render, draws: readonly CompiledDraw[]): DrawStep {
  const passes = [...new Set(draws.map(({ pass }) => pass))].join(', ')
  const descriptor = bundleDescriptor(build.plan, command, passes)
  const places = new Set(draws.flatMap((draw) => draw.places))
  const bundles = build.variant(
    [...places],
    (run) => {
      const bundle = build.make(
        'renderBundles',
        () => keyOf(build, descriptor, draws, run),
        () =>
          build.watch(
            () => record(build.device, descriptor, draws, run),
            (error) => explain(build.device, descriptor, draws, run, error),
          ),
      )
      return [bundle]
    },
    () => build.live.add('renderBundles', -1),
  )
  return (pass, run) => pass.executeBundles(bundles.at(run))
}

/** Everything that a bundle records. */
function keyOf(
  { ids }: Build,
  descriptor: GPURenderBundleEncoderDescriptor,
  draws: readonly CompiledDraw[],
  run: RunContext,
): string {
  const buffer = (bound: BoundBuffer | undefined) => bound && [ids.of(bound.place.at(run)), bound.offset, bound.size]
  const parts = draws.map(({ pipeline, groups, vertexBuffers, indexBuffer, indexFormat, indirect, call }) => [
    ids.of(pipeline.value!),
    groups.map(({ index, variants }) => [index, ids.of(variants.at(run))]),
    vertexBuffers.map(buffer),
    buffer(indexBuffer),
    indexFormat,
    buffer(indirect),
    call,
  ])
  return `bundle ${JSON.stringify([descriptor, parts])}`
}

function record(
  device: GPUDevice,
  descriptor: GPURenderBundleEncoderDescriptor,
  draws: readonly CompiledDraw[],
  run: RunContext,
): GPURenderBundle {
  const encoder = device.createRenderBundleEncoder(descriptor)
  let pipeline: GPURenderPipeline | undefined
  let index: BoundBuffer | undefined
  let format: GPUIndexFormat | undefined
  const groups: (GPUBindGroup | undefined)[] = []
  const vertexBuffers: (BoundBuffer | undefined)[] = []
  for (const draw of draws) {
    if (draw.pipeline.value !== pipeline) encoder.setPipeline((pipeline = draw.pipeline.value!))
    const before = groups.splice(0)
    for (const { index: at, variants } of draw.groups) groups[at] = variants.at(run)
    // Groups that this draw does not bind are cleared, so that it cannot read those of the draw before.
    for (let at = 0; at < Math.max(groups.length, before.length); at++)
      if (groups[at] !== before[at]) encoder.setBindGroup(at, groups[at] ?? null)
    draw.vertexBuffers.forEach((buffer, slot) => {
      if (!buffer || vertexBuffers[slot] === buffer) return
      vertexBuffers[slot] = buffer
      encoder.setVertexBuffer(slot, buffer.place.at(run), buffer.offset, buffer.size)
    })
    const { indexBuffer } = draw
    if (indexBuffer && (index !== indexBuffer || draw.indexFormat !== format)) {
      index = indexBuffer
      format = draw.indexFormat
      encoder.setIndexBuffer(indexBuffer.place.at(run), format!, indexBuffer.offset, indexBuffer.size)
    }
    call(encoder, draw, run)
  }
  return encoder.finish({ label: descriptor.label ?? '' })
}

function call(encoder: GPURenderBundleEncoder, { call: counts, indirect, indexBuffer }: CompiledDraw, run: RunContext) {
  if (indirect) {
    const buffer = indirect.place.at(run)
    if (indexBuffer) encoder.drawIndexedIndirect(buffer, indirect.offset)
    else encoder.drawIndirect(buffer, indirect.offset)
  } else if ('indexCount' in counts) {
    const { indexCount, instanceCount, firstIndex, baseVertex, firstInstance } = counts
    encoder.drawIndexed(indexCount, instanceCount, firstIndex, baseVertex, firstInstance)
  } else if ('vertexCount' in counts) {
    const { vertexCount, instanceCount, firstVertex, firstInstance } = counts
    encoder.draw(vertexCount, instanceCount, firstVertex, firstInstance)
  }
}

/** Finds the draw that is to blame for a refused bundle, by recording each alone. */
async function explain(
  device: GPUDevice,
  descriptor: GPURenderBundleEncoderDescriptor,
  draws: readonly CompiledDraw[],
  run: RunContext,
  whole: GPUError,
): Promise<MemkitError> {
  for (const draw of draws) {
    device.pushErrorScope('validation')
    record(device, descriptor, [draw], run)
    const error = await device.popErrorScope()
    // A bind group that could not be made is the first error of the whole, and says more than its use.
    if (error) return drawFailed(draw.pass, draw.draw, draw.id, whole.message, error)
  }
  return validationFailed(`The draws of ${descriptor.label} are refused: ${whole.message}`, whole)
}
