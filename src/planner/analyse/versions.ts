/**
 * Phase 2, versions: finds the earlier writes that each pass reads, and starts a new version of a transient resource at each
 * full overwrite.
 *
 * A version is to memory what an SSA name is to a register: there are no false dependencies between versions, and each is
 * placed on its own. Typed arrays and integer ids throughout; names appear only in errors.
 */
import { readBeforeWrite, texelsReadBeforeWrite, type MemkitError } from '../../errors.ts'
import { COVERS, READS, WRITES } from '../../graph/access.ts'
import { Faults } from '../../graph/faults.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import { AccessHistory } from '../support/access-history.ts'
import { GrowableInt32 } from '../support/growable.ts'
import type { IntegerSet } from '../support/integer-set.ts'
import { compressIntervals, handBackIntervals, segmentsOf, type CompressedIntervals } from '../support/intervals.ts'
import { emptySet, leafOf, UnionSets } from '../support/union-sets.ts'
import { endpointPath } from '../normalise/endpoint-path.ts'
import { layerAt, writtenTexels } from './written-texels.ts'
import { int32Array, uint8Array } from '../../graph/typed-arrays.ts'

/** Versions by number, and what flows from pass to pass through them. */
export interface Versions {
  /** Version of each access. */
  readonly accessVersion: Int32Array
  readonly versionInstance: Int32Array
  /** Number of the version within its instance: 0, 1, 2, … */
  readonly versionNumber: Int32Array
  /** Sets of passes; the leaf of pass p is `leafOf(p)`. They are handed back once passes are culled. */
  readonly sets: UnionSets
  /** Sets of passes whose bytes pass p reads, or keeps around what it writes, as rows by p. */
  readonly flowStart: Int32Array
  readonly flow: Int32Array
  /** Sets of passes that write the final bytes of what outlives the run. */
  readonly finalWriters: readonly number[]
}

/**
 * Finds the versions in one sweep in declared order. O(accesses · log n).
 * @throws MemkitError READ_BEFORE_WRITE for bytes or texels of a transient that nothing wrote.
 */
export function findVersions(graph: ResolvedGraph): Versions {
  const { accessInstance, accessBegin, accessEnd, accessFlags, accessStart, instanceTransient, instanceBytes } = graph
  const instanceCount = instanceTransient.length
  const intervals = compressIntervals(accessInstance, accessBegin, accessEnd, instanceCount)
  const passCount = graph.graph.passes.length
  const sets = new UnionSets(passCount)
  const history = new AccessHistory(intervals.position.length, sets.union)
  // Transient resources are unwritten when a run begins.
  const unwritten = segmentsOf(intervals, instanceTransient)
  const current = int32Array(instanceCount)
  const versionInstance = new GrowableInt32(instanceCount)
  const versionNumber = new GrowableInt32(instanceCount)
  for (let s = 0; s < instanceCount; s++) {
    current[s] = versionInstance.push(s)
    versionNumber.push(0)
  }
  const touched = uint8Array(instanceCount)
  const accessVersion = int32Array(accessInstance.length)
  const flowStart = int32Array(passCount + 1)
  const flow = new GrowableInt32(passCount + 1)

  const texels = writtenTexels(graph)
  const faults = new Faults(graph.graph)

  for (let p = 0; p < passCount && !faults.full; p++) {
    texels?.visit(p, faults)
    const from = accessStart[p]!
    const to = accessStart[p + 1]!
    for (let a = from; a < to; a++) {
      const flags = accessFlags[a]!
      const keeps = (flags & WRITES) !== 0 && (flags & COVERS) === 0
      if ((flags & READS) === 0 && !keeps) continue
      const first = intervals.first[a]!
      const end = intervals.last[a]!
      if (flags & READS) {
        const missing = unwritten.next(first - 1)
        if (missing >= 0 && missing < end) {
          faults.add(undefinedRead(graph, p, a, { position: intervals.position, unwritten, missing }))
          unwritten.deleteRange(first, end)
        }
      }
      const writers = history.writers(first, end)
      if (writers !== emptySet) flow.push(writers)
    }
    flowStart[p + 1] = flow.length
    for (let a = from; a < to; a++) {
      const instance = accessInstance[a]!
      const flags = accessFlags[a]!
      if (flags & WRITES) {
        const isWhole = accessBegin[a] === 0 && accessEnd[a] === instanceBytes[instance]
        if (isWhole && flags & COVERS && instanceTransient[instance] && touched[instance]) {
          const number = versionNumber.get(current[instance]!) + 1
          current[instance] = versionInstance.push(instance)
          versionNumber.push(number)
        }
        const first = intervals.first[a]!
        const end = intervals.last[a]!
        history.write(first, end, leafOf(p))
        unwritten.deleteRange(first, end)
      }
      touched[instance] = 1
      accessVersion[a] = current[instance]!
    }
  }

  faults.throwFirst()
  const last = finalWriters(graph, intervals, history)
  history.handBack()
  handBackIntervals(intervals)
  return {
    accessVersion,
    versionInstance: versionInstance.toArray(),
    versionNumber: versionNumber.toArray(),
    sets,
    flowStart,
    flow: flow.toArray(),
    finalWriters: last,
  }
}

/** The sets of passes that write the final bytes of each instance that outlives the run. */
function finalWriters(
  { instanceTransient }: ResolvedGraph,
  { groupStart }: CompressedIntervals,
  history: AccessHistory,
): number[] {
  const writers: number[] = []
  for (let s = 0; s < instanceTransient.length; s++) {
    if (instanceTransient[s] || groupStart[s] === groupStart[s + 1]) continue
    writers.push(history.writers(groupStart[s]!, groupStart[s + 1]! - 1))
  }
  return writers
}

/** @param missing the first segment of the access that nothing wrote */
function undefinedRead(
  graph: ResolvedGraph,
  p: number,
  a: number,
  { position, unwritten, missing }: { position: Float64Array; unwritten: IntegerSet; missing: number },
): MemkitError {
  const info = graph.resources[graph.instanceResource[graph.accessInstance[a]!]!]!
  const pass = graph.graph.passes[p]!.id
  const from = position[missing]!
  if (info.layout) return texelsReadBeforeWrite(pass, info.id, layerAt(info.layout, from), endpointPath(graph, a, p))
  let until = missing + 1
  while (unwritten.has(until)) until++
  return readBeforeWrite(
    pass,
    info.id,
    from,
    Math.min(position[until]!, graph.accessEnd[a]!),
    endpointPath(graph, a, p),
  )
}
