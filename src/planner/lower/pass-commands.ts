/** Commands of passes that are no transfers: dispatches, render passes, custom bodies and mipmaps, with the slices they use. */
import { WRITES } from '../../graph/access.ts'
import type { Binding, Endpoint, PassOf, Use } from '../../graph/document.ts'
import { endpointId, type Region, type TextureRegion } from '../../graph/endpoint.ts'
import { drawUses } from '../../graph/draw-uses.ts'
import { passRegions } from '../../graph/pass-regions.ts'
import { sortedFields } from '../../graph/sorted-fields.ts'
import type { CommandList } from './command-list.ts'
import { plannedDraws, type Pipelines } from './draws.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { BufferSlice, CommandOf, PlanBinding, PlanUse, Slice, TextureSlice } from '../../plan/document.ts'
import type { Placements } from '../place/placements.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { touchValue } from './transfers/texture-touches.ts'
import { textureSlice } from './transfers/copy-regions.ts'

export interface PassContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly dependencies: Dependencies
  readonly schedule: Schedule
  readonly placements: Placements
  readonly commands: CommandList
  readonly pipelines: Pipelines
  /**
   * The slice of each whole buffer value, made when first needed. Most uses cover the whole value, and share one frozen object.
   */
  readonly wholes: (BufferSlice | undefined)[]
  /** The one reader that all passes use, one after another. */
  readonly slices: SliceReader
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
          uses: (pass.uses ?? []).map((use) => planUse(use, slices.next())),
          passes: [pass.id],
        },
        submission,
      )
      return
    case 'mipmap': {
      const slice = slices.next() as TextureSlice
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
  const members = [...schedule.member.subarray(schedule.memberStart[node]!, schedule.memberStart[node + 1]!)]
  const [first, ...rest] = members.map((p) => render(context, graph.graph.passes[p] as PassOf<'render'>, p))
  const last = rest[rest.length - 1]
  if (!last) return first!
  return {
    ...first!,
    color: first!.color.map((attachment, i) => ({ ...attachment, store: last.color[i]!.store })),
    ...(first!.depth ? { depth: { ...first!.depth, store: last.depth!.store } } : {}),
    parts: [...first!.parts, ...rest.flatMap((command) => command.parts)],
    passes: [...first!.passes, ...rest.flatMap((command) => command.passes)],
  }
}

function dispatch(pass: PassOf<'compute'>, slices: SliceReader): CommandOf<'dispatch'> {
  const bindings = new Array<PlanBinding>(pass.bindings?.length ?? 0)
  for (let i = 0; i < bindings.length; i++) bindings[i] = planBinding(pass.bindings![i]!, slices)
  const workgroups =
    'indirect' in pass.workgroups ? (slices.next() as BufferSlice) : (pass.workgroups as [number, number, number])
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
  const slice = sliceAs(binding.use, slices.next())
  return { group, binding: slot, resource: endpointId(binding.use), slice, as: binding.as, access: accessOf(binding) }
}

function render(context: PassContext, pass: PassOf<'render'>, p: number): CommandOf<'render'> {
  const slices = context.slices.begin(p)
  const color = (pass.color ?? []).map((attachment) => {
    const needed = slices.isNeeded()
    const slice = sliceAs(attachment.use, slices.next()) as TextureSlice
    const { resolve: target } = attachment
    const resolve = target === undefined ? undefined : (sliceAs(target, slices.next()) as TextureSlice)
    return {
      slice,
      load: attachment.load,
      clearValue: [...(attachment.clearValue ?? [0, 0, 0, 0])] as [number, number, number, number],
      // Attachments that nothing reads are not stored.
      store: attachment.store ?? (needed ? ('store' as const) : ('discard' as const)),
      ...(resolve ? { resolve } : {}),
    }
  })
  const { depth } = pass
  const depthNeeded = depth !== undefined && (depth.readOnly === true || slices.isNeeded())
  const plannedDepth = depth && {
    slice: sliceAs(depth.use, slices.next()) as TextureSlice,
    load: depth.load,
    clearValue: depth.clearValue ?? 1,
    stencilClearValue: depth.stencilClearValue ?? 0,
    store: depth.store ?? (depthNeeded ? ('store' as const) : ('discard' as const)),
    readOnly: depth.readOnly ?? false,
  }
  return {
    op: 'render',
    color,
    ...(plannedDepth ? { depth: plannedDepth } : {}),
    parts: [
      {
        pass: pass.id,
        ...(pass.body !== undefined && { body: pass.body }),
        attachments: attachmentsOf(pass),
        uses: (pass.uses ?? drawUses(pass, p).uses).map((use) => planUse(use, slices.next())),
        ...(pass.draws && plannedDraws(pass, p, context.pipelines)),
      },
    ],
    passes: [pass.id],
  }
}

const attachmentsOf = ({ color = [], depth }: PassOf<'render'>): string[] =>
  [
    ...color.flatMap(({ use, resolve }) => (resolve === undefined ? [use] : [use, resolve])),
    ...(depth ? [depth.use] : []),
  ].map(endpointId)

const planUse = (use: Use, slice: Slice): PlanUse => ({
  resource: endpointId(use.use),
  slice: sliceAs(use.use, slice),
  as: use.as,
  access: accessOf(use),
})

function accessOf({ as, access }: Use): PlanUse['access'] {
  if (as === 'copy-dst' || as === 'attachment') return access ?? 'write'
  return as === 'storage' || as === 'storage-texture' ? (access ?? 'read-write') : 'read'
}

function sliceAs(endpoint: Endpoint, slice: Slice): Slice {
  const format = typeof endpoint === 'object' && 'format' in endpoint ? endpoint.format : undefined
  return format && 'texture' in slice ? { ...slice, format } : slice
}

/** A reader of the physical slices of a pass, one endpoint after another in slot order. */
export class SliceReader {
  private readonly context: Omit<PassContext, 'slices'>
  private pass = 0
  private slot = 0
  private access = 0
  private regions: Region[] | undefined

  constructor(context: Omit<PassContext, 'slices'>) {
    this.context = context
  }

  /** Goes to the first endpoint of a pass. */
  begin(p: number): this {
    this.pass = p
    this.slot = 0
    this.access = this.context.graph.accessStart[p]!
    this.regions = undefined
    return this
  }

  /** Whether the bytes that the next endpoint writes are read later, or outlive the run. */
  isNeeded(): boolean {
    const { graph, dependencies } = this.context
    const end = graph.accessStart[this.pass + 1]!
    for (let a = this.access; a < end && graph.accessSlot[a] === this.slot; a++) if (dependencies.needed[a]) return true
    return false
  }

  next(): Slice {
    const { graph, values, placements } = this.context
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
      const size = graph.accessEnd[a]! - begin
      const heap = placements.heap[value]!
      const offset = placements.offset[value]!
      if (size < placements.sizeBytes[value]!) return { heap, offset: offset + begin, size }
      return (this.context.wholes[value] ??= Object.freeze({ heap, offset, size }))
    }
    this.regions ??= passRegions(graph, this.pass)
    return textureSlice(this.regions[slot] as TextureRegion, texture)
  }
}
