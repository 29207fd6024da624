/** The functions that generated code calls: bit operations, conversions and small linear algebra on plain arrays. */
import { fromHalf, roundHalfEven, toHalf } from '../float-bits.ts'

const scratch = new DataView(new ArrayBuffer(4))
const { fround } = Math
type Vector = readonly number[]

const bits = (base: number, offset: number, count: number): number =>
  count === 0 ? 0 : (base >>> offset) & (count >= 32 ? -1 : 2 ** count - 1)

const highestBit = (a: number): number => 31 - Math.clz32(a)
const dot = (a: Vector, b: Vector): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum = fround(sum + fround(a[i]! * b[i]!))
  return sum
}
const scale = (a: Vector, by: number): number[] => a.map((one) => fround(one * by))
const timesVector = (matrix: readonly Vector[], vector: Vector): number[] =>
  matrix[0]!.map((_, row) => {
    let sum = 0
    for (let column = 0; column < matrix.length; column++)
      sum = fround(sum + fround(matrix[column]![row]! * vector[column]!))
    return sum
  })
const transpose = (matrix: readonly Vector[]): number[][] =>
  matrix[0]!.map((_, row) => matrix.map((column) => column[row]!))

const minor = (matrix: readonly Vector[], column: number, row: number): number[][] =>
  matrix.filter((_, c) => c !== column).map((one) => one.filter((_, r) => r !== row))
/** Determinant of a matrix of at most 4 × 4, by cofactors in double precision, rounded at the end. */
const exactDeterminant = (matrix: readonly Vector[]): number =>
  matrix.length === 1
    ? matrix[0]![0]!
    : matrix.reduce((sum, column, c) => sum + (c % 2 ? -1 : 1) * column[0]! * exactDeterminant(minor(matrix, c, 0)), 0)

export const runtime = {
  /**
   * An index clamped to the array: what is out of range reads and writes the last element, as devices with robust access do.
   */
  index: (i: number, length: number): number => (i >>> 0 < length ? i >>> 0 : length - 1),
  toU32: (a: number): number => (a >= 4294967296 ? 4294967295 : a > 0 ? a >>> 0 : 0),
  toI32: (a: number): number => (a >= 2147483648 ? 2147483647 : a <= -2147483648 ? -2147483648 : a | 0),
  asFloat: (a: number): number => {
    scratch.setInt32(0, a)
    return scratch.getFloat32(0)
  },
  asBits: (a: number): number => {
    scratch.setFloat32(0, a)
    return scratch.getInt32(0)
  },
  count: (a: number): number => {
    let left = a
    let count = 0
    for (; left !== 0; left &= left - 1) count++
    return count
  },
  reverse: (a: number): number => {
    let reversed = 0
    for (let i = 0; i < 32; i++) reversed |= ((a >>> i) & 1) << (31 - i)
    return reversed
  },
  bits,
  signedBits: (base: number, offset: number, count: number): number =>
    count === 0 ? 0 : (base << (32 - Math.min(32, offset + count))) >> (32 - count),
  insertBits: (base: number, insert: number, offset: number, count: number): number => {
    if (count === 0) return base
    const mask = (count >= 32 ? -1 : 2 ** count - 1) << offset
    return (base & ~mask) | ((insert << offset) & mask)
  },
  roundEven: roundHalfEven,
  quantizeToHalf: (a: number): number => fromHalf(toHalf(a)),
  sign: (a: number): number => (a > 0 ? 1 : a < 0 ? -1 : 0),
  lowestSetBit: (a: number): number => (a === 0 ? -1 : highestBit(a & -a)),
  highestBit,
  highestSignedBit: (a: number): number => highestBit(a < 0 ? ~a : a),
  smoothstep: (low: number, high: number, a: number): number => {
    const t = fround(Math.min(1, Math.max(0, fround(fround(a - low) / fround(high - low)))))
    return fround(fround(t * t) * fround(3 - fround(2 * t)))
  },
  /** The fraction in [0.5, 1) and the exponent. */
  frexp: (a: number): [number, number] => {
    if (a === 0 || !Number.isFinite(a)) return [a, 0]
    const exponent = Math.floor(Math.log2(Math.abs(a))) + 1
    return [a / 2 ** exponent, exponent]
  },
  dot,
  scale,
  length: (a: Vector): number => fround(Math.sqrt(dot(a, a))),
  distance: (a: Vector, b: Vector): number => {
    const between = a.map((one, i) => fround(one - b[i]!))
    return fround(Math.sqrt(dot(between, between)))
  },
  cross: ([a, b, c]: Vector, [d, e, g]: Vector): number[] => [
    fround(fround(b! * g!) - fround(c! * e!)),
    fround(fround(c! * d!) - fround(a! * g!)),
    fround(fround(a! * e!) - fround(b! * d!)),
  ],
  normalize: (a: Vector): number[] => {
    const length = fround(Math.sqrt(dot(a, a)))
    return a.map((one) => fround(one / length))
  },
  reflect: (incident: Vector, normal: Vector): number[] => {
    const twice = fround(2 * dot(normal, incident))
    return incident.map((one, i) => fround(one - fround(twice * normal[i]!)))
  },
  refract: (incident: Vector, normal: Vector, eta: number): number[] => {
    const cosine = dot(normal, incident)
    const k = fround(1 - eta * eta * (1 - cosine * cosine))
    if (k < 0) return incident.map(() => 0)
    const by = fround(eta * cosine + Math.sqrt(k))
    return incident.map((one, i) => fround(eta * one - by * normal[i]!))
  },
  faceForward: (normal: Vector, incident: Vector, reference: Vector): number[] =>
    normal.map((one) => (dot(reference, incident) < 0 ? one : -one)),
  timesVector,
  vectorTimes: (vector: Vector, matrix: readonly Vector[]): number[] => matrix.map((column) => dot(vector, column)),
  timesMatrix: (a: readonly Vector[], b: readonly Vector[]): number[][] => b.map((column) => timesVector(a, column)),
  matrixScale: (matrix: readonly Vector[], by: number): number[][] => matrix.map((column) => scale(column, by)),
  outer: (a: Vector, b: Vector): number[][] => b.map((one) => scale(a, one)),
  transpose,
  determinant: (matrix: readonly Vector[]): number => fround(exactDeterminant(matrix)),
  inverse: (matrix: readonly Vector[]): number[][] => {
    const determinant = exactDeterminant(matrix)
    return matrix.map((column, c) =>
      column.map((_, r) => fround((((c + r) % 2 ? -1 : 1) * exactDeterminant(minor(matrix, r, c))) / determinant)),
    )
  },
} as const
