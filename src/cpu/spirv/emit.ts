/**
 * One SPIR-V function as JavaScript; `controlFlow` puts its blocks together. SSA values are variables `v<id>`.
 *
 * Pointers come in two kinds. Into a bound buffer: a buffer and a word offset, `o<id>`. Into anything else: the array that holds
 * the value and its index there, `a<id>` and `k<id>`, so that a pointer parameter is two parameters.
 */
import { unsupported } from '../../errors.ts'
import { atomic, binary, bitField, unary } from './arithmetic.ts'
import { cloneCode, loadCode, overwriteCode, storeCode } from './buffers.ts'
import { controlFlow } from './control-flow.ts'
import { bitNumbers, perComponent, whole } from './extended.ts'
import type { Instruction, SpirvFunction } from './module.ts'
import { op, storageClass } from './opcodes.ts'
import { columnStride, zeroOf, type Scalar, type Type } from './types.ts'

export type Pointer =
  | {
      readonly space: 'buffer'
      readonly buffer: string
      readonly at: string
      readonly type: Type
      readonly elements: string | undefined
    }
  | { readonly space: 'value'; readonly array: string; readonly key: string; readonly type: Type }

/** What a function's code may name beyond its own values. */
export interface Scope {
  typeOf(id: number): Type
  /** JavaScript of a constant, or undefined where the id is none. */
  constant(id: number): { readonly code: string; readonly type: Type } | undefined
  global(id: number): Pointer | { readonly space: 'handle'; readonly code: string; readonly type: Type } | undefined
  readonly generators: ReadonlySet<number>
  function(id: number): SpirvFunction
}

/** Storage that a pointer parameter may point into. */
const passable: ReadonlySet<number> = new Set([storageClass.function, storageClass.private, storageClass.workgroup])

