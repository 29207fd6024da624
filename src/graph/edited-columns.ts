/** The accesses of an edited graph: those of passes that stayed are copied, and those of the others put between them. */
import type { AccessTable } from './access-table.ts'
import { passCode } from './access.ts'
import type { FrameGraph } from './document.ts'
import type { ResolvedGraph } from './resolve.ts'
import { float64Array, int32Array, uint8Array } from './typed-arrays.ts'

/** The columns with one entry for each pass; `ownStart` and `afterEnd` are of the passes that were looked into. */
export function passColumns(
  graph: FrameGraph,
  before: ResolvedGraph,
  ownStart: Int32Array,
  afterEnd: Int32Array,
  oldOf: Int32Array,
) {
  const count = oldOf.length
  const passKind = uint8Array(count)
  const sideEffects = uint8Array(count)
  const accessStart = int32Array(count + 1)
  const afterStart = int32Array(count + 1)
  for (let p = 0, k = 0; p < count; p++) {
    const old = oldOf[p]!
    if (old >= 0) {
      passKind[p] = before.passKind[old]!
      sideEffects[p] = before.sideEffects[old]!
      accessStart[p + 1] = accessStart[p]! + before.accessStart[old + 1]! - before.accessStart[old]!
      afterStart[p + 1] = afterStart[p]! + before.afterStart[old + 1]! - before.afterStart[old]!
    } else {
      const pass = graph.passes[p]!
      passKind[p] = passCode[pass.kind]
      if (pass.sideEffects) sideEffects[p] = 1
      accessStart[p + 1] = accessStart[p]! + ownStart[k + 1]! - ownStart[k]!
      afterStart[p + 1] = afterStart[p]! + afterEnd[k]! - (k === 0 ? 0 : afterEnd[k - 1]!)
      k++
    }
  }
  return { passKind, sideEffects, accessStart, afterStart }
}

/** The accesses of all passes; those of neighbours that stayed neighbours are copied together. */
export function copyColumns(
  before: ResolvedGraph,
  own: ReturnType<AccessTable['finish']>,
  oldOf: Int32Array,
  accessStart: Int32Array,
) {
  const count = oldOf.length
  const total = accessStart[count]!
  const columns = {
    instance: int32Array(total),
    begin: float64Array(total),
    end: float64Array(total),
    flags: uint8Array(total),
    kind: uint8Array(total),
    slot: int32Array(total),
  }
  const copy = (source: typeof own, from: number, to: number, at: number): void => {
    columns.instance.set(source.accessInstance.subarray(from, to), at)
    columns.begin.set(source.accessBegin.subarray(from, to), at)
    columns.end.set(source.accessEnd.subarray(from, to), at)
    columns.flags.set(source.accessFlags.subarray(from, to), at)
    columns.kind.set(source.accessKind.subarray(from, to), at)
    columns.slot.set(source.accessSlot.subarray(from, to), at)
  }
  let k = 0
  for (let p = 0; p < count;) {
    const first = p
    const old = oldOf[p]!
    if (old < 0) {
      while (p < count && oldOf[p]! < 0) p++
      copy(own, own.accessStart[k]!, own.accessStart[k + p - first]!, accessStart[first]!)
      k += p - first
    } else {
      while (p < count && oldOf[p] === old + p - first) p++
      copy(before, before.accessStart[old]!, before.accessStart[old + p - first]!, accessStart[first]!)
    }
  }
  return columns
}

/** @returns undefined where a pass that stayed names one that is gone, or that now comes later */
export function copyAfter(
  before: ResolvedGraph,
  newOf: Int32Array,
  oldOf: Int32Array,
  afterStart: Int32Array,
  own: readonly number[],
): Int32Array | undefined {
  const all = int32Array(afterStart[oldOf.length]!)
  if (all.length === 0) return all
  let next = 0
  for (let p = 0; p < oldOf.length; p++) {
    const old = oldOf[p]!
    for (let k = afterStart[p]!; k < afterStart[p + 1]!; k++) {
      if (old < 0) all[k] = own[next++]!
      else {
        const earlier = newOf[before.after[before.afterStart[old]! + k - afterStart[p]!]!]!
        if (earlier < 0 || earlier >= p) return undefined
        all[k] = earlier
      }
    }
  }
  return all
}
