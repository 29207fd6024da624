// Hot path: integer node and value ids and typed arrays only.
import { leastOpenSet } from './least-open.ts'
import { peakOfOrder } from './model.ts'
import type { MemoryModel } from './model.ts'
import { running } from './running.ts'
import { StateTable } from './state-table.ts'
import { int32Array, int8Array } from '../../../../graph/typed-arrays.ts'

export interface ThresholdSearch {
  /** An order within the limit; undefined if none was found. */
  order?: Int32Array
  /** Its peak, which may be below the limit. */
  peakBytes: number
  /** Whether the search was exhaustive and found none, so that no order has a peak below this. */
  leastBeyond: number
  /** Whether the budget ran out, so that nothing is known. */
  exhausted: boolean
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
 * Searches for an order whose live bytes never exceed the limit, depth-first over executed sets, each visited once.
 *
 * Live bytes are submodular in the executed set (with more nodes executed, a node opens no more and closes no less). So if a
 * set can be reached within the limit, and no set on the way has fewer live bytes, going there first never hurts. Hence a node
 * that frees as much as it opens runs at once; and when the path has come down to the live bytes it started from, the best set
 * on the way (a minimum cut) is fixed, and all alternatives before it are dropped. Only the climbs remain to be tried: the
 * search is exponential in the length of a climb, not in the size of the graph.
 */
export function searchWithinLimit(model: MemoryModel, limitBytes: number, budgetSteps: number): ThresholdSearch {
  const { nodeCount, predStart } = model
  const state = running(model)
  const path = int32Array(nodeCount)
  let length = 0
  const ready: number[] = []
  const readyAt = int32Array(nodeCount).fill(-1)
  const sideOf = int8Array(nodeCount).fill(-1)
  const table = new StateTable(nodeCount)
  let leastBeyond = Infinity
  let ownSteps = 0

  const addReady = (v: number) => {
    readyAt[v] = ready.push(v) - 1
  }
  const dropReady = (v: number) => {
    const last = ready.pop()!
    const at = readyAt[v]!
    readyAt[v] = -1
    if (last === v) return
    ready[at] = last
    readyAt[last] = at
  }
  const run = (v: number) => {
    dropReady(v)
    state.run(v, addReady)
    path[length++] = v
    sideOf[v] = 1
    table.toggle(v)
  }
  const takeBackTo = (target: number) => {
    while (length > target) {
      const v = path[--length]!
      state.takeBack(v, dropReady)
      addReady(v)
      sideOf[v] = -1
      table.toggle(v)
    }
  }
  /** Runs all nodes that can run without any loss. */
  const runFreely = () => {
    for (let k = 0; k < ready.length;) {
      const v = ready[k]!
      ownSteps++
      if (state.during(v) <= limitBytes && state.after(v) <= state.live()) {
        run(v)
        k = 0
      } else k++
    }
  }
  const makeFrame = (tableEntry: number): Frame => {
    const toTry: number[] = []
    for (const v of ready) {
      const during = state.during(v)
      if (during <= limitBytes) toTry.push(v)
      else if (during < leastBeyond) leastBeyond = during
    }
    ownSteps += ready.length
    toTry.sort((a, b) => state.after(b) - state.after(a) || state.during(b) - state.during(a) || b - a)
    return { length, liveBytes: state.live(), tableEntry, toTry }
  }

  const frames: Frame[] = []
  /** Fixes the best set since the lowest state to which the path has come down again. */
  const settle = () => {
    for (;;) {
      let lowest = frames.length
      while (lowest > 0 && frames[lowest - 1]!.liveBytes >= state.live()) lowest--
      if (lowest === frames.length) return
      const from = frames[lowest]!.length
      if (length - from > mostNodesPerCut) return
      const between = path.slice(from, length)
      for (const v of between) sideOf[v] = 0
      const least = leastOpenSet(model, sideOf, between, -1)!
      ownSteps += 10 * between.length + least.steps
      for (const v of between) sideOf[v] = 1
      // The dropped states were not searched completely, so they may be visited again.
      for (let f = lowest; f < frames.length; f++) table.forget(frames[f]!.tableEntry)
      frames.length = lowest
      if (lowest === 0) table.clear()
      if (least.liveBytes >= least.liveBytesOfAll) return
      takeBackTo(from)
      const members = new Set(least.members)
      for (const v of between) if (members.has(v)) run(v)
      runFreely()
    }
  }

  const steps = () => state.steps() + ownSteps + table.steps
  for (let v = 0; v < nodeCount; v++) if (predStart[v] === predStart[v + 1]) addReady(v)
  runFreely()
  if (length < nodeCount) frames.push(makeFrame(table.insert()))
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (steps() > budgetSteps || table.isFull) {
      return { peakBytes: Infinity, leastBeyond: 0, exhausted: true, steps: steps() }
    }
    takeBackTo(frame.length)
    const v = frame.toTry.pop()
    if (v === undefined) {
      frames.pop()
      continue
    }
    run(v)
    runFreely()
    settle()
    if (length === nodeCount) break
    const entry = table.insert()
    if (entry >= 0) frames.push(makeFrame(entry))
  }
  if (length < nodeCount) return { peakBytes: Infinity, leastBeyond, exhausted: false, steps: steps() }
  return { order: path, peakBytes: peakOfOrder(model, path), leastBeyond, exhausted: false, steps: steps() }
}
