/**
 * Clipping in homogeneous coordinates (Sutherland and Hodgman). A clipped vertex is a mixture of the primitive's own ones and
 * keeps their weights, so that nothing but its position is interpolated here.
 *
 * Depth is clipped to 0 ≤ z ≤ w. In x and y a guard band is enough: what lies outside the viewport is never covered, and within
 * the band coordinates are exact.
 */

/** Numbers of a vertex: x, y, z, w, and the weights of the primitive's three vertices. */
export const clipStride = 7
/** A triangle has three vertices, and each plane adds at most one. */
const mostClipped = 10

const smallestW = 2 ** -60

export interface Clipper {
  /** The vertices after `clip`. */
  readonly vertices: Float64Array
  /** w of the primitive's own vertices. */
  readonly ownW: Float64Array
  /** Sets vertex `i` of the primitive, before `clip`. */
  set(i: number, x: number, y: number, z: number, w: number): void
  /** Clips the primitive of 1 to 3 vertices. @returns how many vertices are left; 0 where nothing is */
  clip(count: number): number
}

/** The planes to clip at, and the vertices before and after the plane at hand. */
interface Clipping {
  readonly unclippedDepth: boolean
  readonly guardX: number
  readonly guardY: number
  from: Float64Array
  to: Float64Array
}

/** Smallest w, depth from 0 to w, and the band's four sides. */
const planes = 7

/** `guard` is the half width of the band in units of w, at least 1. */
export function createClipper(unclippedDepth: boolean, guardX: number, guardY: number): Clipper {
  const from = new Float64Array(mostClipped * clipStride)
  const to = new Float64Array(mostClipped * clipStride)
  const clipping: Clipping = { unclippedDepth, guardX, guardY, from, to }
  const clipper: Clipper & { vertices: Float64Array } = {
    vertices: from,
    ownW: new Float64Array(3),
    set(i: number, x: number, y: number, z: number, w: number): void {
      const at = i * clipStride
      const { from: vertices } = clipping
      vertices[at] = x
      vertices[at + 1] = y
      vertices[at + 2] = z
      vertices[at + 3] = w
      clipper.ownW[i] = w
      vertices[at + 4] = i === 0 ? 1 : 0
      vertices[at + 5] = i === 1 ? 1 : 0
      vertices[at + 6] = i === 2 ? 1 : 0
    },
    clip(count: number): number {
      const left = clipAtPlanes(clipping, count)
      clipper.vertices = clipping.from
      return left
    },
  }
  return clipper
}

/** Clips at the planes that a vertex is outside of. @returns how many vertices are left */
function clipAtPlanes(clipping: Clipping, count: number): number {
  let outside = 0
  let outsideAll = ~0
  for (let i = 0; i < count; i++) {
    const code = outcode(clipping, i * clipStride)
    outside |= code
    outsideAll &= code
  }
  if (outsideAll !== 0) return 0
  let left = count
  for (let plane = 0; plane < planes && left > 0; plane++)
    if (outside & (1 << plane)) {
      left = left === 2 ? clipLine(clipping, plane) : clipPolygon(clipping, left, plane)
      const { from, to } = clipping
      clipping.from = to
      clipping.to = from
    }
  return left
}

/** The distance of the vertex at `at` from a plane, in units of w; negative outside. */
function distance({ unclippedDepth, guardX, guardY, from }: Clipping, at: number, plane: number): number {
  const w = from[at + 3]!
  switch (plane) {
    case 0:
      return w - smallestW
    case 1:
      return unclippedDepth ? 1 : from[at + 2]!
    case 2:
      return unclippedDepth ? 1 : w - from[at + 2]!
    case 3:
      return guardX * w + from[at]!
    case 4:
      return guardX * w - from[at]!
    case 5:
      return guardY * w + from[at + 1]!
    default:
      return guardY * w - from[at + 1]!
  }
}

/** A bit for each plane that the vertex is not inside of; a vertex that is no number is outside of all. */
function outcode(clipping: Clipping, at: number): number {
  let code = 0
  for (let plane = 0; plane < planes; plane++) if (!(distance(clipping, at, plane) >= 0)) code |= 1 << plane
  const { from } = clipping
  return Number.isFinite(from[at]! + from[at + 1]! + from[at + 2]! + from[at + 3]!) ? code : ~0
}

/** A line stays one: an end that is outside moves to where the line crosses the plane. */
function clipLine(clipping: Clipping, plane: number): number {
  const isFirstInside = distance(clipping, 0, plane) >= 0
  const isSecondInside = distance(clipping, clipStride, plane) >= 0
  if (!isFirstInside && !isSecondInside) return 0
  if (isFirstInside) copyVertex(clipping, 0, 0)
  else crossEdge(clipping, clipStride, 0, plane, 0)
  if (isSecondInside) copyVertex(clipping, clipStride, clipStride)
  else crossEdge(clipping, 0, clipStride, plane, clipStride)
  return 2
}

function clipPolygon(clipping: Clipping, count: number, plane: number): number {
  let made = 0
  let before = (count - 1) * clipStride
  let wasInside = distance(clipping, before, plane) >= 0
  for (let i = 0; i < count; i++) {
    const at = i * clipStride
    const isInside = distance(clipping, at, plane) >= 0
    if (isInside !== wasInside && made < mostClipped)
      crossEdge(clipping, isInside ? at : before, isInside ? before : at, plane, made++ * clipStride)
    if (isInside && made < mostClipped) copyVertex(clipping, at, made++ * clipStride)
    before = at
    wasInside = isInside
  }
  return made
}

/** Writes the point where the edge from an inner to an outer vertex leaves: the same one whichever way the edge runs. */
function crossEdge(clipping: Clipping, inside: number, outside: number, plane: number, at: number): void {
  const { from, to } = clipping
  const a = distance(clipping, inside, plane)
  const t = a / (a - distance(clipping, outside, plane))
  for (let k = 0; k < clipStride; k++) to[at + k] = from[inside + k]! + t * (from[outside + k]! - from[inside + k]!)
}

function copyVertex({ from, to }: Clipping, vertex: number, at: number): void {
  for (let k = 0; k < clipStride; k++) to[at + k] = from[vertex + k]!
}
