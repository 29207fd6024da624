/**
 * Phase 10, barriers: hazards on physical bytes after placement, so that aliasing is covered by construction.
 *
 * For a fixed order of commands, the greedy choice is optimal: a hazard whose earlier access is before the last barrier of its
 * queue only widens the masks of that barrier; any other hazard gets a new barrier right before its later access. Hazards
 * between queues are covered by waits. A layout needs no barrier of its own (`image-layouts.ts`), except the first layout of a
 * texture that starts without one. One sweep over the touches of heaps and textures: O(touches · log n).
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
  /** By physical texture: its linear layout, and whether it starts a run without contents. */
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
  const withoutLayout = segmentsWithoutLayout(intervals, heapCount, textures)
  /** The last barrier of each queue; −1 for none. */
  const last = new Int32Array(context.queueCount).fill(-1)
  const points: BarrierPoint[] = []

  const barrierOf = new Int32Array(textures.length > 0 ? commands.length : 0)
  // The latest command with a hazard that the current command comes after; −1 where any barrier suffices, −2 for none.
  let latest = -2
  let beforeMask = 0
  let afterMask = 0
  const comesAfter = (earlier: number, earlierKind: number, kind: number) => {
    if (earlier > latest) latest = earlier
    beforeMask |= 1 << earlierKind
    afterMask |= 1 << kind
  }
  /**
   * By queue and two access kinds: the latest barrier from the first kind to the second, as the index of the command after it.
   */
  const pairs = new Int32Array(context.queueCount << (2 * kindBits))
  const hazard = (earlier: number, earlierKind: number, later: number, laterKind: number) => {
    if (earlier === later) return
    const queue = queueOf[later]!
    // Accesses on other queues are ordered by waits between submissions.
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
  /** Gives memory to a texture: the barrier right before it, which sets its layout, comes after all uses by previous owners. */
  const takeOver = (first: number, end: number, c: number, kind: number) => {
    const after = (earlier: number, earlierKind: number) => {
      if (!severalQueues || queueOf[earlier] === queueOf[c]) comesAfter(earlier, earlierKind, kind)
    }
    latestOf.each(history.writers(first, end), after)
    latestOf.each(history.uses(first, end), after)
    history.write(first, end, 0)
  }
  /** The members of a set that are the current command: its reads of bytes that it overwrites stay recorded as reads. */
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
    // Hazards are looked up before the command itself is recorded, so that it does not follow itself.
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
      // A transition is a write, so it must come after the waits of its submission: until then, other queues may use the
      // memory.
      if (spaces[t]! >= heapCount && withoutLayout.deleteRange(first, end))
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
  // A barrier for a layout is not needed where another queue has made the transition.
  const used = points.filter(({ afterMask, transitions }) => afterMask !== 0 || transitions !== undefined)
  return used.sort((a, b) => a.before - b.before)
}

/** Segments without a layout: those of transient textures that nothing has used yet. */
function segmentsWithoutLayout(
  { position, groupStart }: CompressedIntervals,
  heapCount: number,
  textures: BarrierContext['textures'],
): IntegerSet {
  const withoutLayout = new IntegerSet(textures.length > 0 ? position.length : 0)
  textures.forEach(({ transient }, t) => {
    if (transient)
      for (let s = groupStart[heapCount + t]!; s < groupStart[heapCount + t + 1]! - 1; s++) withoutLayout.add(s)
  })
  return withoutLayout
}

/** Owners of the bytes of heaps: the texture that was placed there last. */
class Owners {
  private readonly segments: SegmentSet | undefined
  private readonly owner: Int32Array

  constructor(intervals: CompressedIntervals, owners: Int32Array) {
    const hasOwners = owners.some((value) => value >= 0)
    this.segments = hasOwners ? new SegmentSet(intervals) : undefined
    this.owner = new Int32Array(hasOwners ? intervals.position.length : 0).fill(-1)
  }

  /** Gives bytes to a texture, and calls `tell` for those that it did not own. */
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

  /** Takes bytes from the textures that own them. */
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
