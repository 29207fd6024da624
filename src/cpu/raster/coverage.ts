/**
 * The samples of the pixels that a primitive covers, in quads of 2 × 2 pixels. Coordinates are integers of 1/256 pixel; all
 * products are exact in doubles, as the guard band sees to.
 *
 * A sample on an edge belongs to the triangle whose top or left edge that is, so that triangles that share an edge cover each
 * sample once.
 */

/** Pixels that may be covered: right and bottom are outside. */
export interface PixelBounds {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The pixel at the quad's upper left has even coordinates; the masks have a bit for each covered sample. */
export type VisitQuad = (x: number, y: number, m0: number, m1: number, m2: number, m3: number) => void

/** Places of the samples within a pixel, x and y, in 1/256 pixel: the standard ones. */
export const samplePlaces: Readonly<Record<1 | 4, Int32Array>> = {
  1: Int32Array.of(128, 128),
  4: Int32Array.of(96, 32, 224, 96, 32, 160, 160, 224),
}

/** The triangle of three corners, which go round so that its area is positive with y pointing down. */
export function coverTriangle(
  corners: Int32Array | Float64Array,
  { left, top, right, bottom }: PixelBounds,
  places: Int32Array,
  visit: VisitQuad,
): void {
  const x0 = corners[0]!
  const y0 = corners[1]!
  const x1 = corners[2]!
  const y1 = corners[3]!
  const x2 = corners[4]!
  const y2 = corners[5]!
  const firstX = Math.max(left, Math.floor(Math.min(x0, x1, x2) / 256)) & ~1
  const firstY = Math.max(top, Math.floor(Math.min(y0, y1, y2) / 256)) & ~1
  const endX = Math.min(right, Math.floor(Math.max(x0, x1, x2) / 256) + 1)
  const endY = Math.min(bottom, Math.floor(Math.max(y0, y1, y2) / 256) + 1)
  if (firstX >= endX || firstY >= endY) return
  // Edge functions a·x + b·y + c: not negative inside.
  const a0 = y1 - y2
  const b0 = x2 - x1
  const c0 = -(a0 * x1 + b0 * y1) - (a0 > 0 || (a0 === 0 && b0 > 0) ? 0 : 1)
  const a1 = y2 - y0
  const b1 = x0 - x2
  const c1 = -(a1 * x2 + b1 * y2) - (a1 > 0 || (a1 === 0 && b1 > 0) ? 0 : 1)
  const a2 = y0 - y1
  const b2 = x1 - x0
  const c2 = -(a2 * x0 + b2 * y0) - (a2 > 0 || (a2 === 0 && b2 > 0) ? 0 : 1)
  const samples = places.length / 2

  const maskOf = (px: number, py: number): number => {
    if (px < left || px >= right || py < top || py >= bottom) return 0
    let mask = 0
    for (let s = 0; s < samples; s++) {
      const x = px * 256 + places[2 * s]!
      const y = py * 256 + places[2 * s + 1]!
      if (a0 * x + b0 * y + c0 >= 0 && a1 * x + b1 * y + c1 >= 0 && a2 * x + b2 * y + c2 >= 0) mask |= 1 << s
    }
    return mask
  }
  for (let y = firstY; y < endY; y += 2) {
    // Pixels that an edge may leave in these two rows, taken where it leaves most.
    let from = firstX * 256
    let to = endX * 256
    const upper = y * 256
    const lower = upper + 512
    for (let edge = 0; edge < 3; edge++) {
      const a = edge === 0 ? a0 : edge === 1 ? a1 : a2
      const b = edge === 0 ? b0 : edge === 1 ? b1 : b2
      const c = edge === 0 ? c0 : edge === 1 ? c1 : c2
      const rest = b * (b > 0 ? lower : upper) + c
      if (a > 0) from = Math.max(from, -rest / a)
      else if (a < 0) to = Math.min(to, -rest / a)
      else if (rest < 0) to = from
    }
    const endRow = Math.min(endX, Math.floor(to / 256) + 1)
    for (let x = Math.max(firstX, Math.floor(from / 256) & ~1); x < endRow; x += 2) {
      const m0 = maskOf(x, y)
      const m1 = maskOf(x + 1, y)
      const m2 = maskOf(x, y + 1)
      const m3 = maskOf(x + 1, y + 1)
      if ((m0 | m1 | m2 | m3) !== 0) visit(x, y, m0, m1, m2, m3)
    }
  }
}

/**
 * A line of one sample for each pixel along its longer axis (diamond exit): it covers a pixel whose diamond |x| + |y| < 1/2 around
 * the centre it leaves. The last pixel, in whose diamond it ends, is the next line's.
 */
export function coverLine(
  corners: Int32Array | Float64Array,
  { left, top, right, bottom }: PixelBounds,
  visit: VisitQuad,
): void {
  const steep = Math.abs(corners[3]! - corners[1]!) > Math.abs(corners[2]! - corners[0]!)
  // Along the longer axis u, and across it v.
  const [u0, v0, u1, v1] = steep
    ? [corners[1]!, corners[0]!, corners[3]!, corners[2]!]
    : [corners[0]!, corners[1]!, corners[2]!, corners[3]!]
  if (u0 === u1) return
  const forward = u1 > u0
  const slope = (v1 - v0) / (u1 - u0)
  const pixelOf = (u: number) => Math.floor(u / 256)
  const inDiamond = (u: number, v: number): boolean =>
    Math.abs(u - (pixelOf(u) * 256 + 128)) + Math.abs(v - (pixelOf(v) * 256 + 128)) < 128
  const show = (u: number, v: number): void => {
    const [x, y] = steep ? [v, u] : [u, v]
    if (x < left || x >= right || y < top || y >= bottom) return
    const lane = (x & 1) | ((y & 1) << 1)
    visit(x & ~1, y & ~1, lane === 0 ? 1 : 0, lane === 1 ? 1 : 0, lane === 2 ? 1 : 0, lane === 3 ? 1 : 0)
  }
  const [leastU, mostU] = steep ? [top, bottom - 1] : [left, right - 1]
  const first = pixelOf(u0)
  const last = pixelOf(u1)
  const startsInside = inDiamond(u0, v0)
  const endsInside = inDiamond(u1, v1)
  const step = forward ? 1 : -1
  const begin = forward ? Math.max(first, leastU) : Math.min(first, mostU)
  const end = forward ? Math.min(last, mostU) : Math.max(last, leastU)
  for (let u = begin; forward ? u <= end : u >= end; u += step) {
    const centre = u * 256 + 128
    const crosses = forward ? centre >= u0 && centre < u1 : centre <= u0 && centre > u1
    const v = pixelOf(v0 + (centre - u0) * slope)
    const isStart = u === first && startsInside
    const isEnd = u === last && endsInside && v === pixelOf(v1)
    if (isEnd) continue
    if (isStart) show(u, pixelOf(v0))
    else if (crosses) show(u, v)
  }
}
