/**
 * SPIR-V whose sample masks are arrays, as Vulkan wants them. naga makes a plain number of each, on which layers report and a
 * driver (SwiftShader) crashes. Opcodes and numbers are those of the SPIR-V specification.
 */

const headerWords = 5
const boundWord = 3
const op = {
  typeArray: 28,
  typePointer: 32,
  constant: 43,
  variable: 59,
  load: 61,
  store: 62,
  accessChain: 65,
  decorate: 71,
}
const [builtIn, sampleMask] = [11, 20]

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
  for (let at = headerWords; at < words.length;) {
    const count = words[at]! >>> 16
    const opcode = words[at]! & 0xffff
    // A truncated module is reported by the code that reads it.
    if (count === 0 || at + count > words.length) return words
    const operands = [...words.subarray(at + 1, at + count)]
    at += count
    if (opcode === op.decorate && operands[1] === builtIn && operands[2] === sampleMask) masks.add(operands[0]!)
    if (opcode === op.typePointer || opcode === op.typeArray) types.set(operands[0]!, [opcode, ...operands.slice(1)])
    if (opcode === op.variable && masks.has(operands[1]!)) {
      const [pointer, variable, storage] = operands as [number, number, number]
      const element = types.get(pointer)![2]!
      if (types.get(element)?.[0] !== op.typeArray) {
        const [one, zero, array, toArray] = [bound++, bound++, bound++, bound++]
        emit(op.constant, element, one!, 1)
        emit(op.constant, element, zero!, 0)
        emit(op.typeArray, array!, element, one!)
        emit(op.typePointer, toArray!, storage, array!)
        // Without a value that it begins with, which would be a number.
        emit(op.variable, toArray!, variable, storage)
        made.set(variable, { pointer, zero: zero! })
        continue
      }
    }
    const place = opcode === op.load ? 2 : opcode === op.store ? 0 : -1
    const mask = place < 0 ? undefined : made.get(operands[place]!)
    if (mask) {
      const element = bound++
      emit(op.accessChain, mask.pointer, element, operands[place]!, mask.zero)
      operands[place] = element
    }
    emit(opcode, ...operands)
  }
  if (made.size === 0) return words
  out[boundWord] = bound
  return Uint32Array.from(out)
}
