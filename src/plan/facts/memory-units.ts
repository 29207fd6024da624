/**
 * The device heaps of a plan, cut into what can lie anywhere by itself: each persistent buffer, and each run of transient memory
 * between two of them. No command touches two units in one range, but for copies and fills, which can be cut.
 */
import { firstWhere } from '../../graph/lists.ts'
import type { Plan } from '../document.ts'
import { oncePerPlan } from './once.ts'
import { persistentMemories } from './persistent-memory.ts'
import { roundUp } from '../multiples.ts'

export interface MemoryUnit {
  /** The persistent buffer; undefined for transient memory. */
  readonly resource: string | undefined
  /** Heaps by slot of the rotation; one without history. */
  readonly members: readonly number[]
  readonly begin: number
  readonly end: number
  /** Whether textures are placed in it. */
  readonly hasTextures: boolean
}

export interface MemoryUnits {
  readonly units: readonly MemoryUnit[]
  /** By heap: indices of its units, by ascending offset. */
  readonly byHeap: readonly (readonly number[])[]
}

/** Shaders touch whole words. */
const wordBytes = 4

/** O(n log n) in placements and textures. */
export const memoryUnits = oncePerPlan((plan: Plan): MemoryUnits => {
  const units: MemoryUnit[] = []
  for (const { resource, kind, members, offset, sizeBytes } of persistentMemories(plan).list)
    if (kind === 'heap') units.push({ resource, members, begin: offset, end: offset + sizeBytes, hasTextures: false })
  const firsts: Span[][] = plan.heaps.map(() => [])
  for (const { members, begin, end } of units) firsts[members[0]!]!.push({ begin, end, isTexture: false })
  transientSpans(plan).forEach((spans, heap) => {
    const walls = firsts[heap]!.sort((a, b) => a.begin - b.begin)
    let wall = 0
    let open: { begin: number; end: number; hasTextures: boolean } | undefined
    const close = (): void => {
      if (open) units.push({ resource: undefined, members: [heap], ...open })
      open = undefined
    }
    for (const { begin, end, isTexture } of spans.sort((a, b) => a.begin - b.begin)) {
      if (wall < walls.length && walls[wall]!.begin < begin) close()
      while (wall < walls.length && walls[wall]!.begin < begin) wall++
      open ??= { begin, end, hasTextures: false }
      open.end = Math.max(open.end, roundUp(end, wordBytes))
      open.hasTextures ||= isTexture
    }
    close()
  })
  return inOrder(units, plan.heaps.length)
})

/** Units with their order in the heaps. O(n log n) */
export function inOrder(units: readonly MemoryUnit[], heaps: number): MemoryUnits {
  const byHeap = Array.from({ length: heaps }, (): number[] => [])
  for (let unit = 0; unit < units.length; unit++) for (const heap of units[unit]!.members) byHeap[heap]!.push(unit)
  for (const list of byHeap) list.sort((a, b) => units[a]!.begin - units[b]!.begin)
  return { units, byHeap }
}

interface Span {
  readonly begin: number
  readonly end: number
  readonly isTexture: boolean
}

function transientSpans({ heaps, placements, textures }: Plan): Span[][] {
  const spans: Span[][] = heaps.map(() => [])
  for (const { lifetime, heap, offset = 0, sizeBytes, texture } of placements)
    if (lifetime === 'transient' && heap !== undefined && texture === undefined && heaps[heap]!.memory === 'device')
      spans[heap]!.push({ begin: offset, end: offset + sizeBytes, isTexture: false })
  for (const { heap, offset = 0, sizeBytes } of textures)
    if (heap !== undefined) spans[heap]!.push({ begin: offset, end: offset + sizeBytes, isTexture: true })
  return spans
}

/** The unit of the heap that holds the byte at `offset`, or ends there; −1 where none does. O(log n) */
export const unitAt = (all: MemoryUnits, heap: number, offset: number): number =>
  all.byHeap[heap]![placeAt(all, heap, offset)] ?? -1

/** Its place among the units of the heap; −1 where there is none. O(log n) */
export function placeAt(all: MemoryUnits, heap: number, offset: number): number {
  const place = countUpTo(all, heap, offset) - 1
  return place >= 0 && offset <= all.units[all.byHeap[heap]![place]!]!.end ? place : -1
}

/** The first unit of the heap that begins behind the byte at `offset`; −1 where none does. O(log n) */
export const unitBehind = (all: MemoryUnits, heap: number, offset: number): number =>
  all.byHeap[heap]![countUpTo(all, heap, offset)] ?? -1

/** The number of units of the heap that begin at `offset` or before. */
function countUpTo({ units, byHeap }: MemoryUnits, heap: number, offset: number): number {
  return firstWhere(byHeap[heap]!, (unit) => units[unit]!.begin > offset)
}
