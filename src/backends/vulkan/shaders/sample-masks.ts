/**
 * SPIR-V whose sample masks are arrays, as Vulkan wants them. naga makes a plain number of each, on which layers report and a
 * driver (SwiftShader) crashes.
 */
import { headerWords, visitInstructions } from '../../../cpu/spirv/instructions.ts'
import { decoration, op } from '../../../cpu/spirv/opcodes.ts'

const boundWord = 3
const sampleMask = 20

/** Makes an array of one number of each sample mask that is a number. O(words). */
export function toMaskArrays(words: Uint32Array): Uint32Array {
  const masks = new Set<number>()
  /** Opcode and operands of types, by id. */
  const types = new Map<number, readonly number[]>()
  /** By variable: its type before, and the constant 0. */
  const made = new Map<number, { readonly pointer: number; readonly zero: number }>()
  const out: number[] = [...words.subarray(0, headerWords)]
  let bound = words[boundWord]!
  const emit = (opcode: number, ...operands: readonly number[]): void =>
    void out.push(((operands.length + 1) << 16) | opcode, ...operands)
  const isWhole = visitInstructions(words, (opcode, begin, end) => {
    const operands = [...words.subarray(begin + 1, end)]
    if (opcode === op.Decorate && operands[1] === decoration.builtIn && operands[2] === sampleMask)
      masks.add(operands[0]!)
    if (opcode === op.TypePointer || opcode === op.TypeArray) types.set(operands[0]!, [opcode, ...operands.slice(1)])
    if (opcode === op.Variable && masks.has(operands[1]!)) {
      const [pointer, variable, storage] = operands as [number, number, number]
      const element = types.get(pointer)![2]!
      if (types.get(element)?.[0] !== op.TypeArray) {
        const [one, zero, array, toArray] = [bound++, bound++, bound++, bound++]
        emit(op.Constant, element, one!, 1)
        emit(op.Constant, element, zero!, 0)
        emit(op.TypeArray, array!, element, one!)
        emit(op.TypePointer, toArray!, storage, array!)
        // Without a value that it begins with, which would be a number.
        emit(op.Variable, toArray!, variable, storage)
        made.set(variable, { pointer, zero: zero! })
        return
      }
    }
    const place = opcode === op.Load ? 2 : opcode === op.Store ? 0 : -1
    const mask = place < 0 ? undefined : made.get(operands[place]!)
    if (mask) {
      const element = bound++
      emit(op.AccessChain, mask.pointer, element, operands[place]!, mask.zero)
      operands[place] = element
    }
    emit(opcode, ...operands)
  })
  // A truncated module is reported by the code that reads it.
  if (!isWhole || made.size === 0) return words
  out[boundWord] = bound
  return Uint32Array.from(out)
}
