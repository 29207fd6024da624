/**
 * One JavaScript expression for each scalar operation; vectors apply them by component. Unsigned numbers are kept in
 * [0, 2^32), signed ones in [−2^31, 2^31), floats rounded to 32 bits: a double holds the exact result of +, −, ×, ÷ and √ of
 * two floats closely enough that rounding it once more gives the IEEE answer.
 *
 * In generated code `f` is Math.fround, `m` Math.imul, `x` the helpers of `runtime.ts`.
 */
import type { Scalar } from './types.ts'

type Unary = (a: string, to: Scalar, from: Scalar) => string
type Binary = (a: string, b: string, to: Scalar) => string

const wrap = (expression: string, to: Scalar): string => (to === 'u32' ? `(${expression}>>>0)` : `(${expression}|0)`)

export const unary: Readonly<Record<number, Unary>> = {
  109: (a) => `x.toU32(${a})`, // ConvertFToU
  110: (a) => `x.toI32(${a})`, // ConvertFToS
  111: (a) => `f(${a})`, // ConvertSToF
  112: (a) => `f(${a})`, // ConvertUToF
  116: (a) => `x.quantizeToHalf(${a})`, // QuantizeToF16
  124: (a, to, from) => bitcast(a, to, from), // Bitcast
  126: (a, to) => wrap(`-${a}`, to), // SNegate
  127: (a) => `(-${a})`, // FNegate
  156: (a) => `(${a}!==${a})`, // IsNan
  157: (a) => `(${a}===Infinity||${a}===-Infinity)`, // IsInf
  168: (a) => `(!${a})`, // LogicalNot
  200: (a, to) => wrap(`~${a}`, to), // Not
  204: (a, to) => wrap(`x.reverse(${a})`, to), // BitReverse
  205: (a, to) => wrap(`x.count(${a})`, to), // BitCount
}

function bitcast(a: string, to: Scalar, from: Scalar): string {
  if (to === from) return a
  if (to === 'f32') return `x.asFloat(${a})`
  return from === 'f32' ? wrap(`x.asBits(${a})`, to) : wrap(a, to)
}

export const binary: Readonly<Record<number, Binary>> = {
  128: (a, b, to) => wrap(`${a}+${b}`, to), // IAdd
  129: (a, b) => `f(${a}+${b})`, // FAdd
  130: (a, b, to) => wrap(`${a}-${b}`, to), // ISub
  131: (a, b) => `f(${a}-${b})`, // FSub
  132: (a, b, to) => wrap(`m(${a},${b})`, to), // IMul
  133: (a, b) => `f(${a}*${b})`, // FMul
  134: (a, b) => `(${a}/${b}>>>0)`, // UDiv
  135: (a, b) => `(${a}/${b}|0)`, // SDiv
  136: (a, b) => `f(${a}/${b})`, // FDiv
  137: (a, b) => `(${a}%${b}>>>0)`, // UMod
  138: (a, b) => `(${a}%${b}|0)`, // SRem
  140: (a, b) => `f(${a}%${b})`, // FRem
  141: (a, b) => `f(${a}-${b}*Math.floor(${a}/${b}))`, // FMod
  164: (a, b) => `(${a}===${b})`, // LogicalEqual
  165: (a, b) => `(${a}!==${b})`, // LogicalNotEqual
  166: (a, b) => `(${a}||${b})`, // LogicalOr
  167: (a, b) => `(${a}&&${b})`, // LogicalAnd
  170: (a, b) => `(${a}===${b})`, // IEqual
  171: (a, b) => `(${a}!==${b})`, // INotEqual
  172: (a, b) => `(${a}>${b})`, // UGreaterThan
  173: (a, b) => `(${a}>${b})`, // SGreaterThan
  174: (a, b) => `(${a}>=${b})`, // UGreaterThanEqual
  175: (a, b) => `(${a}>=${b})`, // SGreaterThanEqual
  176: (a, b) => `(${a}<${b})`, // ULessThan
  177: (a, b) => `(${a}<${b})`, // SLessThan
  178: (a, b) => `(${a}<=${b})`, // ULessThanEqual
  179: (a, b) => `(${a}<=${b})`, // SLessThanEqual
  180: (a, b) => `(${a}===${b})`, // FOrdEqual
  181: (a, b) => `!(${a}<${b}||${a}>${b})`, // FUnordEqual
  182: (a, b) => `(${a}<${b}||${a}>${b})`, // FOrdNotEqual
  183: (a, b) => `(${a}!==${b})`, // FUnordNotEqual
  184: (a, b) => `(${a}<${b})`, // FOrdLessThan
  185: (a, b) => `!(${a}>=${b})`, // FUnordLessThan
  186: (a, b) => `(${a}>${b})`, // FOrdGreaterThan
  187: (a, b) => `!(${a}<=${b})`, // FUnordGreaterThan
  188: (a, b) => `(${a}<=${b})`, // FOrdLessThanEqual
  189: (a, b) => `!(${a}>${b})`, // FUnordLessThanEqual
  190: (a, b) => `(${a}>=${b})`, // FOrdGreaterThanEqual
  191: (a, b) => `!(${a}<${b})`, // FUnordGreaterThanEqual
  194: (a, b, to) => wrap(`(${a}>>>${b})`, to), // ShiftRightLogical
  195: (a, b, to) => wrap(`(${a}>>${b})`, to), // ShiftRightArithmetic
  196: (a, b, to) => wrap(`(${a}<<${b})`, to), // ShiftLeftLogical
  197: (a, b, to) => wrap(`(${a}|${b})`, to), // BitwiseOr
  198: (a, b, to) => wrap(`(${a}^${b})`, to), // BitwiseXor
  199: (a, b, to) => wrap(`(${a}&${b})`, to), // BitwiseAnd
}

/** The new value of a read-modify-write by opcode, from the old value `a` and the operand `b`. */
export const atomic: Readonly<Record<number, Binary>> = {
  229: (_, b) => b, // AtomicExchange
  234: binary[128]!, // AtomicIAdd
  235: binary[130]!, // AtomicISub
  236: (a, b) => `(${a}<${b}?${a}:${b})`, // AtomicSMin
  237: (a, b) => `(${a}<${b}?${a}:${b})`, // AtomicUMin
  238: (a, b) => `(${a}>${b}?${a}:${b})`, // AtomicSMax
  239: (a, b) => `(${a}>${b}?${a}:${b})`, // AtomicUMax
  240: binary[199]!, // AtomicAnd
  241: binary[197]!, // AtomicOr
  242: binary[198]!, // AtomicXor
}

/** Bit field operations on three and four integer operands, by component. */
export const bitField: Readonly<Record<number, (operands: readonly string[], to: Scalar) => string>> = {
  201: ([base, insert, offset, count], to) => wrap(`x.insertBits(${base},${insert},${offset},${count})`, to), // BitFieldInsert
  202: ([base, offset, count], to) => wrap(`x.signedBits(${base},${offset},${count})`, to), // BitFieldSExtract
  203: ([base, offset, count], to) => wrap(`x.bits(${base},${offset},${count})`, to), // BitFieldUExtract
}
