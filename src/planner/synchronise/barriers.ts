/**
 * Phase 10, barriers: hazards on physical bytes after placement, so that aliasing is covered by construction.
 *
 * For a fixed order the greedy is optimal: a hazard whose earlier end lies before the last barrier of its queue only widens
 * that barrier's masks; otherwise a new barrier stands right before the later end. Hazards across queues are covered by waits.
 * A layout needs no barrier of its own (`texture-layouts.ts`), save the first of a texture that starts without one.
 * One sweep over the touches of heaps and textures. O(touches · log n).
 */
import { READS, WRITES } from '../../graph/access.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import { AccessHistory } from '../support/access-history.ts'
import type { BarrierPoint } from './barrier-commands.ts'
import type { CommandList } from '../lower/command-list.ts'
import { compressIntervals, IntegerSet, SegmentSet, type CompressedIntervals } from '../support/intervals.ts'
import { kindBits, LatestCommands } from './latest-commands.ts'
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
  const queueOf = new Int32Array(commands.length)
  const firstOf = new Int32Array(context.submissionQueue.length).fill(-1)
  let severalQueues = false
  for (let c = 0; c < queueOf.length; c++) {
    const s = commands.submissionOf(c)
    queueOf[c] = context.submissionQueue[s]!
    if (queueOf[c] !== queueOf[0]) severalQueues = true
    if (firstOf[s]! < 0) firstOf[s] = c
  }
  const latestOf = new LatestCommands()
  const history = new AccessHistory(intervals.position.length, latestOf.union)
  const owners = new Owners(intervals, commands.owner.toArray())
  const bare = bareSegments(intervals, heapCount, textures)
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
  const hazards = (set: number, later: number, laterKind: number) => {
    if (set !== 0) latestOf.each(set, (earlier, earlierKind) => hazard(earlier, earlierKind, later, laterKind))
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
  /** A texture takes memory over: the barrier right before it, which gives it a layout, comes after all who had that memory. */
  const takeOver = (first: number, end: number, c: number, kind: number) => {
    const after = (earlier: number, earlierKind: number) => {
      if (!severalQueues || queueOf[earlier] === queueOf[c]) comesAfter(earlier, earlierKind, kind)
    }
    latestOf.each(history.writers(first, end), after)
    latestOf.each(history.uses(first, end), after)
    history.write(first, end, 0)
  }
  /** Those of a set that are this command: who reads what it overwrites goes on counting as its reader. */
  const own = (set: number, c: number) => {
    let members = 0
    latestOf.each(set, (command, kind) => {
      if (command === c) members = latestOf.union(members, latestOf.of(c, queueOf[c]!, kind))
    })
    return members
  }
  for (let c = 0; c < commands.length; c++) {
    const firstTouch = commands.touchStart(c)
    const lastTouch = commands.touchStart(c + 1)
    const start = parts ? parts.start[firstTouch]! : firstTouch
    const stop = parts ? parts.start[lastTouch]! : lastTouch
    let reads = false
    // What a command comes after it is not part of itself.
    for (let i = start; i < stop; i++) {
      const t = parts ? parts.item[i]! : i
      const first = intervals.first[i]!
      const end = intervals.last[i]!
      const flags = commands.flags.get(t)
      const kind = commands.kind.get(t)
      if (commands.owner.get(t) >= 0) {
        owners.take(first, end, commands.owner.get(t), (from, to) => takeOver(from, to, c, kind))
        continue
      }
      // A transition writes, so it cannot stand before the waits of its submission: other queues may use that memory till then.
      if (spaces[t]! >= heapCount && bare.deleteRange(first, end))
        latest = Math.max(latest, severalQueues ? firstOf[commands.submissionOf(c)]! - 1 : -1)
      if (flags & WRITES) hazards(history.uses(first, end), c, kind)
      else reads = true
      if ((flags & WRITES) === 0 || flags & READS) hazards(history.writers(first, end), c, kind)
    }
    for (let i = start; i < stop; i++) {
      const t = parts ? parts.item[i]! : i
      if (commands.owner.get(t) < 0 && commands.flags.get(t) & WRITES) continue
      history.read(intervals.first[i]!, intervals.last[i]!, latestOf.of(c, queueOf[c]!, commands.kind.get(t)))
    }
    for (let i = start; i < stop; i++) {
      const t = parts ? parts.item[i]! : i
      if (commands.owner.get(t) >= 0 || (commands.flags.get(t) & WRITES) === 0) continue
      const first = intervals.first[i]!
      const end = intervals.last[i]!
      const readers = reads ? own(history.readers(first, end), c) : 0
      history.write(first, end, latestOf.of(c, queueOf[c]!, commands.kind.get(t)), readers)
      owners.free(first, end)
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

/** Texels without a layout: they are in a transient texture, and nothing has used them yet. */
function bareSegments(
  { position, groupStart }: CompressedIntervals,
  heapCount: number,
  textures: BarrierContext['textures'],
): IntegerSet {
  const bare = new IntegerSet(textures.length > 0 ? position.length : 0)
  textures.forEach(({ transient }, t) => {
    if (transient) for (let s = groupStart[heapCount + t]!; s < groupStart[heapCount + t + 1]! - 1; s++) bare.add(s)
  })
  return bare
}

/** Which texture has which bytes of a heap. */
class Owners {
  private readonly segments: SegmentSet | undefined
  private readonly owner: Int32Array

  constructor(intervals: CompressedIntervals, owners: Int32Array) {
    const hasOwners = owners.some((value) => value >= 0)
    this.segments = hasOwners ? new SegmentSet(intervals) : undefined
    this.owner = new Int32Array(hasOwners ? intervals.position.length : 0).fill(-1)
  }

  /** Gives bytes to a texture, telling those that were not its own. */
  take(first: number, end: number, owner: number, tell: (first: number, end: number) => void): void {
    const segments = this.segments!
    this.cut(first, end)
    for (let s = first; s >= 0 && s < end;) {
      const next = segments.next(s)
      if (this.owner[s] !== owner) tell(s, next < 0 || next > end ? end : next)
      s = next
    }
    segments.merge(first, end)
    this.owner[first] = owner
  }

  /** Takes bytes from whatever texture has them. */
  free(first: number, end: number): void {
    if (!this.segments) return
    this.cut(first, end)
    this.segments.merge(first, end)
    this.owner[first] = -1
  }

  private cut(first: number, end: number): void {
    for (const boundary of [first, end]) {
      const source = this.segments!.split(boundary)
      if (source >= 0) this.owner[boundary] = this.owner[source]!
    }
  }
}
