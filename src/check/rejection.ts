/** Why a plan is refused: thrown inside the checker, returned by `checkPlan`. */

import type { Command, Step } from '../plan/document.ts'

export type RejectionCode =
  /** The plan's own numbers do not fit together: an index, a range, a name. */
  | 'MALFORMED'
  /** The graph itself has no meaning: a pass reads bytes or texels of a transient resource that nothing wrote. */
  | 'READ_BEFORE_WRITE'
  /** A pass would see other bytes than the reference meaning gives it. */
  | 'WRONG_INPUT_TO_PASS'
  | 'WRONG_OUTPUT'
  | 'WRONG_FINAL_BYTES'
  /** A planned pass differs from the declared one: shader, body, bindings, attachments, workgroups. */
  | 'PASS_DIFFERS'
  | 'PASS_REPEATED'
  | 'PASS_MISSING'
  /** `after`, or the declared order of passes with side effects, is not kept. */
  | 'ORDER'
  /** Two accesses of the same bytes, one of them a write, that nothing orders. */
  | 'RACE'
  /** One command touches the same bytes twice, and one of the two writes. */
  | 'OVERLAP_IN_COMMAND'
  | 'PLACEMENT'
  | 'LAYOUT'
  /** A limit, alignment or rule of the device profile. */
  | 'DEVICE_RULE'
  | 'TIMELINE'
  | 'REPORT'
  | 'HASH'

/** Where in the plan: a command, or a step of the timeline. */
export interface Place {
  readonly submission?: number
  readonly command?: number
  readonly step?: number
  /** JSON path of a field that is missing or of another kind. */
  readonly path?: string
  /** Of the graph, where the graph is at fault: what the pass reads of the resource, nothing wrote. */
  readonly pass?: string
  readonly resource?: string
}

export type CheckResult =
  | { readonly ok: true }
  | ({ readonly ok: false; readonly code: RejectionCode; readonly message: string } & Place)

export class Rejection extends Error {
  readonly code: RejectionCode
  readonly place: Place

  constructor(code: RejectionCode, message: string, place: Place = {}) {
    super(message)
    this.code = code
    this.place = place
  }
}

export function reject(code: RejectionCode, message: string, place?: Place): never {
  throw new Rejection(code, message, place)
}

export const where = (place: Place): string =>
  place.step === undefined ? `submission ${place.submission}, command ${place.command}` : `timeline step ${place.step}`

/** A command or step as messages call it. */
export function nameOf(by: Command | Step): string {
  if ('do' in by) return by.do === 'host' ? `host pass ${JSON.stringify(by.pass)}` : `host ${by.do}`
  if (by.op === 'barrier') return 'barrier'
  const shown = by.passes.slice(0, 3).map((id) => JSON.stringify(id))
  return `${by.op} of ${shown.join(', ')}${by.passes.length > 3 ? ', …' : ''}`
}
