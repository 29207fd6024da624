/** Commands of passes that are no transfers: dispatches, render passes, custom bodies and mipmaps, with the slices they use. */
import { asInteger } from '../support/as-integer.ts'
import { WRITES } from '../../graph/access.ts'
import type { Binding, ColorAttachment, DepthAttachment, Endpoint, PassOf, Use } from '../../graph/document.ts'
import { endpointId, resolveEndpoint, type TextureRegion } from '../../graph/endpoint.ts'
import { drawUses } from '../../graph/draw-uses.ts'
import { noPath } from '../../graph/pass-regions.ts'
import { sortedFields } from '../../graph/sorted-fields.ts'
import type { CommandList } from './command-list.ts'
import { plannedDraws, type Pipelines } from './draws.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type {
  BufferSlice,
  CommandOf,
  PlanBinding,
  PlanUse,
  PlannedStore,
  RenderPart,
  Slice,
  TextureSlice,
} from '../../plan/document.ts'
import type { Placements } from '../place/placements.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { touchValue } from './transfers/texture-touches.ts'
import { textureSlice } from './transfers/copy-regions.ts'

/** Results of the phases before, and what the commands of all passes share. */
export interface PassContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly dependencies: Dependencies
  readonly schedule: Schedule
  readonly placements: Placements
  readonly commands: CommandList
  readonly pipelines: Pipelines
  /**
   * By value: the slice of all of it, made when first needed. Most uses cover the whole value, and share one frozen object.
   */
  readonly wholes: (BufferSlice | WholeTexture | undefined)[]
  /** The one reader that all passes use, one after another. */
  readonly slices: SliceReader
}

/** The slice that a region of a texture is, where that region is the whole of a resource. */
interface WholeTexture {
  readonly region: TextureRegion
  readonly slice: TextureSlice
}

/** Emits the command of a compute, custom, external or mipmap pass, or of one or more merged render passes. */
export function emitPass(context: PassContext, node: number, submission: number): void {
  const { graph, values, schedule, placements, commands } = context
  // Reads before writes: a command that works in place reads bytes before it overwrites them.
  for (let writes = 0; writes <= WRITES; writes += WRITES) {
    for (let k = schedule.memberStart[node]!; k < schedule.memberStart[node + 1]!; k++) {
      const p = schedule.member[k]!
      for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
        const flags = graph.accessFlags[a]!
        if ((flags & WRITES) !== writes) continue
        const value = values.accessValue[a]!
        touchValue(
          commands,
          placements,
          value,
          graph.accessFrom[a]!,
          graph.accessReach[a]!,
          flags,
          graph.accessKind[a]!,
        )
        commands.use(value)
      }
    }
  }
  const p = schedule.nodePass[node]!
  const pass = graph.graph.passes[p]!
  const slices = context.slices.begin(p)
  switch (pass.kind) {
    case 'compute':
      commands.add(dispatch(pass, slices), submission)
      return
    case 'render':
      commands.add(renderCommand(context, node), submission)
      return
    case 'custom':
    case 'external':
      commands.add(
        {
          op: pass.kind,
          body: pass.body,
          uses: (pass.uses ?? []).map((use) => planUse(use, slices)),
          passes: [pass.id],
        },
        submission,
      )
      return
    case 'mipmap': {
      const slice = slices.next({ resource: pass.texture, mipLevel: 0 }) as TextureSlice
      commands.add(
        {
          op: 'mipmap',
          texture: slice.texture,
          mipLevelCount: placements.textures[slice.texture]!.mipLevelCount,
          passes: [pass.id],
        },
        submission,
      )
      return
    }
    default:
      pass satisfies PassOf<'upload' | 'fill' | 'copy' | 'readback' | 'host'>
      throw new TypeError(`not a pass of this phase: ${pass.kind}`)
  }
}

