/**
 * SPIR-V that declares of the storage of 16 bits what it uses. naga declares all of it with each use of f16, and the extension that allows it
 * only where such numbers are stored or passed on: without the extension the module is invalid, and a device that stores them need not be able
 * to pass them between stages.
 */
import { headerWords, textAt, visitInstructions } from '../../../cpu/spirv/instructions.ts'
import { op, storageClass } from '../../../cpu/spirv/opcodes.ts'

/** StorageBuffer16BitAccess, UniformAndStorageBuffer16BitAccess. */
const stored: ReadonlySet<number> = new Set([4433, 4434])
const storageInputOutput16 = 4436

/** Leaves out the capabilities that nothing of the module needs. O(words). */
export function dropUnusedStorage(words: Uint32Array): Uint32Array {
  /** Types that are numbers of 16 bits, or hold them. */
  const small = new Set<number>()
  const holds = (from: number, to: number): boolean => words.subarray(from, to).some((type) => small.has(type))
  let [isDeclared, isStored, isPassed] = [false, false, false]
  visitInstructions(words, (opcode, begin, end) => {
    const id = words[begin + 1]!
    if (opcode === op.Capability) isDeclared ||= id === storageInputOutput16
    else if (opcode === op.Extension) isStored ||= textAt(words, begin + 1, end) === 'SPV_KHR_16bit_storage'
    else if (opcode === op.TypeInt || opcode === op.TypeFloat) {
      if (words[begin + 2] === 16) small.add(id)
    } else if (opcode === op.TypeVector || opcode === op.TypeMatrix || opcode === op.TypeArray) {
      if (holds(begin + 2, begin + 3)) small.add(id)
    } else if (opcode === op.TypeStruct) {
      if (holds(begin + 2, end)) small.add(id)
    } else if (opcode === op.TypePointer && small.has(words[begin + 3]!))
      isPassed ||= words[begin + 2] === storageClass.input || words[begin + 2] === storageClass.output
  })
  if (!isDeclared || (isStored && isPassed)) return words
  const left: number[] = [...words.subarray(0, headerWords)]
  const isWhole = visitInstructions(words, (opcode, begin, end) => {
    const capability = opcode === op.Capability ? words[begin + 1]! : 0
    if (!isPassed && capability === storageInputOutput16) return
    if (!isStored && stored.has(capability)) return
    for (let word = begin; word < end; word++) left.push(words[word]!)
  })
  return isWhole ? Uint32Array.from(left) : words
}
