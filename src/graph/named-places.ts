/**
 * The ids at a place of a document, so that an error can say `pass "bloom-up", mip level 2 of "bloom"` before it says
 * `passes[14].uses[1].use`. Documents may be of any shape here: they are the ones with faults.
 */
import { shown, withSubject, type MemkitError } from '../errors.ts'
import { isRecord } from '../schema/schema.ts'
import { pathKeys } from './json-path.ts'

/** The ids that are known at a place; the fields become details of the error. */
export interface PlaceIds {
  readonly [field: string]: string | number
}

interface Part {
  readonly words: string
  /** Texts by which a message names this part already; one of them is enough. */
  readonly signs: readonly string[]
  /** The part lies in the one that follows: `mip level 2 of "bloom"`. */
  readonly of?: boolean
}

export interface NamedPlace {
  readonly ids: PlaceIds
  readonly parts: readonly Part[]
}

/** An error with the ids of its place in front, as far as its message does not hold them. */
export function named(error: MemkitError, document: unknown, nameOf = namedPlace): MemkitError {
  if (!error.path) return error
  const { ids, parts } = nameOf(document, pathKeys(error.path))
  const missing = parts.filter(({ signs }) => !signs.some((sign) => error.message.includes(sign)))
  const subject = missing.map(({ words, of }, i) => `${words}${i === missing.length - 1 ? '' : of ? ' of ' : ', '}`)
  return withSubject(error, subject.join(''), ids)
}

/** The lists of a graph whose entries have ids, with what their entries are called. */
const listed: Readonly<Record<string, string>> = {
  passes: 'pass',
  resources: 'resource',
  shaders: 'shader',
  pipelines: 'pipeline',
}

/** The names of the place that `keys` lead to in a graph document. */
function namedPlace(document: unknown, keys: readonly PropertyKey[]): NamedPlace {
  const ids: Record<string, string | number> = {}
  const parts: Part[] = []
  const entry = valueAt(document, keys.slice(0, 2))
  const what = listed[String(keys[0])]
  if (what === undefined || typeof keys[1] !== 'number') return { ids, parts }
  const id = isRecord(entry) ? entry['id'] : undefined
  if (typeof id === 'string') {
    ids[what] = id
    parts.push({ words: `${what} ${shown(id)}`, signs: signsOf(what, shown(id)) })
  } else {
    const before: unknown = valueAt(document, [keys[0]!, keys[1] - 1, 'id'])
    if (typeof before === 'string') parts.push({ words: `the ${what} after ${shown(before)}`, signs: [shown(before)] })
    else if (keys[1] === 0) parts.push({ words: `the first ${what}`, signs: [] })
  }
  if (!isRecord(entry)) return { ids, parts }
  if (what !== 'pass') return { ids, parts }
  nameInPass(entry, keys.slice(2), ids, parts)
  return { ids, parts }
}

/** Messages call resources by many names, other entries by one; sentences may begin with it. */
const signsOf = (what: string, id: string): string[] =>
  what === 'resource' ? [id] : [`${what.slice(1)} ${id}`, `${what} id ${id}`]

type Entry = Readonly<Record<string, unknown>>

/** The part of a pass that `keys` lead to: a draw, a binding, an attachment, and the resource there. */
function nameInPass(pass: Entry, keys: readonly PropertyKey[], ids: Record<string, string | number>, parts: Part[]) {
  let endpoint = keys.length < 2 ? mainEndpoint(pass, keys[0]) : undefined
  let value: unknown = pass
  keys.forEach((key, k) => {
    value = isRecord(value) || Array.isArray(value) ? (value as Entry)[key as string] : undefined
    const list = keys[k - 1]
    if (typeof key === 'number') nameEntry(String(list), key, value, ids, parts)
    else if (key === 'depth' && pass['kind'] === 'render' && k === 0)
      parts.push({ words: 'depth attachment', signs: ['depth'] })
    if (endpointFields.has(String(key)) || list === 'vertexBuffers') endpoint = value
    else if (isRecord(value) && 'use' in value) endpoint = value['use']
  })
  if (endpoint !== undefined) nameEndpoint(endpoint, ids, parts)
}

const endpointFields: ReadonlySet<string> = new Set(['to', 'from', 'use', 'resolve', 'indirect', 'texture'])

/** The endpoint that a fault of a pass as a whole, or of one of its plain fields, is about; a copy has two, and names the first. */
function mainEndpoint(pass: Entry, field: PropertyKey | undefined): unknown {
  if (field === 'id' || field === 'after' || field === 'queue') return undefined
  return pass['to'] ?? pass['from'] ?? (pass['kind'] === 'mipmap' ? pass['texture'] : undefined)
}

function nameEntry(list: string, n: number, value: unknown, ids: Record<string, string | number>, parts: Part[]): void {
  if (list === 'draws') {
    ids['draw'] = n
    parts.push({ words: `draw ${n}`, signs: [`raw ${n} `] })
  } else if (list === 'color') parts.push({ words: `color attachment ${n}`, signs: ['olor attachment'] })
  else if (list === 'bindings' && isRecord(value)) {
    const { group, binding } = value
    if (typeof group !== 'number' || typeof binding !== 'number') return
    ids['group'] = group
    ids['binding'] = binding
    parts.push({ words: `binding ${binding} of group ${group}`, signs: [`group ${group}`] })
  }
}

function nameEndpoint(endpoint: unknown, ids: Record<string, string | number>, parts: Part[]): void {
  const fields: Entry = isRecord(endpoint) ? endpoint : { resource: endpoint }
  const { resource, mipLevel, origin } = fields
  if (typeof resource !== 'string') return
  ids['resource'] = resource
  const layer: unknown = Array.isArray(origin) ? origin[2] : undefined
  if (typeof mipLevel === 'number') {
    ids['mipLevel'] = mipLevel
    parts.push({ words: `mip level ${mipLevel}`, signs: [`ip level ${mipLevel}`], of: layer === undefined })
  }
  if (typeof layer === 'number') {
    ids['layer'] = layer
    parts.push({ words: `layer ${layer}`, signs: [`layer ${layer}`], of: true })
  }
  parts.push({ words: shown(resource), signs: [shown(resource)] })
}

/** The value that keys lead to; undefined where there is none. */
export function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}
