/**
 * After idealloc (Lamprakos et al., Futureproof Static Memory Planning, 2025), which makes the boxing of Buchsbaum et al. (OPT versus LOAD in
 * dynamic storage allocation, STOC 2003) practical; our own writing, simplified: blocks of one size class that live together are boxed, boxes
 * become blocks of the next class, the last ones are coloured as intervals. The order of the offsets so found is then laid
 * by best fit without the boxes. Repeated with random critical moments; the best is kept.
 */
import type { PlacementBlock } from '../../src/planner/place/solver/index.ts'
import type { Random } from '../../test/planner/place/solver/support/random.ts'
import { layInOrder, peakOf } from './lay.ts'

const ROUNDS = 20

/** Size classes grow by this. */
const GROWTH = 1.5

/** A box of blocks, or of boxes, that lie on each other. */
interface Box {
  start: number
  end: number
  height: number
  parts: readonly (Box | number)[]
}

export function ideallocOffsets(blocks: readonly PlacementBlock[], random: Random): Float64Array {
  let best: Float64Array | null = null
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const rank = new Float64Array(blocks.length)
    stack(boxAll(blocks, random), (block, offset) => (rank[block] = offset))
    const order = Array.from(blocks.keys()).sort((a, b) => rank[a]! - rank[b]! || a - b)
    const offsets = layInOrder(blocks, order, 'best')
    const peak = peakOf(blocks, offsets)
    if (peak < least) {
      least = peak
      best = offsets
    }
  }
  return best ?? new Float64Array()
}

/** Boxes of one height. */
function boxAll(blocks: readonly PlacementBlock[], random: Random): Box[] {
  let boxes: Box[] = blocks.map(({ start, end, sizeBytes }, i) => ({ start, end, height: sizeBytes, parts: [i] }))
  for (let limit = boxes.reduce((most, box) => Math.min(most, box.height), Infinity); ; limit *= GROWTH) {
    const small = boxes.filter((box) => box.height <= limit)
    const large = boxes.filter((box) => box.height > limit)
    if (large.length === 0) return small.map((box) => ({ ...box, height: limit }))
    boxes = [...large, ...boxClass(small, limit, Math.ceil(limit * GROWTH), random)]
  }
}

/** Blocks of heights up to `height` in boxes of `boxHeight`: those alive at a critical moment by their ends, the others on either side of it. */
function boxClass(parts: readonly Box[], height: number, boxHeight: number, random: Random): Box[] {
  if (parts.length === 0) return []
  const moment = random.pick(parts).start
  const across = parts.filter((part) => part.start <= moment && moment < part.end).sort((a, b) => a.end - b.end)
  const boxes: Box[] = []
  const perBox = Math.max(1, Math.floor(boxHeight / height))
  for (let k = 0; k < across.length; k += perBox) {
    const inside = across.slice(k, k + perBox)
    const start = inside.reduce((least, part) => Math.min(least, part.start), Infinity)
    const end = inside.reduce((most, part) => Math.max(most, part.end), -Infinity)
    boxes.push({ start, end, height: boxHeight, parts: inside })
  }
  const before = parts.filter((part) => part.end <= moment)
  const after = parts.filter((part) => part.start > moment)
  return [...boxes, ...boxClass(before, height, boxHeight, random), ...boxClass(after, height, boxHeight, random)]
}

/** Boxes of one height as intervals coloured greedily in order of start, which is optimal; `tell` learns where each block would lie. */
function stack(boxes: readonly Box[], tell: (block: number, offset: number) => void): void {
  const freeFrom: number[] = []
  const unpack = (part: Box | number, offset: number): void => {
    if (typeof part === 'number') tell(part, offset)
    else {
      let at = offset
      for (const inner of part.parts) {
        unpack(inner, at)
        at += typeof inner === 'number' ? 0 : inner.height
      }
    }
  }
  for (const box of [...boxes].sort((a, b) => a.start - b.start)) {
    let slot = freeFrom.findIndex((end) => end <= box.start)
    if (slot < 0) slot = freeFrom.push(0) - 1
    freeFrom[slot] = box.end
    unpack(box, slot * box.height)
  }
}
