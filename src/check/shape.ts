/** The door: a plan may be any value at all; behind it, every field is there, is of its kind, and cannot change any more. */
import { hashPlan } from '../plan/hash.ts'
import { planSchema, type Plan } from '../plan/document.ts'
import { reject } from './rejection.ts'

/** A copy of what has the shape of a plan, and the hash of what was given: the copy has its own order of keys. */
export function readPlan(document: unknown): { readonly plan: Plan; readonly contentHash: string } {
  const { result, contentHash } = reading(document)
  if (result.success) return { plan: result.data, contentHash }
  const { path, message } = result.error.issues[0]!
  const at = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key).slice(0, 80)}`)).join('')
  reject('MALFORMED', `The plan is not a plan: ${message}`, { path: at.replace(/^\./, '') })
}

function reading(document: unknown) {
  try {
    const result = planSchema.safeParse(document)
    return { result, contentHash: result.success ? hashPlan(document as Plan) : '' }
  } catch (error) {
    // Objects of a program may throw when they are read.
    reject('MALFORMED', `The plan cannot be read: ${String(error)}`)
  }
}