/** The render command of a node: load operations of its first pass, store operations of its last, one part per pass. */
function renderCommand(context: PassContext, node: number): CommandOf<'render'> {
  const { graph, schedule } = context
  const begin = schedule.memberStart[node]!
  const end = schedule.memberStart[node + 1]!
  const renderOf = (k: number) => {
    const p = schedule.member[k]!
    return render(context, graph.graph.passes[p] as PassOf<'render'>, p)
  }
  const first = renderOf(begin)
  if (end - begin === 1) return first
  const parts = new Array<RenderPart>(end - begin)
  const passes = new Array<string>(end - begin)
  let last = first
  for (let k = begin; k < end; k++) {
    if (k > begin) last = renderOf(k)
    parts[k - begin] = last.parts[0]!
    passes[k - begin] = last.passes[0]!
  }
  for (let i = 0; i < first.color.length; i++) first.color[i]!.store = last.color[i]!.store
  if (first.depth) first.depth.store = last.depth!.store
  return commandOf(first.color, first.depth, parts, passes)
}

/** Literals for each kind: a spread of what is optional makes a larger object. */
const commandOf = (
  color: CommandOf<'render'>['color'],
  depth: CommandOf<'render'>['depth'],
  parts: RenderPart[],
  passes: string[],
): CommandOf<'render'> =>
  depth ? { op: 'render', color, depth, parts, passes } : { op: 'render', color, parts, passes }

function dispatch(pass: PassOf<'compute'>, slices: SliceReader): CommandOf<'dispatch'> {
  const bindings = new Array<PlanBinding>(pass.bindings?.length ?? 0)
  for (let i = 0; i < bindings.length; i++) bindings[i] = planBinding(pass.bindings![i]!, slices)
  const workgroups =
    'indirect' in pass.workgroups
      ? (slices.next(pass.workgroups.indirect) as BufferSlice)
      : (pass.workgroups as [number, number, number])
  const { shader, entryPoint, constants, id } = pass
  // Two literals: most commands of a large plan are made here, and a spread is several times the work.
  if (!constants || Object.keys(constants).length === 0)
    return { op: 'dispatch', shader, entryPoint, workgroups, bindings, passes: [id] }
  const sorted = sortedFields(constants)
  return { op: 'dispatch', shader, entryPoint, constants: sorted, workgroups, bindings, passes: [id] }
}

function planBinding(binding: Binding, slices: SliceReader): PlanBinding {
  const { group, binding: slot } = binding
  if (!('use' in binding)) return { group, binding: slot, sampler: sortedFields(binding.sampler) }
  const slice = sliceAs(binding.use, slices.next(binding.use))
  return { group, binding: slot, resource: endpointId(binding.use), slice, as: binding.as, access: accessOf(binding) }
}

function render(context: PassContext, pass: PassOf<'render'>, p: number): CommandOf<'render'> {
  const slices = context.slices.begin(p)
  const color = (pass.color ?? []).map((attachment) => {
    const store = storeOf(context, attachment)
    const slice = sliceAs(attachment.use, slices.next(attachment.use)) as TextureSlice
    const { resolve: target, load } = attachment
    const resolve = target === undefined ? undefined : (sliceAs(target, slices.next(target)) as TextureSlice)
    const clearValue = (attachment.clearValue ?? [0, 0, 0, 0]).slice() as [number, number, number, number]
    return resolve ? { slice, load, clearValue, store, resolve } : { slice, load, clearValue, store }
  })
  const { depth } = pass
  const depthStore = depth && (depth.readOnly ? (depth.store ?? 'store') : storeOf(context, depth))
  const plannedDepth = depth && {
    slice: sliceAs(depth.use, slices.next(depth.use)) as TextureSlice,
    load: depth.load,
    clearValue: depth.clearValue ?? 1,
    stencilClearValue: depth.stencilClearValue ?? 0,
    store: depthStore!,
    readOnly: depth.readOnly ?? false,
  }
  return commandOf(color, plannedDepth, [partOf(pass, p, context)], [pass.id])
}

/**
 * The store operation of an attachment, which is the next endpoint: discard where nothing reads it; zeros where it is discarded and outlives the
 * run, as in WebGPU.
 */
function storeOf({ graph, slices }: PassContext, { store, use }: ColorAttachment | DepthAttachment): PlannedStore {
  if (!slices.isNeeded()) return store ?? 'discard'
  if (store !== 'discard') return 'store'
  const resource = graph.resourceIndex.get(endpointId(use))!
  return graph.instanceTransient[resource] ? 'discard' : 'zero'
}

