/**
 * Specialisation constants of SPIR-V, which become plain constants before naga reads the module, because it translates none that
 * has others.
 */
import { headerWords, visitInstructions } from '../../../cpu/spirv/instructions.ts'
import { decoration, op } from '../../../cpu/spirv/opcodes.ts'
import { shaderFailed } from '../../../errors.ts'

/** Opcodes of specialisation constants, and of the constants that they become. */
const plainOf: Readonly<Record<number, number>> = {
  [op.SpecConstantTrue]: op.ConstantTrue,
  [op.SpecConstantFalse]: op.ConstantFalse,
  [op.SpecConstant]: op.Constant,
  [op.SpecConstantComposite]: op.ConstantComposite,
}

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
  const isWhole = visitInstructions(words, (opcode, begin, end) => {
    const count = end - begin
    const operands = words.subarray(begin + 1, end)
    if (opcode === op.Decorate && operands[1] === decoration.specId) {
      keys.set(operands[0]!, String(operands[2]))
      isChanged = true
      return
    }
    if (opcode === op.TypeInt || opcode === op.TypeFloat) types.set(operands[0]!, [opcode, ...operands.subarray(1)])
    const plain = plainOf[opcode]
    if (plain === undefined) {
      made.push((count << 16) | opcode, ...operands)
      return
    }
    isChanged = true
    const [type, result] = operands
    const key = keys.get(result!)
    const value = key === undefined ? undefined : values[key]
    if (key !== undefined) unused.delete(key)
    if (opcode === op.SpecConstantTrue || opcode === op.SpecConstantFalse) {
      const isTrue = value === undefined ? opcode === op.SpecConstantTrue : value !== 0
      made.push((count << 16) | (isTrue ? op.ConstantTrue : op.ConstantFalse), ...operands)
    } else if (opcode === op.SpecConstant && value !== undefined)
      made.push((count << 16) | plain, type!, result!, ...bitsOf(value, types.get(type!) ?? []))
    else made.push((count << 16) | plain, ...operands)
  })
  // A module that is cut short is reported by the code that reads it.
  if (!isWhole) return words
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
  if (opcode === op.TypeFloat && width === 64) bytes.setFloat64(0, value, true)
  else if (opcode === op.TypeFloat) bytes.setFloat32(0, value, true)
  else bytes.setBigInt64(0, BigInt(Math.trunc(value)), true)
  return new Uint32Array(bytes.buffer, 0, width === 64 ? 2 : 1)
}
