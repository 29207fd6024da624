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
import { identity } from '../support/growable.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Versions } from './versions.ts'
import { int32Array, int32From, uint8Slice } from '../../graph/typed-arrays.ts'

export interface Values {
  /** Value of each access. Accesses of passes that are not live keep a value that nothing reads. */
  readonly accessValue: Int32Array
  /** Earliest version of each value, which names it. */
  readonly valueVersion: Int32Array
  /** Value of each version; −1 where no live pass uses it. */
  readonly versionValue: Int32Array
  readonly valueCount: number
  /** By pass, 1 where it is needed and not a forwarded copy. */
  readonly live: Uint8Array
}

/** @param needed by pass, what culling kept. O(accesses · α). */
export function forwardCopies(
  graph: NormalGraph,
  versions: Versions,
  needed: Uint8Array,
  decisions: DecisionLog,
): Values {
  const { accessStart, accessBegin, accessEnd, accessFlags, accessKind } = graph
  const { accessVersion, versionInstance } = versions
  const { passes } = graph.graph
  const versionCount = versionInstance.length
  const live = uint8Slice(needed)
  const parent = identity(versionCount)
  const find = (v: number): number => {
    while (parent[v] !== v) v = parent[v] = parent[parent[v]!]!
    return v
  }
  const lastAccess = int32Array(versionCount).fill(-1)
  const lastWrite = int32Array(versionCount).fill(-1)
  const firstAccess = int32Array(versionCount).fill(0x7fffffff)
  for (let p = 0; p < passes.length; p++) {
    if (!live[p]) continue
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      const v = accessVersion[a]!
      lastAccess[v] = p
      if (firstAccess[v]! > p) firstAccess[v] = p
      if (accessFlags[a]! & WRITES) lastWrite[v] = p
    }
  }
  const sizeOf = (v: number) => graph.instanceBytes[versionInstance[v]!]!
  const wholeVersion = (a: number) => accessBegin[a] === 0 && accessEnd[a] === sizeOf(accessVersion[a]!)
  const join = (from: number, to: number) => {
    parent[to] = from
    if (lastAccess[to]! > lastAccess[from]!) lastAccess[from] = lastAccess[to]!
    if (lastWrite[to]! > lastWrite[from]!) lastWrite[from] = lastWrite[to]!
  }
  const resourceOf = (a: number): Resource => graph.graph.resources[graph.instanceResource[graph.accessInstance[a]!]!]!

  const timesUsed = (p: number, value: number): number => {
    let count = 0
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) if (find(accessVersion[a]!) === value) count += 1
    return count
  }

  for (let p = 0; p < passes.length; p++) {
    if (!live[p]) continue
    if (graph.passKind[p] === passCode.copy) {
      const pass = passes[p]!
      const a = accessStart[p]!
      const b = a + 1
      const from = find(accessVersion[a]!)
      const to = accessVersion[b]!
      // `to` begins with this copy: it covers a whole transient version that no earlier pass touched and that shares no memory
      // yet.
      const isWhole = wholeVersion(a) && wholeVersion(b) && (accessFlags[b]! & COVERS) !== 0
      const neverDiffer = lastWrite[from]! < p && lastWrite[to]! <= p
      const handedOver = lastAccess[from]! <= p
      const names = [resourceOf(a).id, resourceOf(b).id]
      const why =
        (graph.sideEffects[p] ? 'Its side effects ask for the copy itself' : undefined) ??
        refusal(resourceOf(a), resourceOf(b), isWhole) ??
        (neverDiffer || handedOver ? undefined : 'Both sides live on and one of them is written again')
      if (why !== undefined) {
        decisions.addToGroup('FORWARD_REFUSED', [pass.id], names, why)
        continue
      }
      const bytes = sizeOf(to)
      join(from, to)
      live[p] = 0
      decisions.addToGroup(
        'FORWARDED',
        [pass.id],
        names,
        neverDiffer
          ? 'The two sides never differ while both live'
          : 'The copy is the last use of its source, whose memory it takes',
        {
          bytes,
          commands: 1,
        },
      )
    } else if (!graph.profile.rules.exclusiveUsagePerScope) {
      for (let b = accessStart[p]!; b < accessStart[p + 1]!; b++) {
        if ((accessFlags[b]! & IN_PLACE) === 0 || (accessFlags[b]! & READS) !== 0 || !wholeVersion(b)) continue
        const to = accessVersion[b]!
        if (
          find(to) !== to ||
          firstAccess[to]! < p ||
          resourceOf(b).kind !== 'buffer' ||
          lifetimeOf(resourceOf(b)) !== 'transient'
        )
          continue
        for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
          const from = find(accessVersion[a]!)
          const input = resourceOf(a)
          if ((accessFlags[a]! & WRITES) !== 0 || accessKind[a] !== accessCode['storage-read'] || !wholeVersion(a))
            continue
          if (lastAccess[from]! > p || from === to || sizeOf(from) !== sizeOf(to)) continue
          // A resource that is bound twice may be read at other places than the one being written.
          if (timesUsed(p, from) > 1) continue
          if (input.kind !== 'buffer' || lifetimeOf(input) !== 'transient' || input.memory !== resourceOf(b).memory)
            continue
          join(from, to)
          decisions.addToGroup(
            'IN_PLACE',
            [passes[p]!.id],
            [input.id, resourceOf(b).id],
            'The output takes the memory of an input that is read here for the last time',
            { bytes: sizeOf(to) },
          )
          break
        }
      }
    }
  }
  return numberValues(graph, versions, live, find)
}

