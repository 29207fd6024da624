/** Patches applied to a graph: entries of its lists are found by their ids, and the rest by keys. */
import { isMemkitError, messageOf, patchMismatch } from '../errors.ts'
import type { FrameGraph } from './document.ts'
import { copyList } from './list-draft.ts'
import { PatchedList } from './patched-list.ts'
import { isListName, type GraphPatch } from './patches.ts'

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
  const draft: PatchDraft = { root, owned: new WeakSet([root]), lists: new Map() }
  patches.forEach((patch: GraphPatch | null, index) => {
    if (!isPatch(patch))
      throw patchMismatch('it is not { op, path, value } with an op of add, replace or remove', index, '', undefined)
    const refuse = (why: string): never => {
      throw patchMismatch(why, index, patch.path.join('/'), patch.op)
    }
    try {
      applyOne(draft, patch, refuse)
    } catch (error) {
      if (isMemkitError(error)) throw error
      refuse(messageOf(error))
    }
  })
  for (const [name, list] of draft.lists) root[name] = list.toArray()
  return root
}

function isPatch(patch: GraphPatch | null): patch is GraphPatch {
  if (typeof patch !== 'object' || patch === null) return false
  const { op, path } = patch as Partial<GraphPatch>
  const isKey = (key: unknown): boolean => typeof key === 'string' || typeof key === 'number'
  return (op === 'add' || op === 'replace' || op === 'remove') && Array.isArray(path) && path.every(isKey)
}

type Container = Record<string | number, unknown>

/** A document that patches change. A list of the graph with a patched entry is in `lists`; the rest is in `root`. */
interface PatchDraft {
  readonly root: Container
  /** Copies, which patches may change. */
  readonly owned: WeakSet<object>
  readonly lists: Map<string, PatchedList>
}

type Refuse = (why: string) => never

function applyOne(draft: PatchDraft, patch: GraphPatch, refuse: Refuse): void {
  const { path } = patch
  if (path.length === 0) refuse('its path is empty')
  if (path.some((_, at) => isReserved(path, at))) refuse('its path names "__proto__"')
  const name = String(path[0])
  if (!isListName(name)) return applyWithin(draft, draft.root, patch, 0, refuse)
  if (path.length === 1) {
    draft.lists.delete(name)
    return applyWithin(draft, draft.root, patch, 0, refuse)
  }
  let list = draft.lists.get(name)
  const before = draft.root[name]
  if (!list && Array.isArray(before)) draft.lists.set(name, (list = new PatchedList(copyList<unknown>(before))))
  if (!list) return applyWithin(draft, draft.root, patch, 0, refuse)
  if (path.length === 2) applyToList(list, patch, refuse)
  else applyToEntry(draft, list, patch, refuse)
}

/** Adds, removes or replaces an entry of a list of the graph. */
function applyToList(list: PatchedList, { op, path, value }: GraphPatch, refuse: Refuse): void {
  const key = path[1]!
  if (op === 'add') {
    if (!list.insert(key, value)) refuseEntry(path, refuse)
    return
  }
  const place = list.find(key) ?? refuseEntry(path, refuse)
  if (op === 'remove') list.remove(place)
  else list.replace(place, value)
}

/** Changes something within an entry of a list of the graph. */
function applyToEntry(draft: PatchDraft, list: PatchedList, patch: GraphPatch, refuse: Refuse): void {
  const { path } = patch
  const place = list.find(path[1]!) ?? refuseEntry(path, refuse)
  const before = place.block[place.at]
  if (typeof before !== 'object' || before === null)
    return refuse(`there is nothing at ${JSON.stringify(path.slice(0, 2))}`)
  // The list is told of another id by another entry.
  const entry = path[2] === 'id' ? copyOf(before) : own(before, draft.owned)
  draft.owned.add(entry)
  applyWithin(draft, entry, patch, 2, refuse)
  list.replace(place, entry)
}

const refuseEntry = (path: GraphPatch['path'], refuse: Refuse): never =>
  refuse(`there is no ${JSON.stringify(path[1])} in ${JSON.stringify(path.slice(0, 1))}`)

/** Applies a patch to a container that is owned, to which the keys before `depth` lead. */
function applyWithin(
  { owned }: PatchDraft,
  container: Container,
  { op, path, value }: GraphPatch,
  depth: number,
  refuse: Refuse,
): void {
  let at = container
  for (; depth < path.length - 1; depth++) {
    const key = path[depth]!
    const inner = Object.hasOwn(at, key) ? at[key] : undefined
    if (typeof inner !== 'object' || inner === null)
      return refuse(`there is nothing at ${JSON.stringify(path.slice(0, depth + 1))}`)
    at = at[key] = own(inner, owned)
  }
  const last = path.at(-1)!
  if (Array.isArray(at)) {
    const end = at.length + (op === 'add' ? 1 : 0)
    if (typeof last !== 'number' || !Number.isSafeInteger(last) || last < 0 || last >= end)
      return refuse(`there is no ${JSON.stringify(last)} in ${JSON.stringify(path.slice(0, -1))}`)
    if (op === 'add') at.splice(last, 0, value)
    else if (op === 'replace') at[last] = value
    else at.splice(last, 1)
    return
  }
  if (op !== 'add' && !Object.hasOwn(at, last)) refuse(`there is no ${JSON.stringify(last)}`)
  if (op === 'remove') delete at[last]
  else at[last] = value
}

/** A copy that patches may change, made once. */
function own(value: object, owned: WeakSet<object>): Container {
  if (owned.has(value)) return value as Container
  const copy = copyOf(value)
  owned.add(copy)
  return copy
}

const copyOf = (value: object): Container =>
  (Array.isArray(value) ? copyList<unknown>(value) : { ...value }) as Container
