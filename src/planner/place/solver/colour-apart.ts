/** Colours for items that must lie in different heaps. */
import type { Model } from './model.ts'
import { int32From, noIndices, uint8Array } from '../../../graph/typed-arrays.ts'

const NONE = -1

/** A colouring of the items that `apart` rules connect, where neighbours have different colours; forced heaps fix colours. */
export interface Colouring {
  /** Colour of each item; NONE for items without `apart` rules and without a forced heap. */
  colour: Int32Array
  colours: number
  /** Items of each connected component, in breadth-first order. */
  components: number[][]
}

/**
 * Colours greedily in breadth-first order: with two colours where two suffice (bipartite components without forced heaps), and
 * seldom with one more than necessary elsewhere. Null if a forced heap contradicts an `apart` rule. O(items + rules × colours).
 */
export function colourApart(model: Model): Colouring | null {
  const { itemCount, apart, forcedHeap } = model
  const colour = int32From(forcedHeap)
  const components: number[][] = []
  const isSeen = uint8Array(itemCount)
  let colours = forcedHeap.reduce((most, heap) => Math.max(most, heap + 1), 0)
  /** By colour, after NONE: the last item that may not take it. */
  const taken = noIndices(1 + colours + itemCount)
  // A component with a forced heap is coloured from there.
  for (let turn = 0; turn < 2 * itemCount; turn++) {
    const seed = turn % itemCount
    if (turn < itemCount && forcedHeap[seed] === NONE) continue
    if (isSeen[seed] === 1 || apart.first[seed] === apart.first[seed + 1]) continue
    const component = [seed]
    isSeen[seed] = 1
    for (let k = 0; k < component.length; k++) {
      const item = component[k]!
      for (let e = apart.first[item]!; e < apart.first[item + 1]!; e++) {
        const other = apart.values[e]!
        taken[1 + colour[other]!] = item
        if (isSeen[other] === 1) continue
        isSeen[other] = 1
        component.push(other)
      }
      if (forcedHeap[item] !== NONE) {
        if (taken[1 + forcedHeap[item]!] === item) return null
        continue
      }
      let free = 0
      while (taken[1 + free] === item) free++
      colour[item] = free
      colours = Math.max(colours, free + 1)
    }
    components.push(component)
  }
  return { colour, colours, components }
}
