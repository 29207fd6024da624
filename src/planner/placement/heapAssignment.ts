/** Which item goes to which heap, before anything is placed: colours the apart rules, then balances lifetimes. */
import type { Model } from './model.ts'

const NONE = -1

/** Items joined by apart rules, with a colour each that neighbours do not share; forced heaps are colours already given. */
export interface Colouring {
  /** Colour of each item; NONE for items without apart rules or forced heap. */
  colour: Int32Array
  colours: number
  /** Items of each connected component, in breadth-first order. */
  components: number[][]
}

/**
 * Greedy colouring in breadth-first order: two colours where two will do (bipartite components without forced heaps), seldom
 * one too many elsewhere. Null if a forced heap contradicts an apart rule. O(items + rules x colours).
 */
export function colourApart(model: Model): Colouring | null {
  const { itemCount, apart, forcedHeap } = model
  const colour = Int32Array.from(forcedHeap)
  const components: number[][] = []
  const isSeen = new Uint8Array(itemCount)
  let colours = forcedHeap.reduce((most, heap) => Math.max(most, heap + 1), 0)
  // Components with a forced heap begin there.
  const seeds = Array.from(forcedHeap.keys()).sort((a, b) => Number(forcedHeap[b]! >= 0) - Number(forcedHeap[a]! >= 0))
  for (const seed of seeds) {
    if (isSeen[seed] === 1 || apart.first[seed] === apart.first[seed + 1]) continue
    const component = [seed]
    isSeen[seed] = 1
    for (let k = 0; k < component.length; k++) {
      const item = component[k]!
      const taken = new Set<number>()
      for (let e = apart.first[item]!; e < apart.first[item + 1]!; e++) {
        const other = apart.values[e]!
        taken.add(colour[other]!)
        if (isSeen[other] === 1) continue
        isSeen[other] = 1
        component.push(other)
      }
      if (forcedHeap[item] !== NONE) {
        if (taken.has(forcedHeap[item]!)) return null
        continue
      }
      let free = 0
      while (taken.has(free)) free++
      colour[item] = free
      colours = Math.max(colours, free + 1)
    }
    components.push(component)
  }
  return { colour, colours, components }
}

/**
 * A heap for every item: components keep their colours, turned round where that lowers the sum of the heaps' live totals (only
 * whole swaps of two colours, for components without forced heaps); the rest go where they raise it least, large ones first.
 */
export function balanceHeaps(model: Model, colouring: Colouring, heaps: number): Int32Array {
  const { itemCount, members, size, sections, forcedHeap } = model
  const heap = new Int32Array(itemCount).fill(NONE)
  const sectionCount = sections === null ? 1 : sections.count
  const total = Array.from({ length: heaps }, () => new Float64Array(sectionCount))
  const peak = new Float64Array(heaps)
  const add = (item: number, h: number, sign: 1 | -1): void => {
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const from = sections === null ? 0 : sections.low[block]!
      const to = sections === null ? 1 : sections.high[block]!
      for (let s = from; s < to; s++) {
        total[h]![s]! += sign * size[block]!
        if (total[h]![s]! > peak[h]!) peak[h] = total[h]![s]!
      }
    }
  }
  const units: number[][] = colouring.components.map((component) => component)
  const inComponent = new Uint8Array(itemCount)
  for (const component of units) for (const item of component) inComponent[item] = 1
  for (let item = 0; item < itemCount; item++) if (inComponent[item] === 0) units.push([item])
  const bytes = units.map((unit) => unit.reduce((sum, item) => sum + itemSize(model, item), 0))
  const order = Array.from(units.keys()).sort((a, b) => bytes[b]! - bytes[a]! || a - b)
  for (const u of order) {
    const unit = units[u]!
    const isFree = unit.length === 1 && colouring.colour[unit[0]!] === NONE
    const canTurn = !isFree && unit.every((item) => forcedHeap[item] === NONE && colouring.colour[item]! < 2)
    // Turn t maps a colour to a heap: for free items simply the heap.
    const turns = isFree ? heaps : canTurn && heaps > 1 ? 2 : 1
    const heapOf = (item: number, turn: number): number =>
      isFree ? turn : turn === 1 ? 1 - colouring.colour[item]! : colouring.colour[item]!
    let best = 0
    let least = Infinity
    for (let turn = turns > 1 ? 0 : turns; turn < turns; turn++) {
      const before = peak.slice()
      for (const item of unit) add(item, heapOf(item, turn), 1)
      const sum = peak.reduce((a, b) => a + b, 0)
      if (sum < least) {
        least = sum
        best = turn
      }
      for (const item of unit) add(item, heapOf(item, turn), -1)
      peak.set(before)
    }
    for (const item of unit) {
      heap[item] = heapOf(item, best)
      add(item, heap[item]!, 1)
    }
  }
  return heap
}

function itemSize(model: Model, item: number): number {
  let sum = 0
  for (let k = model.members.first[item]!; k < model.members.first[item + 1]!; k++) {
    sum += model.size[model.members.values[k]!]!
  }
  return sum
}
