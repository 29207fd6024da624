/** Rejections: the reasons for which a plan is refused, thrown inside the checker and returned by `checkPlan`. */

export type RejectionCode =
  /** The plan is inconsistent in itself: an index, a range or a name is wrong; or the graph or the profile is none. */
  | 'MALFORMED'
  /** The graph has no meaning: a pass reads bytes or texels of a transient resource that nothing wrote. */
  | 'READ_BEFORE_WRITE'
  /** A pass would read other bytes than in the reference meaning. */
  | 'WRONG_INPUT_TO_PASS'
  | 'WRONG_OUTPUT'
  | 'WRONG_FINAL_BYTES'
  /** A planned pass differs from the declared one in shader, body, bindings, attachments or workgroups. */
  | 'PASS_DIFFERS'
  | 'PASS_REPEATED'
  | 'PASS_MISSING'
  /** `after`, or the declared order of passes with side effects, is not kept. */
  | 'ORDER'
  /** Two accesses to the same bytes, at least one of them a write, are not ordered. */
  | 'RACE'
  /** One command touches the same bytes twice, and at least one of the two accesses writes. */
  | 'OVERLAP_IN_COMMAND'
  | 'PLACEMENT'
  | 'LAYOUT'
  /** A limit, an alignment or a rule of the device profile is broken. */
  | 'DEVICE_RULE'
  | 'TIMELINE'
  | 'REPORT'
  | 'HASH'

/** Position in the plan: a command, or a step of the timeline. */
export interface Place {
  readonly submission?: number
  readonly command?: number
  readonly step?: number
  /** JSON path of a field that is missing or has the wrong type. */
  readonly path?: string
  /** The pass and the resource of the graph, for READ_BEFORE_WRITE: the pass reads bytes of the resource that nothing wrote. */
  readonly pass?: string
  readonly resource?: string
}

/** The result of `checkPlan`: accepted, or the first fault found. */
export type CheckResult =
  | { readonly ok: true }
  | ({ readonly ok: false; readonly code: RejectionCode; readonly message: string } & Place)

/** A reason to refuse, thrown. */
export class Rejection extends Error {
  readonly code: RejectionCode
  readonly place: Place

  constructor(code: RejectionCode, message: string, place: Place = {}) {
    super(message)
    this.code = code
    this.place = place
  }
}

/** Refuses a graph, a plan or a profile that threw when it was read: getters and Proxies of the caller may throw anything. */
export function unreadable(what: string, error: unknown, place?: Place): never {
  let isRejection = false
  let why = 'reading it threw'
  try {
    isRejection = error instanceof Rejection
    why = String(error)
  } catch {
    // A Proxy that was thrown may say nothing of itself.
  }
  if (isRejection) throw error
  reject('MALFORMED', `The ${what} cannot be read: ${why}`, place)
}

/** Words for a plan whose parts were others when they were counted. */
export const unsteady = 'The plan changes while it is read'

/** Refuses the plan. */
export function reject(code: RejectionCode, message: string, place?: Place): never {
  throw new Rejection(code, capital(message), place)
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A number of things: `1 byte`, `2 bytes`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

/** The words for a number of the plan that leads nowhere. */
export const noSuch = (what: string, number: number, count: number): string =>
  `no ${what} has the number ${number}: the plan has ${count}`
