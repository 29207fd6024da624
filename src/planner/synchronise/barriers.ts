/**
 * Phase 10, barriers: hazards on physical bytes after placement, so that aliasing is covered by construction.
 *
 * For a fixed order the greedy is optimal: a hazard whose earlier end lies before the last barrier of its queue only widens
 * that barrier's masks; otherwise a new barrier stands right before the later end. Hazards across queues are covered by waits.
 * A layout needs no barrier of its own (`texture-layouts.ts`), save the first of a texture that starts without one.
 * One sweep over segments of heaps and textures. O(segments touched · log₃₂ n).
 */
import { READS, WRITES } from '../../graph/access.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import type { BarrierPoint } from './barrier-commands.ts'
import type { CommandList } from '../lower/command-list.ts'
import { GrowableInt32 } from '../support/growable.ts'
import { compressIntervals, SegmentSet } from '../support/intervals.ts'
import { separateBoxes } from '../support/texel-boxes.ts'
import { giveLayouts } from './image-layouts.ts'

export interface BarrierContext {
  readonly commands: CommandList
  readonly submissionQueue: Int32Array
  readonly queueCount: number
  readonly heapCount: number
  /** Linear layout of each physical texture, and whether it starts a run without contents. */
  readonly textures: readonly { layout: TextureLayout; transient: boolean }[]
}

/** Bits that hold a kind of access. */
const kindBits = 4
const lowestBit = (mask: number): number => 31 - Math.clz32(mask & -mask)