/** The part of a render pass, whose attachments were read before. */
function partOf(pass: PassOf<'render'>, p: number, { slices, pipelines }: PassContext): RenderPart {
  const { id, body } = pass
  const attachments = attachmentsOf(pass)
  const uses = (pass.uses ?? drawUses(pass, p).uses).map((use) => planUse(use, slices))
  if (!pass.draws) return body === undefined ? { pass: id, attachments, uses } : { pass: id, body, attachments, uses }
  const { bindGroups, draws } = plannedDraws(pass, p, pipelines)
  return body === undefined
    ? { pass: id, attachments, uses, bindGroups, draws }
    : { pass: id, body, attachments, uses, bindGroups, draws }
}

function attachmentsOf({ color = [], depth }: PassOf<'render'>): string[] {
  let count = color.length + (depth ? 1 : 0)
  for (let i = 0; i < color.length; i++) if (color[i]!.resolve !== undefined) count++
  const ids = new Array<string>(count)
  count = 0
  for (let i = 0; i < color.length; i++) {
    const { use, resolve } = color[i]!
    ids[count++] = endpointId(use)
    if (resolve !== undefined) ids[count++] = endpointId(resolve)
  }
  if (depth) ids[count] = endpointId(depth.use)
  return ids
}

const planUse = (use: Use, slices: SliceReader): PlanUse => ({
  resource: endpointId(use.use),
  slice: sliceAs(use.use, slices.next(use.use)),
  as: use.as,
  access: accessOf(use),
})

function accessOf({ as, access }: Use): PlanUse['access'] {
  if (as === 'copy-dst' || as === 'attachment') return access ?? 'write'
  return as === 'storage' || as === 'storage-texture' ? (access ?? 'read-write') : 'read'
}

function sliceAs(endpoint: Endpoint, slice: Slice): Slice {
  const format = typeof endpoint === 'object' && 'format' in endpoint ? endpoint.format : undefined
  if (!format || !('texture' in slice)) return slice
  const { texture, mipLevel, mipLevelCount, origin, size, aspect } = slice
  return { texture, mipLevel, mipLevelCount, origin, size, aspect, format }
}

/** A reader of the physical slices of a pass, one endpoint after another in slot order. */
export class SliceReader {
  private readonly context: Omit<PassContext, 'slices'>
  private pass = 0
  private slot = 0
  private access = 0

  constructor(context: Omit<PassContext, 'slices'>) {
    this.context = context
  }

  /** Goes to the first endpoint of a pass. */
  begin(p: number): this {
    this.pass = p
    this.slot = 0
    this.access = this.context.graph.accessStart[p]!
    return this
  }

  /** Whether the bytes that the next endpoint writes are read later, or outlive the run. */
  isNeeded(): boolean {
    const { graph, dependencies } = this.context
    const end = graph.accessStart[this.pass + 1]!
    for (let a = this.access; a < end && graph.accessSlot[a] === this.slot; a++) if (dependencies.needed[a]) return true
    return false
  }

  /** The slice of the next endpoint, which is `endpoint` as the pass says it. */
  next(endpoint: Endpoint): Slice {
    const { graph, values, placements, wholes } = this.context
    const slot = this.slot++
    const a = this.access
    const end = graph.accessStart[this.pass + 1]!
    // An endpoint of no bytes has no access, and is bound as an empty range at the front of the first heap.
    if (a === end || graph.accessSlot[a] !== slot) return { heap: 0, offset: 0, size: 0 }
    // A texture region of several levels may have several accesses.
    while (this.access < end && graph.accessSlot[this.access] === slot) this.access++
    const value = values.accessValue[a]!
    const texture = placements.texture[value]!
    if (texture < 0) {
      const begin = graph.accessBegin[a]!
      const size = asInteger(graph.accessEnd[a]! - begin)
      const heap = placements.heap[value]!
      const offset = asInteger(placements.offset[value]!)
      if (size < placements.sizeBytes[value]!) return { heap, offset: asInteger(offset + begin), size }
      return (wholes[value] ??= Object.freeze({ heap, offset, size })) as BufferSlice
    }
    const info = graph.resources[graph.resourceIndex.get(endpointId(endpoint))!]!
    const region = resolveEndpoint(endpoint, info, noPath) as TextureRegion
    if (region !== info.whole) return textureSlice(region, texture)
    const known = wholes[value] as WholeTexture | undefined
    if (known?.region === region) return known.slice
    const slice = Object.freeze(textureSlice(region, texture))
    wholes[value] = { region, slice }
    return slice
  }
}
