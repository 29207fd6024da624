// Hot path: integer node and value ids and typed arrays only.
import { leastOpenSet } from './least-open.ts'
import { peakOfOrder } from './model.ts'
import type { MemoryModel } from './model.ts'
import { running } from './running.ts'
import { StateTable } from './state-table.ts'

export interface ThresholdSearch {
  /** An order that stays within the limit, if one was found. */
  order?: Int32Array
  /** Its peak, which may be below the limit. */
  peakBytes: number
  /** If the search saw everything and found none: no order has a peak below this. */
  leastBeyond: number
  /** The budget ran out: nothing is known. */
  exhausted: boolean
  steps: number
}

/** A state on the way down: its executed set is the path's first `length` nodes. */
interface Frame {
  length: number
  liveBytes: number
  tableEntry: number
  /** Ready nodes still to be tried, the best last. */
  toTry: number[]
}

/** Beyond this a set between two states is not worth a minimum cut. */
const mostNodesPerCut = 256

/**
 * Is there an order whose live bytes never exceed the limit? Depth-first over executed sets, each visited once.
 *
 * Live bytes are submodular in the executed set (more executed: a node opens no more and closes no less), so if some
 * set can be reached within the limit, and no set between here and there has fewer live bytes, then going there first
 * never loses. So a node that frees as much as it opens runs at once; and when the path has come down to what it
 * started from, the cheapest set on the way (a minimum cut) is settled, and all alternatives up to there are dropped.
 * What is left to try are the climbs: exponential in the length of a climb, not of the graph.
 */
export function searchWithinLimit(model: MemoryModel, limitBytes: number, budgetSteps: number): ThresholdSearch {
  const { nodeCount, predStart } = model
  const state = running(model)
  const path = new Int32Array(nodeCount)
  let length = 0
  const ready: number[] = []
  const readyAt = new Int32Array(nodeCount).fill(-1)
  const sideOf = new Int8Array(nodeCount).fill(-1)
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
  /** Runs whatever may run without ever losing by it. */
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
  /** Settles the cheapest set since the lowest state that the path has come down to again. */
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
      // The states dropped here were not seen to their end, and may be met again.
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
