/** The few 4×4 matrices that the examples need: column-major, as glTF and WGSL have them; depth goes from 0 to 1. */

export type Vector = readonly [number, number, number]
/** 16 numbers, column by column. */
export type Matrix = readonly number[]

export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]
export const normalise = (a: Vector): Vector => {
  const length = Math.hypot(...a) || 1
  return [a[0] / length, a[1] / length, a[2] / length]
}

export const identity: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

export const multiply = (a: Matrix, b: Matrix): Matrix =>
  Array.from({ length: 16 }, (_, i) => {
    const [row, column] = [i % 4, i - (i % 4)]
    return (
      a[row]! * b[column]! + a[row + 4]! * b[column + 1]! + a[row + 8]! * b[column + 2]! + a[row + 12]! * b[column + 3]!
    )
  })

export const transformPoint = (m: Matrix, [x, y, z]: Vector): Vector => [
  m[0]! * x + m[4]! * y + m[8]! * z + m[12]!,
  m[1]! * x + m[5]! * y + m[9]! * z + m[13]!,
  m[2]! * x + m[6]! * y + m[10]! * z + m[14]!,
]

export function lookAt(eye: Vector, target: Vector, up: Vector = [0, 1, 0]): Matrix {
  const back = normalise(subtract(eye, target))
  const right = normalise(cross(up, back))
  const above = cross(back, right)
  return [
    [right[0], above[0], back[0], 0],
    [right[1], above[1], back[1], 0],
    [right[2], above[2], back[2], 0],
    [-dot(right, eye), -dot(above, eye), -dot(back, eye), 1],
  ].flat()
}

/** `yfov` in radians; without `far` the projection reaches to infinity. */
export function perspective(yfov: number, aspect: number, near: number, far?: number): Matrix {
  const f = 1 / Math.tan(yfov / 2)
  const [c, d] = far === undefined ? [-1, -near] : [far / (near - far), (near * far) / (near - far)]
  return [f / aspect, 0, 0, 0, 0, f, 0, 0, 0, 0, c, -1, 0, 0, d, 0]
}

/** Half the width and half the height of what is seen. */
export function orthographic(xmag: number, ymag: number, near: number, far: number): Matrix {
  return [1 / xmag, 0, 0, 0, 0, 1 / ymag, 0, 0, 0, 0, 1 / (near - far), 0, 0, 0, near / (near - far), 1]
}

/** @returns undefined for a matrix without an inverse */
export function invert(m: Matrix): Matrix | undefined {
  // Gauss–Jordan with pivoting on [m | 1]; rows of `a` are rows of the matrix.
  const a = [0, 1, 2, 3].map((row) => [
    ...[0, 1, 2, 3].map((column) => m[column * 4 + row]!),
    ...[0, 1, 2, 3].map((column) => Number(column === row)),
  ])
  for (let column = 0; column < 4; column++) {
    let pivot = column
    for (let row = column + 1; row < 4; row++)
      if (Math.abs(a[row]![column]!) > Math.abs(a[pivot]![column]!)) pivot = row
    const value = a[pivot]![column]!
    if (value === 0 || !Number.isFinite(value)) return undefined
    ;[a[column], a[pivot]] = [a[pivot]!, a[column]!]
    a[column] = a[column]!.map((x) => x / value)
    for (let row = 0; row < 4; row++) {
      const factor = a[row]![column]!
      if (row !== column && factor !== 0) a[row] = a[row]!.map((x, i) => x - factor * a[column]![i]!)
    }
  }
  return Array.from({ length: 16 }, (_, i) => a[i % 4]![4 + Math.floor(i / 4)]!)
}

/** A place, a unit quaternion (made one, if it is none), and a scale along the axes. */
export function compose(translation: readonly number[], rotation: readonly number[], scale: readonly number[]): Matrix {
  const length = Math.hypot(...rotation)
  const [x, y, z, w] = length > 0 ? rotation.map((value) => value / length) : [0, 0, 0, 1]
  const columns = [
    [1 - 2 * (y! * y! + z! * z!), 2 * (x! * y! + w! * z!), 2 * (x! * z! - w! * y!)],
    [2 * (x! * y! - w! * z!), 1 - 2 * (x! * x! + z! * z!), 2 * (y! * z! + w! * x!)],
    [2 * (x! * z! + w! * y!), 2 * (y! * z! - w! * x!), 1 - 2 * (x! * x! + y! * y!)],
  ]
  return [...columns.flatMap((column, i) => [...column.map((value) => value * scale[i]!), 0]), ...translation, 1]
}

/** The determinant of the part that turns and scales. */
const determinant = ([a, b, c, , d, e, f, , g, h, i]: Matrix): number =>
  a! * (e! * i! - f! * h!) - d! * (b! * i! - c! * h!) + g! * (b! * f! - c! * e!)

/** Whether it turns the winding of triangles. */
export const isMirrored = (m: Matrix): boolean => determinant(m) < 0

/**
 * Turns normals as the inverse transpose does, but for their length, and exists for flat matrices too. The cofactors of a mirrored
 * matrix point inwards: its determinant is below 0.
 */
export function cofactors(m: Matrix): Matrix {
  const [a, b, c, , d, e, f, , g, h, i] = m as number[]
  const side = isMirrored(m) ? -1 : 1
  return [
    [e! * i! - f! * h!, f! * g! - d! * i!, d! * h! - e! * g!, 0],
    [c! * h! - b! * i!, a! * i! - c! * g!, b! * g! - a! * h!, 0],
    [b! * f! - c! * e!, c! * d! - a! * f!, a! * e! - b! * d!, 0],
    [0, 0, 0, side],
  ]
    .flat()
    .map((value) => value * side)
}
