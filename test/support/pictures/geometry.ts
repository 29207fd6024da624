/** Vertices in texels of the target: x to the right, y down, as texels are counted. */
type Rgba = readonly [number, number, number, number]

export const red: Rgba = [1, 0, 0, 1]
export const green: Rgba = [0, 1, 0, 1]
export const blue: Rgba = [0, 0, 1, 1]
export const white: Rgba = [1, 1, 1, 1]

export interface Corner {
  readonly x: number
  readonly y: number
  readonly z?: number
  readonly color?: Rgba
}

/** Vertices as `flatLayout` says, for a target of this size. */
export function vertices(corners: readonly Corner[], [width, height]: readonly [number, number] = [16, 16]) {
  const words = new Float32Array(corners.length * 7)
  corners.forEach(({ x, y, z = 0, color = white }, i) =>
    words.set([(x / width) * 2 - 1, 1 - (y / height) * 2, z, ...color], i * 7),
  )
  return words
}

/** Six corners of a rectangle, counter-clockwise on the screen. Its sides pass between the centres of texels. */
export function rect(x: number, y: number, width: number, height: number, color: Rgba = white, z = 0): Corner[] {
  const at = (dx: number, dy: number): Corner => ({ x: x + dx, y: y + dy, z, color })
  const [a, b, c, d] = [at(0, 0), at(0, height), at(width, height), at(width, 0)]
  return [a, b, c, a, c, d]
}

/** Cells of 4 × 4 texels, row by row in a target that is `across` cells wide. */
export const cell = (i: number, color: Rgba = white, z = 0, across = 4): Corner[] =>
  rect((i % across) * 4, Math.floor(i / across) * 4, 4, 4, color, z)

export const cellAt = (x: number, y: number, across = 4): number => Math.floor(y / 4) * across + Math.floor(x / 4)

export const inRect = (x: number, y: number, [left, top, width, height]: readonly [number, number, number, number]) =>
  x >= left && x < left + width && y >= top && y < top + height

/** 8-bit texel of a colour. */
export const bytes = (color: readonly number[]): number[] =>
  color.map((n) => Math.round(Math.min(1, Math.max(0, n)) * 255))
