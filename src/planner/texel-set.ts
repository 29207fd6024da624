/**
 * A set of rectangles of one layer, exact to the block of texels: what of it holds something.
 *
 * A tree that halves the layer where a rectangle lies in one half, and cuts it along the rectangle where not; parts that are
 * alike on both sides are one again. So depth is O(log width + log height), a tile of an atlas is a few nodes, and a layer
 * that is full is one. Rectangles that cross cost what they are cut into.
 */

/** 0: nothing of it; 1: all of it. */
export type TexelSet = 0 | 1 | Split

interface Split {
  /** 0: x, 1: y. */
  readonly axis: 0 | 1
  readonly at: number
  low: TexelSet
  high: TexelSet
}

export interface Rectangle {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** The set with (`value` 1) or without (0) a rectangle. `frame` is the layer. The set given is used up. */
export function assign(set: TexelSet, frame: Rectangle, box: Rectangle, value: 0 | 1): TexelSet {
  if (set === value || box.x0 >= frame.x1 || box.x1 <= frame.x0 || box.y0 >= frame.y1 || box.y1 <= frame.y0) return set
  if (box.x0 <= frame.x0 && box.x1 >= frame.x1 && box.y0 <= frame.y0 && box.y1 >= frame.y1) return value
  const split = typeof set === 'number' ? splitFor(set, frame, box) : set
  split.low = assign(split.low, lowOf(frame, split), box, value)
  split.high = assign(split.high, highOf(frame, split), box, value)
  return split.low === split.high && typeof split.low === 'number' ? split.low : split
}

/** The part of `box` that is missing in the set and comes first, row by row; undefined where all of it is there. */
export function firstMissing(set: TexelSet, frame: Rectangle, box: Rectangle): Rectangle | undefined {
  if (set === 1) return undefined
  const part = {
    x0: Math.max(frame.x0, box.x0),
    y0: Math.max(frame.y0, box.y0),
    x1: Math.min(frame.x1, box.x1),
    y1: Math.min(frame.y1, box.y1),
  }
  if (part.x0 >= part.x1 || part.y0 >= part.y1) return undefined
  if (set === 0) return part
  const low = firstMissing(set.low, lowOf(frame, set), box)
  const high = firstMissing(set.high, highOf(frame, set), box)
  if (!low || !high) return low ?? high
  return high.y0 < low.y0 ? high : low
}

function splitFor(set: 0 | 1, frame: Rectangle, box: Rectangle): Split {
  const middleX = (frame.x0 + frame.x1) >> 1
  const middleY = (frame.y0 + frame.y1) >> 1
  const besideX = middleX > frame.x0 && (box.x1 <= middleX || box.x0 >= middleX)
  const besideY = middleY > frame.y0 && (box.y1 <= middleY || box.y0 >= middleY)
  const wide = frame.x1 - frame.x0 >= frame.y1 - frame.y0
  if (besideX && (wide || !besideY)) return { axis: 0, at: middleX, low: set, high: set }
  if (besideY) return { axis: 1, at: middleY, low: set, high: set }
  if (box.y0 > frame.y0) return { axis: 1, at: box.y0, low: set, high: set }
  if (box.y1 < frame.y1) return { axis: 1, at: box.y1, low: set, high: set }
  return { axis: 0, at: box.x0 > frame.x0 ? box.x0 : box.x1, low: set, high: set }
}

const lowOf = ({ x0, y0, x1, y1 }: Rectangle, { axis, at }: Split): Rectangle =>
  axis === 0 ? { x0, y0, x1: at, y1 } : { x0, y0, x1, y1: at }
const highOf = ({ x0, y0, x1, y1 }: Rectangle, { axis, at }: Split): Rectangle =>
  axis === 0 ? { x0: at, y0, x1, y1 } : { x0, y0: at, x1, y1 }
