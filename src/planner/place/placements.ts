/** Placements of all values: the input of the phase, its working state, and its result. */
import type { KnownPlacements } from './known-placements.ts'
import type { NodeFacts } from './node-facts.ts'
import type { TransferGroups } from './transfer-groups.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Values } from '../analyse/values.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Effort } from './solver/index.ts'
import type { Heap, Objective, PlannedTexture } from '../../plan/document.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { Versions } from '../analyse/versions.ts'

/** Places of all values, and the bytes that they come to. */
export interface Placements {
  readonly heaps: Heap[]
  readonly textures: PlannedTexture[]
  /** Resource of each value. */
  readonly resource: Int32Array
  /** Heap of each value; −1 for textures that have none. */
  readonly heap: Int32Array
  readonly offset: Float64Array
  /** Bytes of the value in its heap: its size rounded up, so that copies may cover it whole. */
  readonly sizeBytes: Float64Array
  /** Bytes of the value as declared. */
  readonly declaredBytes: Float64Array
  /** Physical texture of each value; −1 for buffers. */
  readonly texture: Int32Array
  /** Whether textures keep the general layout throughout, because several queues may read one at the same time. */
  readonly generalLayouts: boolean
  readonly peakBytes: number
  readonly lowerBoundBytes: number
  readonly proven: boolean
  readonly persistentBytes: number
}

/** Results of the phases before placement, and the budget of its searches. */
export interface PlacementContext {
  readonly graph: NormalGraph
  readonly versions: Versions
  readonly values: Values
  readonly sizes: ValueSizes
  readonly schedule: Schedule
  readonly lifetimes: Lifetimes
  /** The values that are transferred together in this schedule. */
  readonly transfers: TransferGroups
  readonly nodeFacts: NodeFacts
  readonly objective: Objective
  readonly effort: Effort
  readonly decisions: DecisionLog
  /** Placements of other drafts of the plan. */
  readonly known: KnownPlacements
  /** Most steps of one search. */
  readonly mostSteps: number
  /** Whether only the bytes are asked for, and not yet that what is transferred together lies side by side where that is free. */
  readonly isEstimate: boolean
}

/** Sizes of all values, whatever the schedule. */
export interface ValueSizes {
  readonly resource: Int32Array
  /** Number of runs ago from which the value's contents are. */
  readonly previous: Int32Array
  readonly declaredBytes: Float64Array
  readonly sizeBytes: Float64Array
  /** Alignment of the value in its heap. */
  readonly alignment: Float64Array
}

/** Facts about every value that placement starts from. */
export interface ValueFacts extends PlacementContext, ValueSizes {
  /** Usage bits of texture values. */
  readonly usages: Uint8Array
}

/** Placements under construction. */
export interface Places {
  readonly heaps: Heap[]
  readonly textures: PlannedTexture[]
  readonly heap: Int32Array
  readonly offset: Float64Array
  readonly texture: Int32Array
}
