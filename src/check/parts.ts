/**
 * The plan as the checker reads it. Most of a plan are its commands and the steps of its timeline, and a copy of all of them would take
 * as much room as the proof: they are copied one by one, when they are asked for. What says something else each time it is read is
 * proven as it is executed.
 */
import type { Plan as WholePlan, Step } from '../plan/document.ts'
import type { Heaps } from './heap-columns.ts'
import type { Placements } from './placement-columns.ts'
import type { Textures } from './texture-columns.ts'
import type { Parts } from './read-parts.ts'
import type { Submissions } from './submission-columns.ts'

/** A plan whose long lists are read part by part. */
export interface Plan extends Omit<WholePlan, 'heaps' | 'textures' | 'placements' | 'submissions' | 'timeline'> {
  readonly heaps: Heaps
  readonly textures: Textures
  readonly placements: Placements
  readonly submissions: Submissions
  readonly timeline: Parts<Step>
}