export function insertBarriers(context: BarrierContext): BarrierPoint[] {
  const { commands, heapCount, textures } = context
  const spaces = commands.space.toArray()
  for (let t = 0; t < spaces.length; t++) if (spaces[t]! < 0) spaces[t] = heapCount + ~spaces[t]!
  const [begin, end] = [commands.begin.toArray(), commands.end.toArray()]
  const parts = separateBoxes(spaces, begin, end, commands.box, (space) => textures[space - heapCount]!.layout)
  const intervals = parts
    ? compressIntervals(parts.group, parts.begin, parts.end, heapCount + textures.length)
    : compressIntervals(spaces, begin, end, heapCount + textures.length)
  const segments = new SegmentSet(intervals)
  const queueOf = new Int32Array(commands.length)
  const firstOf = new Int32Array(context.submissionQueue.length).fill(-1)
  let severalQueues = false
  for (let c = 0; c < queueOf.length; c++) {
    const s = commands.submissionOf(c)
    queueOf[c] = context.submissionQueue[s]!
    if (queueOf[c] !== queueOf[0]) severalQueues = true
    if (firstOf[s]! < 0) firstOf[s] = c
  }
  const count = intervals.position.length
  const writer = new Int32Array(count).fill(-1)
  const writerKind = new Uint8Array(count)
  const readers = new Int32Array(count).fill(-1)
  const owner = new Int32Array(count).fill(-1)
  /** 1 for texels without a layout: they are in a transient texture, and nothing has used them yet. */
  const bare = new Uint8Array(textures.length > 0 ? count : 0)
  textures.forEach(({ transient }, t) => {
    if (transient) bare.fill(1, intervals.groupStart[heapCount + t]!, intervals.groupStart[heapCount + t + 1]!)
  })
  const cellCommand = new GrowableInt32()
  const cellKind = new GrowableInt32()
  const cellNext = new GrowableInt32()
  /** The last barrier of each queue. */
  const last = new Int32Array(context.queueCount).fill(-1)
  const points: BarrierPoint[] = []

  const barrierOf = new Int32Array(textures.length > 0 ? commands.length : 0)
  // What the command at hand comes after: the latest command with a hazard, −1 for any barrier at all, −2 for nothing.
  let latest = -2
  let beforeMask = 0
  let afterMask = 0
  const comesAfter = (earlier: number, earlierKind: number, kind: number) => {
    if (earlier > latest) latest = earlier
    beforeMask |= 1 << earlierKind
    afterMask |= 1 << kind
  }
  /** By queue and two kinds of access: the latest barrier from the one to the other, as the command that it stands before. */
  const pairs = new Int32Array(context.queueCount << (2 * kindBits))
  const hazard = (earlier: number, earlierKind: number, later: number, laterKind: number) => {
    if (earlier === later) return
    const queue = queueOf[later]!
    // Waits between submissions order what runs on different queues.
    if (severalQueues && queueOf[earlier] !== queue) return
    if (earlier < pairs[(((queue << kindBits) + earlierKind) << kindBits) + laterKind]!) return
    comesAfter(earlier, earlierKind, laterKind)
  }
  const orderCommand = (c: number) => {
    const queue = queueOf[c]!
    let barrier = last[queue]!
    if (barrier < 0 || latest >= points[barrier]!.before) {
      barrier = points.length
      points.push({ before: c, beforeMask: 0, afterMask: 0, transitions: undefined })
      last[queue] = barrier
    }
    const point = points[barrier]!
    point.beforeMask |= beforeMask
    point.afterMask |= afterMask
    for (let rest = point.beforeMask; rest !== 0; rest &= rest - 1) {
      const row = ((queue << kindBits) + lowestBit(rest)) << kindBits
      for (let more = point.afterMask; more !== 0; more &= more - 1) pairs[row + lowestBit(more)] = point.before
    }
    latest = -2
    beforeMask = 0
    afterMask = 0
  }
  const cut = (boundary: number) => {
    const source = segments.split(boundary)
    if (source < 0) return
    writer[boundary] = writer[source]!
    writerKind[boundary] = writerKind[source]!
    readers[boundary] = readers[source]!
    owner[boundary] = owner[source]!
    if (bare.length > 0) bare[boundary] = bare[source]!
  }
  /** A texture takes memory over: the barrier right before it, which gives it a layout, comes after all who had that memory. */
  const takeOver = (s: number, c: number, kind: number) => {
    const after = (earlier: number, earlierKind: number) => {
      if (!severalQueues || queueOf[earlier] === queueOf[c]) comesAfter(earlier, earlierKind, kind)
    }
    if (writer[s]! >= 0) after(writer[s]!, writerKind[s]!)
    for (let cell = readers[s]!; cell >= 0; cell = cellNext.get(cell)) after(cellCommand.get(cell), cellKind.get(cell))
  }
  const addReader = (s: number, c: number, kind: number) => {
    const head = readers[s]!
    if (head >= 0 && cellCommand.get(head) === c && cellKind.get(head) === kind) return
    cellCommand.push(c)
    cellKind.push(kind)
    readers[s] = cellNext.push(head)
  }
  for (let c = 0; c < commands.length; c++) {
    const lastTouch = commands.touchStart(c + 1)
    const lastInterval = parts ? parts.start[lastTouch]! : lastTouch
    for (let i = parts ? parts.start[commands.touchStart(c)]! : commands.touchStart(c); i < lastInterval; i++) {
      const t = parts ? parts.item[i]! : i
      const first = intervals.first[i]!
      const end = intervals.last[i]!
      const flags = commands.flags.get(t)
      const kind = commands.kind.get(t)
      const own = commands.owner.get(t)
      cut(first)
      cut(end)
      if (own >= 0) {
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          if (owner[s] !== own) {
            takeOver(s, c, kind)
            writer[s] = -1
            readers[s] = -1
            owner[s] = own
          }
          addReader(s, c, kind)
        }
        continue
      }
      if (spaces[t]! >= heapCount) {
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          if (bare[s] === 0) continue
          bare[s] = 0
          // A transition writes, so it cannot stand before the waits of its submission: other queues may use that memory till then.
          latest = Math.max(latest, severalQueues ? firstOf[commands.submissionOf(c)]! - 1 : -1)
        }
      }
      if (flags & WRITES) {
        let own = -1
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          let carried = false
          for (let cell = readers[s]!; cell >= 0; cell = cellNext.get(cell)) {
            const reader = cellCommand.get(cell)
            hazard(reader, cellKind.get(cell), c, kind)
            // Readers since the last write carry the order to it, unless they are part of that write or of this one (in place).
            if (reader === c) own = cellKind.get(cell)
            else if (reader !== writer[s]) carried = true
          }
          if (writer[s]! >= 0 && (!carried || flags & READS)) hazard(writer[s]!, writerKind[s]!, c, kind)
        }
        segments.merge(first, end)
        writer[first] = c
        writerKind[first] = kind
        readers[first] = -1
        owner[first] = -1
        // A command that reads what it overwrites goes on counting as its reader.
        if (own >= 0) addReader(first, c, own)
      } else {
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          if (writer[s]! >= 0) hazard(writer[s]!, writerKind[s]!, c, kind)
          addReader(s, c, kind)
        }
      }
    }
    if (latest > -2) orderCommand(c)
    if (barrierOf.length > 0) barrierOf[c] = last[queueOf[c]!]!
  }
  if (textures.length > 0) giveLayouts({ commands, spaces, textures, heapCount, barrierOf, points })
  if (!severalQueues) return points
  // Another queue may have given the layout that a barrier was meant for.
  const used = points.filter(({ afterMask, transitions }) => afterMask !== 0 || transitions !== undefined)
  return used.sort((a, b) => a.before - b.before)
}
