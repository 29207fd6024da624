/** Edits of a graph that share what they do not touch. */
import type { Draft } from 'immer'
import { applyPatches } from './apply-patches.ts'
import { invalidOption, isInstance, isMemkitError, tooMany, unreadableValue } from '../errors.ts'
import { checkFunction, readGiven, refusePromise } from '../given.ts'
import { caps, type FrameGraph } from './document.ts'
import { changedPart, type ChangedPart, type ChangedParts } from './list-changes.ts'
import { copyList, finishDrafts, ListDrafts } from './list-draft.ts'
import { parseEdited, parseGraph } from './parse.ts'
import { listNames, patchesBetween, type GraphPatch } from './patches.ts'
import { plainCopy, type Plain } from './plain-copy.ts'

export type { GraphPatch } from './patches.ts'
/** A graph as a recipe of `editGraph` changes it. */
export type GraphDraft = Draft<FrameGraph>

/** A graph that was edited, and what differs as JSON patches. */
export interface EditedGraph {
  /** The edited graph. */
  readonly graph: FrameGraph
  /** From the old graph to the new one. */
  readonly patches: readonly GraphPatch[]
  /** From the new graph back to the old one. */
  readonly inversePatches: readonly GraphPatch[]
}

/**
 * Runs `recipe` on a draft of the graph, which it may change like plain data; the graph itself stays as it is. Resources,
 * shaders and passes that were not touched are the same objects in both graphs. A recipe that changes nothing gives the
 * same graph. What the recipe throws is thrown.
 *
 * The time is that of what changed, and some ten nanoseconds for each other pass. Functions that a recipe gives to `find`, `filter`
 * and the like of a list see its entries frozen; what such methods give can be changed.
 * @throws MemkitError of phase `parse` where the result is no valid graph; INVALID_OPTION for a recipe that is no function, or
 * returns a promise: the graph is made when it returns.
 */
export function editGraph(graph: FrameGraph, recipe: (draft: GraphDraft) => void): EditedGraph {
  const base = parseGraph(graph)
  checkFunction(recipe, 'recipe')
  const lists = new ListDrafts()
  const draft: Record<string, unknown> = { ...base }
  for (const name of listNames)
    if (base[name]) draftWhenRead(draft, name, () => lists.draft(copyList<unknown>(base[name]!)))
  const result: unknown = recipe(draft as unknown as GraphDraft)
  readGiven('recipe', () =>
    refusePromise(result, (promise) =>
      invalidOption('recipe', promise, 'a function that has changed the draft when it returns, without a promise'),
    ),
  )
  for (const name of listNames)
    draft[name] = isUnread(draft, name) ? base[name] : readLeft(name, () => lists.left(bounded(name, draft[name])))
  const { graph: next, parts } = accept(base, draft)
  if (next === base) return { graph: base, patches: [], inversePatches: [] }
  return {
    graph: next,
    patches: patchesBetween(base, next, parts),
    inversePatches: patchesBetween(next, base, reversed(base, next, parts)),
  }
}

/** The changed parts of lists, for the way back. */
function reversed(base: FrameGraph, next: FrameGraph, parts: ChangedParts): ChangedParts {
  const back: Record<string, ChangedPart> = {}
  for (const name of listNames) {
    const part = parts[name]
    if (part) back[name] = { from: part.from, end: part.end + base[name]!.length - next[name]!.length }
  }
  return back
}

/** Refuses a list that is longer than any of a graph, before anything walks it. */
function bounded(name: string, value: unknown): unknown {
  const length: unknown = Array.isArray(value) ? value.length : 0
  if (typeof length === 'number' && length > caps.passes)
    throw tooMany('entries in one list', length, caps.passes, name)
  return value
}

/** Reads an entry that a recipe changed through immer, which trusts it to be plain data and may throw where it is not. */
function readLeft<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (isMemkitError(error)) throw error
    const why = isInstance(error, RangeError) ? 'it contains itself, or is too deep' : 'reading a part of it failed'
    throw unreadableValue(why, name, error)
  }
}

