/**
 * One SPIR-V function as JavaScript; `controlFlow` puts its blocks together. SSA values are variables `v<id>`.
 *
 * Pointers come in two kinds. Into a bound buffer: a buffer and a word offset, `o<id>`. Into anything else: the array that holds
 * the value and its index there, `a<id>` and `k<id>`, so that a pointer parameter is two parameters.
 */
import { notOnCpu } from '../../errors.ts'
import { atomic, binary, bitField, unary } from './arithmetic.ts'
import { controlFlow } from './control-flow.ts'
import { FunctionCode, operationOf, scalarOf, type Emit, type Scope } from './function-code.ts'
import { imageInstructions } from './image-instructions.ts'
import type { SpirvFunction } from './module.ts'
import { op, storageClass } from './opcodes.ts'
import { atomicUpdate, memoryInstructions } from './memory-instructions.ts'
import { zeroOf } from './types.ts'
import { binaryOperation, bitFieldOperation, unaryOperation, valueInstructions } from './value-instructions.ts'

/** Storage classes that a pointer parameter may point into. */
const passable: ReadonlySet<number> = new Set([storageClass.function, storageClass.private, storageClass.workgroup])

/** Loads and stores of large structs are unrolled, each to as much code as the struct has members. */
const mostCharacters = 2 ** 25

export function emitFunction(fn: SpirvFunction, scope: Scope): string {
  const code = new FunctionCode(scope)
  const parameters = addParameters(code, fn)
  addPhis(code, fn)
  const body = controlFlow(fn, {
    emit: (instruction) => {
      const emitted = emitterOf(instruction.opcode)(code, operationOf(instruction))
      scope.effects.characters += emitted.length
      if (scope.effects.characters > mostCharacters)
        throw notOnCpu(`A shader becomes more than ${mostCharacters} characters of code on the CPU`, {
          limit: mostCharacters,
        })
      return emitted
    },
    use: (id) => code.use(id),
    isSigned: (id) => scalarOf(code.typeOfValue(id)) === 'i32',
    zero: (id) => zeroOf(code.typeOfValue(id)),
    discard: () => {
      scope.effects.discards = true
      return 'I.helper=true;'
    },
    returnsAtDiscard: scope.returnsAtDiscard === fn.id,
    returnZero: () => {
      const type = scope.typeOf(fn.resultType)
      return type.kind === 'void' ? 'return;' : `return ${zeroOf(type)};`
    },
  })
  const names = [...new Set(code.declared)]
  const star = scope.generators.has(fn.id) ? '*' : ''
  return `function${star} f${fn.id}(${['I', ...parameters].join(',')}){${names.length > 0 ? `let ${names.join(',')};` : ''}${body}}`
}

/** The emitter of an opcode: arithmetic has one for each number of operands, other instructions one each. */
function emitterOf(opcode: number): Emit {
  if (unary[opcode]) return unaryOperation
  if (binary[opcode]) return binaryOperation
  if (bitField[opcode]) return bitFieldOperation
  if (atomic[opcode]) return atomicUpdate
  const emitter = memoryInstructions[opcode] ?? valueInstructions[opcode] ?? imageInstructions[opcode]
  if (!emitter) throw notOnCpu(`The SPIR-V instruction ${opcode} is not translated for the CPU`, { opcode })
  return emitter
}

/** @returns the names of the parameters; a pointer has two */
function addParameters(code: FunctionCode, fn: SpirvFunction): string[] {
  return fn.parameters.flatMap(({ id, type: typeId }) => {
    const type = code.scope.typeOf(typeId)
    if (type.kind !== 'pointer') {
      code.addValue(id, type)
      return [`v${id}`]
    }
    if (!passable.has(type.storageClass))
      throw notOnCpu('Pointers to buffers as parameters of functions are not translated for the CPU')
    code.pointers.set(id, { space: 'value', array: `a${id}`, key: `k${id}`, type: type.target })
    return [`a${id}`, `k${id}`]
  })
}

/** Declares all phis first: their types must be known before code that jumps back to them. */
function addPhis(code: FunctionCode, fn: SpirvFunction): void {
  for (const block of fn.blocks)
    for (const { opcode, operands } of block.body)
      if (opcode === op.Phi) {
        code.addValue(operands[1]!, code.scope.typeOf(operands[0]!))
        code.declared.push(`v${operands[1]}`)
      }
}
