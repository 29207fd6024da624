/** Placement problems whose pairs are columns: a large graph has some for each pass, of which lists would be an object each. */
import type { PlacementProblem } from './solver/index.ts'

/** Pairs of numbers: pair k is `one[k]` and `other[k]`. */
export interface Pairs {
  readonly one: Int32Array
  readonly other: Int32Array
}

const none = /* @__PURE__ */ new Int32Array(0)
export const noPairs: Pairs = /* @__PURE__ */ Object.freeze({ one: none, other: none })

/** A problem without conflicts, fixed numbers of heaps and groups, which the ways to place it are handed beside it. */
export interface PairedProblem {
  readonly blocks: PlacementProblem['blocks']
  /** Blocks that must lie in different heaps. */
  readonly apart: Pairs
  readonly heapLimitBytes?: number | undefined
}

/** The pairs as the solver takes them. */
export function listOf({ one, other }: Pairs): [number, number][] {
  const list = new Array<[number, number]>(one.length)
  for (let k = 0; k < one.length; k++) list[k] = [one[k]!, other[k]!]
  return list
}
