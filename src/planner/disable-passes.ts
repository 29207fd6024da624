/** Switching passes off: graph → graph. */
import { nothingLeftToRead, shown, unknownReference } from '../errors.ts'
import { givenList } from '../given.ts'
import { READS, WRITES } from '../graph/access.ts'
import { bypassCopies } from '../graph/bypass.ts'
import { caps, type FrameGraph, type Pass } from '../graph/document.ts'
import { accept } from '../graph/edit.ts'
import { nearestId } from '../nearest-id.ts'
import { parseGraph } from '../graph/parse.ts'
import { passRegions, passUses } from '../graph/pass-regions.ts'
import { resolveGraph } from '../graph/resolve.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'
import { uint8Array } from '../graph/typed-arrays.ts'
import { sweepUnread } from './analyse/unread.ts'
import { inputOf } from './staging/staged-bytes.ts'

/** Variants that are kept for each graph: those used last. */
const mostVariants = 64
const variants = new WeakMap<FrameGraph, Map<string, FrameGraph>>()

/**
 * The graph with these passes switched off. A pass with a `bypass` becomes the copies that it says, under its id (`id/2`, `id/3` … for
 * further ones); planning mostly turns them into names of the same memory. A pass without is left out: what only fed it is culled when
 * planned, and so are passes that read what it alone wrote, if nothing needs them. What came after it comes after what it came after; where
 * those are many, a fill of a transient that nobody reads keeps its place, which planning culls. Everything else is the same objects. A
 * variant that was asked for before is the same graph again, so a planner that keeps plans knows it. O(accesses · log n) else.
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
  const off = new Set(givenList(ids, 'ids', 'a list of ids of passes', caps.passes))
  if (off.size === 0) return off
  const known = new Set(passes.map(({ id }) => id))
  let i = 0
  for (const id of off) {
    if (!known.has(id)) throw unknownReference('pass', nameOf(id), `ids[${i}]`, nearestId(nameOf(id), known))
    i++
  }
  return off
}

/** The text of an id, which may be anything: what is no string may have no text either. */
const nameOf = (id: unknown): string => (typeof id === 'string' ? id : shown(id))

function without(base: FrameGraph, off: ReadonlySet<string>): FrameGraph {
  refuseUnconsumed(base, off)
  const resolved = resolveGraph(base)
  const taken = new Set(base.passes.map(({ id }) => id))
  const left = leaveOut(base, (pass, p, after) => {
    if (!off.has(pass.id)) return undefined
    const copies = bypassCopies(pass, passUses(resolved, p), passRegions(resolved, p)) ?? []
    return copies.map((copy, i) => ({
      id: i === 0 ? pass.id : freeId(`${pass.id}/${i + 1}`, taken),
      kind: 'copy',
      ...after(copies.length),
      ...copy,
    }))
  })
  const gone = unfed(left, madeInputs(base, off), off, base)
  return gone.size === 0 ? left : leaveOut(left, ({ id }) => (gone.has(id) ? [] : undefined))
}

/** Lists of passes to come after that are no longer than this are said again by all that came after a pass that is left out. */
const mostRepeated = 4

/**
 * The graph with other passes in the place of some; `replace` says undefined for those that stay. What came after a pass that is left out
 * comes after what that one came after. Where those are many, a fill of bytes that nobody reads stands for them, which is culled when
 * planned: repeated, the lists of n passes after a pass after n others would have n² entries.
 */
function leaveOut(
  base: FrameGraph,
  replace: (pass: Pass, p: number, after: (times: number) => Pick<Pass, 'after'>) => Pass[] | undefined,
): FrameGraph {
  const taken = new Set<string>()
  for (const { id } of base.passes) taken.add(id)
  const resourceIds = new Set(base.resources.map(({ id }) => id))
  /** By pass that is left out: what comes before those that came after it. */
  const before = new Map<string, readonly string[]>()
  let nothing: string | undefined
  const meet = (id: string, after: readonly string[]): Pass => {
    nothing ??= freeId('nothing', resourceIds)
    return { id, kind: 'fill', to: nothing, value: 0, after }
  }
  const passes = base.passes.flatMap((given, p): Pass[] => {
    const pass = reordered(given, before)
    const { id, after = [] } = pass
    let meeting: Pass | undefined
    const afterOf = (times: number): Pick<Pass, 'after'> => {
      if (after.length === 0) return {}
      if (times === 1 || after.length <= mostRepeated) return { after }
      meeting ??= meet(freeId(`${id}/before`, taken), after)
      return { after: [meeting.id] }
    }
    const others = replace(pass, p, afterOf)
    if (!others) return [pass]
    if (meeting) return [meeting, ...others]
    if (others.length > 0) return others
    if (after.length > mostRepeated) return [meet(id, after)]
    before.set(id, after)
    return []
  })
  const resources =
    nothing === undefined ? base.resources : [...base.resources, { id: nothing, kind: 'buffer', size: 4 }]
  return accept(base, { ...base, resources, passes }).graph
}

