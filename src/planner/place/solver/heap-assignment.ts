/** Which item goes to which heap, before anything is placed: colours the apart rules, then balances lifetimes. */
import type { Budget } from './budget.ts'
import type { Model } from './model.ts'
import { seededRandom } from './ranking.ts'

const NONE = -1

/** How often every item or component is moved to the heap that suits it best, once all have one. */
const MOST_PASSES = 30

/** Sections looked at in the time of a step. */
const VISITS_PER_STEP = 500

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
 * A heap for every item, so that the sum of the heaps' largest live totals is small: components keep their colours, turned round where that helps
 * (only whole swaps of two colours, for components without forced heaps); the rest go where they raise it least, large ones first.
 * Then each is taken out and put where it now fits best, ties by seeded chance, until the sum is `bound` or the passes are over. Each
 * move costs O(heaps x sections).
 */
export function balanceHeaps(
  model: Model,
  colouring: Colouring,
  heaps: number,
  bound: number,
  budget: Budget,
): Int32Array {
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
  const isFree = units.map((unit) => unit.length === 1 && colouring.colour[unit[0]!] === NONE)
  // Turn t maps a colour to a heap: for free items simply the heap.
  const turns = units.map((unit, u) => {
    if (isFree[u]!) return heaps
    const canTurn = unit.every((item) => forcedHeap[item] === NONE && colouring.colour[item]! < 2)
    return canTurn && heaps > 1 ? 2 : 1
  })
  const put = (u: number, turn: number, sign: 1 | -1): void => {
    for (const item of units[u]!) {
      heap[item] = isFree[u]! ? turn : turn === 1 ? 1 - colouring.colour[item]! : colouring.colour[item]!
      add(item, heap[item]!, sign)
    }
  }
  const chosen = new Int32Array(units.length)
  const bestTurn = (u: number, random: () => number): number => {
    let best = 0
    let least = Infinity
    for (let turn = 0, ties = 0; turn < turns[u]!; turn++) {
      const before = peak.slice()
      put(u, turn, 1)
      const sum = peak.reduce((a, b) => a + b, 0)
      put(u, turn, -1)
      peak.set(before)
      ties = sum < least ? 1 : ties + 1
      if (sum < least || (sum === least && random() * ties < 1)) best = turn
      least = Math.min(least, sum)
    }
    return best
  }
  for (const u of order) {
    chosen[u] = bestTurn(u, () => 1)
    put(u, chosen[u]!, 1)
  }
  const random = seededRandom(itemCount)
  const movable = order.filter((u) => turns[u]! > 1)
  const cost = heaps * sectionCount
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    for (const u of movable) {
      if (peak.reduce((a, b) => a + b, 0) <= bound || !budget.spend(Math.ceil(cost / VISITS_PER_STEP))) return heap
      put(u, chosen[u]!, -1)
      for (let h = 0; h < heaps; h++) peak[h] = total[h]!.reduce((a, b) => Math.max(a, b), 0)
      chosen[u] = bestTurn(u, random)
      put(u, chosen[u]!, 1)
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
