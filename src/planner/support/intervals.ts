/**
 * Byte intervals as integers, so that hot loops of the planner sweep over elementary segments and not over bytes.
 *
 * All accesses to one group (an instance, a version, a heap) are known before the sweep. Their ends are sorted once and
 * numbered, an access is a range of segment numbers, and the segments that exist at a time are a set of integers with fast
 * neighbour queries. Every sweep costs O(segments touched · log₃₂ n).
 */
import { float64Array, int32Array } from '../../graph/typed-arrays.ts'
import { handBack } from './reused-memory.ts'
import { lowestBit, onesIn } from './bits.ts'
import { IntegerSet } from './integer-set.ts'

/** Intervals as ranges of segments. */
export interface CompressedIntervals {
  /** Segments of group g are `groupStart[g] … groupStart[g + 1]`; its last boundary ends the last segment. */
  readonly groupStart: Int32Array
  /** Byte position of each boundary. */
  readonly position: Float64Array
  /** First segment of each access, and the one after its last. */
  readonly first: Int32Array
  readonly last: Int32Array
}

/**
 * Numbers the ends of all intervals, group by group. O(n log n), and O(n) for groups whose ends are close together.
 *
 * @param group group of each interval, 0 … groupCount − 1, or −1 to leave it out
 */
export function compressIntervals(
  group: Int32Array,
  begin: Float64Array,
  end: Float64Array,
  groupCount: number,
): CompressedIntervals {
  const n = group.length
  const start = int32Array(groupCount + 1)
  for (let i = 0; i < n; i++) if (group[i]! >= 0) start[group[i]! + 1]! += 1
  for (let g = 0; g < groupCount; g++) start[g + 1]! += start[g]!
  const members = int32Array(start[groupCount]!)
  // Until a group is numbered: how many of its members are listed, then whether it is uniform.
  const groupStart = int32Array(groupCount + 1)
  for (let i = 0; i < n; i++) {
    const g = group[i]!
    if (g >= 0) members[start[g]! + groupStart[g]!++] = i
  }
  const position = float64Array(markUniform(groupStart, start, members, begin, end))
  const first = int32Array(n)
  const last = int32Array(n)
  const columns: Columns = { members, begin, end, position, first, last }
  let words = int32Array(0)
  let count = 0
  for (let g = 0; g < groupCount; g++) {
    const from = start[g]!
    const to = start[g + 1]!
    const isUniform = groupStart[g] === 1
    groupStart[g] = count
    if (from === to) continue
    if (isUniform) {
      count = numberUniform(columns, from, to, count)
      continue
    }
    const range = denseRange(members, from, to, begin, end)
    if (range.cells > cellsEach * (to - from)) {
      count = numberSorted(columns, from, to, count)
      continue
    }
    const length = wordsOf(range)
    if (length > words.length) {
      handBack(words)
      words = int32Array(Math.max(length, words.length * 2))
    }
    count = numberDense(columns, from, to, range, words, count)
  }
  groupStart[groupCount] = count
  handBack(start, members, words)
  return { groupStart, position: count === position.length ? position : position.subarray(0, count), first, last }
}

/** The segments of all groups that have a 1 in `isMarked`. */
export function segmentsOf({ groupStart, position }: CompressedIntervals, isMarked: Uint8Array): IntegerSet {
  const segments = new IntegerSet(position.length + 1)
  for (let g = 0; g + 1 < groupStart.length; g++)
    if (isMarked[g] === 1) for (let s = groupStart[g]!; s < groupStart[g + 1]! - 1; s++) segments.add(s)
  return segments
}

/** Columns that the numbering of a group reads and writes. The members of a group stand side by side. */
interface Columns {
  readonly members: Int32Array
  readonly begin: Float64Array
  readonly end: Float64Array
  readonly position: Float64Array
  readonly first: Int32Array
  readonly last: Int32Array
}

/** Ends intervals that nothing uses any more. */
export const handBackIntervals = ({ groupStart, position, first, last }: CompressedIntervals): void =>
  handBack(groupStart, position, first, last)

/** Marks groups: 1 where all members have the same ends, else 0. @returns the most boundaries that all groups have together */
function markUniform(
  mark: Int32Array,
  start: Int32Array,
  members: Int32Array,
  begin: Float64Array,
  end: Float64Array,
): number {
  let boundaries = 0
  for (let g = 0; g + 1 < start.length; g++) {
    const from = start[g]!
    const to = start[g + 1]!
    if (from === to) continue
    const b0 = begin[members[from]!]!
    const e0 = end[members[from]!]!
    let m = from + 1
    while (m < to && begin[members[m]!] === b0 && end[members[m]!] === e0) m++
    mark[g] = m === to ? 1 : 0
    boundaries += m === to ? 2 : 2 * (to - from)
  }
  return boundaries
}

/** Most cells per member of a group for counting, which take as much memory as four numbers; sorting is faster beyond. */
const cellsEach = 64

/** The ends of one group in units of the largest power of two that divides all of them. */
interface DenseRange {
  readonly low: number
  readonly unit: number
  /** Numbers between the least and the greatest end, both included. */
  readonly cells: number
}

