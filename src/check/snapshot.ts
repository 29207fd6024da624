/**
 * Symbolic contents of a region: its bytes in tight order, as pieces of values.
 *
 * Regions are `Runs`: flat lists of address and length in tight order (one run for a buffer range, rows for a texture).
 * Memories and snapshots both say "value, difference": the byte at x is byte x + difference of the value. Patterns and undefined
 * bytes have difference 0.
 */
import type { IntervalMap } from './interval-map.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

/** [address, length, address, length, …] */
export type Runs = readonly number[]

/** Triples [begin, value, difference], ascending from begin 0; `size` bytes in all. */
export interface Snapshot {
  readonly size: number
  readonly pieces: readonly number[]
}

export function runsSize(runs: Runs): number {
  let size = 0
  for (let i = 1; i < runs.length; i += 2) size += runs[i]!
  return size
}

/** Bytes index … index + size of one value. */
export const whole = (value: number, size: number, index = 0): Snapshot => ({
  size,
  pieces: size === 0 ? [] : [0, value, index],
})

export function read(memory: IntervalMap, runs: Runs, values: ValueTable): Snapshot {
  const pieces: number[] = []
  let at = 0
  for (let i = 0; i < runs.length; i += 2) {
    const address = runs[i]!
    const length = runs[i + 1]!
    const moved = at - address
    memory.visit(address, address + length, (begin, _end, value, difference) =>
      push(pieces, begin + moved, values.moved(value, moved), values.isPlain(value) ? difference - moved : 0),
    )
    at += length
  }
  return { size: at, pieces }
}

export function write(memory: IntervalMap, runs: Runs, content: Snapshot, values: ValueTable): void {
  let at = 0
  let piece = 0
  for (let i = 0; i < runs.length; i += 2) {
    const address = runs[i]!
    const stop = at + runs[i + 1]!
    const moved = address - at
    while (at < stop) {
      const end = Math.min(stop, pieceEnd(content, piece))
      const value = content.pieces[piece + 1]!
      const difference = values.isPlain(value) ? content.pieces[piece + 2]! - moved : 0
      memory.assign(at + moved, end + moved, values.moved(value, moved), difference)
      if (end === pieceEnd(content, piece)) piece += 3
      at = end
    }
  }
}

/** Where two contents first differ, with both sides there. */
export interface Difference {
  readonly begin: number
  readonly end: number
  readonly expected: string
  readonly found: string
}

/** First byte at which `found` is not what is expected; undefined expected bytes may be anything. */
export function firstDifference(expected: Snapshot, found: Snapshot, values: ValueTable): Difference | undefined {
  let e = 0
  let f = 0
  let at = 0
  while (at < expected.size) {
    const end = Math.min(pieceEnd(expected, e), pieceEnd(found, f))
    const wanted = expected.pieces[e + 1]!
    const got = found.pieces[f + 1]!
    const sameValue = wanted === got && expected.pieces[e + 2] === found.pieces[f + 2]
    if (!sameValue && wanted !== UNDEFINED && !values.samePatternBytes(wanted, got, at, end)) {
      return {
        begin: at,
        end,
        expected: values.describe(wanted, at + expected.pieces[e + 2]!, end - at),
        found: values.describe(got, at + found.pieces[f + 2]!, end - at),
      }
    }
    if (end === pieceEnd(expected, e)) e += 3
    if (end === pieceEnd(found, f)) f += 3
    at = end
  }
  return undefined
}

const pieceEnd = (content: Snapshot, piece: number): number => content.pieces[piece + 3] ?? content.size

function push(pieces: number[], begin: number, value: number, difference: number): void {
  const last = pieces.length - 3
  if (last >= 0 && pieces[last + 1] === value && pieces[last + 2] === difference) return
  pieces.push(begin, value, difference)
}
