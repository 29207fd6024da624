/** Instructions on values as JavaScript: arithmetic, vectors, matrices, composites and calls. */
import { notOnCpu } from '../../errors.ts'
import { binary, bitField, unary } from './arithmetic.ts'
import { bitNumbers, perComponent, whole } from './extended.ts'
import { operandsFrom, scalarOf, type Emit, type FunctionCode } from './function-code.ts'
import { op } from './opcodes.ts'
import { convertBytes, dotOfBytes } from './packed-bytes.ts'
import { zeroOf, type Type } from './types.ts'

type Vector = Extract<Type, { kind: 'vector' }>

export const unaryOperation: Emit = (code, operation) => {
  const type = code.typeOfResult(operation)
  // Bytes are a word already.
  const from = code.typeOfValue(operation.a)
  if (operation.opcode === op.Bitcast && (type.kind === 'bytes' || from.kind === 'bytes'))
    return code.define(
      operation,
      `${code.use(operation.a)}${type.kind === 'scalar' && type.scalar === 'i32' ? '|0' : '>>>0'}`,
    )
  const apply = unary[operation.opcode]!
  return code.define(
    operation,
    code.map(type, [operation.a], (one) => apply(one, scalarOf(type), scalarOf(code.typeOfValue(operation.a)))),
  )
}

export const binaryOperation: Emit = (code, operation) => {
  const type = code.typeOfResult(operation)
  const apply = binary[operation.opcode]!
  return code.define(
    operation,
    code.map(type, [operation.a, operation.b], (one, two) => apply(one, two, scalarOf(type))),
  )
}

export const bitFieldOperation: Emit = (code, operation) => {
  const type = code.typeOfResult(operation)
  const apply = bitField[operation.opcode]!
  return code.define(
    operation,
    code.map(type, operandsFrom(operation, 2), (...names) => apply(names, scalarOf(type))),
  )
}

const extended: Emit = (code, operation) => {
  const number = operation.b
  const operands = operandsFrom(operation, 4)
  const type = code.typeOfResult(operation)
  const apply = perComponent[number]
  if (apply) {
    const fix = bitNumbers.has(number) && scalarOf(type) === 'u32' ? '>>>0' : ''
    return code.define(
      operation,
      code.map(type, operands, (...parts) => `${apply(...parts)}${fix}`),
    )
  }
  const named = whole[number]
  if (!named) throw notOnCpu(`The extended instruction ${number} is not translated for the CPU`, { number })
  return code.define(operation, `${named}(${operands.map((id) => code.use(id)).join(',')})`)
}

const call: Emit = (code, operation) => {
  const { scope } = code
  const callee = scope.function(operation.a)
  const args = operandsFrom(operation, 3).flatMap((argument, i) => {
    if (scope.typeOf(callee.parameters[i]!.type).kind !== 'pointer') return [code.use(argument)]
    const at = code.pointer(argument)
    if (at.space === 'buffer')
      throw notOnCpu('Pointers to buffers as parameters of functions are not translated for the CPU')
    return [at.array, at.key]
  })
  const expression = `${scope.generators.has(operation.a) ? 'yield*' : ''} f${operation.a}(${['I', ...args].join(',')})`
  return code.typeOfResult(operation).kind === 'void' ? `${expression};` : code.define(operation, expression)
}

const select: Emit = (code, operation) => {
  const { a, b, c } = operation
  return code.define(
    operation,
    code.typeOfValue(a).kind === 'vector'
      ? code.map(code.typeOfResult(operation), [a, b, c], (one, two, three) => `(${one}?${two}:${three})`)
      : `(${code.use(a)}?${code.use(b)}:${code.use(c)})`,
  )
}

/** A copy of `composite` with `value` at the path of indices. */
const inserted = (composite: string, value: string, path: readonly number[]): string => {
  const [first, ...others] = path
  return `${composite}.with(${first},${others.length === 0 ? value : inserted(`${composite}[${first}]`, value, others)})`
}

/** A call of a helper with the operands' values. */
const helper =
  (name: string, count: 1 | 2): Emit =>
  (code, operation) => {
    const operands = count === 1 ? [operation.a] : [operation.a, operation.b]
    return code.define(operation, `${name}(${operands.map((id) => code.use(id)).join(',')})`)
  }

/** A difference within the quad: the invocation hands out its value and is given those of all four. */
const derivative =
  (name: string): Emit =>
  (code, operation) =>
    code.define(operation, `x.${name}(yield ${code.use(operation.a)},I.lane)`)