const scalarOf = (type: Type): Scalar => {
  if (type.kind === 'scalar') return type.scalar
  if (type.kind === 'vector' || type.kind === 'matrix' || type.kind === 'array') return scalarOf(type.element)
  throw unsupported('A shader computes with a value that is no number', { kind: type.kind })
}
export function emitFunction(fn: SpirvFunction, scope: Scope): string {
  const values = new Map<number, Type>()
  const pointers = new Map<number, Pointer>()
  const handles = new Map<number, { code: string; type: Type }>()
  const declared: string[] = []
  const isGenerator = scope.generators.has(fn.id)

  const parameters = fn.parameters.flatMap(({ id, type: typeId }) => {
    const type = scope.typeOf(typeId)
    if (type.kind !== 'pointer') {
      values.set(id, type)
      return [`v${id}`]
    }
    if (!passable.has(type.storageClass))
      throw unsupported('Pointers to buffers as parameters of functions are not translated for the CPU')
    pointers.set(id, { space: 'value', array: `a${id}`, key: `k${id}`, type: type.target })
    return [`a${id}`, `k${id}`]
  })

  const typeOfValue = (id: number): Type => {
    const type = values.get(id) ?? scope.constant(id)?.type
    if (!type) throw unsupported('A shader uses a value that is not translated for the CPU', { id })
    return type
  }
  const use = (id: number): string => {
    const constant = scope.constant(id)
    if (constant) return constant.code
    if (!values.has(id)) throw unsupported('A shader uses a value that is not translated for the CPU', { id })
    return `v${id}`
  }
  const define = (id: number, typeId: number, expression: string): string => {
    values.set(id, scope.typeOf(typeId))
    declared.push(`v${id}`)
    return `v${id}=${expression};`
  }
  const pointer = (id: number): Pointer => {
    const found = pointers.get(id) ?? scope.global(id)
    if (!found || found.space === 'handle')
      throw unsupported('A shader uses a pointer that is not translated for the CPU', { id })
    return found
  }
  const handle = (id: number): { code: string; type: Type } => {
    const found = handles.get(id)
    if (!found) throw unsupported('A shader uses a texture or sampler that is not translated for the CPU', { id })
    return found
  }

  /** Applies a scalar expression to each component of the operands. */
  const map = (type: Type, operands: readonly number[], apply: (...parts: string[]) => string): string => {
    const names = operands.map(use)
    if (type.kind !== 'vector') return apply(...names)
    const parts = Array.from({ length: type.count }, (_, i) =>
      apply(...operands.map((id, o) => (typeOfValue(id).kind === 'vector' ? `${names[o]}[${i}]` : names[o]!))),
    )
    return `[${parts.join(',')}]`
  }

  const accessChain = (id: number, base: Pointer, indices: readonly number[]): string => {
    const name = (index: number, length: string): string => {
      const constant = scope.constant(index)
      return constant && Number(constant.code) < Number(length) ? constant.code : `x.index(${use(index)},${length})`
    }
    let { type } = base
    if (base.space === 'buffer') {
      const terms = [base.at]
      for (const index of indices) {
        if (type.kind === 'struct') {
          const member = Number(scope.constant(index)!.code)
          if (type.offsets[member] !== 0) terms.push(String(type.offsets[member]))
          type = type.members[member]!
        } else if (type.kind === 'runtime-array') {
          terms.push(`${name(index, base.elements!)}*${type.stride}`)
          type = type.element
        } else if (type.kind === 'array' || type.kind === 'vector' || type.kind === 'matrix') {
          const stride = type.kind === 'array' ? type.stride : type.kind === 'vector' ? 1 : columnStride(type.element)
          terms.push(`${name(index, String(type.count))}*${stride}`)
          type = type.element
        }
      }
      declared.push(`o${id}`)
      pointers.set(id, { ...base, at: `o${id}`, type })
      return `o${id}=${terms.join('+')};`
    }
    let array = base.array
    let key = base.key
    for (const index of indices) {
      array = `${array}[${key}]`
      if (type.kind === 'struct') {
        key = scope.constant(index)!.code
        type = type.members[Number(key)]!
      } else if (type.kind === 'array' || type.kind === 'vector' || type.kind === 'matrix') {
        key = name(index, String(type.count))
        type = type.element
      } else throw unsupported('A shader indexes a value that has no parts')
    }
    declared.push(`a${id}`, `k${id}`)
    pointers.set(id, { space: 'value', array: `a${id}`, key: `k${id}`, type })
    return `a${id}=${array};k${id}=${key};`
  }
  const load = ({ type, ...from }: Pointer): string =>
    from.space === 'buffer' ? loadCode(type, from.buffer, from.at) : cloneCode(type, `${from.array}[${from.key}]`)
  const store = ({ type, ...to }: Pointer, value: string): string =>
    to.space === 'buffer'
      ? storeCode(type, to.buffer, to.at, value)
      : overwriteCode(type, `${to.array}[${to.key}]`, value)

  const image = (id: number) => {
    const { code, type } = handle(id)
    if (type.kind !== 'image') throw unsupported('A shader reads what is no texture')
    return { code, type }
  }
  const asResult = (typeId: number, texel: string): string => {
    const type = scope.typeOf(typeId)
    const scalar = scalarOf(type)
    const part = (i: number) => (scalar === 'f32' ? `f(t[${i}])` : `t[${i}]${scalar === 'u32' ? '>>>0' : '|0'}`)
    if (type.kind !== 'vector') return `(t=>${part(0)})(${texel})`
    return `(t=>[${Array.from({ length: type.count }, (_, i) => part(i)).join(',')}])(${texel})`
  }

  const emit = ({ opcode, operands }: Instruction): string => {
    const [typeId = 0, id = 0, a = 0, b = 0, c = 0] = operands
    const rest = (from: number): number[] => [...operands.subarray(from)]
    const result = () => scope.typeOf(typeId)
    if (unary[opcode])
      return define(
        id,
        typeId,
        map(result(), [a], (one) => unary[opcode]!(one, scalarOf(result()), scalarOf(typeOfValue(a)))),
      )
    if (binary[opcode]) {
      const type = result()
      // Comparisons make booleans of vectors: the components are those of the operands.
      return define(
        id,
        typeId,
        map(type, [a, b], (one, two) => binary[opcode]!(one, two, scalarOf(type))),
      )
    }
    if (bitField[opcode]) {
      const parts = rest(2)
      return define(
        id,
        typeId,
        map(result(), parts, (...names) => bitField[opcode]!(names, scalarOf(result()))),
      )
    }
    if (atomic[opcode]) {
      const at = pointer(a)
      const value = use(operands[5]!)
      const old = define(id, typeId, load(at))
      return `${old}${store(at, atomic[opcode]!(`v${id}`, value, scalarOf(result())))}`
    }
    switch (opcode) {
      case op.Undef:
        return define(id, typeId, zeroOf(result()))
      case op.ExtInst:
        return extended(typeId, id, b, rest(4))
      case op.FunctionCall: {
        const callee = scope.function(a)
        const args = rest(3).flatMap((argument, i) => {
          if (scope.typeOf(callee.parameters[i]!.type).kind !== 'pointer') return [use(argument)]
          const at = pointer(argument)
          if (at.space === 'buffer')
            throw unsupported('Pointers to buffers as parameters of functions are not translated for the CPU')
          return [at.array, at.key]
        })
        const call = `${scope.generators.has(a) ? 'yield*' : ''} f${a}(${['I', ...args].join(',')})`
        return result().kind === 'void' ? `${call};` : define(id, typeId, call)
      }
      case op.Variable: {
        const { target } = result() as Extract<Type, { kind: 'pointer' }>
        declared.push(`b${id}`)
        pointers.set(id, { space: 'value', array: `b${id}`, key: '0', type: target })
        return `b${id}=[${operands[3] === undefined ? zeroOf(target) : cloneCode(target, use(operands[3]))}];`
      }
      case op.Load: {
        const type = result()
        if (type.kind === 'image' || type.kind === 'sampler') {
          const found = scope.global(a)
          if (found?.space !== 'handle')
            throw unsupported('Arrays of textures and samplers are not translated for the CPU')
          handles.set(id, { code: found.code, type })
          return ''
        }
        return define(id, typeId, load(pointer(a)))
      }
      case op.Store:
        return store(pointer(typeId), use(id))
      case op.CopyMemory:
        return `{const t=${load(pointer(id))};${store(pointer(typeId), 't')}}`
      case op.AccessChain:
      case op.InBoundsAccessChain:
        return accessChain(id, pointer(a), rest(3))
      case op.ArrayLength: {
        const at = pointer(a)
        if (at.space !== 'buffer') throw unsupported('A shader asks the length of what is no buffer')
        return define(id, typeId, at.elements!)
      }
      case op.CopyObject:
        return define(id, typeId, use(a))
      case op.VectorExtractDynamic: {
        const { count } = typeOfValue(a) as Extract<Type, { kind: 'vector' }>
        return define(id, typeId, `${use(a)}[x.index(${use(b)},${count})]`)
      }
      case op.VectorInsertDynamic: {
        const { count } = typeOfValue(a) as Extract<Type, { kind: 'vector' }>
        return define(id, typeId, `${use(a)}.with(x.index(${use(c)},${count}),${use(b)})`)
      }
      case op.VectorShuffle: {
        const first = typeOfValue(a) as Extract<Type, { kind: 'vector' }>
        const parts = rest(4).map((at) =>
          at === 0xffff_ffff ? '0' : at < first.count ? `${use(a)}[${at}]` : `${use(b)}[${at - first.count}]`,
        )
        return define(id, typeId, `[${parts.join(',')}]`)
      }
      case op.CompositeConstruct: {
        const type = result()
        // A vector may be made of smaller vectors.
        const parts = rest(2).map((part) =>
          type.kind === 'vector' && typeOfValue(part).kind === 'vector' ? `...${use(part)}` : use(part),
        )
        return define(id, typeId, `[${parts.join(',')}]`)
      }
      case op.CompositeExtract:
        return define(
          id,
          typeId,
          `${use(a)}${rest(3)
            .map((at) => `[${at}]`)
            .join('')}`,
        )
      case op.CompositeInsert:
        return define(id, typeId, inserted(use(b), use(a), rest(4)))
      case op.Transpose:
        return define(id, typeId, `x.transpose(${use(a)})`)
      case op.VectorTimesScalar:
        return define(
          id,
          typeId,
          map(result(), [a, b], (one, two) => `f(${one}*${two})`),
        )
      case op.MatrixTimesScalar:
        return define(id, typeId, `x.matrixScale(${use(a)},${use(b)})`)
      case op.VectorTimesMatrix:
        return define(id, typeId, `x.vectorTimes(${use(a)},${use(b)})`)
      case op.MatrixTimesVector:
        return define(id, typeId, `x.timesVector(${use(a)},${use(b)})`)
      case op.MatrixTimesMatrix:
        return define(id, typeId, `x.timesMatrix(${use(a)},${use(b)})`)
      case op.OuterProduct:
        return define(id, typeId, `x.outer(${use(a)},${use(b)})`)
      case op.Dot:
        return define(id, typeId, `x.dot(${use(a)},${use(b)})`)
      case op.Any:
        return define(id, typeId, `${use(a)}.includes(true)`)
      case op.All:
        return define(id, typeId, `!${use(a)}.includes(false)`)
      case op.Select:
        return define(
          id,
          typeId,
          typeOfValue(a).kind === 'vector'
            ? map(result(), [a, b, c], (one, two, three) => `(${one}?${two}:${three})`)
            : `(${use(a)}?${use(b)}:${use(c)})`,
        )
      case op.ControlBarrier:
        return 'yield;'
      case op.MemoryBarrier:
        return ''
      case op.AtomicLoad:
        return define(id, typeId, load(pointer(a)))
      case op.AtomicStore:
        return store(pointer(typeId), use(operands[3]!))
      case op.AtomicCompareExchange: {
        const at = pointer(a)
        const [value, comparator] = [use(operands[6]!), use(operands[7]!)]
        return `${define(id, typeId, load(at))}if(v${id}===${comparator}){${store(at, value)}}`
      }
      case op.SampledImage:
        handles.set(id, { code: `[${image(a).code},${handle(b).code},${image(a).type.arrayed}]`, type: image(a).type })
        return ''
      case op.ImageSampleExplicitLod: {
        if (operands[4] !== 2) throw unsupported('Sampling with gradients or offsets is not translated for the CPU')
        return define(id, typeId, asResult(typeId, `x.sample(...${handle(a).code},${use(b)},${use(operands[5]!)})`))
      }
      case op.ImageFetch:
      case op.ImageRead: {
        const { code, type } = image(a)
        if (type.multisampled) throw unsupported('Multisampled textures are not translated for the CPU')
        const mask = operands[4] ?? 0
        if (mask !== 0 && mask !== 2) throw unsupported('Reading a texture with offsets is not translated for the CPU')
        return define(id, typeId, asResult(typeId, `${code}.read(${use(b)},${mask === 2 ? use(operands[5]!) : 0})`))
      }
      case op.ImageWrite:
        return `${image(typeId).code}.write(${use(id)},${use(a)});`
      case op.ImageQuerySizeLod:
      case op.ImageQuerySize: {
        const size = `${image(a).code}.size(${opcode === op.ImageQuerySize ? 0 : use(b)})`
        return define(id, typeId, result().kind === 'vector' ? `${size}.slice()` : `${size}[0]`)
      }
      case op.ImageQueryLevels:
        return define(id, typeId, `${image(a).code}.levels`)
      default:
        throw unsupported(`The SPIR-V instruction ${opcode} is not translated for the CPU`, { opcode })
    }
  }

  const inserted = (composite: string, value: string, path: readonly number[]): string => {
    const [first, ...others] = path
    return `${composite}.with(${first},${others.length === 0 ? value : inserted(`${composite}[${first}]`, value, others)})`
  }

  const extended = (typeId: number, id: number, number: number, operands: readonly number[]): string => {
    const type = scope.typeOf(typeId)
    const apply = perComponent[number]
    if (apply) {
      const fix = bitNumbers.has(number) && scalarOf(type) === 'u32' ? '>>>0' : ''
      return define(
        id,
        typeId,
        map(type, operands, (...parts) => `${apply(...parts)}${fix}`),
      )
    }
    const named = whole[number]
    if (!named) throw unsupported(`The extended instruction ${number} is not translated for the CPU`, { number })
    return define(id, typeId, `${named}(${operands.map(use).join(',')})`)
  }

  // Types of phis must be known before code that jumps back to them.
  for (const block of fn.blocks)
    for (const { opcode, operands } of block.body)
      if (opcode === op.Phi) {
        values.set(operands[1]!, scope.typeOf(operands[0]!))
        declared.push(`v${operands[1]}`)
      }
  const body = controlFlow(fn, { emit, use, isSigned: (id) => scalarOf(typeOfValue(id)) === 'i32' })
  const names = [...new Set(declared)]
  return `function${isGenerator ? '*' : ''} f${fn.id}(${['I', ...parameters].join(',')}){${names.length > 0 ? `let ${names.join(',')};` : ''}${body}}`
}
