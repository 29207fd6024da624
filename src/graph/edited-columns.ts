/**
 * The columns of an edited graph's passes: those of passes that stayed are copied, and those of the others put between them.
 * `before` are the columns of the graph before, `own` those of the passes that were looked into, in order; `oldOf` says where a
 * pass stands in `before`, or −1 for the next one of `own`.
 */
import type { ListChanges } from './list-changes.ts'
import type { PassColumns } from './resolved-graph.ts'
import { float64Array, int32Array, uint8Array } from './typed-arrays.ts'

export function joinKinds(before: PassColumns, own: PassColumns, oldOf: Int32Array) {
  const count = oldOf.length
  const passKind = uint8Array(count)
  const sideEffects = uint8Array(count)
  for (let p = 0, k = 0; p < count; p++) {
    const [source, at] = oldOf[p]! < 0 ? [own, k++] : [before, oldOf[p]!]
    passKind[p] = source.passKind[at]!
    sideEffects[p] = source.sideEffects[at]!
  }
  return { passKind, sideEffects }
}

/** First entry of each pass in the joined columns; `before` and `own` are those of the parts. */
function joinStarts(before: Int32Array, own: Int32Array, oldOf: Int32Array): Int32Array {
  const start = int32Array(oldOf.length + 1)
  for (let p = 0, k = 0; p < oldOf.length; p++) {
    const old = oldOf[p]!
    if (old >= 0) start[p + 1] = start[p]! + before[old + 1]! - before[old]!
    else {
      start[p + 1] = start[p]! + own[k + 1]! - own[k]!
      k++
    }
  }
  return start
}

/** The accesses of all passes; those of neighbours that stayed neighbours are copied together. */
export function joinAccesses(before: PassColumns, own: PassColumns, oldOf: Int32Array) {
  const count = oldOf.length
  const start = joinStarts(before.accessStart, own.accessStart, oldOf)
  const total = start[count]!
  const columns = {
    start,
    instance: int32Array(total),
    begin: float64Array(total),
    end: float64Array(total),
    flags: uint8Array(total),
    kind: uint8Array(total),
    slot: int32Array(total),
  }
  const copy = (source: PassColumns, first: number, end: number, at: number): void => {
    const from = source.accessStart[first]!
    const to = source.accessStart[end]!
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
      copy(own, k, k + p - first, start[first]!)
      k += p - first
    } else {
      while (p < count && oldOf[p] === old + p - first) p++
      copy(before, old, old + p - first, start[first]!)
    }
  }
  return columns
}

/**
 * The passes that passes name in `after`.
 * @returns undefined where a pass that stayed names one that is gone, or that now comes later
 */
export function joinAfter(before: PassColumns, own: PassColumns, oldOf: Int32Array, changes: ListChanges) {
  const start = joinStarts(before.afterStart, own.afterStart, oldOf)
  const passes = int32Array(start[oldOf.length]!)
  if (passes.length === 0) return { start, passes }
  let next = 0
  for (let p = 0; p < oldOf.length; p++) {
    const old = oldOf[p]!
    for (let k = start[p]!; k < start[p + 1]!; k++) {
      if (old < 0) passes[k] = own.after[next++]!
      else {
        const earlier = changes.newOf(before.after[before.afterStart[old]! + k - start[p]!]!)
        if (earlier < 0 || earlier >= p) return undefined
        passes[k] = earlier
      }
    }
  }
  return { start, passes }
}
