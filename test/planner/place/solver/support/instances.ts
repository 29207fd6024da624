/** Instances for tests and benches, all seeded: perfect packings with a planted optimum, frame-graph-like, large traces. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PlacementBlock, PlacementProblem } from '../../../../../src/planner/place/solver/index.ts'
import { Random } from './random.ts'

/** Where the public hard instances lie, relative to the repository; they are no part of it. */
const HARD_FOLDER = fileURLToPath(new URL('../../../../../../shared/data/placement/', import.meta.url))

export interface HardInstance {
  name: string
  capBytes: number
  blocks: PlacementBlock[]
}

/** The public hard instances beside the repository, or null where they are absent. */
export function hardInstances(): HardInstance[] | null {
  if (!existsSync(HARD_FOLDER)) return null
  return readdirSync(HARD_FOLDER)
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .map((file) => {
      const rows = readFileSync(HARD_FOLDER + file, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
      const blocks = rows.map((row) => {
        const [, start, end, sizeBytes] = row.split(',').map(Number) as [number, number, number, number]
        return { start, end, sizeBytes }
      })
      return { name: file.split('.')[0]!, capBytes: Number(file.split('.')[1]), blocks }
    })
}

type Rectangle = [left: number, bottom: number, right: number, top: number]

/**
 * A square of `side` cut into `count` rectangles, so that a placement of height `side` exists without a gap: straight cuts, and with
 * `pinwheels` also cuts into five around a middle, which no straight cuts can make.
 */
export function plantedPacking(count: number, seed: number, pinwheels: boolean, side = 1000): PlacementBlock[] {
  const random = new Random(seed)
  const pieces: Rectangle[] = [[0, 0, side, side]]
  const area = ([left, bottom, right, top]: Rectangle): number => (right - left) * (top - bottom)
  while (pieces.length < count) {
    let at = random.next() * side * side
    let k = 0
    while (k < pieces.length - 1 && (at -= area(pieces[k]!)) >= 0) k++
    const [left, bottom, right, top] = pieces[k]!
    const isPinwheel = pinwheels && random.chance(0.6) && pieces.length + 4 <= count
    if (isPinwheel && right - left >= 3 && top - bottom >= 3) {
      const x1 = random.int(left + 1, right - 2)
      const x2 = random.int(x1 + 1, right - 1)
      const y1 = random.int(bottom + 1, top - 2)
      const y2 = random.int(y1 + 1, top - 1)
      pieces.splice(k, 1, [left, bottom, x2, y1], [x2, bottom, right, y2], [x1, y2, right, top], [left, y1, x1, top])
      pieces.push([x1, y1, x2, y2])
      continue
    }
    const upright = random.chance(0.5)
    if (upright ? right - left < 2 : top - bottom < 2) continue
    if (upright) {
      const x = random.int(left + 1, right - 1)
      pieces.splice(k, 1, [left, bottom, x, top], [x, bottom, right, top])
    } else {
      const y = random.int(bottom + 1, top - 1)
      pieces.splice(k, 1, [left, bottom, right, y], [left, y, right, top])
    }
  }
  return random.shuffle(pieces.map(([start, bottom, end, top]) => ({ start, end, sizeBytes: top - bottom })))
}

/**
 * Resources of a frame: render targets of a screen size and its fractions, and buffers, written in one pass and read in the few after, some kept
 * for half the frame. All aligned to 64 KiB; sizes rounded up to that or as they come.
 */
export function frameGraphLike(count: number, seed: number, rounded: boolean): PlacementBlock[] {
  const random = new Random(seed)
  const passes = Math.max(8, Math.floor(count / random.pick([1, 1.5, 2, 3])))
  const width = random.pick([1280, 1920, 2560, 3840])
  const height = (width * 9) / 16
  return Array.from({ length: count }, () => {
    const start = random.int(0, passes - 1)
    const life = random.chance(0.15) ? random.int(5, Math.max(6, passes >> 1)) : random.int(1, 5)
    const divisor = random.pick([1, 1, 1, 2, 2, 4, 8, 16])
    const texelBytes = random.pick([1, 2, 4, 4, 8, 16])
    let sizeBytes = Math.max(256, Math.floor(width / divisor) * Math.floor(height / divisor) * texelBytes)
    if (random.chance(0.2)) sizeBytes = random.int(1, 4096) * 256
    if (rounded) sizeBytes = Math.ceil(sizeBytes / 65_536) * 65_536
    return { start, end: Math.min(passes, start + life), sizeBytes, alignment: 65_536 }
  })
}

/** A frame of resources of which a `share` is uploaded side by side: groups of 2 to 6 that begin together and end when they like. */
export function groupedFrame(count: number, seed: number, share: number): PlacementProblem {
  const random = new Random(seed)
  const blocks = frameGraphLike(count, seed, true).map((block) => ({
    ...block,
    alignment: 256,
    sizeBytes: random.chance(0.5) ? random.int(1, 4096) * 256 : block.sizeBytes,
  }))
  const last = Math.max(...blocks.map((block) => block.end))
  const groups: number[][] = []
  const groupedCount = Math.floor(count * share)
  for (let next = 0; next + 6 < groupedCount;) {
    const { start } = blocks[next]!
    const first = next
    const group = Array.from({ length: random.int(2, 6) }, (_, k) => first + k)
    next += group.length
    for (const member of group) {
      const block = blocks[member]!
      const end = Math.max(start + 1, Math.min(last, start + block.end - block.start))
      blocks[member] = { ...block, start, end, sizeBytes: random.int(1, 4096) * 256 }
    }
    groups.push(group)
  }
  return { blocks, groups }
}

/** A frame of resources of which some that begin soon after each other must lie in different heaps. */
export function apartFrame(count: number, seed: number): PlacementProblem {
  const random = new Random(seed)
  const blocks = frameGraphLike(count, seed, true).map((block) => ({ ...block, alignment: 256 }))
  const byStart = Array.from(blocks.keys()).sort((a, b) => blocks[a]!.start - blocks[b]!.start)
  const apart: [number, number][] = []
  for (let k = 4; k < count; k++) {
    if (random.chance(0.5)) apart.push([byStart[k - random.int(1, 4)]!, byStart[k]!])
  }
  return { blocks, apart }
}

/** A long trace of short-lived blocks; `longShare` of them live up to half the trace. */
export function largeTrace(count: number, seed: number, longShare = 0, alignment = 1): PlacementBlock[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => {
    const start = random.int(0, count)
    const life = random.chance(longShare) ? random.int(1, count >> 1) : random.int(1, 40)
    const sizeBytes = random.chance(0.5) ? 2 ** random.int(4, 20) : random.int(1, 4096) * 64
    return { start, end: start + life, sizeBytes, alignment }
  })
}
