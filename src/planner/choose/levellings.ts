/** Levels of orders under a memory limit, with windows of several widths: the ways to put barriers into a stream. */
import {
  OrderLevels,
  timesOfLevels,
  type Arrangement,
  type CappedLevels,
  type LevelLimits,
  type Times,
} from '../schedule/index.ts'

/** Number of nodes up to which levels under a limit are tried with several windows. */
export const mostNodesWindowed = 2000

export interface Levelling {
  readonly arrangement: Arrangement
  readonly times: Times
}

/** An order of the nodes of an arrangement, and its levels under limits. */
export interface Ordered {
  readonly arrangement: Arrangement
  readonly order: Int32Array
  levels: OrderLevels | undefined
}

export const ordered = (arrangement: Arrangement, order: Int32Array): Ordered => ({
  arrangement,
  order,
  levels: undefined,
})

export const timesOf = ({ problem, prepared }: Arrangement, levels: CappedLevels): Times =>
  timesOfLevels(problem, prepared, levels)

/** Times of an order in levels within limits; undefined where it takes more levels. */
export function timesUnder(one: Ordered, limits: LevelLimits): Times | undefined {
  const levels = levelsOf(one).under(limits)
  return levels && timesOf(one.arrangement, levels)
}

const levelsOf = (one: Ordered): OrderLevels => (one.levels ??= new OrderLevels(one.arrangement.problem, one.order))

/**
 * The levels of each order with each window, where they are at most `most`: all of them in turn, those with the fewest, or the first
 * of these. Levels that no window hindered are the same in every wider one, and are not made again. The fewest are no more than
 * `enough` where no order can have fewer.
 */
export function levellingsOf(
  orders: readonly Ordered[],
  capBytes: number,
  wanted: 'each' | 'fewest' | 'first',
  { most = Infinity, enough = Infinity }: { readonly most?: number; readonly enough?: number } = {},
): Levelling[] {
  const least = enough < Infinity ? Math.min(...orders.map((one) => levelsOf(one).mostDepth)) : 0
  const found: Levelling[] = []
  let mostLevels = most
  for (const one of orders) {
    const { arrangement } = one
    const levels = levelsOf(one)
    let times: Times | undefined
    let isFree = false
    for (const window of windowsOf(arrangement.problem.nodeCount)) {
      if (!isFree) {
        times = timesUnder(one, { capBytes, window, mostLevels })
        isFree = window !== Infinity && !levels.wasHindered
      }
      if (!times || times.timeCount > mostLevels) continue
      if (found.length === enough && found[0]!.times.timeCount === least) return found
      if (wanted !== 'each' && found.length > 0 && times.timeCount < found[0]!.times.timeCount) found.length = 0
      found.push({ arrangement, times })
      if (wanted !== 'each') mostLevels = times.timeCount - (wanted === 'first' ? 1 : 0)
    }
  }
  return found
}

function windowsOf(nodeCount: number): number[] {
  const windows = [Infinity]
  if (nodeCount <= mostNodesWindowed) for (let width = 2; width < nodeCount; width *= 2) windows.push(width)
  return windows
}
