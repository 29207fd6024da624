/** Bytes in binary units. */

export const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** Bytes in the largest unit that leaves at least one of it. */
export function largestUnit(bytes: number): readonly [value: number, unit: string] {
  let [value, unit] = [bytes, 0]
  for (; value >= 1024 && unit < byteUnits.length - 1; unit++) value /= 1024
  return [value, byteUnits[unit]!]
}

/** Two digits behind the point. */
export const hundredths = (value: number): number => Math.round(value * 100) / 100
