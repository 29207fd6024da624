/**
 * Phase 4, forward copies: the two sides of a copy `a → b` that never differ while both live share one memory, and no byte is
 * moved.
 *
 * Versions that share memory form a *value*, and from this phase on memory is planned by value. A copy is forwarded in two
 * cases: nothing writes either side after the copy (they stay equal), or the copy is the last use of `a` (whose memory becomes
 * that of `b`). A pass that works in place is the second case with a computation in the place of the copy.
 */
import { COVERS, IN_PLACE, READS, WRITES, accessCode, passCode } from '../../graph/access.ts'
import type { Resource } from '../../graph/document.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { numberValues, SharedVersions, type Values } from './values.ts'
import type { Versions } from './versions.ts'
import { uint8Slice } from '../../graph/typed-arrays.ts'

/**
 * Which versions may share memory:
 *
 * - `as declared`: those that may in declared order. Whoever else reads the source of a copy then has to come before its target is written.
 * - `in any order`: those of which that holds already, whatever order the passes are in.
 * - `in some order`: all that may in one order of the passes or another, which is more than one plan has.
 */
export type Sharing = 'as declared' | 'in any order' | 'in some order'

/** @param needed by pass, what culling kept. O(accesses · α). */
export function forwardCopies(
  graph: NormalGraph,
  versions: Versions,
  needed: Uint8Array,
  decisions: DecisionLog,
  sharing: Sharing = 'as declared',
): Values {
  const live = uint8Slice(needed)
  const shared = versionUses(graph, versions, live)
  const forwarding: Forwarding = { graph, accessVersion: versions.accessVersion, shared, decisions, sharing }
  for (let p = 0; p < live.length; p++) {
    if (!live[p]) continue
    if (graph.passKind[p] === passCode.copy) {
      if (forwardCopy(forwarding, p)) live[p] = 0
    } else if (!graph.profile.rules.exclusiveUsagePerScope) workInPlace(forwarding, p)
  }
  return numberValues(graph, versions, live, shared)
}

interface Forwarding {
  readonly graph: NormalGraph
  readonly accessVersion: Int32Array
  readonly shared: SharedVersions
  readonly decisions: DecisionLog
  readonly sharing: Sharing
}

/**
 * Whether pass `p` may hand the memory of set `from` over to what it makes of it: it is the last to use it, in declared order or any. Where
 * others read it too, what is shared depends on their order, which is noted.
 */
function mayHandOver({ shared, sharing }: Forwarding, from: number, p: number): boolean {
  if (sharing === 'in some order') return shared.lastWrite[from]! <= p
  const isAlone = shared.readers[from]! <= 1
  const isLast = shared.lastAccess[from]! <= p
  if (!isAlone) shared.dependsOnOrder = true
  return isLast && (isAlone || sharing === 'as declared')
}

function versionUses(graph: NormalGraph, versions: Versions, live: Uint8Array): SharedVersions {
  const { accessStart, accessFlags } = graph
  const { accessVersion } = versions
  const shared = new SharedVersions(versions.versionInstance.length)
  const { firstAccess, lastAccess, lastWrite, readers } = shared
  for (let p = 0; p < live.length; p++) {
    if (!live[p]) continue
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      const v = accessVersion[a]!
      lastAccess[v] = p
      if (firstAccess[v]! > p) firstAccess[v] = p
      if (accessFlags[a]! & WRITES) lastWrite[v] = p
      else readers[v]! += 1
    }
  }
  return shared
}

/** The set of an access. What shares memory in some order need not in another: there, each version is asked for by itself. */
const memoryOf = ({ accessVersion, shared, sharing }: Forwarding, a: number): number =>
  sharing === 'in some order' ? accessVersion[a]! : shared.find(accessVersion[a]!)

function join({ accessVersion, shared, sharing }: Forwarding, a: number, to: number, areEqual: boolean): void {
  const from = shared.find(accessVersion[a]!)
  shared.join(from, to)
  if (sharing !== 'in some order') shared.countUses(from, to, areEqual)
}

/** Makes one value of the two sides of copy `p` where they may be one. @returns whether it did */
function forwardCopy(forwarding: Forwarding, p: number): boolean {
  const { graph, accessVersion, shared, decisions } = forwarding
  const a = graph.accessStart[p]!
  const b = a + 1
  const from = memoryOf(forwarding, a)
  const to = accessVersion[b]!
  // `to` begins with this copy: it covers a whole transient version that no earlier pass touched and that shares no memory
  // yet.
  const isWhole = isWholeVersion(graph, a) && isWholeVersion(graph, b) && (graph.accessFlags[b]! & COVERS) !== 0
  const neverDiffer = shared.lastWrite[from]! < p && shared.lastWrite[to]! <= p
  const [source, target] = [resourceOf(graph, a), resourceOf(graph, b)]
  const passes = [graph.graph.passes[p]!.id]
  const names = [source.id, target.id]
  const why =
    (graph.sideEffects[p] ? 'Its side effects ask for the copy itself' : undefined) ??
    refusal(source, target, isWhole) ??
    (neverDiffer || mayHandOver(forwarding, from, p) ? undefined : whyKept(forwarding, from, p))
  if (why !== undefined) {
    decisions.addToGroup('FORWARD_REFUSED', passes, names, why)
    return false
  }
  join(forwarding, a, to, neverDiffer)
  const reason = neverDiffer
    ? 'The two sides never differ while both live'
    : 'The copy is the last use of its source, whose memory it takes'
  decisions.addToGroup('FORWARDED', passes, names, reason, { bytes: bytesOf(graph, b), commands: 1 })
  return true
}

