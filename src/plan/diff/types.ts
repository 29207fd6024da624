/** The differences of two plans as data. */
import type { PlanArea } from './entries.ts'

/** A number or word about the whole plan that differs; undefined where a plan does not say it. */
export interface FigureDifference {
  /** As in the plan: `name`, `profile`, `objective`, `report.memory.peakBytes`. */
  readonly figure: string
  /** Its value in the first plan. */
  readonly before?: number | string | boolean
  /** Its value in the second plan. */
  readonly after?: number | string | boolean
}

/** One thing that differs between two plans. */
export interface PlanDifference {
  /** `peak`: what is alive at the fullest moment; `commands`: submissions, what their passes do, and barriers. */
  readonly area: PlanArea
  /** `moved`: in another order among those of its area; a command may have gone to another submission. */
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  /** The name in the plan's text: a pass, `barrier before` a pass, a resource, an input. */
  readonly id: string
  /** Its text in the first plan; of what moved, what stood in front of it: `''` at the start. */
  readonly before?: string
  /** As `before`, in the second plan. */
  readonly after?: string
}

/** Plain data: `JSON.stringify` keeps all of it. */
export interface PlanDiff {
  /** Whether the plans are the same, but for the hash that they say. */
  readonly equal: boolean
  /** Numbers and words about the whole plan. */
  readonly figures: readonly FigureDifference[]
  /** Entries of the plans, area by area. */
  readonly differences: readonly PlanDifference[]
}
