/**
 * Patches: what changed between two graphs, as JSON. Entries of a graph's lists are named by their ids, so that a patch says no more
 * than what changed: the passes behind one that was removed are not in it.
 */
import { longestAscending } from './lists.ts'
import { isMemkitError, messageOf, patchMismatch } from '../errors.ts'
import type { FrameGraph } from './document.ts'
import type { ChangedPart, ChangedParts } from './list-changes.ts'
import { copyList } from './list-draft.ts'

/**
 * One change. `path` leads to the value: a field of the graph, in the lists of the graph the id of an entry, then keys and indices.
 * - `replace`: the value becomes `value`.
 * - `add`: a field or entry is added. An entry of a list comes to stand at the index that ends `path`, before what stood there.
 * - `remove`: a field or entry is removed. An entry that moves is removed and added.
 *
 * Patches are applied one after another. A number in the place of an id is an index.
 */
export interface GraphPatch {
  /** The operation at the path, in the words of JSON Patch. */
  readonly op: 'add' | 'replace' | 'remove'
  /** Keys and indices from the document down to the place. */
  readonly path: readonly (string | number)[]
  /** The new value; absent where one is removed. */
  readonly value?: unknown
}

export const listNames = ['resources', 'shaders', 'pipelines', 'passes'] as const
const isListName = (key: string): key is (typeof listNames)[number] => (listNames as readonly string[]).includes(key)

type Data = Readonly<Record<string, unknown>>
interface Entry {
  readonly id: string
}

/** The patches that lead from one graph to another, of which the lists differ in `parts`. O(n log n) for parts of n entries. */
export function patchesBetween(before: FrameGraph, after: FrameGraph, parts: ChangedParts): GraphPatch[] {
  const patches: GraphPatch[] = []
  const [a, b] = [before as unknown as Data, after as unknown as Data]
  for (const key of Object.keys(a)) if (!Object.hasOwn(b, key)) patches.push({ op: 'remove', path: [key] })
  for (const key of Object.keys(b)) {
    if (a[key] === b[key]) continue
    if (!Object.hasOwn(a, key)) patches.push({ op: 'add', path: [key], value: b[key] })
    else if (isListName(key)) compareLists(a[key] as Entry[], b[key] as Entry[], key, parts[key]!, patches)
    else compare(a[key], b[key], [key], patches)
  }
  return patches
}

function compareLists(
  before: readonly Entry[],
  after: readonly Entry[],
  name: string,
  { from, end }: ChangedPart,
  patches: GraphPatch[],
): void {
  const shift = before.length - after.length
  const oldAt = new Map<string, number>()
  for (let i = from; i < end + shift; i++) oldAt.set(before[i]!.id, i)
  // Entries that stay in order are left where they are; the others are removed first, so that each index of an `add` is right.
  const places = longestAscending(after.slice(from, end).map(({ id }) => oldAt.get(id) ?? -1))
  const stays = new Set(Array.from(places, (place) => after[from + place]!.id))
  for (let i = from; i < end + shift; i++)
    if (!stays.has(before[i]!.id)) patches.push({ op: 'remove', path: [name, before[i]!.id] })
  for (let i = from; i < end; i++) {
    const entry = after[i]!
    if (stays.has(entry.id)) compare(before[oldAt.get(entry.id)!], entry, [name, entry.id], patches)
    else patches.push({ op: 'add', path: [name, i], value: entry })
  }
}

function compare(a: unknown, b: unknown, path: readonly (string | number)[], patches: GraphPatch[]): void {
  if (a === b) return
  const bothObjects = typeof a === 'object' && a !== null && typeof b === 'object' && b !== null
  if (!bothObjects || Array.isArray(a) !== Array.isArray(b) || keptKeys(a as Data, b as Data) === 0) {
    patches.push({ op: 'replace', path, value: b })
    return
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) patches.push({ op: 'replace', path, value: b })
    else for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) compare(a[i], b[i], [...path, i], patches)
    return
  }
  const from = a as Data
  const to = b as Data
  // Nearly all values are the same, and then no path to them is made, nor a list of the keys.
  for (const key in from) if (!Object.hasOwn(to, key)) patches.push({ op: 'remove', path: [...path, key] })
  for (const key in to) {
    if (!Object.hasOwn(from, key)) patches.push({ op: 'add', path: [...path, key], value: to[key] })
    else if (from[key] !== to[key]) compare(from[key], to[key], [...path, key], patches)
  }
}

