/**
 * Specialisation constants of SPIR-V, which become plain constants before naga reads the module, because it translates none that
 * has others. Opcodes and numbers are those of the SPIR-V specification.
 */
import { shaderFailed } from '../../../errors.ts'

const headerWords = 5
const op = { typeInt: 21, typeFloat: 22, decorate: 71 } as const
/** Opcodes of specialisation constants, and of the constants that they become. */
const plainOf: Readonly<Record<number, number>> = { 48: 41, 49: 42, 50: 43, 51: 44 }
const [specTrue, specFalse, specConstant, plainTrue, plainFalse] = [48, 49, 50, 41, 42]
const specId = 1

/**
 * The module with its specialisation constants fixed, to the values that are given by their ids or to their defaults; the same
 * words where it has none. O(words).
 * @throws MemkitError SHADER_FAILED for a value without constant
 */
export function specialise(shader: string, words: Uint32Array, values: Readonly<Record<string, number>>): Uint32Array {
  const keys = new Map<number, string>()
  const types = new Map<number, readonly number[]>()
  const unused = new Set(Object.keys(values))
  const made: number[] = [...words.subarray(0, headerWords)]
  let isChanged = false
  for (let at = headerWords; at < words.length;) {
    const count = words[at]! >>> 16
    const opcode = words[at]! & 0xffff
    // A module that is cut short is reported by the code that reads it.
    if (count === 0 || at + count > words.length) return words
    const operands = words.subarray(at + 1, at + count)
    at += count
    if (opcode === op.decorate && operands[1] === specId) {
      keys.set(operands[0]!, String(operands[2]))
      isChanged = true
      continue
    }
    if (opcode === op.typeInt || opcode === op.typeFloat) types.set(operands[0]!, [opcode, ...operands.subarray(1)])
    const plain = plainOf[opcode]
    if (plain === undefined) {
      made.push((count << 16) | opcode, ...operands)
      continue
    }
    isChanged = true
    const [type, result] = operands
    const key = keys.get(result!)
    const value = key === undefined ? undefined : values[key]
    if (key !== undefined) unused.delete(key)
    if (opcode === specTrue || opcode === specFalse) {
      const isTrue = value === undefined ? opcode === specTrue : value !== 0
      made.push((count << 16) | (isTrue ? plainTrue : plainFalse), ...operands)
    } else if (opcode === specConstant && value !== undefined)
      made.push((count << 16) | plain, type!, result!, ...bitsOf(value, types.get(type!) ?? []))
    else made.push((count << 16) | plain, ...operands)
  }
  for (const key of unused)
    throw shaderFailed(
      shader,
      `it has no specialisation constant ${JSON.stringify(key)}, to which "constants" gives a value`,
    )
  return isChanged ? Uint32Array.from(made) : words
}

/** The words of a value in a type: [opcode, width, …]. Types narrower than a word are of half floats or of small integers. */
function bitsOf(value: number, [opcode, width = 32]: readonly number[]): Uint32Array {
  const bytes = new DataView(new ArrayBuffer(8))
  if (opcode === op.typeFloat && width === 64) bytes.setFloat64(0, value, true)
  else if (opcode === op.typeFloat) bytes.setFloat32(0, value, true)
  else bytes.setBigInt64(0, BigInt(Math.trunc(value)), true)
  return new Uint32Array(bytes.buffer, 0, width === 64 ? 2 : 1)
}
