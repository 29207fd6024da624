/**
 * Placement of many items in several heaps, heap and offset at once. Assigned first and placed then, items meet in heaps of which the live
 * totals are low and the holes fit nobody; here an item goes where it fits.
 *
 * Hot loop: typed arrays and integer ids.
 */
import type { Budget } from './budget.ts'
import { conflictsPerStep } from './conflicts.ts'
import { Layer, NOWHERE, type Layout } from './first-fit.ts'
import { layMembers, type Lists, type Model } from './model.ts'
import { itemOrders } from './orders.ts'
import { float64Array, noIndices } from '../../../graph/typed-arrays.ts'

/** Numbers of heaps that are tried, beyond the colours of the rules. */
const moreHeaps = [3, 7, 5]

/** Layouts of the items, the largest first, in several numbers of heaps. */
export function* laidInShares(
  model: Model,
  conflicts: Lists,
  colours: number,
  bound: number,
  budget: Budget,
): Generator<Layout> {
  const layer = new SharesLayer(model, conflicts)
  const cost = model.count + Math.ceil(conflicts.values.length / conflictsPerStep)
  for (const { order } of itemOrders(model, conflicts, 'size', (name) => name === 'size'))
    for (const more of moreHeaps) {
      budget.charge(cost)
      const layout = layer.layInShares(order, Math.min(model.maxHeaps, colours + more), bound)
      if (layout !== null) yield layout
    }
}

class SharesLayer extends Layer {
  /**
   * Lays the items of `order`, each in the heap that grows least, and then where most room is left above it. A heap grows only beyond its share
   * of the bound. Another is opened for an item that rules keep out of all of them; null where there may be no more. O(sum of neighbours ×
   * log).
   */
  layInShares(order: Int32Array, heaps: number, bound: number): Layout | null {
    const { model, placed, heap, offset } = this
    const { apart, maxHeaps, itemCount } = model
    placed.fill(0)
    const most = Math.min(maxHeaps, heaps + itemCount)
    /** By heap: the last item that has a rival in it. */
    const taken = noIndices(most)
    const top = float64Array(most).fill(Math.floor(bound / heaps), 0, heaps)
    const used = float64Array(most)
    let opened = heaps
    for (const item of order) {
      for (let e = apart.first[item]!; e < apart.first[item + 1]!; e++)
        if (placed[apart.values[e]!] === 1) taken[heap[apart.values[e]!]!] = item
      this.chain(item, opened + 1)
      let [bestHeap, bestBase, bestGrowth, bestRoom] = [NOWHERE, NOWHERE, Infinity, -Infinity]
      for (let h = 0; h < opened; h++) {
        if (taken[h] === item) continue
        const base = this.baseIn(item, h, 'first')
        if (base === NOWHERE) continue
        const room = top[h]! - layMembers(model, item, base, offset)
        const growth = Math.max(0, -room)
        if (growth > bestGrowth || (growth === bestGrowth && room <= bestRoom)) continue
        bestHeap = h
        bestBase = base
        bestGrowth = growth
        bestRoom = room
      }
      if (bestHeap === NOWHERE) {
        if (opened === most) return null
        bestHeap = opened++
        bestBase = this.baseIn(item, bestHeap, 'first')
        if (bestBase === NOWHERE) return null
      }
      placed[item] = 1
      heap[item] = bestHeap
      const end = layMembers(model, item, bestBase, offset)
      top[bestHeap] = Math.max(top[bestHeap]!, end)
      used[bestHeap] = Math.max(used[bestHeap]!, end)
    }
    const heapSize = used.slice(0, opened)
    return { offset: offset.slice(), heap: heap.slice(), heapSize, peak: heapSize.reduce((a, b) => a + b, 0) }
  }
}
