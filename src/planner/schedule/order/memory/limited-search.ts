// Hot path: integer node and value ids and typed arrays only.
import { leastOpenSet } from './least-open.ts'
import { peakOfOrder } from './model.ts'
import type { MemoryModel } from './model.ts'
import { running } from './running.ts'
import { StateTable } from './state-table.ts'
import { int32Array, int8Array, noIndices } from '../../../../graph/typed-arrays.ts'

/** The order that a search under a limit found, or how far it came. */
export interface LimitedSearchEnd {
  /** An order within the limit; undefined if none was found. */
  order?: Int32Array
  /** Its peak, which may be below the limit. */
  peakBytes: number
  /** Whether the search was exhaustive and found none, so that no order has a peak below this. */
  leastBeyond: number
  /** Whether the budget ran out, so that nothing is known. */
  isUndecided: boolean
  steps: number
}

/** A state on the current path, whose executed set is the first `length` nodes of it. */
interface Frame {
  length: number
  liveBytes: number
  tableEntry: number
  /** Ready nodes still to be tried, the best last. */
  toTry: number[]
}

/** Greatest size between two states for which a minimum cut is worth its cost. */
const mostNodesPerCut = 256

/**
 * A search for an order whose live bytes never exceed the limit, depth-first over executed sets, each visited once.
 *
 * Live bytes are submodular in the executed set (with more nodes executed, a node opens no more and closes no less). So if a
 * set can be reached within the limit, and no set on the way has fewer live bytes, going there first never hurts. Hence a node
 * that frees as much as it opens runs at once; and when the path has come down to the live bytes it started from, the best set
 * on the way (a minimum cut) is fixed, and all alternatives before it are dropped. Only the climbs remain to be tried: the
 * search is exponential in the length of a climb, not in the size of the graph.
 */
export class LimitedSearch {
  readonly limitBytes: number
  private readonly model: MemoryModel
  private readonly state: ReturnType<typeof running>
  private readonly path: Int32Array
  private length = 0
  private readonly ready: number[] = []
  /** Place of each node in `ready`; −1 where it is not. */
  private readonly readyAt: Int32Array
  /** By node, for cuts: 1 executed, 0 free to be either, −1 not executed. */
  private readonly sideOf: Int8Array
  private readonly table: StateTable
  private readonly frames: Frame[] = []
  private leastBeyond = Infinity
  private ownSteps = 0

  constructor(model: MemoryModel, limitBytes: number) {
    const { nodeCount, predStart } = model
    this.model = model
    this.limitBytes = limitBytes
    this.state = running(model)
    this.path = int32Array(nodeCount)
    this.readyAt = noIndices(nodeCount)
    this.sideOf = int8Array(nodeCount).fill(-1)
    this.table = new StateTable(nodeCount)
    for (let v = 0; v < nodeCount; v++) if (predStart[v] === predStart[v + 1]) this.addReady(v)
    this.runFreely()
    if (this.length < nodeCount) this.frames.push(this.makeFrame(this.table.insert()))
  }

  /** Searches until so many steps were taken since the search began. With more of them it goes on where it ended. */
  search(budgetSteps: number): LimitedSearchEnd {
    const { model, path, frames, table } = this
    const { nodeCount } = model
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      if (this.steps() > budgetSteps || table.isFull)
        return { peakBytes: Infinity, leastBeyond: 0, isUndecided: true, steps: this.steps() }
      this.takeBackTo(frame.length)
      const v = frame.toTry.pop()
      if (v === undefined) {
        frames.pop()
        continue
      }
      this.run(v)
      this.runFreely()
      this.settle()
      if (this.length === nodeCount) break
      const entry = table.insert()
      if (entry >= 0) frames.push(this.makeFrame(entry))
    }
    const { leastBeyond } = this
    if (this.length < nodeCount) return { peakBytes: Infinity, leastBeyond, isUndecided: false, steps: this.steps() }
    return { order: path, peakBytes: peakOfOrder(model, path), leastBeyond, isUndecided: false, steps: this.steps() }
  }

  private steps(): number {
    return this.state.steps() + this.ownSteps + this.table.steps
  }

  private readonly addReady = (v: number): void => {
    this.readyAt[v] = this.ready.push(v) - 1
  }

  private readonly dropReady = (v: number): void => {
    const { ready, readyAt } = this
    const last = ready.pop()!
    const at = readyAt[v]!
    readyAt[v] = -1
    if (last === v) return
    ready[at] = last
    readyAt[last] = at
  }

  private run(v: number): void {
    this.dropReady(v)
    this.state.run(v, this.addReady)
    this.path[this.length++] = v
    this.sideOf[v] = 1
    this.table.toggle(v)
  }

  private takeBackTo(target: number): void {
    while (this.length > target) {
      const v = this.path[--this.length]!
      this.state.takeBack(v, this.dropReady)
      this.addReady(v)
      this.sideOf[v] = -1
      this.table.toggle(v)
    }
  }

  /** Runs all nodes that can run without any loss. */
  private runFreely(): void {
    const { ready, state, limitBytes } = this
    for (let k = 0; k < ready.length;) {
      const v = ready[k]!
      this.ownSteps++
      if (state.during(v) <= limitBytes && state.after(v) <= state.live()) {
        this.run(v)
        k = 0
      } else k++
    }
  }

  private makeFrame(tableEntry: number): Frame {
    const { ready, state, limitBytes } = this
    const toTry: number[] = []
    for (const v of ready) {
      const during = state.during(v)
      if (during <= limitBytes) toTry.push(v)
      else if (during < this.leastBeyond) this.leastBeyond = during
    }
    this.ownSteps += ready.length
    toTry.sort((a, b) => state.after(b) - state.after(a) || state.during(b) - state.during(a) || b - a)
    return { length: this.length, liveBytes: state.live(), tableEntry, toTry }
  }

  /** Fixes the best set since the lowest state to which the path has come down again. */
  private settle(): void {
    const { frames, state, path, sideOf, table } = this
    for (;;) {
      let lowest = frames.length
      while (lowest > 0 && frames[lowest - 1]!.liveBytes >= state.live()) lowest--
      if (lowest === frames.length) return
      const from = frames[lowest]!.length
      if (this.length - from > mostNodesPerCut) return
      const between = path.slice(from, this.length)
      for (const v of between) sideOf[v] = 0
      const least = leastOpenSet(this.model, sideOf, between, -1)!
      this.ownSteps += 10 * between.length + least.steps
      for (const v of between) sideOf[v] = 1
      // The dropped states were not searched completely, so they may be visited again.
      for (let f = lowest; f < frames.length; f++) table.forget(frames[f]!.tableEntry)
      frames.length = lowest
      if (lowest === 0) table.clear()
      if (least.liveBytes >= least.liveBytesOfAll) return
      this.takeBackTo(from)
      const members = new Set(least.members)
      for (const v of between) if (members.has(v)) this.run(v)
      this.runFreely()
    }
  }
}
