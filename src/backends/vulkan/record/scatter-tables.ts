/**
 * Tables for the scatter kernel: regions cut into pieces that one workgroup moves, and sorted by the windows of memory that one
 * binding can show. Typed arrays and plain integers; offsets in a table are those of the bound windows, below 2^32.
 */
import type { CommandOf } from '../../../plan/document.ts'

export interface ScatterTable {
  /** Where the windows start. */
  readonly fromBase: number
  readonly toBase: number
  /** (from, to, bytes, 0) of each piece. */
  readonly words: Uint32Array
}

/** Bytes that one workgroup moves: enough to be worth a workgroup, few enough that a large region keeps the device busy. */
const pieceBytes = 16 * 1024
/** Pieces end on these in the destination, so that only the ends of a region are ragged. */
const blockBytes = 16

/** O(pieces). */
export function scatterTables(
  regions: CommandOf<'scatter'>['regions'],
  fromBytes: number,
  toBytes: number,
  windowBytes: number,
): ScatterTable[] {
  const stepBytes = Math.floor(windowBytes / 2 / 256) * 256
  const base = (at: number, sizeBytes: number): number =>
    sizeBytes <= windowBytes ? 0 : Math.floor(at / stepBytes) * stepBytes
  const tables = new Map<string, { fromBase: number; toBase: number; words: number[] }>()
  let open: { fromBase: number; toBase: number; words: number[] } | undefined
  for (const [fromOffset, toOffset, size] of regions) {
    for (let at = 0; at < size;) {
      const to = toOffset + at
      const bytes = Math.min(size - at, pieceBytes - (to % blockBytes))
      const fromBase = base(fromOffset + at, fromBytes)
      const toBase = base(to, toBytes)
      if (open?.fromBase !== fromBase || open.toBase !== toBase) {
        const key = `${fromBase} ${toBase}`
        open = tables.get(key) ?? { fromBase, toBase, words: [] }
        tables.set(key, open)
      }
      open.words.push(fromOffset + at - fromBase, to - toBase, bytes, 0)
      at += bytes
    }
  }
  return [...tables.values()].map(({ fromBase, toBase, words }) => ({
    fromBase,
    toBase,
    words: Uint32Array.from(words),
  }))
}
