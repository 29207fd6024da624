/**
 * Tables for the scatter kernel: regions cut into pieces that one workgroup copies, grouped by the windows of memory that one
 * binding can cover. Typed arrays of integers; offsets are relative to the bound windows, and so below 2^32.
 */
import type { CommandOf } from '../../../plan/document.ts'

export interface ScatterTable {
  /** Offsets at which the windows start. */
  readonly fromBase: number
  readonly toBase: number
  /** From, to, bytes and 0 for each piece. */
  readonly words: Uint32Array
}

/** Bytes that one workgroup copies: enough to be worth a workgroup, and few enough that a large region keeps the device busy. */
const pieceBytes = 16 * 1024
/** Alignment at which pieces end in the destination, so that only the ends of a region are unaligned. */
const blockBytes = 16

/** The tables of a scatter command. O(pieces). */
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
