/** The GLSL.std.450 instructions as JavaScript: by component, or whole. In generated code `f` is Math.fround, `x` the runtime. */
import { fromHalf, toHalf } from '../float-bits.ts'
import { runtime } from './runtime.ts'

/** Instructions that apply to each component. */
export const perComponent: Readonly<Record<number, (...operands: string[]) => string>> = {
  1: (a) => `x.roundEven(${a})`, // Round
  2: (a) => `x.roundEven(${a})`, // RoundEven
  3: (a) => `Math.trunc(${a})`, // Trunc
  4: (a) => `Math.abs(${a})`, // FAbs
  5: (a) => `(Math.abs(${a})|0)`, // SAbs
  6: (a) => `x.sign(${a})`, // FSign
  7: (a) => `x.sign(${a})`, // SSign
  8: (a) => `Math.floor(${a})`, // Floor
  9: (a) => `Math.ceil(${a})`, // Ceil
  10: (a) => `f(${a}-Math.floor(${a}))`, // Fract
  11: (a) => `f(${a}*${Math.PI / 180})`, // Radians
  12: (a) => `f(${a}*${180 / Math.PI})`, // Degrees
  13: (a) => `f(Math.sin(${a}))`,
  14: (a) => `f(Math.cos(${a}))`,
  15: (a) => `f(Math.tan(${a}))`,
  16: (a) => `f(Math.asin(${a}))`,
  17: (a) => `f(Math.acos(${a}))`,
  18: (a) => `f(Math.atan(${a}))`,
  19: (a) => `f(Math.sinh(${a}))`,
  20: (a) => `f(Math.cosh(${a}))`,
  21: (a) => `f(Math.tanh(${a}))`,
  22: (a) => `f(Math.asinh(${a}))`,
  23: (a) => `f(Math.acosh(${a}))`,
  24: (a) => `f(Math.atanh(${a}))`,
  25: (a, b) => `f(Math.atan2(${a},${b}))`,
  26: (a, b) => `f(Math.pow(${a},${b}))`,
  27: (a) => `f(Math.exp(${a}))`,
  28: (a) => `f(Math.log(${a}))`,
  29: (a) => `f(Math.pow(2,${a}))`, // Exp2
  30: (a) => `f(Math.log2(${a}))`,
  31: (a) => `f(Math.sqrt(${a}))`,
  32: (a) => `f(1/Math.sqrt(${a}))`, // InverseSqrt
  37: (a, b) => `(${b}<${a}?${b}:${a})`, // FMin
  38: (a, b) => `(${b}<${a}?${b}:${a})`, // UMin
  39: (a, b) => `(${b}<${a}?${b}:${a})`, // SMin
  40: (a, b) => `(${a}<${b}?${b}:${a})`, // FMax
  41: (a, b) => `(${a}<${b}?${b}:${a})`, // UMax
  42: (a, b) => `(${a}<${b}?${b}:${a})`, // SMax
  43: (a, low, high) => `Math.min(Math.max(${a},${low}),${high})`, // FClamp
  44: (a, low, high) => `Math.min(Math.max(${a},${low}),${high})`, // UClamp
  45: (a, low, high) => `Math.min(Math.max(${a},${low}),${high})`, // SClamp
  46: (a, b, t) => `f(f(${a}*f(1-${t}))+f(${b}*${t}))`, // FMix
  48: (edge, a) => `(${a}<${edge}?0:1)`, // Step
  49: (low, high, a) => `x.smoothstep(${low},${high},${a})`, // SmoothStep
  50: (a, b, c) => `f(${a}*${b}+${c})`, // Fma
  53: (a, exponent) => `f(${a}*Math.pow(2,${exponent}))`, // Ldexp
  73: (a) => `x.lowestSetBit(${a})`, // FindILsb
  74: (a) => `x.highestSignedBit(${a})`, // FindSMsb
  75: (a) => `x.highestBit(${a})`, // FindUMsb
  79: (a, b) => `(${b}<${a}||${a}!==${a}?${b}:${a})`, // NMin
  80: (a, b) => `(${a}<${b}||${a}!==${a}?${b}:${a})`, // NMax
  81: (a, low, high) => `Math.min(Math.max(${a},${low}),${high})`, // NClamp
}

/** Instructions whose result is a bit number: −1 for none, which an unsigned result holds as 2^32 − 1. */
export const bitNumbers: ReadonlySet<number> = new Set([73, 74, 75])

