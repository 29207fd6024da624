import { closeIn } from './exact-order.ts'
import { firstOrders, lowestPeak } from './first-orders.ts'
import type { FoundOrder } from './first-orders.ts'
import { leastOpenSet, reachableSides } from './least-open.ts'
import { peakOf, peakOfOrder, stretchModel, sweepOrder } from './model.ts'
import type { MemoryModel } from './model.ts'
import { ascending, int32Array } from '../../../../graph/typed-arrays.ts'

interface Part {
  model: MemoryModel
  /** The node of the whole graph that each node of the part is. */
  nodes: Int32Array
  order: Int32Array
  peakBytes: number
}

/** Size up to which parts are searched before they are cut further. */
const smallPart = 24
const stepsPerPart = 100_000

/**
 * Improves an order from its peak: the nodes that should run before the node at the peak, and those that should run after it,
 * so that the fewest bytes are alive there, are a minimum cut. The three parts (before, the node, after) are ordered
 * separately, and the part with the highest peak is cut next, until its peak cannot be lowered.
 */
export function dissect(whole: MemoryModel, start: Int32Array, goodEnough: number, budgetSteps: number): FoundOrder {
  let steps = 0
  const part = (model: MemoryModel, nodes: Int32Array): Part => {
    const best = lowestPeak(firstOrders(model))
    steps += 5 * (nodes.length + model.use.length + model.succ.length)
    return { model, nodes, order: best.order, peakBytes: best.peakBytes }
  }
  const startSweep = sweepOrder(whole, start)
  const asGiven = stretchModel(whole, startSweep, 0, whole.nodeCount)
  const identity = ascending(whole.nodeCount)
  const parts: Part[] = [{ model: asGiven, nodes: start, order: identity, peakBytes: peakOf(startSweep) }]
  for (;;) {
    let worst = 0
    parts.forEach((p, k) => {
      if (p.peakBytes > parts[worst]!.peakBytes) worst = k
    })
    const { model, nodes, order, peakBytes } = parts[worst]!
    if (peakBytes <= goodEnough || steps > budgetSteps) break
    if (nodes.length <= smallPart) {
      const known = { order, peakBytes, lowerBoundBytes: goodEnough, steps: 0 }
      const closer = closeIn(model, known, goodEnough, stepsPerPart)
      steps += closer.steps
      if (closer.peakBytes === peakBytes) break
      parts[worst] = { model, nodes, order: closer.order, peakBytes: closer.peakBytes }
      continue
    }
    const sweep = sweepOrder(model, order)
    const at = sweep.during.indexOf(peakBytes)
    const v = order[at]!
    const sideOf = reachableSides(model, v)
    const free: number[] = []
    for (const u of order) if (sideOf[u] === 0) free.push(u)
    const least = leastOpenSet(model, sideOf, free, v, budgetSteps - steps)
    if (!least) break
    steps += 3 * (model.use.length + model.succ.length) + least.steps
    for (const u of least.members) sideOf[u] = 1
    const before = order.filter((u) => sideOf[u] === 1)
    const after = order.filter((u) => sideOf[u] === -1 || sideOf[u] === 0)
    const cutSweep = sweepOrder(model, Int32Array.of(...before, v, ...after))
    if (cutSweep.during[before.length]! >= peakBytes) break
    const names = (from: number, to: number) => cutSweep.order.subarray(from, to).map((u) => nodes[u]!)
    const bounds = [0, before.length, before.length + 1, order.length]
    const pieces: Part[] = []
    for (let k = 0; k < 3; k++) {
      const [from, to] = [bounds[k]!, bounds[k + 1]!]
      if (from < to) pieces.push(part(stretchModel(model, cutSweep, from, to), names(from, to)))
    }
    parts.splice(worst, 1, ...pieces)
  }
  const order = int32Array(whole.nodeCount)
  let at = 0
  for (const p of parts) for (const u of p.order) order[at++] = p.nodes[u]!
  return { order, peakBytes: peakOfOrder(whole, order), steps }
}
