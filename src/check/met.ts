/** Matching of the uses in a command with the endpoints of the pass that it runs: both must have the same shape. */
import type { Pass, Use } from '../graph/document.ts'
import type { ImageLayout, PlanUse, Slice } from '../plan/document.ts'
import { accessCode, type AccessKind } from './access-kinds.ts'
import type { Machine } from './machine.ts'
import type { Memory } from './memories.ts'
import type { Region } from './regions.ts'
import { hasShapeOf } from './resources.ts'
import { pathOf, type Slot } from './slots.ts'
import { bytesAt, type Extent } from './extents.ts'

/** An endpoint of a pass together with the memory that the plan gives to it. */
export interface Met {
  readonly p: number
  readonly slot: number
  readonly memory: Memory
  readonly extent: Extent
  readonly reads: boolean
  readonly writes: boolean
  readonly access: number
  /** Whether the pass may be given the memory of one of its inputs for this endpoint. */
  readonly inPlace: boolean
  /** Rest of the 4-byte word that the use ends in, and its access: shaders read and write buffers in whole words. */
  readonly rest?: { readonly extent: Extent; readonly access: number }
}

/** A pass whose endpoints are matched. */
export interface PassToMeet {
  readonly machine: Machine
  readonly p: number
  readonly slots: readonly Slot[]
}

interface HowMet {
  /** The layout that texels must be in; undefined for buffers, and for uses that accept every layout. */
  readonly layout: ImageLayout | undefined
  readonly access: number
  readonly inPlace?: boolean
}

/** Where the uses of a pass begin among its slots, and among the uses of its command. */
export interface FirstUse {
  readonly slot: number
  readonly use: number
}

/** Matches `uses` with the endpoints of a pass, and gives each to `take`: a command may have very many. */
export function meetUses(
  met: PassToMeet,
  { slot, use: first }: FirstUse,
  uses: readonly Use[],
  planned: readonly PlanUse[],
  take: (one: Met) => void,
): void {
  if (uses.length !== planned.length)
    differs(met.machine, met.machine.resolved.graph.passes[met.p]!, 'the number of its uses')
  for (let i = 0; i < uses.length; i++) take(meetUse(met, slot + i, uses[i]!, planned[i]!, first + i))
}

const layoutOfUse: Partial<Record<PlanUse['as'], ImageLayout>> = {
  sampled: 'sampled',
  'storage-texture': 'storage',
  'copy-src': 'copy-src',
  'copy-dst': 'copy-dst',
}

const layoutOfAttachment: Partial<Record<AccessKind, ImageLayout>> = {
  'color-attachment': 'color',
  'depth-write': 'depth',
  'depth-read': 'depth-read',
}

/** Matches one use of a command with the endpoint `slot` of its pass. */
export function meetUse(one: PassToMeet, slot: number, use: Use, planned: PlanUse, useIndex = slot): Met {
  const { machine, p, slots } = one
  const pass = machine.resolved.graph.passes[p]!
  const { does, inPlace } = slots[slot]!
  const kind = accessCode[slots[slot]!.kind]
  const id = typeof use.use === 'string' ? use.use : use.use.resource
  const format = typeof use.use === 'string' || !('format' in use.use) ? undefined : use.use.format
  if (planned.resource !== id || planned.as !== use.as || planned.access !== does)
    differs(machine, pass, useWords(one, slot))
  if ('texture' in planned.slice && planned.slice.format !== format)
    differs(machine, pass, `the format of ${useWords(one, slot)}`)
  const access = machine.access(kind, useIndex)
  const layout = use.as === 'attachment' ? layoutOfAttachment[slots[slot]!.kind] : layoutOfUse[use.as]
  const met = meet(one, slot, planned.slice, { layout, access, inPlace })
  if (!('heap' in planned.slice) || !usedInWords.has(use.as)) return met
  const end = planned.slice.offset + planned.slice.size
  // A memory that ends inside the word has no further bytes.
  const rest = Math.min((wordBytes - (end % wordBytes)) % wordBytes, met.memory.size - end)
  if (rest <= 0 || planned.slice.size === 0) return met
  return { ...met, rest: { extent: bytesAt(end, rest), access: machine.access(kind, useIndex, 1 << kind, true) } }
}

const wordBytes = 4
const usedInWords = new Set<Use['as']>(['storage', 'storage-read', 'uniform'])

/** Matches one use with one endpoint: the slice must have the shape of the declared region. */
export function meet(one: PassToMeet, s: number, slice: Slice, { layout, access, inPlace = false }: HowMet): Met {
  const { machine, p, slots } = one
  const slot = slots[s]!
  const pass = machine.resolved.graph.passes[p]!
  const { reads, writes, region } = slot
  if ('heap' in slice) {
    if (region.kind !== 'buffer' || region.size !== slice.size)
      differs(machine, pass, `the range of ${useWords(one, s)}`)
    const memory = machine.heap(slice.heap)
    checkHostMemory(machine, slice.heap, writes)
    return {
      p,
      slot: s,
      memory,
      extent: machine.range(memory, slice.offset, slice.size),
      reads,
      writes,
      access,
      inPlace,
    }
  }
  const memory = machine.texture(slice.texture)
  if (region.kind !== 'texture' || !sameRegion(machine, region, slice))
    differs(machine, pass, `the texels of ${useWords(one, s)}`)
  const extent = machine.texels(memory, slice)
  if (layout) machine.layouts.need(slice.texture, slice, layout, machine.place)
  return { p, slot: s, memory, extent, reads, writes, access, inPlace }
}

function sameRegion(
  machine: Machine,
  region: Extract<Region, { kind: 'texture' }>,
  slice: Extract<Slice, { texture: number }>,
): boolean {
  const declared = machine.resolved.graph.resources[region.resource]!
  const { texture, layout } = machine.texture(slice.texture)
  return (
    // A texture has the shape of what is placed in it first, whose layout it has; equal shapes mostly have one layout.
    (machine.resolved.resources[region.resource]!.hasMade(layout) || hasShapeOf(texture, declared)) &&
    region.mipLevel === slice.mipLevel &&
    region.mipLevelCount === slice.mipLevelCount &&
    region.aspect === slice.aspect &&
    region.origin.every((n, axis) => n === slice.origin[axis]) &&
    region.size.every((n, axis) => n === slice.size[axis])
  )
}

function checkHostMemory(machine: Machine, h: number, writes: boolean): void {
  const kind = machine.plan.heaps.memoryOf(h)
  if (kind === 'upload' && writes)
    machine.reject('DEVICE_RULE', `The device cannot write ${machine.words.heap(h)}, which is for uploads`)
  if (kind === 'readback')
    machine.reject('DEVICE_RULE', `A pass cannot use ${machine.words.heap(h)}, which is for reading back`)
}

/** `its use of "bloom" (passes[3].uses[0].use)`. */
export function useWords({ machine, p, slots }: PassToMeet, slot: number): string {
  const { region } = slots[slot]!
  return `its use of ${JSON.stringify(machine.resolved.graph.resources[region.resource]!.id)} (passes[${p}].${pathOf(machine.resolved, p, slot)})`
}

/** Rejects a command that is not what its pass says. */
export function differs(machine: Machine, pass: Pass, what: string): never {
  machine.reject('PASS_DIFFERS', `The plan runs pass ${JSON.stringify(pass.id)} but changes ${what}`)
}
