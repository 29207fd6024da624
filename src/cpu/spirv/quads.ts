/**
 * Derivatives by differences within a quad of 2 × 2 pixels, whose lanes are numbered left to right, top to bottom. Coarse ones
 * are the same for all four lanes; those that leave it open are coarse.
 */
const { fround } = Math

type Value = number | readonly number[]
/** The value of each lane. */
export type Quad = readonly [Value, Value, Value, Value]

const between = (from: Value, to: Value): Value =>
  typeof from === 'number'
    ? fround((to as number) - from)
    : from.map((one, i) => fround((to as readonly number[])[i]! - one))
const sumOfSizes = (a: Value, b: Value): Value =>
  typeof a === 'number'
    ? fround(Math.abs(a) + Math.abs(b as number))
    : a.map((one, i) => fround(Math.abs(one) + Math.abs((b as readonly number[])[i]!)))

const dpdx = (quad: Quad): Value => between(quad[0], quad[1])
const dpdy = (quad: Quad): Value => between(quad[0], quad[2])
const dpdxFine = (quad: Quad, lane: number): Value => between(quad[lane & 2]!, quad[lane | 1]!)
const dpdyFine = (quad: Quad, lane: number): Value => between(quad[lane & 1]!, quad[lane | 2]!)

/** The functions that generated code calls as `x`. */
export const quadOperations = {
  dpdx,
  dpdy,
  dpdxFine,
  dpdyFine,
  fwidth: (quad: Quad): Value => sumOfSizes(dpdx(quad), dpdy(quad)),
  fwidthFine: (quad: Quad, lane: number): Value => sumOfSizes(dpdxFine(quad, lane), dpdyFine(quad, lane)),
}
