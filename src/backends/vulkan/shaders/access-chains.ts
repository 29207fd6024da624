/**
 * SPIR-V in which every access chain starts at its variable. naga makes two chains, one to the array in a buffer and one to its
 * element, but validation layers (1.3.239, for one) follow only one from a store back to the buffer. They would take a
 * dispatch's writes for reads, and not report a missing barrier after it. Drivers accept either.
 */
import { headerWords, visitInstructions } from '../../../cpu/spirv/instructions.ts'
import { op } from '../../../cpu/spirv/opcodes.ts'

/**
 * Joins chains of chains. The module stays valid: the indices of the first chain are defined before it, and so before the
 * second. O(words).
 */
export function joinAccessChains(words: Uint32Array): Uint32Array {
  /** Base and indices of each chain, by result id. */
  const chains = new Map<number, readonly number[]>()
  const joined: number[] = [...words.subarray(0, headerWords)]
  const isWhole = visitInstructions(words, (opcode, begin, end) => {
    if (opcode === op.AccessChain || opcode === op.InBoundsAccessChain) {
      const [type, result, base, ...indices] = words.subarray(begin + 1, end)
      const path = [...(chains.get(base!) ?? [base!]), ...indices]
      chains.set(result!, path)
      joined.push(((path.length + 3) << 16) | opcode, type!, result!, ...path)
    } else for (let word = begin; word < end; word++) joined.push(words[word]!)
  })
  // A truncated module is reported by the code that reads it.
  return isWhole ? Uint32Array.from(joined) : words
}
