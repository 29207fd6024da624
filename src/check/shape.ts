/** Validation of the shape of a plan, which may be any value. Everything after it can rely on all fields and their types. */
import { hashPlan } from '../plan/hash.ts'
import { planSchema, type Plan } from '../plan/document.ts'
import { compileCopy, refused, type Copy } from '../schema/copies.ts'
import { parse } from '../schema/parse.ts'
import { words } from '../schema/words.ts'
import { reject } from './rejection.ts'
import { idsText } from './words.ts'

/** Compiled at the first plan: importing this module does no work. */
let copyOf: Copy | undefined

/** A copy of the plan, and the hash of its content. */
export function readPlan(document: unknown): { readonly plan: Plan; readonly contentHash: string } {
  const { plan, fault, contentHash } = reading(document)
  if (!fault) return { plan: plan as Plan, contentHash }
  const { path, message } = fault
  const at = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key).slice(0, 80)}`)).join('')
  const ids = idsOnTheWay(document, path)
  reject('MALFORMED', `${ids === '' ? '' : `${ids}: `}the plan is not a plan: ${message}`, {
    path: at.replace(/^\./, ''),
  })
}

/** The ids of the entries on the way to a fault: the passes of a command, the resource of a binding. */
function idsOnTheWay(document: unknown, path: readonly PropertyKey[]): string {
  const ids: string[] = []
  let value = document
  for (const key of path) {
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key]
    if (typeof value !== 'object' || value === null) break
    const { passes, resource, pass, name, id } = value as Record<string, unknown>
    const own = [...(Array.isArray(passes) ? (passes as unknown[]) : []), resource, pass, name, id]
    ids.push(...own.filter((one) => typeof one === 'string'))
  }
  return idsText(ids)
}

function reading(document: unknown) {
  try {
    copyOf ??= compileCopy(planSchema)
    const copy = copyOf(document)
    if (copy !== refused) return { plan: copy, fault: undefined, contentHash: hashPlan(copy as Plan) }
    const { value: plan, issues } = parse(planSchema, document)
    const fault = issues[0] && { path: issues[0].path, message: words(issues[0], document) }
    return { plan, fault, contentHash: fault ? '' : hashPlan(document as Plan) }
  } catch (error) {
    // Getters and proxies of the caller may throw when they are read.
    reject('MALFORMED', `The plan cannot be read: ${String(error)}`)
  }
}
