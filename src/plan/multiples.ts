/** Arithmetic with multiples. */

/** The least multiple of `unit` that is at least `value`. Exact up to 2^53: a rest of 1 changes the quotient by more than rounding does. */
export const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit

/** The least common multiple of two numbers. */
export function commonMultiple(a: number, b: number): number {
  if (a % b === 0) return a
  if (b % a === 0) return b
  let [divisor, rest] = [a, b]
  while (rest !== 0) [divisor, rest] = [rest, divisor % rest]
  return (a / divisor) * b
}
