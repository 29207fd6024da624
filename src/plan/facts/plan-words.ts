/**
 * Words for what a plan numbers, made of ids, for messages: `the device heap of "a", "b" (heaps[0])`. They read any plan, also one
 * whose numbers lead nowhere, and one whose lists are of another shape. O(plan) each.
 */
import { shown } from '../../errors.ts'
import { isRecord } from '../../schema/schema.ts'
import type { Plan } from '../document.ts'
import { isStaging } from './staging.ts'

/** Words that a plan uses; what stands in their place in a plan with faults is not repeated. */
const memories = ['device', 'upload', 'readback', 'imported'] as const
const queueKinds = ['graphics', 'compute', 'transfer'] as const
const isOneOf = <Word extends string>(words: readonly Word[], value: unknown): value is Word =>
  words.includes(value as Word)

/** At most this many ids stand in one name. */
const mostIds = 3

type Entry = Readonly<Record<string, unknown>>
const nothing: Entry = {}
const entryAt = (list: unknown, i: number): Entry => {
  const value: unknown = Array.isArray(list) ? list[i] : undefined
  return isRecord(value) ? value : nothing
}
const entriesOf = (list: unknown): Entry[] => (Array.isArray(list) ? (list as unknown[]).filter(isRecord) : [])

/** Ids in quotation marks, the first few of them: `"a", "b", …`. */
export function idsText(ids: Iterable<unknown>): string {
  const found = new Set<string>()
  for (const id of ids) {
    if (typeof id !== 'string' || found.has(id)) continue
    if (found.size === mostIds) return `${[...found].map(shown).join(', ')}, …`
    found.add(id)
  }
  return [...found].map(shown).join(', ')
}

/** At most this many passes stand in the name that a command has in captures. */
const mostLabelled = 4

/** The name of a command in captures and in what a device says: `shadow, light, …`, its passes. */
export const passesLabel = (passes: readonly string[]): string =>
  passes.length <= mostLabelled ? passes.join(', ') : `${passes.slice(0, mostLabelled).join(', ')}, …`

/** `the device heap of "a", "b" (heaps[0])`. */
export const memoryWords = (what: string, ids: string, path: string): string => `${what}${of(ids)} (${path})`
const of = (ids: string): string => (ids === '' ? '' : ` of ${ids}`)

/** The parts of a plan that names are made of; each may have any shape. */
export interface NamedPlan {
  readonly heaps?: unknown
  readonly textures?: unknown
  readonly placements?: unknown
  readonly submissions?: unknown
  readonly timeline?: unknown
  readonly queues?: unknown
}

/** From so many names on, the ids are gathered for all: a plan that follows another asks for few. */
const manyNames = 4

/** The ids of what lies in heaps and textures, which name the native objects. */
export class Residents {
  private readonly plan: Plan
  private lists: Record<'heap' | 'texture', (string[] | undefined)[]> | undefined
  private asked = 0

  constructor(plan: Plan) {
    this.plan = plan
  }

  /** `"a", "b", …`. O(placements) the first few times. */
  of(kind: 'heap' | 'texture', index: number): string {
    const own = (kind === 'heap' ? this.plan.heaps : this.plan.textures)[index]!.resource
    const placed = this.placedIn(kind, index)
    return idsText(own === undefined ? placed : [own, ...placed])
  }

  private placedIn(kind: 'heap' | 'texture', index: number): readonly string[] {
    if (this.lists || ++this.asked > manyNames) return (this.lists ??= this.gather())[kind][index] ?? []
    const found: string[] = []
    for (const { resource, heap, texture } of this.plan.placements)
      if (kind === 'texture' ? texture === index : texture === undefined && heap === index) found.push(resource)
    return found
  }

  private gather() {
    const lists: { heap: (string[] | undefined)[]; texture: (string[] | undefined)[] } = { heap: [], texture: [] }
    for (const { resource, heap, texture } of this.plan.placements) {
      const list = texture !== undefined ? lists.texture : lists.heap
      const index = texture ?? heap
      if (index === undefined) continue
      const known = list[index]
      if (known) known.push(resource)
      else list[index] = [resource]
    }
    return lists
  }
}

const heapPath = (h: number): string => `heaps[${h}]`

/** `the device heap of "a", "b"`: what lies in it; of staging, the inputs or outputs that go through it. */
export function heapName(plan: NamedPlan, h: number): string {
  const { memory, resource } = entryAt(plan.heaps, h)
  const word = isOneOf(memories, memory) ? `${memory} heap` : 'heap'
  if (isStaging(memory)) return `the ${word}${of(stagedIn(plan, h))}`
  const tenants = [resource, ...tenantsOf(plan, 'heap', h), ...texturesIn(plan, h)]
  return `the ${word}${of(idsText(tenants))}`
}

function stagedIn(plan: NamedPlan, h: number): string {
  const names = entriesOf(plan.timeline).flatMap(({ copies }) =>
    entriesOf(copies).flatMap(({ heap, name }) => (heap === h ? [name] : [])),
  )
  return idsText(names)
}

const tenantsOf = (plan: NamedPlan, memory: 'heap' | 'texture', i: number): unknown[] =>
  entriesOf(plan.placements).flatMap((placement) => (placement[memory] === i ? [placement['resource']] : []))