function denseRange(members: Int32Array, from: number, to: number, begin: Float64Array, end: Float64Array): DenseRange {
  let low = Infinity
  let high = -Infinity
  // The bits of all ends, joined. Bits above 2^32 do not affect the power of two that divides the ends.
  let bits = 0
  for (let m = from; m < to; m++) {
    const b = begin[members[m]!]!
    const e = end[members[m]!]!
    if (b < low) low = b
    if (e > high) high = e
    bits |= b | e
  }
  const unit = bits === 0 ? 2 ** 31 : (bits & -bits) >>> 0
  return { low, unit, cells: (high - low) / unit + 1 }
}

/** Words that `numberDense` needs. */
const wordsOf = ({ cells }: DenseRange): number => 2 * Math.ceil(cells / 32)

/** Numbers the ends of a group whose members all have the same. @returns the number after the last one */
function numberUniform(
  { members, begin, end, position, first, last }: Columns,
  from: number,
  to: number,
  count: number,
): number {
  position[count] = begin[members[from]!]!
  position[count + 1] = end[members[from]!]!
  for (let m = from; m < to; m++) {
    first[members[m]!] = count
    last[members[m]!] = count + 1
  }
  return count + 2
}

/** Numbers the ends of a group by sorting them where the boundaries are to stand, of which there are no more. @returns the number after the last one */
function numberSorted(
  { members, begin, end, position, first, last }: Columns,
  from: number,
  to: number,
  base: number,
): number {
  const stop = base + (to - from) * 2
  for (let m = from; m < to; m++) {
    position[base + (m - from) * 2] = begin[members[m]!]!
    position[base + (m - from) * 2 + 1] = end[members[m]!]!
  }
  position.subarray(base, stop).sort()
  let count = base
  for (let k = base; k < stop; k++)
    if (k === base || position[k] !== position[count - 1]) position[count++] = position[k]!
  for (let m = from; m < to; m++) {
    first[members[m]!] = lowerBound(position, base, count, begin[members[m]!]!)
    last[members[m]!] = lowerBound(position, base, count, end[members[m]!]!)
  }
  return count
}

/**
 * Numbers the ends of a group by counting: a bit for each cell, and for every 32 of them the number of those before.
 *
 * @param words zeros, `wordsOf(range)` of them at least, which they are again in the end
 * @returns the number after the last one
 */
function numberDense(
  { members, begin, end, position, first, last }: Columns,
  from: number,
  to: number,
  range: DenseRange,
  words: Int32Array,
  count: number,
): number {
  const { low, unit } = range
  // A power of two: exact.
  const cellsPerByte = 1 / unit
  const length = wordsOf(range)
  for (let m = from; m < to; m++) {
    const beginCell = (begin[members[m]!]! - low) * cellsPerByte
    const endCell = (end[members[m]!]! - low) * cellsPerByte
    words[(beginCell >>> 5) << 1]! |= 1 << beginCell
    words[(endCell >>> 5) << 1]! |= 1 << endCell
  }
  for (let w = 0; w < length; w += 2) {
    words[w + 1] = count
    for (let rest = words[w]!; rest !== 0; rest &= rest - 1)
      position[count++] = low + ((w << 4) + lowestBit(rest)) * unit
  }
  for (let m = from; m < to; m++) {
    first[members[m]!] = numberOf(words, (begin[members[m]!]! - low) * cellsPerByte)
    last[members[m]!] = numberOf(words, (end[members[m]!]! - low) * cellsPerByte)
  }
  if (length > 16) words.fill(0, 0, length)
  else for (let w = 0; w < length; w++) words[w] = 0
  return count
}

const numberOf = (words: Int32Array, cell: number): number => {
  const w = (cell >>> 5) << 1
  return words[w + 1]! + onesIn(words[w]! & ((1 << cell) - 1))
}

/** First index in [from, to) whose value is at least `wanted`. */
export function lowerBound(values: Float64Array, from: number, to: number, wanted: number): number {
  while (from < to) {
    const middle = (from + to) >>> 1
    if (values[middle]! < wanted) from = middle + 1
    else to = middle
  }
  return from
}

/**
 * Segments that are split and merged during a sweep. Segment i reaches from boundary i to the next member's boundary. Callers
 * keep per-segment state in arrays indexed by i, and copy it when a segment is split.
 */
export class SegmentSet {
  readonly starts: IntegerSet

  /** Starts with one segment per group. */
  constructor(intervals: CompressedIntervals) {
    const boundaries = intervals.position.length
    this.starts = new IntegerSet(boundaries + 1)
    for (let g = 0; g + 1 < intervals.groupStart.length; g++) {
      if (intervals.groupStart[g]! < intervals.groupStart[g + 1]!) this.starts.add(intervals.groupStart[g]!)
    }
  }

  /** Makes boundary b the start of a segment. Returns the segment that was split, or −1 where b was a start already. */
  split(boundary: number): number {
    if (this.starts.has(boundary)) return -1
    const from = this.starts.atOrBelow(boundary)
    this.starts.add(boundary)
    return from
  }

  /** The start of the segment after `segment`; −1 for none. */
  next(segment: number): number {
    return this.starts.next(segment)
  }

  /** Merges everything from segment `first` up to boundary `end` into one segment. Both must be segment starts or group ends. */
  merge(first: number, end: number): void {
    for (let s = this.starts.next(first); s >= 0 && s < end; s = this.starts.next(s)) this.starts.delete(s)
  }
}
