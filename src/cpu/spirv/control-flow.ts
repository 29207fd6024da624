/**
 * The blocks of a function as JavaScript statements: the cases of a switch in a loop, except that a block with one predecessor
 * is placed where that one jumps to it, so straight code and ifs remain straight code and ifs.
 */
import { notOnCpu } from '../../errors.ts'
import type { Block, Instruction, SpirvFunction } from './module.ts'
import { op } from './opcodes.ts'

export interface FlowScope {
  /** Statements of one instruction. */
  emit(instruction: Instruction): string
  /** The JavaScript of a value. */
  use(id: number): string
  isSigned(id: number): boolean
  /** The zero of a value's type. */
  zero(id: number): string
  /** Statements that make the invocation a helper. */
  discard(): string
  /** The function ends where it discards; otherwise it goes on behind the construct that it discards in. */
  readonly returnsAtDiscard: boolean
  /** Statements that return without a value of meaning. */
  returnZero(): string
}

/** Nesting depth of blocks from which the switch is used instead. */
const deepest = 48

/**
 * Turns of the loops of one call of a function, that is jumps between its blocks: seconds of work. Nothing else would end a shader that
 * never does, because JavaScript waits for it.
 */
export const mostTurns = 2 ** 28

/**
 * Statements that call `e`, which throws, where the loops of a call turn as often as that.
 * @throws MemkitError UNSUPPORTED from the instructions inside.
 */
export function controlFlow(fn: SpirvFunction, scope: FlowScope): string {
  const { emit, use, isSigned } = scope
  const blocks = new Map(fn.blocks.map((block) => [block.label, block]))
  const entry = fn.blocks[0]!
  const behind = scope.returnsAtDiscard ? new Map<number, number>() : behindDiscards(fn, blocks)
  const predecessors = new Map<number, number>()
  const addEdge = (target: number) => predecessors.set(target, (predecessors.get(target) ?? 0) + 1)
  for (const block of fn.blocks) {
    targetsOf(block).forEach(addEdge)
    const target = behind.get(block.label)
    if (target !== undefined) addEdge(target)
  }

  const cases: string[] = []
  const written = new Set<number>()
  const pending: number[] = []
  const jump = (from: Block, to: number, depth: number): string => {
    const target = blocks.get(to)!
    const moves = phiMoves(from.label, target, behind, scope)
    if (predecessors.get(to) === 1 && depth < deepest) return moves + blockCode(target, depth + 1)
    pending.push(to)
    return `${moves}L=${to};continue D;`
  }
  const blockCode = (block: Block, depth: number): string => {
    written.add(block.label)
    let code = ''
    for (const instruction of block.body) {
      if (
        instruction.opcode === op.LoopMerge ||
        instruction.opcode === op.SelectionMerge ||
        instruction.opcode === op.Phi
      )
        continue
      code += emit(instruction)
    }
    const { opcode, operands } = block.terminator
    switch (opcode) {
      case op.Branch:
        return code + jump(block, operands[0]!, depth)
      case op.BranchConditional:
        return `${code}if(${use(operands[0]!)}){${jump(block, operands[1]!, depth)}}else{${jump(block, operands[2]!, depth)}}`
      case op.Switch: {
        const groups = new Map<number, number[]>()
        for (let i = 2; i < operands.length; i += 2)
          groups.set(operands[i + 1]!, [...(groups.get(operands[i + 1]!) ?? []), operands[i]!])
        const signed = isSigned(operands[0]!)
        let arms = ''
        for (const [target, literals] of groups) {
          if (target === operands[1]) continue
          arms += `${literals.map((literal) => `case ${signed ? literal | 0 : literal}:`).join('')}{${jump(block, target, depth)}}`
        }
        return `${code}switch(${use(operands[0]!)}){${arms}default:{${jump(block, operands[1]!, depth)}}}`
      }
      case op.Return:
        return `${code}return;`
      case op.ReturnValue:
        return `${code}return ${use(operands[0]!)};`
      case op.Kill:
      case op.TerminateInvocation: {
        const target = behind.get(block.label)
        return code + scope.discard() + (target === undefined ? scope.returnZero() : jump(block, target, depth))
      }
      default:
        return `${code}throw new Error('unreachable');`
    }
  }

  let loops = false
  const first = blockCode(entry, 0)
  cases.push(`case ${entry.label}:{${first}}`)
  while (pending.length > 0) {
    const label = pending.pop()!
    loops = true
    if (written.has(label)) continue
    cases.push(`case ${label}:{${blockCode(blocks.get(label)!, 0)}}`)
  }
  return loops ? `let L=${entry.label};D:for(let T=0;++T<${mostTurns}||e();)switch(L){${cases.join('')}}` : first
}

/** Statements that give the phi values of a block what they are when it is entered from the block `from`. */
function phiMoves(from: number, target: Block, behind: ReadonlyMap<number, number>, scope: FlowScope): string {
  const phis = target.body.filter(({ opcode }) => opcode === op.Phi)
  if (phis.length === 0) return ''
  const sources = phis.map(({ operands }) => {
    for (let i = 2; i < operands.length; i += 2) if (operands[i + 1] === from) return scope.use(operands[i]!)
    // A discarded invocation comes a way that the shader does not know of.
    if (behind.has(from)) return scope.zero(operands[1]!)
    throw notOnCpu('A shader has a value that comes from nowhere')
  })
  const names = phis.map(({ operands }) => `v${operands[1]}`)
  return names.length === 1 ? `${names[0]}=${sources[0]};` : `[${names.join(',')}]=[${sources.join(',')}];`
}

/**
 * The block at which a discarded invocation goes on, by block: WGSL makes it a helper invocation, of whom derivatives still need the
 * values. The code behind the discard is not in the module, so it goes on behind the innermost construct, where that is one.
 */
function behindDiscards(fn: SpirvFunction, blocks: ReadonlyMap<number, Block>): Map<number, number> {
  const behind = new Map<number, number>()
  const seen = new Set<number>()
  const open: { label: number; merge: number | undefined }[] = [{ label: fn.blocks[0]!.label, merge: undefined }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { label, merge } = next
    if (seen.has(label) || label === merge) continue
    seen.add(label)
    const block = blocks.get(label)!
    const { opcode } = block.terminator
    if ((opcode === op.Kill || opcode === op.TerminateInvocation) && merge !== undefined) behind.set(label, merge)
    const header = block.body.find((one) => one.opcode === op.SelectionMerge || one.opcode === op.LoopMerge)
    const inner = header ? header.operands[0]! : merge
    // Taken last in, first out: the blocks of a construct before the one behind it.
    if (header) open.push({ label: inner!, merge })
    for (const target of targetsOf(block)) open.push({ label: target, merge: inner })
  }
  return behind
}

function targetsOf({ terminator: { opcode, operands } }: Block): number[] {
  if (opcode === op.Branch) return [operands[0]!]
  if (opcode === op.BranchConditional) return [operands[1]!, operands[2]!]
  if (opcode !== op.Switch) return []
  const targets = new Set([operands[1]!])
  for (let i = 3; i < operands.length; i += 2) targets.add(operands[i]!)
  return [...targets]
}
