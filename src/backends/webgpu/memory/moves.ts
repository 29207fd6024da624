/**
 * Tables for the built-in kernels: byte-exact moves and fills, cut into pieces that one invocation or workgroup writes alone,
 * so that the kernels need no atomics. Typed arrays and integers throughout; regions become words and edge words here.
 *
 * A *word* entry moves whole destination words; where source and destination differ mod 4 the kernel shifts two source words
 * together. An *edge* entry is one destination word of which only some bytes change: all regions that end in that word share
 * the entry, so one invocation rewrites it.
 */
import { roundUp } from '../../../plan/multiples.ts'

export type Regions = readonly (readonly [from: number, to: number, size: number])[]

/** Words that one workgroup moves. */
const chunkWords = 4096
/** An edge byte that keeps its value. */
export const keepByte = 0xffff_ffff
const slack = 64 * 1024

/** A part of a move whose source and destination each lie within one range that can be bound. */
export interface MoveGroup {
  readonly fromBase: number
  readonly toBase: number
  /** Entries of 4: source word, destination word, count, shift in bits. */
  readonly words: Uint32Array
  /** Entries of 5: destination word, then the source byte of each of its bytes, or `keepByte`. */
  readonly edges: Uint32Array
}

/**
 * Start of the range that holds `at`, where a buffer of more than `windowBytes` is cut into overlapping ranges such that any
 * chunk lies within the one it starts in.
 */
const windowBase = (at: number, sizeBytes: number, windowBytes: number): number => {
  if (sizeBytes <= windowBytes) return 0
  const stride = windowBytes - slack
  return Math.floor(at / stride) * stride
}

interface OpenGroup {
  fromBase: number
  toBase: number
  words: number[]
  edges: number[]
  edgeAt: Map<number, number>
}

/** The tables of a move. Regions must not overlap on the destination side. O(regions + bytes moved / 16 KiB). */
export function moveTables(regions: Regions, fromBytes: number, toBytes: number, windowBytes: number): MoveGroup[] {
  const groups = new Map<string, OpenGroup>()
  const groupAt = (from: number, to: number): OpenGroup => {
    const fromBase = windowBase(from, fromBytes, windowBytes)
    const toBase = windowBase(to, toBytes, windowBytes)
    const key = `${fromBase}/${toBase}`
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { fromBase, toBase, words: [], edges: [], edgeAt: new Map() }))
    return group
  }
  const edge = (from: number, to: number, count: number) => {
    if (count <= 0) return
    const group = groupAt(from, to)
    const word = Math.floor((to - group.toBase) / 4)
    let at = group.edgeAt.get(word)
    if (at === undefined) {
      group.edgeAt.set(word, (at = group.edges.length))
      group.edges.push(word, keepByte, keepByte, keepByte, keepByte)
    }
    for (let i = 0; i < count; i++) group.edges[at + 1 + ((to + i) % 4)] = from + i - group.fromBase
  }
  for (const [from, to, size] of regions) {
    const end = to + size
    const firstWhole = roundUp(to, 4)
    const lastWhole = Math.floor(end / 4) * 4
    if (firstWhole >= lastWhole) {
      // There is no whole word, so there are at most two partial ones.
      const cut = Math.min(firstWhole, end)
      edge(from, to, cut - to)
      edge(from + cut - to, cut, end - cut)
      continue
    }
    edge(from, to, firstWhole - to)
    for (let at = firstWhole; at < lastWhole; at += chunkWords * 4) {
      const source = from + at - to
      const group = groupAt(source, at)
      const local = source - group.fromBase
      group.words.push(
        Math.floor(local / 4),
        (at - group.toBase) / 4,
        Math.min(chunkWords, (lastWhole - at) / 4),
        (local % 4) * 8,
      )
    }
    edge(from + lastWhole - to, lastWhole, end - lastWhole)
  }
  return [...groups.values()].map(({ fromBase, toBase, words, edges }) => ({
    fromBase,
    toBase,
    words: Uint32Array.from(words),
    edges: Uint32Array.from(edges),
  }))
}

export interface FillGroup {
  readonly base: number
  /** Entries of 4: first word, count, value, mask of the bits that change. */
  readonly entries: Uint32Array
}

/** The tables of a fill that writes byte (i mod 4) of `value` to byte i of the range. O(size / 16 KiB). */
export function fillTables(
  offset: number,
  size: number,
  value: number,
  sizeBytes: number,
  windowBytes: number,
): FillGroup[] {
  const groups = new Map<number, number[]>()
  const phase = offset % 4
  // Byte b of a destination word holds byte (b − phase) mod 4 of the value.
  const word = phase === 0 ? value : ((value << (8 * phase)) | (value >>> (32 - 8 * phase))) >>> 0
  const add = (at: number, words: number, mask: number) => {
    const base = windowBase(at, sizeBytes, windowBytes)
    let entries = groups.get(base)
    if (!entries) groups.set(base, (entries = []))
    entries.push((at - base) / 4, words, word, mask)
  }
  const bits = (from: number, to: number): number => {
    let mask = 0
    for (let b = from; b < to; b++) mask |= 0xff << (8 * b)
    return mask >>> 0
  }
  const end = offset + size
  for (let at = offset - phase; at < end;) {
    const from = Math.max(0, offset - at)
    const to = Math.min(4, end - at)
    if (from > 0 || to < 4) {
      add(at, 1, bits(from, to))
      at += 4
    } else {
      const words = Math.min(chunkWords, Math.floor((end - at) / 4))
      add(at, words, 0xffff_ffff)
      at += words * 4
    }
  }
  return [...groups].map(([base, entries]) => ({ base, entries: Uint32Array.from(entries) }))
}

/**
 * Aligned ranges of the source that cover `regions`, copied to scratch memory one after the other, and the regions relative to
 * there.
 */
export interface Gathered {
  /** [source offset, scratch offset, size], all multiples of 4. */
  readonly copies: Regions
  readonly regions: Regions
  readonly sizeBytes: number
}

/** Ranges closer than this are copied together. */
const gapBytes = 1024

/** Gathers regions in scratch memory from `base` on. O(n log n). */
export function gather(regions: Regions, base: number): Gathered {
  const order = regions.map((_, i) => i).sort((a, b) => regions[a]![0] - regions[b]![0] || a - b)
  const copies: [number, number, number][] = []
  const moved: (readonly [number, number, number])[] = Array.from({ length: regions.length })
  let sizeBytes = 0
  for (const i of order) {
    const [from, to, size] = regions[i]!
    const begin = Math.floor(from / 4) * 4
    const end = roundUp(from + size, 4)
    let last = copies.at(-1)
    if (!last || begin > last[0] + last[2] + gapBytes) copies.push((last = [begin, base + sizeBytes, 0]))
    last[2] = Math.max(last[2], end - last[0])
    sizeBytes = last[1] + last[2] - base
    moved[i] = [last[1] + from - last[0], to, size]
  }
  return { copies, regions: moved, sizeBytes }
}
