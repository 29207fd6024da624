/**
 * SPIR-V in which every access chain starts at its variable. naga makes two, one to the array in a buffer and one to its element,
 * and validation layers (1.3.239, for one) follow a single one from a store back to the buffer: what a dispatch writes would be a
 * read to them, and a barrier that is missing behind it would go unnoticed. Drivers do not care.
 */
const headerWords = 5
const accessChains: readonly number[] = [65, 66]

/** O(words). Chains stay valid: what the first one indexes with is defined before it, and so before the second. */
export function joinAccessChains(words: Uint32Array): Uint32Array {
  /** By result: the base and the indices. */
  const chains = new Map<number, readonly number[]>()
  const joined: number[] = [...words.subarray(0, headerWords)]
  for (let at = headerWords; at < words.length;) {
    const count = words[at]! >>> 16
    const opcode = words[at]! & 0xffff
    // A module that is cut short is told of by whoever reads it.
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
