/** Arithmetic with multiples. */

export const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit

/** The least common multiple of two numbers. */
export function commonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b]
  while (rest !== 0) [divisor, rest] = [rest, divisor % rest]
  return (a / divisor) * b
}

/**
 * Bytes of a range that shaders are bound to: its whole words, of which there is at least one. So a runtime array has as many
 * elements on every device as on the CPU, and none that is half padding.
 */
export const boundBytes = (size: number): number => Math.max(4, size - (size % 4))
