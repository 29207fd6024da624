/** Whether rules of two placement problems are the same. */
import { float64Array } from '../../graph/typed-arrays.ts'
import type { PlacementProblem } from './solver/index.ts'

/** Whether the same blocks are to be apart. Drafts find the pairs in the order of their nodes, which means nothing to the solver. */
export function equalPairs(a: PlacementProblem, b: PlacementProblem): boolean {
  if (a.apart?.length !== b.apart?.length) return false
  if (equalLists(a.apart, b.apart)) return true
  const [one, other] = [keysOfPairs(a), keysOfPairs(b)]
  for (let k = 0; k < one.length; k++) if (one[k] !== other[k]) return false
  return true
}

/** Each pair once, as a number, ascending. */
function keysOfPairs({ apart = [], blocks }: PlacementProblem): Float64Array {
  const keys = float64Array(apart.length)
  for (let k = 0; k < apart.length; k++) {
    const [a, b] = apart[k]!
    keys[k] = Math.min(a, b) * blocks.length + Math.max(a, b)
  }
  return keys.sort()
}

type List = readonly (readonly number[])[]

export function equalLists(a: List = [], b: List = []): boolean {
  if (a.length !== b.length) return false
  for (let k = 0; k < a.length; k++) {
    const [one, other] = [a[k]!, b[k]!]
    if (one.length !== other.length) return false
    for (let m = 0; m < one.length; m++) if (one[m] !== other[m]) return false
  }
  return true
}
