/** Commands of passes that compute: dispatches, render passes, custom bodies and mipmaps, with the slices they use. */
import type { Endpoint, PassOf, Use } from '../graph/document.ts'
import type { Region, TextureRegion } from '../graph/endpoint.ts'
import { passRegions } from '../graph/resolve.ts'
import type { CommandList } from './commands.ts'
import type { Values } from './forward-copies.ts'
import type { NormalGraph } from './normalise.ts'
import type { BufferSlice, CommandOf, PlanBinding, PlanUse, Slice, TextureSlice } from './plan.ts'
import type { Layout } from './place-values.ts'
import type { Schedule } from './schedule-passes.ts'
import { touchValue } from './texture-touches.ts'
import { textureSlice } from './texture-transfers.ts'

export interface PassContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly schedule: Schedule
  readonly layout: Layout
  readonly commands: CommandList
}

/** Emits the command of one compute, render, custom or mipmap pass. */
export function emitPass(context: PassContext, node: number, submission: number): void {
  const { graph, values, schedule, layout, commands } = context
  const p = schedule.nodePass[node]!
  const pass = graph.graph.passes[p]!
  const touched: number[] = []
  for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
    const value = values.accessValue[a]!
    touchValue(
      commands,
      layout,
      value,
      graph.accessBegin[a]!,
      graph.accessEnd[a]!,
      graph.accessFlags[a]!,
      graph.accessKind[a]!,
    )
    if (touched[touched.length - 1] !== value) touched.push(value)
  }
  const slices = new SliceReader(context, p)
  switch (pass.kind) {
    case 'compute':
      commands.add(dispatch(pass, slices), submission, touched)
      return
    case 'render':
      commands.add(render(pass, slices), submission, touched)
      return
    case 'custom':
      commands.add(
        {
          op: 'custom',
          body: pass.body,
          uses: (pass.uses ?? []).map((use) => planUse(use, slices.next())),
          passes: [pass.id],
        },
        submission,
        touched,
      )
      return
    case 'mipmap': {
      const slice = slices.next() as TextureSlice
      commands.add(
        {
          op: 'mipmap',
          texture: slice.texture,
          mipLevelCount: layout.textures[slice.texture]!.mipLevelCount,
          passes: [pass.id],
        },
        submission,
        touched,
      )
      return
    }
    default:
      throw new TypeError(`not a pass of this phase: ${pass.kind}`)
  }
}

function dispatch(pass: PassOf<'compute'>, slices: SliceReader): CommandOf<'dispatch'> {
  const bindings = (pass.bindings ?? []).map((binding): PlanBinding => {
    const { group, binding: slot } = binding
    if (!('use' in binding)) return { group, binding: slot, sampler: { ...binding.sampler } }
    return { group, binding: slot, ...planUse(binding, slices.next()) }
  })
  const workgroups =
    'indirect' in pass.workgroups ? (slices.next() as BufferSlice) : ([...pass.workgroups] as [number, number, number])
  return { op: 'dispatch', shader: pass.shader, entryPoint: pass.entryPoint, workgroups, bindings, passes: [pass.id] }
}

function render(pass: PassOf<'render'>, slices: SliceReader): CommandOf<'render'> {
  const color = (pass.color ?? []).map((attachment) => {
    const slice = slices.next() as TextureSlice
    const resolve = attachment.resolve === undefined ? undefined : (slices.next() as TextureSlice)
    return {
      slice,
      load: attachment.load,
      clearValue: [...(attachment.clearValue ?? [0, 0, 0, 0])] as [number, number, number, number],
      store: attachment.store ?? ('store' as const),
      ...(resolve ? { resolve } : {}),
    }
  })
  const { depth } = pass
  const plannedDepth = depth && {
    slice: slices.next() as TextureSlice,
    load: depth.load,
    clearValue: depth.clearValue ?? 1,
    stencilClearValue: depth.stencilClearValue ?? 0,
    store: depth.store ?? ('store' as const),
    readOnly: depth.readOnly ?? false,
  }
  return {
    op: 'render',
    color,
    ...(plannedDepth ? { depth: plannedDepth } : {}),
    parts: [{ pass: pass.id, body: pass.body, uses: (pass.uses ?? []).map((use) => planUse(use, slices.next())) }],
    passes: [pass.id],
  }
}

const endpointId = (endpoint: Endpoint): string => (typeof endpoint === 'string' ? endpoint : endpoint.resource)

function planUse(use: Use, slice: Slice): PlanUse {
  const writable = use.as === 'storage' || use.as === 'storage-texture'
  const access = use.as === 'copy-dst' ? 'write' : writable ? (use.access ?? 'read-write') : 'read'
  const format = typeof use.use === 'object' && 'format' in use.use ? use.use.format : undefined
  return {
    resource: endpointId(use.use),
    slice: format && 'texture' in slice ? { ...slice, format } : slice,
    as: use.as,
    access,
  }
}

/** Hands out the physical slices of a pass's endpoints, in the order of its slots. */
class SliceReader {
  private readonly context: PassContext
  private readonly pass: number
  private slot = 0
  private access: number
  private regions: Region[] | undefined

  constructor(context: PassContext, p: number) {
    this.context = context
    this.pass = p
    this.access = context.graph.accessStart[p]!
  }

  next(): Slice {
    const { graph, values, layout } = this.context
    const slot = this.slot++
    const a = this.access
    const end = graph.accessStart[this.pass + 1]!
    // A use of no bytes has no access: it is bound as an empty range at the front of the first heap.
    if (a === end || graph.accessSlot[a] !== slot) return { heap: 0, offset: 0, size: 0 }
    // A texture region of several levels may be several accesses.
    while (this.access < end && graph.accessSlot[this.access] === slot) this.access++
    const value = values.accessValue[a]!
    const texture = layout.texture[value]!
    if (texture < 0)
      return {
        heap: layout.heap[value]!,
        offset: layout.offset[value]! + graph.accessBegin[a]!,
        size: graph.accessEnd[a]! - graph.accessBegin[a]!,
      }
    this.regions ??= passRegions(graph, this.pass)
    return textureSlice(this.regions[slot] as TextureRegion, texture)
  }
}