/** A property whose value is made when it is first asked for: most edits are of one list. */
function draftWhenRead(draft: Record<string, unknown>, name: string, make: () => unknown): void {
  const keep = (value: unknown) =>
    Object.defineProperty(draft, name, { value, writable: true, enumerable: true, configurable: true })
  Object.defineProperty(draft, name, {
    enumerable: true,
    configurable: true,
    get: () => {
      const value = make()
      keep(value)
      return value
    },
    set: keep,
  })
}

const isUnread = (draft: object, name: string): boolean =>
  Object.getOwnPropertyDescriptor(draft, name)?.get !== undefined

/**
 * Applies the patches of an edit, its inverse ones to undo it.
 * @throws MemkitError of phase `parse`: PATCH_MISMATCH where a patch does not fit the graph, or as `parseGraph` where the result is
 *   no valid graph.
 */
export function patchGraph(graph: FrameGraph, patches: readonly GraphPatch[]): FrameGraph {
  const base = parseGraph(graph)
  return accept(base, applyPatches(base, plainCopy(patches, undefined, ['patches']) as unknown as GraphPatch[])).graph
}

/**
 * The graph that an edit gives. Entries of the base graph are trusted; what the edit brought in is copied, each property read
 * once, and checked like any document. Its lists become those of the graph.
 * @throws MemkitError of phase `parse`
 */
export function accept(
  base: FrameGraph,
  edited: Record<string, unknown>,
): { readonly graph: FrameGraph; readonly parts: ChangedParts } {
  const next: Record<string, unknown> = {}
  const changed: Record<string, unknown> = {}
  const parts: Record<string, ChangedPart> = {}
  let isSame = true
  for (const key of Object.keys(edited)) {
    const value = edited[key]
    if (value === undefined) continue
    const before = (base as unknown as Record<string, unknown>)[key]
    if (value === before) {
      next[key] = value
      changed[key] = Array.isArray(value) ? [] : value
    } else if (readGiven(key, () => Array.isArray(value) && Array.isArray(before))) {
      // By its indices: the list is whatever a recipe made.
      const list = value as unknown[]
      const own: unknown[] = Object.isFrozen(list)
        ? Array.from({ length: list.length }, (_, i): unknown => list[i])
        : list
      const accepted = acceptList(key, before as object[], own)
      next[key] = accepted.list
      parts[key] = accepted.part
      changed[key] = accepted.fresh
    } else next[key] = changed[key] = plainCopy(value, undefined, [key])
    if (next[key] !== before) isSame = false
  }
  if (isSame && Object.keys(next).length === Object.keys(base).length) return { graph: base, parts }
  return { graph: parseEdited(next, changed, base, parts), parts }
}

/** A list with its entries of `before` and copies of all others, which are listed too; `before` itself where nothing changed. */
function acceptList(
  name: string,
  before: readonly object[],
  edited: unknown[],
): { list: readonly unknown[]; fresh: Plain[]; part: ChangedPart } {
  let part = changedPart(before, edited)
  if (part.end > part.from) {
    readLeft(name, () => finishDrafts(edited, part.from, part.end))
    part = changedPart(before, edited, part.from, part.end)
  }
  const { from, end } = part
  const shift = before.length - edited.length
  if (shift === 0 && from === end) return { list: before, fresh: [], part }
  const between = new Set<object>()
  for (let i = from; i < end + shift; i++) between.add(before[i]!)
  const trusted = new Set<object>()
  const stays = new Set<unknown>(edited.slice(from, end))
  // An entry that was changed or removed may live on in parts.
  for (const entry of between) if (!stays.has(entry)) addParts(entry, trusted)
  const fresh: Plain[] = []
  for (let i = from; i < end; i++) {
    if (between.has(edited[i] as object)) continue
    const copy = plainCopy(edited[i], trusted, [name, i])
    edited[i] = copy
    fresh.push(copy)
  }
  return { list: Object.freeze(edited), fresh, part }
}

function addParts(entry: object, known: Set<object>): void {
  for (const part of Object.values(entry) as unknown[]) {
    if (typeof part !== 'object' || part === null) continue
    known.add(part)
    addParts(part, known)
  }
}
