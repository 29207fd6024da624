/** Instructions on memory as JavaScript: variables, pointers into them, loads, stores and atomics. */
import { notOnCpu } from '../../errors.ts'
import { atomic } from './arithmetic.ts'
import { cloneCode, loadCode, overwriteCode, storeCode } from './buffers.ts'
import { operandsFrom, scalarOf, type Emit, type FunctionCode, type Pointer } from './function-code.ts'
import { op } from './opcodes.ts'
import { columnStride, zeroOf, type Type } from './types.ts'

type ValuePointer = Extract<Pointer, { space: 'value' }>
type BufferPointer = Extract<Pointer, { space: 'buffer' }>

const load = ({ type, ...from }: Pointer): string =>
  from.space === 'buffer' ? loadCode(type, from.buffer, from.at) : cloneCode(type, `${from.array}[${from.key}]`)

const store = (code: FunctionCode, { type, ...to }: Pointer, value: string): string => {
  if (to.space === 'value') return overwriteCode(type, `${to.array}[${to.key}]`, value)
  const stored = storeCode(type, to.buffer, to.at, value)
  return to.guarded ? code.visibleWrite(stored) : stored
}

/** An index into `length` elements, clamped unless it is a constant inside. */
function indexCode(code: FunctionCode, index: number, length: string): string {
  const constant = code.scope.constant(index)
  return constant && Number(constant.code) < Number(length) ? constant.code : `x.index(${code.use(index)},${length})`
}

/** A pointer to a part of a bound buffer: the base's word offset plus one term for each index. */
function bufferPart(code: FunctionCode, id: number, base: BufferPointer, indices: readonly number[]): string {
  let { type } = base
  const terms = [base.at]
  for (const index of indices) {
    if (type.kind === 'struct') {
      const member = Number(code.scope.constant(index)!.code)
      if (type.offsets[member] !== 0) terms.push(String(type.offsets[member]))
      type = type.members[member]!
    } else if (type.kind === 'runtime-array') {
      terms.push(`${indexCode(code, index, base.elements!)}*${type.stride}`)
      type = type.element
    } else if (type.kind === 'array' || type.kind === 'vector' || type.kind === 'matrix') {
      const stride = type.kind === 'array' ? type.stride : type.kind === 'vector' ? 1 : columnStride(type.element)
      terms.push(`${indexCode(code, index, String(type.count))}*${stride}`)
      type = type.element
    }
  }
  code.declared.push(`o${id}`)
  code.pointers.set(id, { ...base, at: `o${id}`, type })
  return `o${id}=${terms.join('+')};`
}

/** A pointer to a part of a value in JavaScript arrays: the innermost array and the index in it. */
function valuePart(code: FunctionCode, id: number, base: ValuePointer, indices: readonly number[]): string {
  let { type, array, key } = base
  for (const index of indices) {
    array = `${array}[${key}]`
    if (type.kind === 'struct') {
      key = code.scope.constant(index)!.code
      type = type.members[Number(key)]!
    } else if (type.kind === 'array' || type.kind === 'vector' || type.kind === 'matrix') {
      key = indexCode(code, index, String(type.count))
      type = type.element
    } else throw notOnCpu('A shader indexes a value that has no parts')
  }
  code.declared.push(`a${id}`, `k${id}`)
  code.pointers.set(id, { space: 'value', array: `a${id}`, key: `k${id}`, type })
  return `a${id}=${array};k${id}=${key};`
}

const accessChain: Emit = (code, operation) => {
  const base = code.pointer(operation.a)
  const indices = operandsFrom(operation, 3)
  return base.space === 'buffer'
    ? bufferPart(code, operation.id, base, indices)
    : valuePart(code, operation.id, base, indices)
}

/** Loads `old`, then stores what the operation makes of it: one invocation runs at a time, so nothing comes between. */
export const atomicUpdate: Emit = (code, operation) => {
  const at = code.pointer(operation.a)
  const value = code.use(operation.operands[5]!)
  const old = code.define(operation, load(at))
  const scalar = scalarOf(code.typeOfResult(operation))
  return `${old}${store(code, at, atomic[operation.opcode]!(`v${operation.id}`, value, scalar))}`
}

export const memoryInstructions: Readonly<Record<number, Emit>> = {
  [op.Variable]: (code, operation) => {
    const { id, operands } = operation
    const { target } = code.typeOfResult(operation) as Extract<Type, { kind: 'pointer' }>
    code.declared.push(`b${id}`)
    code.pointers.set(id, { space: 'value', array: `b${id}`, key: '0', type: target })
    return `b${id}=[${operands[3] === undefined ? zeroOf(target) : cloneCode(target, code.use(operands[3]))}];`
  },
  [op.Load]: (code, operation) => {
    const type = code.typeOfResult(operation)
    if (type.kind !== 'image' && type.kind !== 'sampler') return code.define(operation, load(code.pointer(operation.a)))
    const found = code.scope.global(operation.a)
    if (found?.space !== 'handle') throw notOnCpu('Arrays of textures and samplers are not translated for the CPU')
    code.handles.set(operation.id, { code: found.code, type })
    return ''
  },
  [op.Store]: (code, { typeId, id }) => store(code, code.pointer(typeId), code.use(id)),
  [op.CopyMemory]: (code, { typeId, id }) =>
    `{const t=${load(code.pointer(id))};${store(code, code.pointer(typeId), 't')}}`,
  [op.AccessChain]: accessChain,
  [op.InBoundsAccessChain]: accessChain,
  [op.ArrayLength]: (code, operation) => {
    const at = code.pointer(operation.a)
    if (at.space !== 'buffer') throw notOnCpu('A shader asks the length of what is no buffer')
    return code.define(operation, at.elements!)
  },
  [op.AtomicLoad]: (code, operation) => code.define(operation, load(code.pointer(operation.a))),
  [op.AtomicStore]: (code, { typeId, operands }) => store(code, code.pointer(typeId), code.use(operands[3]!)),
  [op.AtomicCompareExchange]: (code, operation) => {
    const at = code.pointer(operation.a)
    const [value, comparator] = [code.use(operation.operands[6]!), code.use(operation.operands[7]!)]
    return `${code.define(operation, load(at))}if(v${operation.id}===${comparator}){${store(code, at, value)}}`
  },
}