const lifetimeOf = (resource: Resource) => resource.lifetime ?? 'transient'

/** The reason for which the two resources of a copy cannot share memory; undefined where they can. */
function refusal(from: Resource, to: Resource, whole: boolean): string | undefined {
  if (from === to) return 'It copies within one resource'
  if (from.kind !== to.kind) return 'One side is a buffer and the other a texture'
  if (lifetimeOf(from) !== 'transient' || lifetimeOf(to) !== 'transient')
    return 'One side is persistent or imported and keeps its own memory'
  if (!whole) return 'It copies a part, or into a part, of a resource'
  if ((from.memory ?? 'device') !== (to.memory ?? 'device')) return 'The two sides ask for different memory'
  if (from.kind === 'texture' && to.kind === 'texture') {
    const same =
      from.format === to.format &&
      (from.dimension ?? '2d') === (to.dimension ?? '2d') &&
      (from.mipLevelCount ?? 1) === (to.mipLevelCount ?? 1) &&
      (from.sampleCount ?? 1) === (to.sampleCount ?? 1) &&
      [0, 1, 2].every(
        (axis) => ((from.size as readonly number[])[axis] ?? 1) === ((to.size as readonly number[])[axis] ?? 1),
      )
    if (!same) return 'The two textures differ in format, size or levels'
  }
  return undefined
}

function numberValues(graph: NormalGraph, versions: Versions, live: Uint8Array, find: (v: number) => number): Values {
  const { accessVersion } = versions
  const versionValue = int32Array(versions.versionInstance.length).fill(-1)
  const accessValue = int32Array(accessVersion.length).fill(-1)
  const valueVersion: number[] = []
  const number = (version: number): number => {
    const root = find(version)
    if (versionValue[root]! < 0) {
      versionValue[root] = valueVersion.length
      valueVersion.push(root)
    }
    return (versionValue[version] = versionValue[root]!)
  }
  for (let p = 0; p < live.length; p++) {
    if (!live[p]) continue
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) accessValue[a] = number(accessVersion[a]!)
  }
  // Resources that outlive the run have memory, used or not.
  for (let instance = 0; instance < graph.instanceTransient.length; instance++)
    if (!graph.instanceTransient[instance]) number(instance)
  return {
    accessValue,
    valueVersion: int32From(valueVersion),
    versionValue,
    valueCount: valueVersion.length,
    live,
  }
}
