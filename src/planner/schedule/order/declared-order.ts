/** Declared order, in which ids ascend within each cluster. */
import { ascending } from '../../../graph/typed-arrays.ts'
import type { MemoryOrderProblem } from './memory/model.ts'

/** The nodes as declared, cluster by cluster. O(n), or O(n log n) where clusters alternate. */
export function declaredOrder({
  nodeCount,
  clusterOf,
}: Pick<MemoryOrderProblem, 'nodeCount' | 'clusterOf'>): Int32Array {
  const order = ascending(nodeCount)
  if (!clusterOf) return order
  for (let v = 1; v < nodeCount; v++)
    if (clusterOf[v]! < clusterOf[v - 1]!) return order.sort((a, b) => clusterOf[a]! - clusterOf[b]! || a - b)
  return order
}
