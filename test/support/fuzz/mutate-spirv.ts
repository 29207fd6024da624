/** Changes a SPIR-V module in a few random places: words, operands, whole instructions, its end. */
import type { Next } from './mutate.ts'

const headerWords = 5
const numbers = [0, 1, 2, 3, 5, 7, 16, 255, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]

/** Equal words and sequences, equal mutants. @returns the mutant, and what was changed, in words */
export function mutateSpirv(words: Uint32Array, next: Next): { words: Uint32Array; said: string } {
  let code = [...words]
  const said: string[] = []
  for (let i = 1 + next(3); i > 0 && code.length > headerWords; i--) {
    const starts = instructions(code)
    const start = starts[next(starts.length)] ?? headerWords
    const length = Math.max(1, code[start]! >>> 16)
    const instruction = code.slice(start, start + length)
    const kind = next(12)
    said.push(`${['cut', 'deleted', 'doubled', 'moved', 'header', 'bits'][kind] ?? 'operand'} at ${start}`)
    if (kind === 0) code.length = next(code.length)
    else if (kind === 1) code.splice(start, length)
    else if (kind === 2) code.splice(start, 0, ...instruction)
    else if (kind === 3) {
      code.splice(start, length)
      const others = instructions(code)
      code.splice(others[next(others.length)] ?? headerWords, 0, ...instruction)
    } else if (kind === 4) code[next(headerWords)] = numbers[next(numbers.length)]!
    else if (kind === 5) code[next(code.length)]! ^= 2 ** next(31)
    else {
      const operand = start + 1 + next(Math.max(1, length - 1))
      // Mostly another id of the module, or what stands elsewhere: such a change gets further.
      if (operand < code.length)
        code[operand] = [() => next(code[3]!), () => code[next(code.length)]!, () => numbers[next(numbers.length)]!][
          next(3)
        ]!()
    }
  }
  return { words: Uint32Array.from(code), said: said.join(', ') }
}

function instructions(code: readonly number[]): number[] {
  const starts: number[] = []
  for (let at = headerWords; at < code.length && code[at]! >>> 16 > 0; at += code[at]! >>> 16) starts.push(at)
  return starts
}