function vectorOf(code: FunctionCode, id: number): Vector {
  const type = code.typeOfValue(id)
  if (type.kind !== 'vector') throw notOnCpu('A shader takes a vector apart that is not translated for the CPU', {})
  return type
}

export const valueInstructions: Readonly<Record<number, Emit>> = {
  [op.Undef]: (code, operation) => code.define(operation, zeroOf(code.typeOfResult(operation))),
  [op.ExtInst]: extended,
  [op.FunctionCall]: call,
  [op.CopyObject]: (code, operation) => code.define(operation, code.use(operation.a)),
  [op.VectorExtractDynamic]: (code, operation) => {
    const { a, b } = operation
    return code.define(operation, `${code.use(a)}[x.index(${code.use(b)},${vectorOf(code, a).count})]`)
  },
  [op.VectorInsertDynamic]: (code, operation) => {
    const { a, b, c } = operation
    const at = `x.index(${code.use(c)},${vectorOf(code, a).count})`
    return code.define(operation, `${code.use(a)}.with(${at},${code.use(b)})`)
  },
  [op.VectorShuffle]: (code, operation) => {
    const { a, b } = operation
    const first = vectorOf(code, a)
    const parts = operandsFrom(operation, 4).map((at) =>
      at === 0xffff_ffff ? '0' : at < first.count ? `${code.use(a)}[${at}]` : `${code.use(b)}[${at - first.count}]`,
    )
    return code.define(operation, `[${parts.join(',')}]`)
  },
  [op.CompositeConstruct]: (code, operation) => {
    const isVector = code.typeOfResult(operation).kind === 'vector'
    // A vector may be made of smaller vectors.
    const parts = operandsFrom(operation, 2).map((part) =>
      isVector && code.typeOfValue(part).kind === 'vector' ? `...${code.use(part)}` : code.use(part),
    )
    return code.define(operation, `[${parts.join(',')}]`)
  },
  [op.CompositeExtract]: (code, operation) => {
    const indices = operandsFrom(operation, 3).map((at) => `[${at}]`)
    return code.define(operation, `${code.use(operation.a)}${indices.join('')}`)
  },
  [op.CompositeInsert]: (code, operation) =>
    code.define(operation, inserted(code.use(operation.b), code.use(operation.a), operandsFrom(operation, 4))),
  [op.Transpose]: helper('x.transpose', 1),
  [op.VectorTimesScalar]: (code, operation) =>
    code.define(
      operation,
      code.map(code.typeOfResult(operation), [operation.a, operation.b], (one, two) => `f(${one}*${two})`),
    ),
  [op.MatrixTimesScalar]: helper('x.matrixScale', 2),
  [op.VectorTimesMatrix]: helper('x.vectorTimes', 2),
  [op.MatrixTimesVector]: helper('x.timesVector', 2),
  [op.MatrixTimesMatrix]: helper('x.timesMatrix', 2),
  [op.OuterProduct]: helper('x.outer', 2),
  [op.Dot]: (code, operation) => {
    const { a, b } = operation
    const products = Array.from(
      { length: vectorOf(code, a).count },
      (_, i) => `f(${code.use(a)}[${i}]*${code.use(b)}[${i}])`,
    )
    return code.define(
      operation,
      products.reduce((sum, product) => `f(${sum}+${product})`, '0'),
    )
  },
  [op.UConvert]: convertBytes,
  [op.SConvert]: convertBytes,
  [op.SDot]: dotOfBytes(true),
  [op.UDot]: dotOfBytes(false),
  [op.Any]: (code, operation) => code.define(operation, `${code.use(operation.a)}.includes(true)`),
  [op.All]: (code, operation) => code.define(operation, `!${code.use(operation.a)}.includes(false)`),
  [op.Select]: select,
  [op.ControlBarrier]: () => 'yield;',
  [op.MemoryBarrier]: () => '',
  [op.DPdx]: derivative('dpdx'),
  [op.DPdy]: derivative('dpdy'),
  [op.Fwidth]: derivative('fwidth'),
  [op.DPdxCoarse]: derivative('dpdx'),
  [op.DPdyCoarse]: derivative('dpdy'),
  [op.FwidthCoarse]: derivative('fwidth'),
  [op.DPdxFine]: derivative('dpdxFine'),
  [op.DPdyFine]: derivative('dpdyFine'),
  [op.FwidthFine]: derivative('fwidthFine'),
  [op.DemoteToHelperInvocation]: (code) => {
    code.scope.effects.discards = true
    return 'I.helper=true;'
  },
  [op.IsHelperInvocation]: (code, operation) => code.define(operation, 'I.helper'),
}
