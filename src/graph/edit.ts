/** Edits of a graph that share what they do not touch. */
import { enableArrayMethods, enablePatches, Immer, type Draft, type Patch } from 'immer'
import type { FrameGraph } from './document.ts'
import { isFrameGraph, parseGraph, parsePlain } from './parse.ts'
import { plainCopy } from './plain-copy.ts'

export type GraphDraft = Draft<FrameGraph>

/** One change, plain JSON: `{ op, path, value? }`, the path a list of keys and indices. */
export type GraphPatch = Patch

export interface EditedGraph {
  readonly graph: FrameGraph
  /** From the old graph to the new one. */
  readonly patches: readonly GraphPatch[]
  /** From the new graph back to the old one. */
  readonly inversePatches: readonly GraphPatch[]
}

/**
 * Runs `recipe` on a draft of the graph, which it may change like plain data; the graph itself stays as it is. Resources,
 * shaders and passes that were not touched are the same objects in both graphs. A recipe that changes nothing gives the
 * same graph. What the recipe throws is thrown. O(entries) to check the result.
 * @throws MemkitError of phase `parse` where the result is no valid graph.
 */
export function editGraph(graph: FrameGraph, recipe: (draft: GraphDraft) => void): EditedGraph {
  const base = parseGraph(graph)
  const [next, patches, inversePatches] = immer().produceWithPatches(base, (draft) => {
    recipe(draft)
  })
  return { graph: accept(base, next), patches: copyPatches(patches), inversePatches: copyPatches(inversePatches) }
}

/**
 * Applies the patches of an edit, its inverse ones to undo it.
 * @throws MemkitError of phase `parse` where the result is no valid graph; Error where a patch does not fit the graph.
 */
export function patchGraph(graph: FrameGraph, patches: readonly GraphPatch[]): FrameGraph {
  const base = parseGraph(graph)
  return accept(base, immer().applyPatches(base, copyPatches(patches)))
}

/** A copy of the patches: they hold objects of the recipe, which may change later. */
const copyPatches = (patches: readonly GraphPatch[]): GraphPatch[] => plainCopy(patches) as unknown as GraphPatch[]

let instance: Immer | undefined
/** Made at the first edit: importing this module does no work. What an edit gives is frozen by `parsePlain`. */
function immer(): Immer {
  if (!instance) {
    enablePatches()
    enableArrayMethods()
    instance = new Immer({ autoFreeze: false })
  }
  return instance
}

/**
 * Checks the result of an edit. Entries of the base graph are trusted; what the edit brought in is copied, each property read
 * once, and checked like any document.
 */
function accept(base: FrameGraph, next: FrameGraph): FrameGraph {
  if (next === base || isFrameGraph(next)) return next
  return parsePlain(plainCopy(next, trusted(base, next)))
}

function trusted(base: FrameGraph, next: FrameGraph): ReadonlySet<object> {
  const known = new Set<object>()
  for (const list of ['resources', 'shaders', 'passes'] as const) {
    const before = base[list] ?? []
    known.add(before)
    if (next[list] === before) continue
    const kept = new Set<unknown>(next[list])
    for (const entry of before) {
      known.add(entry)
      // An entry that was changed or removed may live on in parts.
      if (!kept.has(entry)) addParts(entry, known)
    }
  }
  return known
}

function addParts(entry: object, known: Set<object>): void {
  for (const part of Object.values(entry) as unknown[]) {
    if (typeof part !== 'object' || part === null) continue
    known.add(part)
    addParts(part, known)
  }
}
