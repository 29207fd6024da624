/** Facts about a graph that are known before its schedule. */
import type { Dependencies } from '../analyse/dependencies.ts'
import type { HostEdges } from '../analyse/host-edges.ts'
import type { Versions } from '../analyse/versions.ts'
import type { ValueSizes } from '../place/placements.ts'
import type { LivePasses } from '../schedule/arrangements.ts'

/** Results of the phases before scheduling. */
export interface Analysis extends LivePasses {
  readonly versions: Versions
  /** By pass, what culling kept: live passes, and forwarded copies. */
  readonly needed: Uint8Array
  readonly host: HostEdges
  readonly sizes: ValueSizes
  /** Dependencies that also keep the values of each resource behind each other (`withValuesInOrder`). */
  readonly valuesInOrder: () => Dependencies
  /** Dependencies that also keep all passes one after another as declared (`withPassesInOrder`). */
  readonly passesInOrder: () => Dependencies
}
