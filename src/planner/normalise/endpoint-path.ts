/** Paths of accesses in the document, for errors. */
import { passUses } from '../../graph/pass-regions.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'

/** JSON path of the endpoint that an access belongs to. */
export const endpointPath = (graph: ResolvedGraph, access: number, p: number): string =>
  passUses(graph, p)[graph.accessSlot[access]!]!.path
