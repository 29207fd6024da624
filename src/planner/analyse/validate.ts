import type { FrameGraph } from '../../graph/document.ts'
import { resolveGraph } from '../../graph/resolve.ts'
import { findVersions } from './versions.ts'

/**
 * Finds what is wrong with a parsed graph whatever the device: bytes that are read before anything wrote them. What
 * `parseGraph` gave is sound in itself; limits of a device are found when it is planned for.
 * @throws MemkitError READ_BEFORE_WRITE naming the first such read in declared order.
 */
export function validateGraph(graph: FrameGraph): void {
  findVersions(resolveGraph(graph))
}
