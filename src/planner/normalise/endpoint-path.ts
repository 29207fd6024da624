/** Where in the document an access comes from. */
import { passUses, type ResolvedGraph } from '../../graph/resolve.ts'

/** JSON path of the endpoint behind an access. */
export const endpointPath = (graph: ResolvedGraph, access: number, p: number): string =>
  passUses(graph, p)[graph.accessSlot[access]!]!.path
