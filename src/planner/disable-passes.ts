/** Switching passes off: graph → graph. */
import { invalidOption, isMemkitError, nothingLeftToRead, unknownReference } from '../errors.ts'
import { READS, WRITES } from '../graph/access.ts'
import { bypassCopies } from '../graph/bypass.ts'
import type { FrameGraph, Pass } from '../graph/document.ts'
import { editGraph } from '../graph/edit.ts'
import { nearestId } from '../graph/ids.ts'
import { parseGraph } from '../graph/parse.ts'
import { passRegions, passUses } from '../graph/pass-regions.ts'
import { resolveGraph } from '../graph/resolve.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'
import { findVersions } from './analyse/versions.ts'

/** Variants that are kept for each graph: those used last. */
const mostVariants = 64
const variants = new WeakMap<FrameGraph, Map<string, FrameGraph>>()

/**
 * The graph with these passes switched off. A pass with a `bypass` becomes the copies that it says, under its id (`id/2`, `id/3` … for
 * further ones); planning mostly turns them into names of the same memory. A pass without is left out: what only fed it is culled when
 * planned, and so are passes that read what it alone wrote, if nothing needs them. Everything else is the same objects. A
 * variant that was asked for before is the same graph again, so a planner that keeps plans knows it. O(passes) else.
 *
 * @param ids ids of passes, in any order
 * @throws MemkitError UNKNOWN_REFERENCE for an id that is no pass; NOTHING_LEFT_TO_READ naming a pass that is needed and reads what only
 *   passes that are off wrote: give those a bypass, or switch it off too
 */
export function disablePasses(graph: FrameGraph, ids: Iterable<string>): FrameGraph {
  const base = parseGraph(graph)
  const off = idsOf(base, ids)
  if (off.size === 0) return base
  const known = variants.get(base) ?? new Map<string, FrameGraph>()
  variants.set(base, known)
  const key = JSON.stringify([...off].sort())
  const found = known.get(key) ?? without(base, off)
  known.delete(key)
  known.set(key, found)
  if (known.size > mostVariants) known.delete(known.keys().next().value!)
  return found
}

function idsOf({ passes }: FrameGraph, ids: Iterable<string>): Set<string> {
  if (typeof ids === 'string' || typeof ids?.[Symbol.iterator] !== 'function')
    throw invalidOption('ids', ids, 'a list of ids of passes')
  const off = new Set(ids)
  if (off.size === 0) return off
  const known = new Set(passes.map(({ id }) => id))
  let i = 0
  for (const id of off) {
    if (!known.has(id)) throw unknownReference('pass', String(id), `ids[${i}]`, nearestId(String(id), known))
    i++
  }
  return off
}

function without(base: FrameGraph, off: ReadonlySet<string>): FrameGraph {
  const resolved = resolveGraph(base)
  const taken = new Set(base.passes.map(({ id }) => id))
  /** By pass that is left out: what came before it, for those that come after it. */
  const before = new Map<string, readonly string[]>()
  /** Inputs whose host pass is off, with that pass. */
  const unmade = new Map<string, string>()
  let passes = base.passes.flatMap((given, p): Pass[] => {
    const pass = reordered(given, before)
    if (!off.has(pass.id)) return [pass]
    if (pass.kind === 'host') for (const { input } of pass.produces ?? []) unmade.set(input, pass.id)
    const copies = bypassCopies(given, passUses(resolved, p), passRegions(resolved, p))
    if (!copies || copies.length === 0) {
      before.set(pass.id, pass.after ?? [])
      return []
    }
    const after = pass.after ? { after: pass.after } : {}
    return copies.map((copy, i) => ({
      id: i === 0 ? pass.id : freeId(`${pass.id}/${i + 1}`, taken),
      kind: 'copy',
      ...after,
      ...copy,
    }))
  })
  for (;;) {
    const kept = passes
    const { graph } = editGraph(base, (draft) => {
      draft.passes = kept as typeof draft.passes
    })
    const reader = unfed(graph, unmade) ?? unread(graph)
    if (!reader) return graph
    if (isNeeded(graph, reader.pass)) throw nothingLeftToRead(reader.pass, reader.what, [...off])
    const gone = graph.passes.find(({ id }) => id === reader.pass)!
    passes = passes
      .filter(({ id }) => id !== gone.id)
      .map((pass) => reordered(pass, new Map([[gone.id, gone.after ?? []]])))
  }
}

interface Unread {
  readonly pass: string
  /** The resource or input that it would read. */
  readonly what: string
}

/** The first upload of an input that nothing makes any more. */
function unfed({ passes }: FrameGraph, unmade: ReadonlyMap<string, string>): Unread | undefined {
  for (const pass of passes) {
    if (pass.kind !== 'upload') continue
    const input = typeof pass.input === 'string' ? pass.input : pass.input.name
    if (unmade.has(input)) return { pass: pass.id, what: input }
  }
  return undefined
}

/** The first pass that reads what nothing wrote. */
function unread(graph: FrameGraph): Unread | undefined {
  try {
    findVersions(resolveGraph(graph))
    return undefined
  } catch (error) {
    if (!isMemkitError(error) || error.code !== 'READ_BEFORE_WRITE') throw error
    return { pass: String(error.details['pass']), what: String(error.details['resource']) }
  }
}

/** Whether an output, side effects, or something that outlives the run need a pass; by whole resources. */
function isNeeded(graph: FrameGraph, id: string): boolean {
  const resolved = resolveGraph(graph)
  const { accessStart, accessFlags, accessInstance, instanceTransient } = resolved
  const needed = new Set<number>()
  for (let p = graph.passes.length - 1; p >= 0; p--) {
    const pass = graph.passes[p]!
    let isLive = pass.kind === 'readback' || pass.kind === 'host' || pass.sideEffects === true
    // What writes nothing that the graph knows of is there for what it does elsewhere.
    if (pass.kind === 'external') isLive ||= !writes(resolved, p)
    for (let a = accessStart[p]!; a < accessStart[p + 1]! && !isLive; a++)
      isLive =
        (accessFlags[a]! & WRITES) !== 0 && (!instanceTransient[accessInstance[a]!] || needed.has(accessInstance[a]!))
    if (pass.id === id) return isLive
    if (!isLive) continue
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++)
      if (accessFlags[a]! & READS) needed.add(accessInstance[a]!)
  }
  return false
}

function writes({ accessStart, accessFlags }: ResolvedGraph, p: number): boolean {
  for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) if (accessFlags[a]! & WRITES) return true
  return false
}

/** The pass after what came before those that are left out. */
function reordered(pass: Pass, before: ReadonlyMap<string, readonly string[]>): Pass {
  if (!pass.after?.some((id) => before.has(id))) return pass
  const after = [...new Set(pass.after.flatMap((id) => before.get(id) ?? [id]))]
  if (after.length > 0) return { ...pass, after }
  const { after: _, ...rest } = pass
  return rest as Pass
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`
  taken.add(id)
  return id
}
