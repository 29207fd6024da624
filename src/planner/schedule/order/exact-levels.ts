// Hot path: executed sets as bit masks.
import type { CappedLevels } from './capped-levels.ts'
import type { LevelProblem } from './order-facts.ts'
import { int32Array } from '../../../graph/typed-arrays.ts'

/** Levels with the lowest peak of all that are as many. */
export interface ExactLevels extends CappedLevels {
  /** Bytes alive in the fullest level. */
  peakBytes: number
}

const mostNodes = 20

interface State {
  readonly set: number
  readonly peakBytes: number
  readonly before: State | undefined
}

/**
 * For each useful number of levels, the levels with the lowest peak: tries all ways to cut a small graph into levels, from the
 * first level on, with each executed set once per number of levels. Undefined where this takes more than `mostSteps` attempts
 * at a level, or there are clusters.
 */
export function exactLevels(p: LevelProblem, mostSteps: number): ExactLevels[] | undefined {
  const { nodeCount, succStart, succ, hazard, clusterOf, valueCount, valueBytes, useStart, use } = p
  if (nodeCount === 0 || nodeCount > mostNodes || clusterOf.some((cluster) => cluster !== clusterOf[0]))
    return undefined
  const full = 2 ** nodeCount - 1
  const hazardsBefore = int32Array(nodeCount)
  const othersBefore = int32Array(nodeCount)
  for (let v = 0; v < nodeCount; v++)
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++)
      (hazard[e] === 1 ? hazardsBefore : othersBefore)[succ[e]!]! |= 1 << v
  const users: number[] = []
  const bytes: number[] = []
  for (let x = 0; x < valueCount; x++) {
    let mask = 0
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) mask |= 1 << use[u]!
    if (mask === 0 || valueBytes[x] === 0) continue
    users.push(mask)
    bytes.push(valueBytes[x]!)
  }
  /** Bytes alive while the nodes of `after` that are not in `before` run. */
  const alive = (before: number, after: number): number => {
    let sum = 0
    for (let x = 0; x < users.length; x++)
      if ((users[x]! & after) !== 0 && (users[x]! & ~before) !== 0) sum += bytes[x]!
    return sum
  }
  let steps = 0
  /** The lowest peak with which each set was reached, in any number of levels so far. */
  const reached = new Map<number, number>([[0, 0]])
  let layer: State[] = [{ set: 0, peakBytes: 0, before: undefined }]
  const found: ExactLevels[] = []
  let best = Infinity
  for (let levelCount = 1; layer.length > 0; levelCount++) {
    const next = new Map<number, State>()
    for (const state of layer) {
      const grow = (from: number, set: number): boolean => {
        if (++steps > mostSteps) return false
        if (set !== state.set) {
          const peakBytes = Math.max(state.peakBytes, alive(state.set, set))
          // More nodes in a level never need fewer bytes.
          if (peakBytes >= best) return true
          const known = next.get(set)
          if (peakBytes < (reached.get(set) ?? Infinity) && peakBytes < (known?.peakBytes ?? Infinity))
            next.set(set, { set, peakBytes, before: state })
        }
        for (let v = from; v < nodeCount; v++) {
          const bit = 1 << v
          if ((set & bit) !== 0) continue
          if ((hazardsBefore[v]! & state.set) !== hazardsBefore[v] || (othersBefore[v]! & set) !== othersBefore[v])
            continue
          if (!grow(v + 1, set | bit)) return false
        }
        return true
      }
      if (!grow(0, state.set)) return undefined
    }
    for (const { set, peakBytes } of next.values()) reached.set(set, peakBytes)
    const done = next.get(full)
    if (done) {
      best = done.peakBytes
      found.push({ levelOf: levelsOf(done, nodeCount), levelCount, peakBytes: best })
    }
    next.delete(full)
    layer = [...next.values()].filter(({ peakBytes }) => peakBytes < best)
  }
  return found
}

function levelsOf(last: State, nodeCount: number): Int32Array {
  const sets: number[] = []
  for (let state: State | undefined = last; state; state = state.before) sets.unshift(state.set)
  const levelOf = int32Array(nodeCount)
  for (let k = 1; k < sets.length; k++)
    for (let v = 0; v < nodeCount; v++) if (((sets[k]! & ~sets[k - 1]!) >> v) & 1) levelOf[v] = k - 1
  return levelOf
}
