/**
 * SPIR-V of one entry point alone: a driver (SwiftShader) looks up every variable of a module in the layout of a pipeline, and
 * crashes on those that only other entry points use.
 */
import {
  executionModels,
  headerWords,
  textAt,
  visitInstructions,
  type StageName,
} from '../../../cpu/spirv/instructions.ts'
import { op } from '../../../cpu/spirv/opcodes.ts'

interface Instruction {
  readonly opcode: number
  /** The first of its words, and the word behind its last. */
  readonly begin: number
  readonly end: number
  /** Id of the function that it is part of. */
  readonly inside: number | undefined
}

/**
 * The module without names, and without the functions and variables that an entry point does not use; the same words where it has
 * no other entry point. O(words).
 */
export function onlyEntryPoint(words: Uint32Array, stage: StageName, entryPoint: string): Uint32Array {
  const instructions = instructionsOf(words)
  const isEntry = ({ opcode }: Instruction): boolean => opcode === op.EntryPoint
  const own = instructions.find(
    (instruction) =>
      isEntry(instruction) &&
      words[instruction.begin + 1] === executionModels[stage] &&
      textAt(words, instruction.begin + 3, instruction.end) === entryPoint,
  )
  if (!own || instructions.filter(isEntry).length < 2) return words
  const main = words[own.begin + 2]!
  const reached = reachedFrom(main, words, instructions)
  const used = new Set<number>(words.subarray(own.begin, own.end))
  const left = new Set<number>()
  for (const { begin, end, inside } of instructions) {
    if (inside === undefined) continue
    const ids = reached.has(inside) ? used : left
    for (let at = begin + 1; at < end; at++) ids.add(words[at]!)
  }
  const isKeptVariable = (begin: number): boolean => used.has(words[begin + 2]!)
  const defined = new Set<number>()
  for (const { opcode, begin, inside } of instructions)
    if (inside === undefined && (opcode !== op.Variable || isKeptVariable(begin)))
      defined.add(words[begin + (hasType(opcode) ? 2 : 1)]!)
  const variables = new Set<number>()
  for (const { opcode, begin, inside } of instructions)
    if (inside === undefined && opcode === op.Variable && !isKeptVariable(begin)) variables.add(words[begin + 2]!)

  const isKept = (instruction: Instruction): boolean => {
    const { opcode, begin, inside } = instruction
    if (inside !== undefined) return reached.has(inside)
    const target = words[begin + 1]!
    switch (opcode) {
      case op.Name:
      case op.MemberName:
        return false
      case op.EntryPoint:
        return instruction === own
      case op.ExecutionMode:
      case op.ExecutionModeId:
        return target === main
      case op.Decorate:
      case op.DecorateId:
        return !variables.has(target) && (defined.has(target) || used.has(target) || !left.has(target))
      case op.Variable:
        return isKeptVariable(begin)
      default:
        return true
    }
  }
  return assemble(words, instructions.filter(isKept))
}

/** Constants, variables and undefined values have a type before their id; types and imports do not. */
const hasType = (opcode: number): boolean => opcode === 1 || (opcode >= 41 && opcode <= 52) || opcode === op.Variable

function instructionsOf(words: Uint32Array): Instruction[] {
  const list: Instruction[] = []
  let inside: number | undefined
  visitInstructions(words, (opcode, begin, end) => {
    if (opcode === op.Function) inside = words[begin + 2]!
    list.push({ opcode, begin, end, inside })
    if (opcode === op.FunctionEnd) inside = undefined
  })
  return list
}

/** A function and all that it calls. */
function reachedFrom(main: number, words: Uint32Array, instructions: readonly Instruction[]): Set<number> {
  const calls = new Map<number, number[]>()
  for (const { opcode, begin, inside } of instructions) {
    if (opcode === op.Function) calls.set(inside!, [])
    if (opcode === op.FunctionCall) calls.get(inside!)!.push(words[begin + 3]!)
  }
  const reached = new Set<number>()
  const open = [main]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    open.push(...(calls.get(id) ?? []))
  }
  return reached
}

function assemble(words: Uint32Array, kept: readonly Instruction[]): Uint32Array {
  const made = new Uint32Array(kept.reduce((sum, { begin, end }) => sum + end - begin, headerWords))
  made.set(words.subarray(0, headerWords))
  let at = headerWords
  for (const { begin, end } of kept) {
    made.set(words.subarray(begin, end), at)
    at += end - begin
  }
  return made
}