/** Instructions on whole operands; vectors and matrices are arrays. */
export const whole: Readonly<Record<number, string>> = {
  33: 'x.determinant',
  34: 'x.inverse',
  36: 'p.modf',
  52: 'p.frexp',
  54: 'p.packSnorm4x8',
  55: 'p.packUnorm4x8',
  56: 'p.packSnorm2x16',
  57: 'p.packUnorm2x16',
  58: 'p.packHalf2x16',
  60: 'p.unpackSnorm2x16',
  61: 'p.unpackUnorm2x16',
  62: 'p.unpackHalf2x16',
  63: 'p.unpackSnorm4x8',
  64: 'p.unpackUnorm4x8',
  66: 'p.length',
  67: 'p.distance',
  68: 'x.cross',
  69: 'p.normalize',
  70: 'p.faceForward',
  71: 'p.reflect',
  72: 'p.refract',
}

const { fround } = Math
const clamp = (a: number, low: number, high: number): number => Math.min(Math.max(a, low), high)
const snorm = (a: number, most: number): number => Math.floor(0.5 + most * clamp(a, -1, 1))
const unorm = (a: number, most: number): number => Math.floor(0.5 + most * clamp(a, 0, 1))
const packBytes = (parts: readonly number[]): number =>
  parts.reduce((word, part, i) => word | ((part & 0xff) << (8 * i)), 0) >>> 0
const packHalves = ([a, b]: readonly number[]): number => ((a! & 0xffff) | (b! << 16)) >>> 0
const signedByte = (word: number, i: number): number => (word << (24 - 8 * i)) >> 24
const signedHalf = (word: number, i: number): number => (word << (16 - 16 * i)) >> 16

type Numbers = number | readonly number[]
/** A scalar as a vector of one component, for instructions that take both. */
const vector = (a: Numbers): readonly number[] => (typeof a === 'number' ? [a] : a)
const like = (a: Numbers, made: readonly number[]): Numbers => (typeof a === 'number' ? made[0]! : made)

/** The functions that generated code calls as `p`. */
export const wholeFunctions = {
  length: (a: Numbers): number => runtime.length(vector(a)),
  distance: (a: Numbers, b: Numbers): number => runtime.distance(vector(a), vector(b)),
  normalize: (a: Numbers): Numbers => like(a, runtime.normalize(vector(a))),
  reflect: (a: Numbers, normal: Numbers): Numbers => like(a, runtime.reflect(vector(a), vector(normal))),
  refract: (a: Numbers, normal: Numbers, eta: number): Numbers =>
    like(a, runtime.refract(vector(a), vector(normal), eta)),
  faceForward: (a: Numbers, incident: Numbers, reference: Numbers): Numbers =>
    like(a, runtime.faceForward(vector(a), vector(incident), vector(reference))),
  /** The fraction and the whole part. */
  modf: (a: Numbers): Numbers[] => {
    const wholes = vector(a).map(Math.trunc)
    return [
      like(
        a,
        vector(a).map((one, i) => fround(one - wholes[i]!)),
      ),
      like(a, wholes),
    ]
  },
  frexp: (a: Numbers): Numbers[] => {
    const parts = vector(a).map(runtime.frexp)
    return [
      like(
        a,
        parts.map(([fraction]) => fraction),
      ),
      like(
        a,
        parts.map(([, exponent]) => exponent),
      ),
    ]
  },
  packSnorm4x8: (a: readonly number[]): number => packBytes(a.map((one) => snorm(one, 127))),
  packUnorm4x8: (a: readonly number[]): number => packBytes(a.map((one) => unorm(one, 255))),
  packSnorm2x16: (a: readonly number[]): number => packHalves(a.map((one) => snorm(one, 32767))),
  packUnorm2x16: (a: readonly number[]): number => packHalves(a.map((one) => unorm(one, 65535))),
  packHalf2x16: (a: readonly number[]): number => packHalves(a.map(toHalf)),
  unpackSnorm2x16: (word: number): number[] => [0, 1].map((i) => fround(Math.max(-1, signedHalf(word, i) / 32767))),
  unpackUnorm2x16: (word: number): number[] => [0, 1].map((i) => fround(((word >>> (16 * i)) & 0xffff) / 65535)),
  unpackHalf2x16: (word: number): number[] => [0, 1].map((i) => fromHalf((word >>> (16 * i)) & 0xffff)),
  unpackSnorm4x8: (word: number): number[] => [0, 1, 2, 3].map((i) => fround(Math.max(-1, signedByte(word, i) / 127))),
  unpackUnorm4x8: (word: number): number[] => [0, 1, 2, 3].map((i) => fround(((word >>> (8 * i)) & 0xff) / 255)),
}
