/** Conversions between numbers and the bits of small floating-point formats: round to nearest, ties to even. */

/**
 * Bits of a number as a float with 5 exponent bits (bias 15) and `mantissaBits` of mantissa: 10 for half precision, 6 or 5 for
 * packed formats.
 */
function encode5(value: number, mantissaBits: number): number {
  const exponentAll = 31 << mantissaBits
  if (Number.isNaN(value)) return exponentAll | (1 << (mantissaBits - 1))
  if (value === Infinity) return exponentAll
  const largest = (2 - 2 ** -mantissaBits) * 2 ** 15
  const halfStep = 2 ** (15 - mantissaBits - 1)
  if (value >= largest + halfStep) return exponentAll
  const exponent = value < 2 ** -14 ? -14 : Math.floor(Math.log2(value))
  const steps = roundHalfEven(value / 2 ** (exponent - mantissaBits))
  // A subnormal counts from zero; rounding up into the next exponent carries without further work.
  return value < 2 ** -14 ? steps : ((exponent + 15) << mantissaBits) + (steps - (1 << mantissaBits))
}

function decode5(bits: number, mantissaBits: number): number {
  const exponent = bits >>> mantissaBits
  const mantissa = bits & ((1 << mantissaBits) - 1)
  if (exponent === 31) return mantissa === 0 ? Infinity : NaN
  return exponent === 0
    ? mantissa * 2 ** (-14 - mantissaBits)
    : (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - 15)
}

export const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1
}

const scratch = new Float32Array(1)
const scratchBits = new Uint32Array(scratch.buffer)

/** IEEE binary16 bits of a number. */
export function toHalf(value: number): number {
  scratch[0] = value
  if (scratch[0] !== value) return value < 0 ? 0x8000 | encode5(-value, 10) : encode5(value, 10)
  // A number that is a 32-bit float, as nearly all are, is rounded by its bits.
  const bits = scratchBits[0]!
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fff_ffff
  if (magnitude >= 0x4780_0000) return sign | 0x7c00
  if (magnitude < 0x3880_0000) return sign | roundHalfEven(Math.abs(value) * 2 ** 24)
  return sign | ((magnitude - 0x3800_0000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}

/** Every half-precision float by its bits, computed at first use. */
let halves: Float32Array | undefined
export function fromHalf(bits: number): number {
  halves ??= Float32Array.from({ length: 65536 }, (_, half) => (half & 0x8000 ? -1 : 1) * decode5(half & 0x7fff, 10))
  return halves[bits]!
}

/** Unsigned floats of rg11b10ufloat: 6 mantissa bits in 11, 5 in 10. Negative numbers become 0. */
export const toSmallFloat = (value: number, mantissaBits: 5 | 6): number =>
  value <= 0 ? 0 : encode5(value, mantissaBits)
export const fromSmallFloat = (bits: number, mantissaBits: 5 | 6): number => decode5(bits, mantissaBits)

/** Shared-exponent RGB of rgb9e5ufloat, by the formula of the Vulkan and Direct3D specifications. */
export function toSharedExponent(r: number, g: number, b: number): number {
  const largest = (511 / 512) * 2 ** 16
  const clamp = (value: number) => (value > 0 ? Math.min(value, largest) : 0)
  const [red, green, blue] = [clamp(r), clamp(g), clamp(b)]
  const most = Math.max(red, green, blue)
  let exponent = Math.max(-16, most === 0 ? -16 : Math.floor(Math.log2(most))) + 16
  if (Math.floor(most / 2 ** (exponent - 24) + 0.5) === 512) exponent++
  const scale = 2 ** (exponent - 24)
  const part = (value: number) => Math.floor(value / scale + 0.5)
  return (part(red) | (part(green) << 9) | (part(blue) << 18) | (exponent << 27)) >>> 0
}

export function fromSharedExponent(bits: number): [number, number, number] {
  const scale = 2 ** ((bits >>> 27) - 24)
  return [(bits & 511) * scale, ((bits >>> 9) & 511) * scale, ((bits >>> 18) & 511) * scale]
}

export const linearToSrgb = (value: number): number =>
  value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
export const srgbToLinear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
