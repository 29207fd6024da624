/** The results of all phases, as the last one takes them. */
import type { Objective } from '../../plan/document.ts'
import type { Values } from '../analyse/values.ts'
import type { Versions } from '../analyse/versions.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Placements, ValueSizes } from '../place/placements.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Assembled } from './assemble.ts'

export interface EmitContext {
  readonly graph: NormalGraph
  readonly versions: Versions
  readonly values: Values
  readonly sizes: ValueSizes
  readonly schedule: Schedule
  readonly lifetimes: Lifetimes
  readonly placements: Placements
  readonly assembled: Assembled
  readonly objective: Objective
  readonly decisions: DecisionLog
  readonly declaredOrderBytes: number
  readonly anyOrderLowerBoundBytes: number
  readonly fewestSubmissions: number
  readonly leastMakespan: number
}
