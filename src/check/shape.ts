/**
 * Validation of the shape of a plan, which may be any value. Whatever reads the plan can rely on all fields and their types: commands and
 * steps are held against their schema when they are asked for, everything else at once.
 */
import { hashOfMade, hashPlan } from '../plan/hash.ts'
import { planSchema, type Plan as WholePlan, type Step } from '../plan/document.ts'
import { compileAccepts, type Accepts } from '../schema/accepts.ts'
import { compileCopy, refused, type Copy } from '../schema/copies.ts'
import { parse } from '../schema/parse.ts'
import { anything, elementOf, fieldsOf, object } from '../schema/schema.ts'
import { words } from '../schema/words.ts'
import { listOf } from './columns.ts'
import { handCopies } from './hand-copies.ts'
import { Heaps } from './heap-columns.ts'
import type { Plan } from './parts.ts'
import { Parts } from './read-parts.ts'
import { Placements } from './placement-columns.ts'
import { Submissions } from './submission-columns.ts'
import { Textures } from './texture-columns.ts'
import { reject, unreadable } from './rejection.ts'
import { idsText, pathText } from './words.ts'

/** Compiled schemas that tell plans from other values, and copy heaps, textures, placements, submissions, commands, steps, and a plan whose lists of these, and of decisions, stay as they are given. */
interface Readers {
  readonly accepts: Accepts
  readonly heap: Copy
  readonly texture: Copy
  readonly placement: Copy
  readonly submission: Copy
  readonly command: Copy
  readonly step: Copy
  readonly rest: Copy
  /** Nothing of the proof reads decisions. */
  readonly areDecisions: Accepts
}

/** Compiled at the first plan: importing this module does no work. */
let readers: Readers | undefined

function compileReaders(): Readers {
  const { submissions, timeline, heaps, textures, placements, decisions } = fieldsOf(planSchema)
  const { commands } = fieldsOf(elementOf(submissions!))
  const command = elementOf(commands!)
  const submission = object({ ...fieldsOf(elementOf(submissions!)), commands: anything() })
  const any = anything()
  const lists = { heaps: any, textures: any, placements: any, submissions: any, timeline: any, decisions: any }
  const byHand = handCopies(command, elementOf(placements!))
  return {
    accepts: compileAccepts(planSchema),
    heap: compileCopy(elementOf(heaps!)),
    texture: compileCopy(elementOf(textures!)),
    placement: compileCopy(elementOf(placements!), byHand),
    submission: compileCopy(submission),
    command: compileCopy(command, byHand),
    step: compileCopy(elementOf(timeline!)),
    rest: compileCopy(object({ ...fieldsOf(planSchema), ...lists })),
    areDecisions: compileAccepts(decisions!),
  }
}

export interface Read {
  readonly plan: Plan
  /** The hash of what the plan holds, asked for once all of it is known to have the shape of a plan. */
  contentHash(): string
}

/** The plan, in parts; one whose other parts do not have their shape is refused. */
export function readPlan(document: unknown): Read {
  return reading(() => {
    // Before anything reads the hash that the plan says, which may be made of the same then.
    const hash = hashOfMade(document)
    return partsOf(document, hash) ?? parsed(document)
  })
}

/** Refuses a plan that does not have the shape of one. Where another form of it has: that; undefined where it has as it is. */
export function reread(document: unknown): Read | undefined {
  const { accepts } = (readers ??= compileReaders())
  return reading(() => (accepts(document) ? undefined : parsed(document)))
}

function parsed(document: unknown): Read {
  const { value, issues } = parse(planSchema, document)
  if (!issues[0]) return partsOf(value)!
  const { path } = issues[0]
  const ids = idsOnTheWay(document, path)
  reject('MALFORMED', `${ids === '' ? '' : `${ids}: `}the plan is not a plan: ${words(issues[0], document)}`, {
    path: pathText(path).replace(/^\./, ''),
  })
}

function reading<Result>(read: () => Result): Result {
  try {
    return read()
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
    // A list that is too long to be one is the fault here, perhaps: its first entries are told.
    const own = [...(Array.isArray(passes) ? (passes as unknown[]).slice(0, 16) : []), resource, pass, name, id]
    for (const one of own) if (typeof one === 'string') ids.push(one)
  }
  return idsText(ids)
}

/** A plan in parts, none of which is copied before it is asked for; undefined where what is no part does not have its shape. */
function partsOf(document: unknown, hash?: string): Read | undefined {
  const { heap, texture, placement, submission, command, step, rest, areDecisions } = (readers ??= compileReaders())
  const read = rest(document) as WholePlan | typeof refused
  if (read === refused || !areDecisions(read.decisions)) return undefined
  const steps = listOf(read.timeline)
  const heaps = listOf(read.heaps)
  const textures = listOf(read.textures)
  const placements = listOf(read.placements)
  const submissions = listOf(read.submissions)
  if (!steps || !heaps || !textures || !placements || !submissions) return undefined
  const columns = {
    heaps: Heaps.read(heaps, heap),
    textures: Textures.read(textures, texture),
    placements: Placements.read(placements, placement),
    submissions: Submissions.read(submissions, submission, command),
  }
  if (!areRead(columns)) return undefined
  const plan = { ...(read as unknown as Plan), ...columns, timeline: new Parts<Step>(steps, step) }
  return { plan, contentHash: () => hash ?? reading(() => hashPlan(document as WholePlan)) }
}

type Columns = Pick<Plan, 'heaps' | 'textures' | 'placements' | 'submissions'>

const areRead = (columns: { [Key in keyof Columns]: Columns[Key] | undefined }): columns is Columns =>
  Object.values(columns).every((one) => one !== undefined)
