/** Where in the document an access comes from. */
import { passEndpoints } from '../graph/pass-endpoints.ts'
import type { ResolvedGraph } from '../graph/resolve.ts'

/** JSON path of the endpoint behind an access. */
export function endpointPath(
  { graph, accessSlot, resources, resourceIndex }: ResolvedGraph,
  access: number,
  p: number,
): string {
  const levels = (id: string) => resources[resourceIndex.get(id)!]!.layout?.levels.length ?? 1
  return passEndpoints(graph.passes[p]!, p, levels)[accessSlot[access]!]!.path
}
