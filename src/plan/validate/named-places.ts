/**
 * The ids at a place of a plan, so that a fault says `copy of pass "a", heap of "b", "c"` before it says `submissions[0].commands[3]`.
 * The plan may be of any shape here: it is the one with the fault.
 */
import { shown } from '../../errors.ts'
import { isRecord } from '../../schema/schema.ts'
import { valueAt, type NamedPlace, type PlaceIds } from '../../graph/named-places.ts'
import {
  commandName,
  heapName,
  queueName,
  stepName,
  submissionName,
  textureName,
  type NamedPlan,
} from '../facts/plan-words.ts'

type Entry = Readonly<Record<string, unknown>>
type Part = NamedPlace['parts'][number]

/** A part whose words a message that already holds them need not have in front. */
const part = (words: string): Part => ({ words, signs: [words] })

/** Names of the entries of a plan's lists. */
const listed: Readonly<Record<string, (plan: NamedPlan, i: number, entry: Entry) => string | undefined>> = {
  heaps: heapName,
  textures: textureName,
  queues: queueName,
  submissions: submissionName,
  timeline: stepName,
  placements: (_plan, _i, { resource, version }) =>
    typeof resource !== 'string'
      ? undefined
      : `${typeof version === 'number' ? `version ${version}` : 'a version'} of ${shown(resource)}`,
  shaders: (_plan, _i, { id }) => idOf('shader', id),
  pipelines: (_plan, _i, { id }) => idOf('pipeline', id),
  bodies: (_plan, _i, { name }) => idOf('body', name),
  inputs: (_plan, _i, { name }) => idOf('input', name),
  outputs: (_plan, _i, { name }) => idOf('output', name),
}
const idOf = (what: string, id: unknown): string | undefined =>
  typeof id === 'string' ? `${what} ${shown(id)}` : undefined

export function planPlace(plan: unknown, keys: readonly PropertyKey[]): NamedPlace {
  const none: NamedPlace = { ids: {}, parts: [] }
  const [list, i] = keys
  if (!isRecord(plan) || typeof i !== 'number') return none
  const entry = valueAt(plan, keys.slice(0, 2))
  if (list === 'imports' && typeof entry === 'string') return { ids: { resource: entry }, parts: [part(shown(entry))] }
  if (!isRecord(entry)) return none
  if (list === 'submissions' && keys[2] === 'commands' && typeof keys[3] === 'number')
    return commandPlace(plan, i, keys[3], keys)
  const words = listed[String(list)]?.(plan, i, entry)
  const copy = valueAt(entry, keys.slice(2, 4))
  const staged =
    list === 'timeline' && isRecord(copy) ? idOf(entry['do'] === 'write' ? 'input' : 'output', copy['name']) : undefined
  return {
    ids: idsOf(entry),
    parts: [...(words === undefined ? [] : [part(words)]), ...(staged === undefined ? [] : [part(staged)])],
  }
}

/** Fields of an entry that hold an id, for the details of an error. */
function idsOf(entry: Entry): PlaceIds {
  const ids: Record<string, string> = {}
  for (const [field, key] of [
    ['pass', 'pass'],
    ['resource', 'resource'],
    ['name', 'name'],
    ['id', 'id'],
  ] as const)
    if (typeof entry[key] === 'string') ids[field] = entry[key]
  return ids
}

/** A command, and on the way down to the fault: the draw, the binding, the resource, and the heap or texture that a number means. */
function commandPlace(plan: Entry, s: number, c: number, keys: readonly PropertyKey[]): NamedPlace {
  const command = valueAt(plan, keys.slice(0, 4))
  const ids: Record<string, string | number> = {}
  const parts: Part[] = [part(commandName(plan, s, c))]
  if (isRecord(command) && Array.isArray(command['passes']) && command['passes'].length > 0)
    ids['pass'] = String(command['passes'][0])
  let memory: string | undefined
  for (let depth = 4; depth <= keys.length; depth++) {
    const key = keys[depth - 1]
    const value = valueAt(plan, keys.slice(0, depth))
    const list = keys[depth - 2]
    if (list === 'draws' && typeof key === 'number') parts.push(part(`draw ${key}`))
    if (list === 'color' && typeof key === 'number') parts.push(part(`color attachment ${key}`))
    if (key === 'depth' && depth === 5) parts.push(part('depth attachment'))
    memory = memoryOf(plan, key, value) ?? memory
    if (!isRecord(value)) continue
    const { group, binding, resource, pass } = value
    if (list === 'parts' && typeof pass === 'string' && !parts[0]!.words.includes(shown(pass)))
      parts.push(part(shown(pass)))
    if (typeof group === 'number' && typeof binding === 'number')
      parts.push(part(`binding ${binding} of group ${group}`))
    if (typeof resource !== 'string') continue
    ids['resource'] = resource
    parts.push(part(shown(resource)))
  }
  if (memory !== undefined && ids['resource'] === undefined) parts.push(part(memory))
  return { ids, parts }
}

/** The heap or the texture that a value names, or that its number means. */
function memoryOf(plan: Entry, key: PropertyKey | undefined, value: unknown): string | undefined {
  if (isRecord(value)) {
    if (typeof value['texture'] === 'number') return textureName(plan, value['texture'])
    return typeof value['heap'] === 'number' ? heapName(plan, value['heap']) : undefined
  }
  if (typeof value !== 'number') return undefined
  return key === 'texture' ? textureName(plan, value) : key === 'heap' ? heapName(plan, value) : undefined
}