/** Number of keys of `b` that `a` has too; 0 where patches would leave the keys in another order than `b` has them. */
function keptKeys(a: Data, b: Data): number {
  const kept = Object.keys(a).filter((key) => Object.hasOwn(b, key))
  const keys = Object.keys(b)
  return kept.every((key, i) => keys[i] === key) ? kept.length : 0
}

/** Whether a key leads to what all objects share. Only own fields are followed, and entries of lists are found by id. */
const isReserved = (path: GraphPatch['path'], at: number): boolean =>
  path[at] === '__proto__' && !(at === 1 && isListName(String(path[0])))

/**
 * A graph document with patches applied, which shares what they leave alone. The graph stays as it is.
 * @throws MemkitError PATCH_MISMATCH naming the patch that does not fit
 */
export function applyPatches(graph: FrameGraph, patches: readonly GraphPatch[]): Record<string, unknown> {
  if (!Array.isArray(patches)) throw patchMismatch('they are no list', undefined, '', undefined)
  const root: Record<string, unknown> = { ...graph }
  const owned = new WeakSet<object>([root])
  patches.forEach((patch: GraphPatch | null, index) => {
    if (!isPatch(patch))
      throw patchMismatch('it is not { op, path, value } with an op of add, replace or remove', index, '', undefined)
    const refuse = (why: string): never => {
      throw patchMismatch(why, index, patch.path.join('/'), patch.op)
    }
    try {
      applyOne(root, owned, patch, refuse)
    } catch (error) {
      if (isMemkitError(error)) throw error
      refuse(messageOf(error))
    }
  })
  return root
}

function isPatch(patch: GraphPatch | null): patch is GraphPatch {
  if (typeof patch !== 'object' || patch === null) return false
  const { op, path } = patch as Partial<GraphPatch>
  const isKey = (key: unknown): boolean => typeof key === 'string' || typeof key === 'number'
  return (op === 'add' || op === 'replace' || op === 'remove') && Array.isArray(path) && path.every(isKey)
}

type Container = Record<string | number, unknown>

function applyOne(
  root: Record<string, unknown>,
  owned: WeakSet<object>,
  { op, path, value }: GraphPatch,
  refuse: (why: string) => never,
): void {
  if (path.length === 0) refuse('its path is empty')
  if (path.some((_, at) => isReserved(path, at))) refuse('its path names "__proto__"')
  const isEntry = path.length === 2 && isListName(String(path[0]))
  let at: Container = root
  for (let depth = 0; depth < path.length - 1; depth++) {
    const key = depth === 1 && isListName(String(path[0])) ? place(at, path[1]!, refuse) : path[depth]!
    const inner = Object.hasOwn(at, key) ? at[key] : undefined
    if (typeof inner !== 'object' || inner === null)
      return refuse(`there is nothing at ${JSON.stringify(path.slice(0, depth + 1))}`)
    at = at[key] = own(inner, owned)
  }
  const last = path.at(-1)!
  if (Array.isArray(at)) {
    const isNew = op === 'add'
    const index = isNew ? last : isEntry ? place(at, last, refuse) : last
    if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0 || index >= at.length + (isNew ? 1 : 0))
      return refuse(`there is no ${JSON.stringify(last)} in ${JSON.stringify(path.slice(0, -1))}`)
    if (op === 'add') at.splice(index, 0, value)
    else if (op === 'replace') at[index] = value
    else at.splice(index, 1)
    return
  }
  if (op !== 'add' && !Object.hasOwn(at, last)) refuse(`there is no ${JSON.stringify(last)}`)
  if (op === 'remove') delete at[last]
  else at[last] = value
}

/** A copy that patches may change, made once. */
function own(value: object, owned: WeakSet<object>): Container {
  if (owned.has(value)) return value as Container
  const copy = Array.isArray(value) ? copyList<unknown>(value) : { ...value }
  owned.add(copy)
  return copy as Container
}

/** The index of an entry by its id. */
function place(list: Container, key: string | number, refuse: (why: string) => never): number {
  if (typeof key === 'number') return key
  const index = (list as unknown as Entry[]).findIndex((entry) => entry.id === key)
  return index < 0 ? refuse(`there is no ${JSON.stringify(key)}`) : index
}
