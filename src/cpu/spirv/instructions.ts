/** SPIR-V modules as a row of instructions: for what reads or rewrites one. */

/** Words in front of the first instruction. */
export const headerWords = 5

export const isModule = (words: Uint32Array): boolean => words[0] === 0x0723_0203

/**
 * Visits the instructions of a module in their order. The word at `begin` holds length and opcode, operands follow up to `end`.
 * @returns false where the module is cut short; what is whole was visited
 */
export function visitInstructions(
  words: Uint32Array,
  visit: (opcode: number, begin: number, end: number) => void,
): boolean {
  for (let at = headerWords; at < words.length;) {
    const end = at + (words[at]! >>> 16)
    if (end === at || end > words.length) return false
    visit(words[at]! & 0xffff, at, end)
    at = end
  }
  return true
}

/** Execution models of the stages. */
export const executionModels = { vertex: 0, fragment: 4, compute: 5 } as const
export type StageName = keyof typeof executionModels

/** The text that begins at a word. */
export function textAt(words: Uint32Array, from: number, to: number): string {
  const bytes = new Uint8Array(words.buffer, words.byteOffset + from * 4, Math.max(0, to - from) * 4)
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))
}
