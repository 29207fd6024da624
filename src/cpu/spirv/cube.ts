/**
 * Cube textures: a direction is a face and a place on it, by the table of the Vulkan specification ("Cube Map Face Selection").
 * Filters reach over the edges of a face to the faces beside it. Where three faces meet there is no fourth texel: the other three
 * share its weight.
 */
import type { Coordinate, Image } from './images.ts'

/** Component of a direction that each axis of a face follows, with its sign: across, down, and out of the face. */
const faces: readonly (readonly [s: Axis, t: Axis, out: Axis])[] = [
  [
    [2, -1],
    [1, -1],
    [0, 1],
  ],
  [
    [2, 1],
    [1, -1],
    [0, -1],
  ],
  [
    [0, 1],
    [2, 1],
    [1, 1],
  ],
  [
    [0, 1],
    [2, -1],
    [1, -1],
  ],
  [
    [0, 1],
    [1, -1],
    [2, 1],
  ],
  [
    [0, -1],
    [1, -1],
    [2, -1],
  ],
]
type Axis = readonly [component: 0 | 1 | 2, sign: 1 | -1]

const component = (value: Coordinate, i: number): number => (value as readonly number[])[i]!
const along = (value: Coordinate, [at, sign]: Axis): number => sign * component(value, at)

/** The face by the largest component; of equal ones, z goes before y, and y before x. */
function faceOf(direction: Coordinate): number {
  const [x, y, z] = [
    Math.abs(component(direction, 0)),
    Math.abs(component(direction, 1)),
    Math.abs(component(direction, 2)),
  ]
  const axis = z >= x && z >= y ? 2 : y >= x ? 1 : 0
  return 2 * axis + (component(direction, axis) < 0 ? 1 : 0)
}

/** Texels that a filter reads, with their weights; `slice` counts faces from the view's first layer. Reused: read before the next. */
export interface CubeTaps {
  count: number
  readonly x: Int32Array
  readonly y: Int32Array
  readonly slice: Int32Array
  readonly weight: Float64Array
}
const taps: CubeTaps = {
  count: 0,
  x: new Int32Array(4),
  y: new Int32Array(4),
  slice: new Int32Array(4),
  weight: new Float64Array(4),
}
const beside = [0, 0, 0]

/** Sets tap `i` to a texel whose place may be one outside of the face, on one axis or both. */
function setTap(i: number, face: number, firstSlice: number, x: number, y: number, size: number): void {
  if (x >= 0 && x < size && y >= 0 && y < size) {
    taps.x[i] = x
    taps.y[i] = y
    taps.slice[i] = firstSlice + face
    return
  }
  // At a corner, the texel beside the one above or below it: its weight is the others'.
  const isCorner = (x < 0 || x >= size) && (y < 0 || y >= size)
  const row = isCorner ? Math.min(Math.max(y, 0), size - 1) : y
  const [s, t, out] = faces[face]!
  beside[s[0]] = (s[1] * (2 * x + 1 - size)) / size
  beside[t[0]] = (t[1] * (2 * row + 1 - size)) / size
  beside[out[0]] = out[1]
  const other = faceOf(beside)
  const [os, ot, oOut] = faces[other]!
  const length = along(beside, oOut)
  taps.x[i] = texelAt(along(beside, os) / length, size)
  taps.y[i] = texelAt(along(beside, ot) / length, size)
  taps.slice[i] = firstSlice + other
}

const texelAt = (place: number, size: number): number =>
  Math.min(Math.max(Math.floor(((place + 1) / 2) * size), 0), size - 1)

/** The texels of a direction: one, or with `linear` four, the upper row first. */
export function cubeTaps(image: Image, direction: Coordinate, layer: number, level: number, linear: boolean): CubeTaps {
  const size = image.size(level)[0]!
  const face = faceOf(direction)
  const [s, t, out] = faces[face]!
  const length = along(direction, out)
  const [u, v] = [along(direction, s) / length, along(direction, t) / length]
  const firstSlice = layer * 6
  taps.count = linear ? 4 : 1
  // A direction of no length, or of what are no numbers, reads the first texel.
  if (!Number.isFinite(u + v) || !linear) {
    taps.x[0] = Number.isFinite(u) ? texelAt(u, size) : 0
    taps.y[0] = Number.isFinite(v) ? texelAt(v, size) : 0
    taps.slice[0] = firstSlice + face
    taps.weight.fill(0)
    taps.weight[0] = 1
    taps.count = 1
    return taps
  }
  const [x, y] = [((u + 1) / 2) * size - 0.5, ((v + 1) / 2) * size - 0.5]
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [fx, fy] = [x - left, y - top]
  for (let i = 0; i < 4; i++) {
    setTap(i, face, firstSlice, left + (i & 1), top + (i >> 1), size)
    taps.weight[i] = (i & 1 ? fx : 1 - fx) * (i >> 1 ? fy : 1 - fy)
  }
  shareCorner(left, top, size)
  return taps
}

function shareCorner(left: number, top: number, size: number): void {
  const column = left < 0 ? 0 : left + 1 >= size ? 1 : -1
  const row = top < 0 ? 0 : top + 1 >= size ? 1 : -1
  if (column < 0 || row < 0) return
  const corner = column + 2 * row
  const share = taps.weight[corner]! / 3
  for (let i = 0; i < 4; i++) taps.weight[i] = i === corner ? 0 : taps.weight[i]! + share
}

/** Level of detail from a direction's changes along x and y: those of its place on the face, in texels. */
export function cubeLevel(image: Image, direction: Coordinate, x: Coordinate, y: Coordinate): number {
  const size = image.size(0)[0]!
  const face = faces[faceOf(direction)]!
  return Math.log2(Math.max(squaredChange(direction, x, face, size), squaredChange(direction, y, face, size))) / 2
}

function squaredChange(
  direction: Coordinate,
  change: Coordinate,
  [s, t, out]: (typeof faces)[number],
  size: number,
): number {
  const length = along(direction, out)
  let sum = 0
  for (const axis of [s, t]) {
    // The quotient's derivative; a face is two units wide.
    const one = (along(change, axis) * length - along(direction, axis) * along(change, out)) / (length * length)
    sum += ((one * size) / 2) ** 2
  }
  return sum
}
