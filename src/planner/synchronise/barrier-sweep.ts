/**
 * The sweep of phase 11 over the commands of a plan: finds the hazards of each command, and extends or adds a barrier for them.
 * Hot loop: touches and segments are integers into parallel arrays.
 */
import { READS, WRITES } from '../../graph/access.ts'
import type { CommandList } from '../lower/command-list.ts'
import { RangeHistory } from '../support/range-history.ts'
import type { IntegerSet } from '../support/integer-set.ts'
import type { CompressedIntervals } from '../support/intervals.ts'
import type { ItemIntervals } from '../support/texel-boxes.ts'
import type { BarrierPoint } from './barrier-commands.ts'
import { kindBits, LatestCommands } from './latest-commands.ts'
import { Owners } from './memory-owners.ts'
import { int32Array, noIndices } from '../../graph/typed-arrays.ts'
import { lowestBit } from '../support/bits.ts'

/** Touches of all commands, as the sweep reads them. */
export interface SweepContext {
  readonly commands: CommandList
  /** Space of each touch: heaps first, then textures. */
  readonly spaces: Int32Array
  readonly heapCount: number
  readonly intervals: CompressedIntervals
  /** Intervals of each touch, where some touches cover boxes of texels; otherwise each has one, with its own number. */
  readonly parts: ItemIntervals | undefined
  /** Segments of textures that have no layout yet; undefined where there are no textures. */
  readonly withoutLayout: IntegerSet | undefined
  readonly queueOf: Int32Array
  readonly queueCount: number
  /** First command of each submission. */
  readonly firstOf: Int32Array
}

/** Values of `latest` that are no commands. */
const anyBarrier = -1
const noBarrier = -2

/** Most touches of a command that are compared with each other. */
const fewTouches = 16

/** The state of the sweep between two commands. */
export class BarrierSweep {
  readonly points: BarrierPoint[] = []
  /** The last barrier of each queue; −1 for none. */
  readonly last: Int32Array
  private readonly commands: CommandList
  private readonly context: SweepContext
  private readonly queueOf: Int32Array
  readonly hasSeveralQueues: boolean
  private readonly latestOf: LatestCommands
  private readonly history: RangeHistory
  private readonly owners: Owners | undefined
  /**
   * By value that took memory over, where several queues run: what previous owners did there, and the queue that took it, −1 for several.
   * Other queues may use other texels of it first.
   */
  private readonly takenOver = new Map<number, { readonly uses: number; readonly queue: number }>()
  /** Uses of previous owners that were found by the current touch. */
  private previousUses = 0
  /**
   * By queue and two access kinds: the latest barrier from the first kind to the second, as the index of the command after it. Made with the
   * first barrier.
   */
  private pairs: Int32Array | undefined
  /** The latest command with a hazard that the current command comes after. */
  private latest = noBarrier
  private beforeMask = 0
  private afterMask = 0
  /** The current command, and the access kind of the touch whose hazards are looked up. */
  private command = 0
  private kind = 0

  constructor(context: SweepContext) {
    const { commands, intervals, queueOf, queueCount } = context
    this.context = context
    this.commands = commands
    this.queueOf = queueOf
    let hasSeveralQueues = false
    for (let c = 1; c < queueOf.length; c++) if (queueOf[c] !== queueOf[0]) hasSeveralQueues = true
    this.hasSeveralQueues = hasSeveralQueues
    this.latestOf = new LatestCommands(intervals.first.length)
    this.history = new RangeHistory(intervals.position.length, this.latestOf.union)
    this.owners = commands.hasOwners ? new Owners(intervals) : undefined
    this.last = noIndices(queueCount)
  }

  /** Ends the sweep; its points stay. */
  handBack(): void {
    this.history.handBack()
    this.latestOf.handBack()
  }

  /** Puts a barrier before a command where it needs one. Commands must come in their order. */
  visit(c: number): void {
    const { commands } = this
    const { parts } = this.context
    const firstTouch = commands.touchStart(c)
    const lastTouch = commands.touchStart(c + 1)
    const start = parts ? parts.start[firstTouch]! : firstTouch
    const stop = parts ? parts.start[lastTouch]! : lastTouch
    this.command = c
    // Hazards are looked up before the command itself is recorded, so that it does not follow itself.
    const reads = this.findHazards(start, stop)
    this.record(start, stop, reads)
    if (this.latest > noBarrier) this.orderCommand()
  }

  /** @returns whether some touch only reads */
  private findHazards(start: number, stop: number): boolean {
    const { commands, history, owners, hasSeveralQueues, command } = this
    const { parts, intervals, spaces, heapCount, withoutLayout, firstOf } = this.context
    let reads = false
    let owner = -1
    for (let i = start; i < stop; i++) {
      const t = parts ? parts.item[i]! : i
      const first = intervals.first[i]!
      const end = intervals.last[i]!
      const flags = commands.flagsOf(t)
      this.kind = commands.kindOf(t)
      if (commands.ownerOf(t) >= 0) {
        owner = commands.ownerOf(t)
        owners!.take(first, end, owner, this.takeOver)
        if (hasSeveralQueues) this.noteOwner(owner)
        continue
      }
      // A transition is a write, so it must come after the waits of its submission: until then, other queues may use the
      // memory.
      if (withoutLayout && spaces[t]! >= heapCount && withoutLayout.deleteRange(first, end)) {
        this.latest = Math.max(
          this.latest,
          hasSeveralQueues ? firstOf[commands.submissionOf(command)]! - 1 : anyBarrier,
        )
        const taken = owner < 0 ? undefined : this.takenOver.get(owner)
        if (taken && taken.queue !== this.queueOf[command]) this.latestOf.each(taken.uses, this.previousOwner)
      }
      if (flags & WRITES) this.hazards(history.uses(first, end))
      else reads = true
      if ((flags & WRITES) === 0 || flags & READS) this.hazards(history.writers(first, end))
    }
    return reads
  }

