/**
 * Overlaps inside one command. Nothing is ordered inside a command, so each byte it writes must be touched by one use only.
 * Exceptions are a use that both reads and writes, and passes that may overwrite an input in place.
 */
import type { Access, History } from './accesses.ts'
import { exactRuns, shareTexels, type Box, type Extent, type Runs } from './extents.ts'
import { LatestTexels } from './latest.ts'
import type { TextureLayout } from './texture-layout.ts'

/** A heap or a texture, as far as accesses to it are kept. */
export interface TouchedMemory {
  readonly hazards: History
  /** For messages. */
  readonly name: string
  /** The number of a heap. */
  readonly heap?: number
}

/** Bytes that an access of the current command touches; the next command uses the object again. */
export interface Touch {
  memory: TouchedMemory
  extent: Extent
  access: number
  writes: boolean
}

/** Bytes that a command writes and touches once more. */
export interface Overlap {
  readonly access: number
  /** Whether the second access only reads. */
  readonly reads: boolean
  readonly memory: TouchedMemory
  /** Begin and end, in a heap. */
  readonly bytes?: readonly [number, number]
  /** The box, in words, in a texture. */
  readonly texels?: string
}

/** The first overlap among the first `count` touches. */
export function findOverlap(
  touches: readonly Touch[],
  count: number,
  accesses: readonly Access[],
): Overlap | undefined {
  if (count <= few && !mayOverlap(touches, count)) return undefined
  const byMemory = new Map<History, Touch[]>()
  for (let i = 0; i < count; i++) {
    const touch = touches[i]!
    if (accesses[touch.access]!.isWordRest) continue
    const list = byMemory.get(touch.memory.hazards)
    if (list) list.push(touch)
    else byMemory.set(touch.memory.hazards, [touch])
  }
  for (const [{ layout }, list] of byMemory) {
    if (!list.some(({ writes }) => writes)) continue
    const overlap = layout ? inTexture(list, layout, accesses) : inHeap(list, accesses)
    if (overlap) return overlap
  }
  return undefined
}

/** Touches up to this number are compared pair by pair. */
const few = 8

/** Whether two touches, one of which writes, may meet, or one writes several runs, which may overlap. */
function mayOverlap(touches: readonly Touch[], count: number): boolean {
  for (let i = 0; i < count; i++) {
    const a = touches[i]!
    if (a.writes && a.extent.runs && a.extent.runs.length > 2) return true
    for (let j = 0; j < i; j++) {
      const b = touches[j]!
      if ((a.writes || b.writes) && a.memory === b.memory && !areApart(a.extent, b.extent)) return true
    }
  }
  return false
}

/** Whether two extents of a heap are one run each, of which one ends before the other. */
function areApart({ runs: a }: Extent, { runs: b }: Extent): boolean {
  if (!a || !b || a.length !== 2 || b.length !== 2) return false
  return a[0]! + a[1]! <= b[0]! || b[0]! + b[1]! <= a[0]!
}

/** Whether a command may read and write the same bytes with these two accesses. */
const mayShare = (reader: number, writer: number, accesses: readonly Access[]): boolean =>
  accesses[reader]!.use === accesses[writer]!.use || accesses[writer]!.inPlaceOf === reader

interface Run {
  readonly begin: number
  readonly end: number
  readonly access: number
}

function inHeap(touches: readonly Touch[], accesses: readonly Access[]): Overlap | undefined {
  const overlap = inBytes(touches, accesses, ({ runs }) => runs!)
  // Runs overlap here, but they may be rows that interleave: compare row by row.
  return overlap && touches.some(({ extent }) => extent.rows) ? inBytes(touches, accesses, exactRuns) : overlap
}

function inBytes(
  touches: readonly Touch[],
  accesses: readonly Access[],
  runsOf: (extent: Extent) => Runs,
): Overlap | undefined {
  const written: Run[] = []
  const read: Run[] = []
  for (const { extent, access, writes } of touches) {
    const runs = runsOf(extent)
    for (let i = 0; i < runs.length; i += 2) {
      const [begin, size] = [runs[i]!, runs[i + 1]!]
      if (size > 0) (writes ? written : read).push({ begin, end: begin + size, access })
    }
  }
  written.sort((a, b) => a.begin - b.begin)
  const { memory } = touches[0]!
  for (let i = 1; i < written.length; i++) {
    const [before, { begin, end, access }] = [written[i - 1]!, written[i]!]
    if (begin < before.end) return { access, reads: false, memory, bytes: [begin, Math.min(end, before.end)] }
  }
  for (const { begin, end, access } of read) {
    // Written runs do not overlap, so they are in ascending order by their ends as well.
    let [low, high] = [0, written.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (written[middle]!.end <= begin) low = middle + 1
      else high = middle
    }
    for (let i = low; i < written.length && written[i]!.begin < end; i++) {
      const write = written[i]!
      if (!mayShare(access, write.access, accesses))
        return {
          access: write.access,
          reads: true,
          memory,
          bytes: [Math.max(begin, write.begin), Math.min(end, write.end)],
        }
    }
  }
  return undefined
}

function inTexture(touches: readonly Touch[], layout: TextureLayout, accesses: readonly Access[]): Overlap | undefined {
  const { memory } = touches[0]!
  const written: { readonly box: Box; readonly access: number }[] = []
  for (const { extent, access, writes } of touches)
    if (writes) for (const box of extent.boxes!) written.push({ box, access })
  const isFew = written.length <= 4
  // Written boxes must not overlap. A texel that two of them write has different numbers when they are applied forwards and
  // backwards.
  const [front, back] = isFew ? [] : [new LatestTexels(layout), new LatestTexels(layout)]
  const extentOf = (box: Box): Extent => ({ boxes: [box], size: 0 })
  const overlap = (writer: number, box: Box, reads: boolean): Overlap => ({
    access: writer,
    reads,
    memory,
    texels: `mip level ${box.level}, slices ${box.low[0]}…${box.high[0]}, rows ${box.low[1]}…${box.high[1]}`,
  })
  for (let i = 0; i < written.length; i++) {
    const { box, access } = written[i]!
    const meets = isFew
      ? written.slice(0, i).some((other) => overlaps(other.box, box))
      : front!.highest(extentOf(box)) >= 0
    if (meets) return overlap(access, box, false)
    front?.set(extentOf(box), i)
  }
  const reads = touches.filter(({ writes }) => !writes)
  if (reads.length > 0)
    for (let i = written.length - 1; i >= 0; i--) back?.set(extentOf(written[i]!.box), written.length - i)
  for (const { extent, access } of reads)
    for (const box of extent.boxes!) {
      const writers = isFew
        ? written.filter((other) => overlaps(other.box, box))
        : [front!.highest(extentOf(box)), written.length - back!.highest(extentOf(box))].flatMap(
            (i) => written[i] ?? [],
          )
      for (const writer of writers)
        if (!mayShare(access, writer.access, accesses)) return overlap(writer.access, box, true)
    }
  return undefined
}

const overlaps = (a: Box, b: Box): boolean => a.level === b.level && shareTexels(a, b)
