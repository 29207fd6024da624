/**
 * Patches: what changed between two graphs, as JSON. Entries of a graph's lists are named by their ids, so that a patch says no more
 * than what changed: the passes behind one that was removed are not in it.
 */
import { longestAscending } from './lists.ts'
import type { FrameGraph } from './document.ts'
import type { ChangedPart, ChangedParts } from './list-changes.ts'

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
export const isListName = (key: string): key is (typeof listNames)[number] =>
  (listNames as readonly string[]).includes(key)

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
