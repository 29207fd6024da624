/**
 * Reference meaning of a graph, computed symbolically: its passes in declared order on ideal memory, one memory per instance of
 * a resource.
 *
 * The result of a pass that runs code is a new value, which stands for the result of this pass on the bytes it read. So a plan
 * has the same meaning when each such pass reads the bytes that are recorded here. So it is with an optional upload: a value of
 * its own stands for its input where a run brings it, and for what it is written over where not.
 */
import type { Pass, PassOf } from '../graph/document.ts'
import { withAspect, extractAspect } from './aspects.ts'
import { ByteContents, TexelContents, type Contents } from './contents.ts'
import { regionBytes, type Region } from './regions.ts'
import type { ResolvedGraph } from './resolve.ts'
import { slotsOf, type Slot } from './slots.ts'
import type { ResourceInfo } from './resources.ts'
import { whole, type Snapshot } from './snapshot.ts'
import { UNDEFINED, type ValueTable } from './values.ts'
import { Written } from './written.ts'

export interface Meaning {
  /**
   * By pass that runs code, then by slot: the contents it reads; undefined for a slot that is not read, and for transfers. Of an
   * optional upload: what it is written over.
   */
  readonly reads: readonly (readonly (Snapshot | undefined)[] | undefined)[]
  readonly outputs: ReadonlyMap<string, Snapshot>
  /** Contents after the last pass of each instance that some pass touches; all others are as they were. */
  readonly finals: ReadonlyMap<number, Contents>
}

/** Whether the effect of a pass is code: a shader, a body or a filter. All other passes move bytes. */
export const runsCode = (
  pass: Pass,
): pass is PassOf<'compute' | 'render' | 'custom' | 'external' | 'mipmap' | 'host'> =>
  pass.kind === 'compute' ||
  pass.kind === 'render' ||
  pass.kind === 'custom' ||
  pass.kind === 'external' ||
  pass.kind === 'mipmap' ||
  pass.kind === 'host'

/** Computes the reference meaning. Throws a Rejection READ_BEFORE_WRITE where a pass reads bytes that nothing wrote. */
export function referenceMeaning(resolved: ResolvedGraph, values: ValueTable): Meaning {
  const { graph, resources, instanceResource, instancePrevious } = resolved
  const finals = new Map<number, Contents>()
  const memoryOf = (instance: number): Contents => {
    let contents = finals.get(instance)
    if (contents) return contents
    const r = instanceResource[instance]!
    const info = resources[r]!
    const value = info.lifetime === 'transient' ? UNDEFINED : values.initial(r, instancePrevious[instance]!)
    finals.set(instance, (contents = initialContents(info, value, values)))
    return contents
  }
  const outputs = new Map<string, Snapshot>()
  const written = new Written(resolved, memoryOf, values)
  const reads = graph.passes.map((pass, p) => {
    const slots = slotsOf(resolved, p)
    written.demand(pass, slots)
    written.follow(slots, discardedSlots(pass))
    const load = (slot: Slot) => memoryOf(slot.instance).read(slot.extent)
    const store = (slot: Slot, content: Snapshot) => memoryOf(slot.instance).write(slot.extent, content)
    if (runsCode(pass)) {
      values.addResults(p, slots.length)
      const seen = slots.map((slot) => (slot.reads ? load(slot) : undefined))
      slots.forEach((slot, s) => {
        if (slot.writes) store(slot, whole(values.written(p, s), slot.extent.size, values))
      })
      for (const s of discardedSlots(pass)) store(slots[s]!, whole(UNDEFINED, slots[s]!.extent.size, values))
      return seen
    }
    const [first, second] = slots as [Slot, Slot]
    const size = regionBytes(first.region)
    // The bytes of one aspect are derived from those of whole texels, see aspects.ts.
    const formatOf = (slot: Slot) => resources[slot.region.resource]!.layout?.format
    const take = (slot: Slot) => extractAspect(load(slot), aspectOf(slot.region), formatOf(slot), values)
    const put = (slot: Slot, content: Snapshot) =>
      store(
        slot,
        withAspect(content, aspectOf(slot.region), formatOf(slot), () => load(slot), values),
      )
    if (optionalInput(pass) !== undefined) {
      const old = take(first)
      values.addResults(p, 1)
      put(first, whole(values.written(p, 0), size, values))
      return [old]
    }
    if (pass.kind === 'upload') put(first, uploaded(pass, size, values))
    else if (pass.kind === 'fill') put(first, whole(values.pattern(pass.value), size, values))
    else if (pass.kind === 'copy') put(second, take(first))
    else outputs.set((pass satisfies PassOf<'readback'>).output, take(first))
    return undefined
  })
  return { reads, outputs, finals }
}

/** Contents of a resource that is one value. */
export const initialContents = ({ layout, sizeBytes }: ResourceInfo, value: number, values: ValueTable): Contents =>
  layout ? new TexelContents(layout, value, values) : new ByteContents(sizeBytes, value, values)

const aspectOf = (region: Region) => (region.kind === 'texture' ? region.aspect : 'all')

export const inputOf = ({ input }: PassOf<'upload'>): { readonly name: string; readonly offset: number } =>
  typeof input === 'string' ? { name: input, offset: 0 } : { name: input.name, offset: input.offset ?? 0 }

/** The input without which a pass leaves its target as it is. */
export const optionalInput = (pass: Pass): string | undefined =>
  pass.kind === 'upload' && pass.optional ? inputOf(pass).name : undefined

function uploaded(pass: PassOf<'upload'>, size: number, values: ValueTable): Snapshot {
  const { name, offset } = inputOf(pass)
  return whole(values.input(name), size, values, offset)
}

/** Slots of attachments that the document declares as discarded. */
export function discardedSlots(pass: Pass): number[] {
  if (pass.kind !== 'render') return []
  const slots: number[] = []
  let slot = 0
  for (const attachment of pass.color ?? []) {
    if (attachment.store === 'discard') slots.push(slot)
    slot += attachment.resolve === undefined ? 1 : 2
  }
  if (pass.depth?.store === 'discard' && !pass.depth.readOnly) slots.push(slot)
  return slots
}
