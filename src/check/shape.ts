/** Validation of the shape of a plan, which may be any value. Everything after it can rely on all fields and their types. */
import { hashOfMade, hashPlan } from '../plan/hash.ts'
import { planSchema, type Plan as WholePlan } from '../plan/document.ts'
import { compileAccepts, type Accepts } from '../schema/accepts.ts'
import { compileCopy, refused, type Copy } from '../schema/copies.ts'
import { parse } from '../schema/parse.ts'
import { anything, list, object, type Schema } from '../schema/schema.ts'
import { words } from '../schema/words.ts'
import { Parts, type Plan } from './parts.ts'
import { reject, unreadable } from './rejection.ts'
import { idsText, pathText } from './words.ts'

/** What tells plans from others, and copies commands, steps, and a plan whose lists of these stay as they are given. */
interface Readers {
  readonly accepts: Accepts
  readonly command: Copy
  readonly step: Copy
  readonly rest: Copy
}

/** Compiled at the first plan: importing this module does no work. */
let readers: Readers | undefined

function compileReaders(): Readers {
  const { submissions, timeline } = fieldsOf(planSchema)
  const { commands } = fieldsOf(elementOf(submissions!))
  const submission = object({ ...fieldsOf(elementOf(submissions!)), commands: anything() })
  const rest = object({ ...fieldsOf(planSchema), submissions: list(submission), timeline: anything() })
  return {
    accepts: compileAccepts(planSchema),
    command: compileCopy(elementOf(commands!)),
    step: compileCopy(elementOf(timeline!)),
    rest: compileCopy(rest),
  }
}

const fieldsOf = (schema: Schema) => (schema as Extract<Schema, { kind: 'object' }>).fields
const elementOf = (schema: Schema) => (schema as Extract<Schema, { kind: 'list' }>).element

/** The plan, of which every part has been held against its schema, and the hash of its content. */
export function readPlan(document: unknown): { readonly plan: Plan; readonly contentHash: string } {
  try {
    const read = reading(document)
    if ('plan' in read) return read
    const { path, message } = read
    const ids = idsOnTheWay(document, path)
    reject('MALFORMED', `${ids === '' ? '' : `${ids}: `}the plan is not a plan: ${message}`, {
      path: pathText(path).replace(/^\./, ''),
    })
  } catch (error) {
    unreadable('plan', error)
  }
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
    for (const one of own) if (typeof one === 'string') ids.push(one)
  }
  return idsText(ids)
}

function reading(document: unknown): { plan: Plan; contentHash: string } | { path: PropertyKey[]; message: string } {
  const { accepts } = (readers ??= compileReaders())
  // Before anything reads the hash that the plan says, which may be made of the same then.
  const hash = hashOfMade(document)
  const read = accepts(document) ? partsOf(document, hash) : undefined
  if (read) return read
  const { value, issues } = parse(planSchema, document)
  if (issues[0]) return { path: issues[0].path, message: words(issues[0], document) }
  return partsOf(value)!
}

/** A plan of valid shape in parts, none of which is copied before it is asked for; undefined where the plan says something else now. */
function partsOf(document: unknown, hash?: string) {
  const { command, step, rest } = (readers ??= compileReaders())
  const read = rest(document) as WholePlan | typeof refused
  if (read === refused || !Array.isArray(read.timeline)) return undefined
  if (!read.submissions.every(({ commands }) => Array.isArray(commands))) return undefined
  const plan = {
    ...read,
    submissions: read.submissions.map((one) => ({ ...one, commands: new Parts(one.commands, command) })),
    timeline: new Parts(read.timeline, step),
  } as Plan
  return { plan, contentHash: hash ?? hashPlan(document as WholePlan) }
}
