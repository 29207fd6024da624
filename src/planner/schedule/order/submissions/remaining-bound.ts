// Hot path: integer node ids and typed arrays only.
import { combineBounds, queueSets, tailsOf } from './bounds.ts'
import type { TailTable } from './bounds.ts'
import type { DrainGraph } from './problem.ts'
import { int32Array } from '../../../../graph/typed-arrays.ts'

/** A lower bound of the submissions that are still to come, from the longest chains of each set of queues. */
export class RemainingBound {
  steps = 0
  private readonly graph: DrainGraph
  private readonly tables: readonly (readonly [set: number, table: TailTable])[]
  private readonly whole: TailTable
  private readonly boundOf: Int32Array

  constructor(graph: DrainGraph) {
    const all = (1 << graph.queueCount) - 1
    this.graph = graph
    this.tables = queueSets(graph.queueCount).map((set) => [set, tailsOf(graph, set)] as const)
    this.whole = this.tables.find(([set]) => set === all)![1]
    this.boundOf = int32Array(all + 1)
  }

  /**
   * The bound where the first `size` nodes of `frontier` are ready and the last submission ran on `queue`. Above `enough` it may be
   * lower than it could be.
   */
  after(frontier: Int32Array, size: number, queue: number, enough: number): number {
    const { graph, tables, boundOf } = this
    const most = highest(this.whole.after[queue]!, frontier, size)
    if (most > enough || graph.queueCount < 3) return most
    boundOf.fill(0)
    for (const [set, { queues, after }] of tables) {
      let fewest = graph.nodeCount
      for (let c = 0; c < queues.length; c++) {
        // The last submission on a set of queues is known where the set contains the queue; else it may be any.
        if (set & (1 << queue) && queues[c] !== queue) continue
        fewest = Math.min(fewest, highest(after[c]!, frontier, size))
      }
      boundOf[set] = fewest
    }
    this.steps += size * tables.length
    return combineBounds(boundOf, graph.queueCount)
  }
}

function highest(column: Int32Array, frontier: Int32Array, size: number): number {
  let most = 0
  for (let k = 0; k < size; k++) most = Math.max(most, column[frontier[k]!]!)
  return most
}