const whyKept = ({ shared }: Forwarding, from: number, p: number): string =>
  shared.lastAccess[from]! > p
    ? 'Both sides live on and one of them is written again'
    : 'Whoever else reads its source would have to come before its target is written'

/** Gives outputs of pass `p` that may be written in place the memory of an input that is read here for the last time. */
function workInPlace(forwarding: Forwarding, p: number): void {
  const { graph, accessVersion, shared, decisions } = forwarding
  const { accessStart, accessFlags } = graph
  for (let b = accessStart[p]!; b < accessStart[p + 1]!; b++) {
    if ((accessFlags[b]! & IN_PLACE) === 0 || (accessFlags[b]! & READS) !== 0 || !isWholeVersion(graph, b)) continue
    const to = accessVersion[b]!
    if (shared.find(to) !== to || shared.firstAccess[to]! < p || !isTransientBuffer(resourceOf(graph, b))) continue
    const a = inputToTake(forwarding, p, b)
    if (a < 0) continue
    join(forwarding, a, to, false)
    decisions.addToGroup(
      'IN_PLACE',
      [graph.graph.passes[p]!.id],
      [resourceOf(graph, a).id, resourceOf(graph, b).id],
      'The output takes the memory of an input that is read here for the last time',
      { bytes: bytesOf(graph, b) },
    )
  }
}

/** The first access of pass `p` whose memory output `b` may take; −1 where there is none. */
function inputToTake(forwarding: Forwarding, p: number, b: number): number {
  const { graph, accessVersion } = forwarding
  const { accessStart, accessFlags, accessKind } = graph
  const output = resourceOf(graph, b)
  for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
    if ((accessFlags[a]! & WRITES) !== 0 || accessKind[a] !== accessCode['storage-read']) continue
    if (!isWholeVersion(graph, a) || bytesOf(graph, a) !== bytesOf(graph, b)) continue
    const from = memoryOf(forwarding, a)
    if (from === accessVersion[b]) continue
    // A resource that is bound twice may be read at other places than the one being written.
    let timesUsed = 0
    for (let k = accessStart[p]!; k < accessStart[p + 1]!; k++) if (memoryOf(forwarding, k) === from) timesUsed++
    if (timesUsed > 1) continue
    const input = resourceOf(graph, a)
    if (isTransientBuffer(input) && input.memory === output.memory && mayHandOver(forwarding, from, p)) return a
  }
  return -1
}

const bytesOf = (graph: NormalGraph, a: number): number => graph.instanceBytes[graph.accessInstance[a]!]!

const isWholeVersion = (graph: NormalGraph, a: number): boolean =>
  graph.accessBegin[a] === 0 && graph.accessEnd[a] === bytesOf(graph, a)

const resourceOf = (graph: NormalGraph, a: number): Resource =>
  graph.graph.resources[graph.instanceResource[graph.accessInstance[a]!]!]!

const isTransientBuffer = (resource: Resource): resource is Extract<Resource, { kind: 'buffer' }> =>
  resource.kind === 'buffer' && lifetimeOf(resource) === 'transient'

const lifetimeOf = (resource: Resource) => resource.lifetime ?? 'transient'

/** The reason for which the two resources of a copy cannot share memory; undefined where they can. */
function refusal(from: Resource, to: Resource, isWhole: boolean): string | undefined {
  if (from === to) return 'It copies within one resource'
  if (from.kind !== to.kind) return 'One side is a buffer and the other a texture'
  if (lifetimeOf(from) !== 'transient' || lifetimeOf(to) !== 'transient')
    return 'One side is persistent or imported and keeps its own memory'
  if (!isWhole) return 'It copies a part, or into a part, of a resource'
  if ((from.memory ?? 'device') !== (to.memory ?? 'device')) return 'The two sides ask for different memory'
  if (from.kind === 'texture' && to.kind === 'texture') {
    const isAlike =
      from.format === to.format &&
      (from.dimension ?? '2d') === (to.dimension ?? '2d') &&
      (from.mipLevelCount ?? 1) === (to.mipLevelCount ?? 1) &&
      (from.sampleCount ?? 1) === (to.sampleCount ?? 1) &&
      [0, 1, 2].every(
        (axis) => ((from.size as readonly number[])[axis] ?? 1) === ((to.size as readonly number[])[axis] ?? 1),
      )
    if (!isAlike) return 'The two textures differ in format, size or levels'
  }
  return undefined
}