  /** Records reads before writes, so that a read of the same command does not follow its write. */
  private record(start: number, stop: number, reads: boolean): void {
    const { commands, history, command } = this
    const { parts, intervals } = this.context
    const queue = this.queueOf[command]!
    for (let i = start; i < stop; i++) {
      const t = parts ? parts.item[i]! : i
      if (commands.ownerOf(t) < 0 && commands.flagsOf(t) & WRITES) continue
      history.read(intervals.first[i]!, intervals.last[i]!, this.latestOf.of(command, queue, commands.kindOf(t)))
    }
    let mayRead = false
    for (let i = start; i < stop; i++) {
      const t = parts ? parts.item[i]! : i
      if (commands.ownerOf(t) >= 0 || (commands.flagsOf(t) & WRITES) === 0) continue
      const first = intervals.first[i]!
      const end = intervals.last[i]!
      // Reads that an earlier write of this command recorded are found by looking them up.
      mayRead ||= reads && (stop - start > fewTouches || this.isRead(start, stop, first, end))
      const readers = mayRead ? this.own(history.readers(first, end)) : 0
      history.write(first, end, this.latestOf.of(command, queue, commands.kindOf(t)), readers)
      this.owners?.free(first, end)
    }
  }

  /** Whether a touch that only reads reaches into segments first … end − 1. */
  private isRead(start: number, stop: number, first: number, end: number): boolean {
    const { commands } = this
    const { parts, intervals } = this.context
    for (let i = start; i < stop; i++) {
      if (intervals.first[i]! >= end || intervals.last[i]! <= first) continue
      const t = parts ? parts.item[i]! : i
      if (commands.ownerOf(t) >= 0 || (commands.flagsOf(t) & WRITES) === 0) return true
    }
    return false
  }

  private hazards(set: number): void {
    if (set !== 0) this.latestOf.each(set, this.hazard)
  }

  private readonly hazard = (earlier: number, earlierKind: number): void => {
    if (earlier === this.command) return
    const queue = this.queueOf[this.command]!
    // Accesses on other queues are ordered by waits between submissions.
    if (this.hasSeveralQueues && this.queueOf[earlier] !== queue) return
    if (this.pairs && earlier < this.pairs[this.pairRow(queue, earlierKind) + this.kind]!) return
    this.comesAfter(earlier, earlierKind)
  }

  private readonly previousOwner = (earlier: number, earlierKind: number): void => {
    if (!this.hasSeveralQueues || this.queueOf[earlier] === this.queueOf[this.command])
      this.comesAfter(earlier, earlierKind)
  }

  /** Gives memory to a texture: the barrier right before it, which sets its layout, comes after all uses by previous owners. */
  private readonly takeOver = (first: number, end: number): void => {
    const { latestOf, history } = this
    const uses = latestOf.union(history.writers(first, end), history.uses(first, end))
    latestOf.each(uses, this.previousOwner)
    this.previousUses = latestOf.union(this.previousUses, uses)
    history.write(first, end, 0)
  }

  /** Notes what was found when a value took memory over: on other queues, texels of it may be used before anything waits for that. */
  private noteOwner(value: number): void {
    if (this.previousUses === 0) return
    const before = this.takenOver.get(value)
    const queue = this.queueOf[this.command]!
    this.takenOver.set(value, {
      uses: this.latestOf.union(before?.uses ?? 0, this.previousUses),
      queue: before && before.queue !== queue ? -1 : queue,
    })
    this.previousUses = 0
  }

  /** The first of the pairs that begin with a kind on a queue. */
  private pairRow(queue: number, kind: number): number {
    return ((this.hasSeveralQueues ? queue << kindBits : 0) + kind) << kindBits
  }

  private comesAfter(earlier: number, earlierKind: number): void {
    if (earlier > this.latest) this.latest = earlier
    this.beforeMask |= 1 << earlierKind
    this.afterMask |= 1 << this.kind
  }

  /** The members of a set that are the current command: its reads of bytes that it overwrites stay recorded as reads. */
  private own(set: number): number {
    this.members = 0
    if (set !== 0) this.latestOf.each(set, this.ownMember)
    return this.members
  }
  private members = 0

  private readonly ownMember = (member: number, kind: number): void => {
    const { latestOf, command } = this
    if (member !== command) return
    this.members = latestOf.union(this.members, latestOf.of(command, this.queueOf[command]!, kind))
  }

  /** Extends the last barrier of the queue if it comes after every hazard of the current command; otherwise adds one. */
  private orderCommand(): void {
    const { points, last } = this
    const queueCount = this.hasSeveralQueues ? this.context.queueCount : 1
    const pairs = (this.pairs ??= int32Array(queueCount << (2 * kindBits)))
    const queue = this.queueOf[this.command]!
    let barrier = last[queue]!
    if (barrier < 0 || this.latest >= points[barrier]!.before) {
      barrier = points.length
      points.push({ before: this.command, beforeMask: 0, afterMask: 0, transitions: undefined })
      last[queue] = barrier
    }
    const point = points[barrier]!
    point.beforeMask |= this.beforeMask
    point.afterMask |= this.afterMask
    for (let rest = point.beforeMask; rest !== 0; rest &= rest - 1) {
      const row = this.pairRow(queue, lowestBit(rest))
      for (let more = point.afterMask; more !== 0; more &= more - 1) pairs[row + lowestBit(more)] = point.before
    }
    this.latest = noBarrier
    this.beforeMask = 0
    this.afterMask = 0
  }
}
