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
export const mostClipped = 10

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

/** `guard` is the half width of the band in units of w, at least 1. */
export function createClipper(unclippedDepth: boolean, guardX: number, guardY: number): Clipper {
  const current = { from: new Float64Array(mostClipped * clipStride), to: new Float64Array(mostClipped * clipStride) }
  const clipper = {
    vertices: current.from,
    ownW: new Float64Array(3),
    set(i: number, x: number, y: number, z: number, w: number): void {
      const at = i * clipStride
      const { from } = current
      from[at] = x
      from[at + 1] = y
      from[at + 2] = z
      from[at + 3] = w
      clipper.ownW[i] = w
      from[at + 4] = i === 0 ? 1 : 0
      from[at + 5] = i === 1 ? 1 : 0
      from[at + 6] = i === 2 ? 1 : 0
    },
    clip(count: number): number {
      let outside = 0
      let outsideAll = ~0
      for (let i = 0; i < count; i++) {
        const code = outcode(current.from, i * clipStride)
        outside |= code
        outsideAll &= code
      }
      clipper.vertices = current.from
      if (outsideAll !== 0) return 0
      let left = count
      for (let plane = 0; plane < planes && left > 0; plane++)
        if (outside & (1 << plane)) {
          left = clipPlane(left, plane)
          const { from, to } = current
          current.from = to
          current.to = from
        }
      clipper.vertices = current.from
      return left
    },
  }

  const planes = 7
  const distance = (v: Float64Array, at: number, plane: number): number => {
    const w = v[at + 3]!
    switch (plane) {
      case 0:
        return w - smallestW
      case 1:
        return unclippedDepth ? 1 : v[at + 2]!
      case 2:
        return unclippedDepth ? 1 : w - v[at + 2]!
      case 3:
        return guardX * w + v[at]!
      case 4:
        return guardX * w - v[at]!
      case 5:
        return guardY * w + v[at + 1]!
      default:
        return guardY * w - v[at + 1]!
    }
  }
  /** A bit for each plane that the vertex is not inside of; a vertex that is no number is outside of all. */
  const outcode = (v: Float64Array, at: number): number => {
    let code = 0
    for (let plane = 0; plane < planes; plane++) if (!(distance(v, at, plane) >= 0)) code |= 1 << plane
    const [x, y, z, w] = [v[at]!, v[at + 1]!, v[at + 2]!, v[at + 3]!]
    return Number.isFinite(x + y + z + w) ? code : ~0
  }
  /** Writes the point where the edge from an inner to an outer vertex leaves: the same one whichever way the edge runs. */
  const cross = (inside: number, outside: number, plane: number, at: number): void => {
    const { from, to } = current
    const a = distance(from, inside, plane)
    const t = a / (a - distance(from, outside, plane))
    for (let k = 0; k < clipStride; k++) to[at + k] = from[inside + k]! + t * (from[outside + k]! - from[inside + k]!)
  }
  const copy = (from: number, at: number): void => {
    for (let k = 0; k < clipStride; k++) current.to[at + k] = current.from[from + k]!
  }
  /** A line stays one: an end that is outside moves to where the line crosses the plane. */
  const clipLine = (plane: number): number => {
    const [first, second] = [0, clipStride].map((at) => distance(current.from, at, plane) >= 0)
    if (!first && !second) return 0
    if (first) copy(0, 0)
    else cross(clipStride, 0, plane, 0)
    if (second) copy(clipStride, clipStride)
    else cross(0, clipStride, plane, clipStride)
    return 2
  }
  const clipPlane = (count: number, plane: number): number => {
    if (count === 2) return clipLine(plane)
    const { from } = current
    let made = 0
    let before = (count - 1) * clipStride
    let wasInside = distance(from, before, plane) >= 0
    for (let i = 0; i < count; i++) {
      const at = i * clipStride
      const isInside = distance(from, at, plane) >= 0
      if (isInside !== wasInside && made < mostClipped)
        cross(isInside ? at : before, isInside ? before : at, plane, made++ * clipStride)
      if (isInside && made < mostClipped) copy(at, made++ * clipStride)
      before = at
      wasInside = isInside
    }
    return made
  }
  return clipper
}
