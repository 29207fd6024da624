import type { Thing } from '../model/related.ts'

/** A line about a thing. */
export interface DetailRow {
  readonly text: string
  /** Where the row leads. */
  readonly thing?: Thing | undefined
  readonly detail?: string | undefined
}
