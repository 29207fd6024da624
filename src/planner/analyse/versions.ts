/**
 * Phase 2, versions: which earlier writes each pass reads, and where a full overwrite of a transient starts a new version.
 *
 * A version is to memory what an SSA name is to a register: false dependencies between versions vanish, and each is placed on
 * its own. Typed arrays and integer ids throughout; names appear only in the error.
 */
import { readBeforeWrite, texelsReadBeforeWrite } from '../../errors.ts'
import { COVERS, READS, WRITES } from '../../graph/access.ts'
import type { ResolvedGraph } from '../../graph/resolve.ts'
import { GrowableInt32, toRows } from '../support/growable.ts'
import { compressIntervals, SegmentSet } from '../support/intervals.ts'
import { endpointPath } from '../normalise/endpoint-path.ts'
import { layerAt, writtenTexels } from './written-texels.ts'

export interface Versions {
  /** Version of each access. */
  readonly accessVersion: Int32Array
  readonly versionStorage: Int32Array
  /** 0 for the first version of its storage, then 1, 2, … */
  readonly versionNumber: Int32Array
  /** Passes whose bytes pass p reads (or keeps around what it writes): rows by p. */
  readonly flowStart: Int32Array
  readonly flow: Int32Array
  /** Passes whose writes are the last word on some byte that outlives the run. */
  readonly finalWriters: Int32Array
}

/**
 * One sweep in declared order. O(segments touched · log₃₂ n).
 * @throws MemkitError READ_BEFORE_WRITE for bytes or texels of a transient that nothing wrote.
 */
export function findVersions(graph: ResolvedGraph): Versions {
  const { accessStorage, accessBegin, accessEnd, accessFlags, accessStart, storageTransient, storageBytes } = graph
  const storageCount = storageTransient.length
  const intervals = compressIntervals(accessStorage, accessBegin, accessEnd, storageCount)
  const segments = new SegmentSet(intervals)
  const writer = new Int32Array(intervals.position.length).fill(-1)
  const passCount = graph.graph.passes.length
  const current = new Int32Array(storageCount)
  const versionStorage = new GrowableInt32(storageCount)
  const versionNumber = new GrowableInt32(storageCount)
  for (let s = 0; s < storageCount; s++) {
    current[s] = versionStorage.push(s)
    versionNumber.push(0)
  }
  const touched = new Uint8Array(storageCount)
  const accessVersion = new Int32Array(accessStorage.length)
  const flowFrom = new GrowableInt32()
  const flowTo = new GrowableInt32()
  const lastFlow = new Int32Array(passCount).fill(-1)

  const texels = writtenTexels(graph)

  for (let p = 0; p < passCount; p++) {
    texels?.visit(p)
    const from = accessStart[p]!
    const to = accessStart[p + 1]!
    for (let a = from; a < to; a++) {
      const flags = accessFlags[a]!
      const keeps = (flags & WRITES) !== 0 && (flags & COVERS) === 0
      if ((flags & READS) === 0 && !keeps) continue
      const end = intervals.last[a]!
      for (let s = segments.at(intervals.first[a]!); s >= 0 && s < end; s = segments.next(s)) {
        const w = writer[s]!
        if (w >= 0) {
          if (lastFlow[w] !== p) {
            lastFlow[w] = p
            flowFrom.push(w)
            flowTo.push(p)
          }
        } else if (flags & READS && storageTransient[accessStorage[a]!]) {
          const next = segments.next(s)
          const until = next >= 0 && next < end ? next : end
          failUndefined(graph, p, a, intervals.position[s]!, intervals.position[until]!)
        }
      }
    }
    for (let a = from; a < to; a++) {
      const storage = accessStorage[a]!
      const flags = accessFlags[a]!
      if (flags & WRITES) {
        const whole = accessBegin[a] === 0 && accessEnd[a] === storageBytes[storage]
        if (whole && flags & COVERS && storageTransient[storage] && touched[storage]) {
          const number = versionNumber.get(current[storage]!) + 1
          current[storage] = versionStorage.push(storage)
          versionNumber.push(number)
        }
        const first = intervals.first[a]!
        const end = intervals.last[a]!
        const cut = segments.split(first)
        if (cut >= 0) writer[first] = writer[cut]!
        const cutEnd = segments.split(end)
        if (cutEnd >= 0) writer[end] = writer[cutEnd]!
        segments.merge(first, end)
        writer[first] = p
      }
      touched[storage] = 1
      accessVersion[a] = current[storage]!
    }
  }

  const finals = new GrowableInt32()
  const seen = new Uint8Array(passCount)
  for (let s = 0; s < storageCount; s++) {
    if (storageTransient[s]) continue
    const end = intervals.groupStart[s + 1]! - 1
    for (let g = intervals.groupStart[s]!; g >= 0 && g < end; g = segments.next(g)) {
      const w = writer[g]!
      if (w >= 0 && !seen[w]) {
        seen[w] = 1
        finals.push(w)
      }
    }
  }
  const rows = toRows(passCount, flowTo.toArray(), flowFrom.toArray())
  return {
    accessVersion,
    versionStorage: versionStorage.toArray(),
    versionNumber: versionNumber.toArray(),
    flowStart: rows.start,
    flow: rows.target,
    finalWriters: finals.toArray(),
  }
}

function failUndefined(graph: ResolvedGraph, p: number, a: number, begin: number, end: number): never {
  const info = graph.resources[graph.storageResource[graph.accessStorage[a]!]!]!
  const pass = graph.graph.passes[p]!.id
  const from = Math.max(begin, graph.accessBegin[a]!)
  if (info.layout) throw texelsReadBeforeWrite(pass, info.id, layerAt(info.layout, from), endpointPath(graph, a, p))
  throw readBeforeWrite(pass, info.id, from, Math.min(end, graph.accessEnd[a]!), endpointPath(graph, a, p))
}
