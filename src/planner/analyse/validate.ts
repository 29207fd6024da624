import type { FrameGraph } from '../../graph/document.ts'
import { parseGraph } from '../../graph/parse.ts'
import { resolveGraph } from '../../graph/resolve.ts'
import { findVersions } from './versions.ts'

/**
 * Finds errors of a parsed graph that do not depend on a device, which is reading bytes before anything wrote them.
 * `parseGraph` has found all other errors of a document; limits of a device are checked when planning for it.
 *
 * @throws MemkitError READ_BEFORE_WRITE for the first such read in declared order, with the others in `details.issues`
 */
export function validateGraph(graph: FrameGraph): void {
  findVersions(resolveGraph(parseGraph(graph)))
}