/** Host passes are needed, so what they consume may not go. @throws MemkitError NOTHING_LEFT_TO_READ */
function refuseUnconsumed({ passes }: FrameGraph, off: ReadonlySet<string>): void {
  const outputs = new Set<string>()
  for (const [p, pass] of passes.entries()) {
    if (pass.kind === 'readback' && off.has(pass.id)) outputs.add(pass.output)
    if (pass.kind !== 'host' || off.has(pass.id)) continue
    const gone = pass.consumes?.find((output) => outputs.has(output))
    if (gone !== undefined) throw nothingLeftToRead(pass.id, 'output', gone, [...off], `passes[${p}]`)
  }
}

/** Inputs that a host pass makes which is off. */
function madeInputs({ passes }: FrameGraph, off: ReadonlySet<string>): Set<string> {
  const made = new Set<string>()
  for (const pass of passes)
    if (pass.kind === 'host' && off.has(pass.id)) for (const { input } of pass.produces ?? []) made.add(input)
  return made
}

/**
 * The passes that have nothing left to read: uploads of what nothing makes any more, and what reads bytes that nothing wrote, or only such
 * passes. O(accesses · log n).
 * @param base the graph with all its passes, where errors say their places
 * @throws MemkitError NOTHING_LEFT_TO_READ for the first that is needed
 */
function unfed(
  graph: FrameGraph,
  unmade: ReadonlySet<string>,
  off: ReadonlySet<string>,
  base: FrameGraph,
): Set<string> {
  const resolved = resolveGraph(graph)
  let needed: Uint8Array | undefined
  const gone = new Set<string>()
  const leave = (p: number, what: string, kind: 'resource' | 'input' = 'resource'): void => {
    needed ??= neededPasses(resolved)
    const { id } = graph.passes[p]!
    if (needed[p]) {
      const place = base.passes.findIndex((pass) => pass.id === id)
      throw nothingLeftToRead(id, kind, what, [...off], `passes[${place}]`)
    }
    gone.add(id)
  }
  const withoutInput = uint8Array(graph.passes.length)
  graph.passes.forEach((pass, p) => {
    if (pass.kind !== 'upload') return
    const { name: input } = inputOf(pass)
    if (!unmade.has(input)) return
    leave(p, input, 'input')
    withoutInput[p] = 1
  })
  sweepUnread(resolved, withoutInput, leave)
  return gone
}

/**
 * By pass, 1 where an output, side effects, or something that outlives the run need it; by whole resources. Passes that are not needed may
 * go, and the others are needed as before.
 */
function neededPasses(resolved: ResolvedGraph): Uint8Array {
  const { graph, accessStart, accessFlags, accessInstance, instanceTransient } = resolved
  const isNeeded = uint8Array(graph.passes.length)
  const read = new Set<number>()
  for (let p = graph.passes.length - 1; p >= 0; p--) {
    const pass = graph.passes[p]!
    let isLive = pass.kind === 'readback' || pass.kind === 'host' || pass.sideEffects === true
    // An external pass that writes nothing in the graph exists for its effects outside.
    if (pass.kind === 'external') isLive ||= !writes(resolved, p)
    for (let a = accessStart[p]!; a < accessStart[p + 1]! && !isLive; a++)
      isLive =
        (accessFlags[a]! & WRITES) !== 0 && (!instanceTransient[accessInstance[a]!] || read.has(accessInstance[a]!))
    if (!isLive) continue
    isNeeded[p] = 1
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++)
      if (accessFlags[a]! & READS) read.add(accessInstance[a]!)
  }
  return isNeeded
}

function writes({ accessStart, accessFlags }: ResolvedGraph, p: number): boolean {
  for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) if (accessFlags[a]! & WRITES) return true
  return false
}

/** The pass after what comes before those that are left out. */
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
