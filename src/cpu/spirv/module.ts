/** A SPIR-V module parsed from its words: instructions sorted into types, constants, variables, decorations and functions. */
import { notOnCpu } from '../../errors.ts'
import { executionModels, isModule, textAt, visitInstructions, type StageName } from './instructions.ts'
import { executionMode, op } from './opcodes.ts'

export type { StageName } from './instructions.ts'

export interface Instruction {
  readonly opcode: number
  /** All operands, result type and result id included. */
  readonly operands: Uint32Array
}

export interface Block {
  readonly label: number
  readonly body: Instruction[]
  terminator: Instruction
}

export interface SpirvFunction {
  readonly id: number
  readonly resultType: number
  readonly parameters: { readonly id: number; readonly type: number }[]
  /** The first block is the entry. */
  readonly blocks: Block[]
}

export interface Variable {
  readonly id: number
  readonly pointerType: number
  readonly storageClass: number
  readonly initializer: number | undefined
}

export interface EntryPoint {
  readonly stage: StageName
  readonly name: string
  readonly function: number
  readonly localSize: readonly [number, number, number]
}

export interface SpirvModule {
  /** Type instructions by id. */
  readonly types: ReadonlyMap<number, Instruction>
  /** Constant instructions in declared order. */
  readonly constants: readonly Instruction[]
  readonly variables: readonly Variable[]
  readonly functions: ReadonlyMap<number, SpirvFunction>
  /** Entry points of stages that are translated. */
  readonly entryPoints: readonly EntryPoint[]
  /** Operand of a decoration of an id, or of a member of a struct. */
  decoration(id: number, decoration: number, member?: number): number | undefined
}

const stages: Readonly<Record<number, StageName>> = Object.fromEntries(
  Object.entries(executionModels).map(([stage, model]) => [model, stage as StageName]),
)

/** @throws MemkitError UNSUPPORTED where the words are not a SPIR-V module. */
export function readModule(words: Uint32Array): SpirvModule {
  if (!isModule(words)) throw notOnCpu('The words are not a SPIR-V module')
  const types = new Map<number, Instruction>()
  const constants: Instruction[] = []
  const variables: Variable[] = []
  const functions = new Map<number, SpirvFunction>()
  const entries: { stage: StageName; name: string; function: number }[] = []
  const localSizes = new Map<number, readonly [number, number, number]>()
  const decorations = new Map<string, number>()
  let current: SpirvFunction | undefined
  let block: Block | undefined

  const isWhole = visitInstructions(words, (opcode, begin, end) => {
    const operands = words.subarray(begin + 1, end)
    const instruction = { opcode, operands }
    if (opcode === op.EntryPoint) {
      const stage = stages[operands[0]!]
      if (stage) entries.push({ stage, name: textAt(operands, 2, operands.length), function: operands[1]! })
    } else if (opcode === op.ExecutionMode) {
      if (operands[1] === executionMode.localSize)
        localSizes.set(operands[0]!, [operands[2]!, operands[3]!, operands[4]!])
    } else if (opcode === op.Decorate) decorations.set(`${operands[0]} ${operands[1]}`, operands[2] ?? 0)
    else if (opcode === op.MemberDecorate)
      decorations.set(`${operands[0]} ${operands[2]} ${operands[1]}`, operands[3] ?? 0)
    else if (opcode >= op.TypeVoid && opcode <= op.TypeFunction) types.set(operands[0]!, instruction)
    else if (opcode >= op.ConstantTrue && opcode <= op.ConstantNull) constants.push(instruction)
    else if (opcode >= op.SpecConstantTrue && opcode <= op.SpecConstantOp)
      throw notOnCpu('Specialization constants are not translated for the CPU')
    else if (opcode === op.Undef && !current) constants.push(instruction)
    else if (opcode === op.Variable && !current)
      variables.push({
        id: operands[1]!,
        pointerType: operands[0]!,
        storageClass: operands[2]!,
        initializer: operands[3],
      })
    else if (opcode === op.Function) {
      current = { id: operands[1]!, resultType: operands[0]!, parameters: [], blocks: [] }
      functions.set(current.id, current)
    } else if (opcode === op.FunctionParameter) current!.parameters.push({ id: operands[1]!, type: operands[0]! })
    else if (opcode === op.FunctionEnd) current = undefined
    else if (opcode === op.Label) {
      block = { label: operands[0]!, body: [], terminator: instruction }
      current!.blocks.push(block)
    } else if (block && current) {
      if (isTerminator(opcode)) {
        block.terminator = instruction
        block = undefined
      } else if (opcode !== op.Line && opcode !== op.NoLine) block.body.push(instruction)
    }
  })
  if (!isWhole) throw notOnCpu('The SPIR-V module is cut off')
  return {
    types,
    constants,
    variables,
    functions,
    entryPoints: entries.map((entry) => ({ ...entry, localSize: localSizes.get(entry.function) ?? [1, 1, 1] })),
    decoration: (id, decoration, member) =>
      decorations.get(member === undefined ? `${id} ${decoration}` : `${id} ${decoration} ${member}`),
  }
}

const isTerminator = (opcode: number): boolean =>
  (opcode >= op.Branch && opcode <= op.Unreachable) || opcode === op.TerminateInvocation
