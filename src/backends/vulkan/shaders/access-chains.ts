/**
 * SPIR-V in which every access chain starts at its variable. naga makes two chains, one to the array in a buffer and one to its
 * element, but validation layers (1.3.239, for one) follow only one from a store back to the buffer. They would take a
 * dispatch's writes for reads, and not report a missing barrier after it. Drivers accept either.
 */
const headerWords = 5
const accessChains: readonly number[] = [65, 66]

/**
 * Joins chains of chains. The module stays valid: the indices of the first chain are defined before it, and so before the
 * second. O(words).
 */
export function joinAccessChains(words: Uint32Array): Uint32Array {
  /** Base and indices of each chain, by result id. */
  const chains = new Map<number, readonly number[]>()
  const joined: number[] = [...words.subarray(0, headerWords)]
  for (let at = headerWords; at < words.length;) {
    const count = words[at]! >>> 16
    const opcode = words[at]! & 0xffff
    // A truncated module is reported by the code that reads it.
    if (count === 0 || at + count > words.length) return words
    if (accessChains.includes(opcode)) {
      const [type, result, base, ...indices] = words.subarray(at + 1, at + count)
      const path = [...(chains.get(base!) ?? [base!]), ...indices]
      chains.set(result!, path)
      joined.push(((path.length + 3) << 16) | opcode, type!, result!, ...path)
    } else for (let word = at; word < at + count; word++) joined.push(words[word]!)
    at += count
  }
  return Uint32Array.from(joined)
}