const texturesIn = (plan: NamedPlan, h: number): unknown[] =>
  entriesOf(plan.textures).flatMap(({ heap }, t) => (heap === h ? tenantsOf(plan, 'texture', t) : []))

/** `the texture of "bloom"`: the resource that it is made for, or those that live in it. */
export function textureName(plan: NamedPlan, t: number): string {
  const { resource } = entryAt(plan.textures, t)
  return `the texture${of(idsText([resource, ...tenantsOf(plan, 'texture', t)]))}`
}

/** `the submission of "first" … "last"`: its first and last pass. */
export function submissionName(plan: NamedPlan, s: number): string {
  const submission = entryAt(plan.submissions, s)
  if (submission === nothing) return 'a submission that the plan does not have'
  const commands: readonly unknown[] = Array.isArray(submission['commands']) ? submission['commands'] : []
  const named = (command: unknown): boolean => passesIn(command).length > 0
  const begin = commands.find(named)
  if (begin === undefined) return 'a submission without passes'
  const [first, last] = [shown(passesIn(begin)[0]), shown(passesIn(commands.findLast(named)).at(-1))]
  return `the submission of ${first}${first === last ? '' : ` … ${last}`}`
}

/** `the queue for graphics and compute`. */
export function queueName(plan: NamedPlan, q: number): string {
  const { kinds } = entryAt(plan.queues, q)
  const known = Array.isArray(kinds) ? (kinds as unknown[]).filter((kind) => isOneOf(queueKinds, kind)) : []
  return `the queue for ${known.length > 0 ? known.join(', ') : 'nothing'}`
}

/** `copy of passes "a", "b"`; a barrier is named after the pass that it stands before. */
export function commandName(plan: NamedPlan, s: number, c: number): string {
  const { commands } = entryAt(plan.submissions, s)
  const { op, passes } = entryAt(commands, c)
  const word = typeof op === 'string' && /^[a-z-]+$/.test(op) ? op : 'command'
  const ids = Array.isArray(passes) ? idsText(passes as unknown[]) : ''
  if (ids !== '') return `${word} of ${(passes as unknown[]).length === 1 ? 'pass' : 'passes'} ${ids}`
  const isNamed = (command: Entry): boolean => idsText(passesOf(command)) !== ''
  const list = Array.isArray(commands) ? (commands as unknown[]) : []
  const next = list.slice(c + 1).find((command) => isRecord(command) && isNamed(command))
  const last = list.slice(0, c).findLast((command) => isRecord(command) && isNamed(command))
  if (isRecord(next)) return `${word} before pass ${shown(passesOf(next)[0])}`
  return isRecord(last) ? `${word} after pass ${shown(passesOf(last).at(-1))}` : word
}
const passesIn = (command: unknown): readonly unknown[] =>
  isRecord(command) && Array.isArray(command['passes']) ? command['passes'] : []
const passesOf = ({ passes }: Entry): unknown[] => (Array.isArray(passes) ? (passes as unknown[]) : [])

/** `host write of "positions"`, `host pass "sort"`. */
export function stepName(plan: NamedPlan, i: number): string {
  const step = entryAt(plan.timeline, i)
  if (step['do'] === 'submit')
    return typeof step['submission'] === 'number' ? submissionName(plan, step['submission']) : 'a submission'
  if (step['do'] === 'host') return `host pass ${shown(step['pass'])}`
  const word = step['do'] === 'write' || step['do'] === 'read' ? `host ${step['do']}` : 'a step'
  return `${word}${of(idsText(entriesOf(step['copies']).map(({ name }) => name)))}`
}

export const heapWords = (plan: NamedPlan, h: number): string => `${heapName(plan, h)} (${heapPath(h)})`
export const textureWords = (plan: NamedPlan, t: number): string => `${textureName(plan, t)} (textures[${t}])`
export const submissionWords = (plan: NamedPlan, s: number): string => `${submissionName(plan, s)} (submissions[${s}])`
export const queueWords = (plan: NamedPlan, q: number): string => `${queueName(plan, q)} (queues[${q}])`
export const commandWords = (plan: NamedPlan, s: number, c: number): string =>
  `${commandName(plan, s, c)} (submissions[${s}].commands[${c}])`

/** Names of what lies in bytes of a heap when a command runs: `bytes 0…64 of "a" (heaps[0])`; the heap, where nothing does. */
export function bytesWords(
  plan: NamedPlan,
  { heap, begin, end }: { readonly heap: number; readonly begin: number; readonly end: number },
  [s, c]: readonly [number, number],
): string {
  const tenants = entriesOf(plan.placements).flatMap((placement) => {
    const { heap: at, offset = 0, sizeBytes, first, last, resource } = placement
    const meets = at === heap && (offset as number) < end && begin < (offset as number) + (sizeBytes as number)
    const lives = !Array.isArray(first) || !Array.isArray(last) || (isUpTo(first, [s, c]) && isUpTo([s, c], last))
    return meets && lives ? [resource] : []
  })
  const ids = idsText(tenants)
  return `bytes ${begin}…${end} of ${ids === '' ? heapWords(plan, heap) : `${ids} (${heapPath(heap)})`}`
}

const isUpTo = (a: readonly number[], b: readonly number[]): boolean =>
  a[0]! < b[0]! || (a[0] === b[0] && a[1]! <= b[1]!)
