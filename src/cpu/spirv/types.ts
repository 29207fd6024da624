/** The types of a SPIR-V module and their layout in buffers. Offsets and strides are in 32-bit words. */
import { notOnCpu } from '../../errors.ts'
import type { DeclaredTexture } from '../../graph/shader-texture.ts'
import { declaredTexture } from './declared-texture.ts'
import type { SpirvModule } from './module.ts'
import { decoration, op } from './opcodes.ts'

export type Scalar = 'bool' | 'u32' | 'i32' | 'f32'

export interface ImageShape extends DeclaredTexture {
  readonly sampled: Scalar
  readonly storage: boolean
}

export type Type =
  | { readonly kind: 'void' | 'sampler' | 'function' }
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | { readonly kind: 'vector'; readonly element: Type; readonly count: number }
  /** Four integers of 8 bits, as one word. */
  | { readonly kind: 'bytes'; readonly isSigned: boolean }
  | { readonly kind: 'matrix'; readonly element: Type; readonly count: number }
  | { readonly kind: 'array'; readonly element: Type; readonly count: number; readonly stride: number }
  | { readonly kind: 'runtime-array'; readonly element: Type; readonly stride: number }
  | { readonly kind: 'struct'; readonly members: readonly Type[]; readonly offsets: readonly number[] }
  | { readonly kind: 'pointer'; readonly storageClass: number; readonly target: Type }
  | ({ readonly kind: 'image' } & ImageShape)
  | { readonly kind: 'sampled-image'; readonly image: Type }

const numbers = { f32: 'float', i32: 'sint', u32: 'uint' } as const

/**
 * All types by id. @throws MemkitError UNSUPPORTED for 16-bit and 64-bit numbers and other types that are not translated; of numbers of
 * 8 bits, four together are.
 */
export function readTypes(module: SpirvModule): ReadonlyMap<number, Type> {
  const known = new Map<number, Type>()
  const get = (id: number): Type => {
    const found = known.get(id)
    if (!found) throw notOnCpu('The shader uses a type that is not translated for the CPU', { type: id })
    return found
  }
  const columns = (kind: 'vector' | 'matrix', [, of, count]: Uint32Array): Type | undefined => {
    const element = known.get(of!)
    const isOf = element?.kind === (kind === 'vector' ? 'scalar' : 'vector')
    return isOf && count! >= 2 && count! <= 4 ? { kind, element, count: count! } : undefined
  }
  /** By id of an integer type of 8 bits: whether it is signed. */
  const byteTypes = new Map<number, boolean>()
  const lengths = new Map(
    module.constants.filter(({ opcode }) => opcode === op.Constant).map(({ operands }) => [operands[1]!, operands[2]!]),
  )
  for (const [id, { opcode, operands }] of module.types) {
    const type = ((): Type | undefined => {
      switch (opcode) {
        case op.TypeVoid:
          return { kind: 'void' }
        case op.TypeBool:
          return { kind: 'scalar', scalar: 'bool' }
        case op.TypeInt:
          if (operands[1] === 8) byteTypes.set(id, operands[2] === 1)
          return operands[1] === 32 ? { kind: 'scalar', scalar: operands[2] === 1 ? 'i32' : 'u32' } : undefined
        case op.TypeFloat:
          return operands[1] === 32 ? { kind: 'scalar', scalar: 'f32' } : undefined
        case op.TypeVector:
          if (byteTypes.has(operands[1]!) && operands[2] === 4)
            return { kind: 'bytes', isSigned: byteTypes.get(operands[1]!)! }
          return columns('vector', operands)
        case op.TypeMatrix:
          return columns('matrix', operands)
        case op.TypeArray: {
          const element = known.get(operands[1]!)
          const stride = module.decoration(id, decoration.arrayStride)
          const count = lengths.get(operands[2]!)
          if (!element || count === undefined) return undefined
          return { kind: 'array', element, count, stride: (stride ?? 0) / 4 }
        }
        case op.TypeRuntimeArray: {
          const element = known.get(operands[1]!)
          const stride = module.decoration(id, decoration.arrayStride)
          return element && { kind: 'runtime-array', element, stride: (stride ?? 0) / 4 }
        }
        case op.TypeStruct: {
          const members = [...operands.subarray(1)].map((member) => known.get(member))
          if (members.includes(undefined)) return undefined
          const offsets = members.map((_, i) => (module.decoration(id, decoration.offset, i) ?? 0) / 4)
          return { kind: 'struct', members: members as Type[], offsets }
        }
        case op.TypePointer:
          return known.has(operands[2]!)
            ? { kind: 'pointer', storageClass: operands[1]!, target: get(operands[2]!) }
            : undefined
        case op.TypeImage: {
          const sampled = known.get(operands[1]!)
          if (sampled?.kind !== 'scalar' || sampled.scalar === 'bool') return undefined
          const declared = declaredTexture(operands, numbers[sampled.scalar])
          return declared && { kind: 'image', ...declared, sampled: sampled.scalar, storage: operands[6] === 2 }
        }
        case op.TypeSampler:
          return { kind: 'sampler' }
        case op.TypeSampledImage:
          return known.has(operands[1]!) ? { kind: 'sampled-image', image: get(operands[1]!) } : undefined
        case op.TypeFunction:
          return { kind: 'function' }
        default:
          return undefined
      }
    })()
    // A type that is not known is an error only where it is used: other entry points may use types that this one does not.
    if (type) known.set(id, type)
  }
  return known
}

/** Bytes of a variable or value outside buffers, as on WebGPU: the code of structs grows with it, and the time of a call for arrays. */
const mostBytes = 2 ** 16
const numbersOf = new WeakMap<Type, number>()

/** @throws MemkitError UNSUPPORTED for a type whose values are too large to be held outside buffers. Constant time for a known type. */
export function checkHeld(type: Type): void {
  const bytes = 4 * countNumbers(type)
  if (bytes > mostBytes)
    throw notOnCpu(`A shader has a value or variable of ${bytes} bytes; the CPU takes at most ${mostBytes}`, {
      bytes,
    })
}

function countNumbers(type: Type): number {
  if (type.kind === 'scalar') return 1
  let count = numbersOf.get(type)
  if (count !== undefined) return count
  switch (type.kind) {
    case 'vector':
    case 'matrix':
    case 'array':
      count = type.count * countNumbers(type.element)
      break
    case 'struct':
      count = type.members.reduce((sum, member) => sum + countNumbers(member), 0)
      break
    default:
      count = 1
  }
  numbersOf.set(type, count)
  return count
}

/** Words from column to column of a matrix: columns of two rows are contiguous, those of three and four take four words. */
export const columnStride = (column: Type): number => (column.kind === 'vector' && column.count === 2 ? 2 : 4)

/** Words that a value takes in a buffer; for a runtime array, the words of one element. */
export function sizeWords(type: Type): number {
  switch (type.kind) {
    case 'scalar':
      return 1
    case 'vector':
      return type.count
    case 'matrix':
      return (type.count - 1) * columnStride(type.element) + sizeWords(type.element)
    case 'array':
      return type.count * type.stride
    case 'runtime-array':
      return type.stride
    case 'struct': {
      const last = type.members.length - 1
      return last < 0 ? 0 : type.offsets[last]! + sizeWords(type.members[last]!)
    }
    default:
      throw notOnCpu('A shader keeps a value in memory that has no size there', { kind: type.kind })
  }
}

/** JavaScript for the zero of a type. Vectors, matrices, arrays and structs are arrays. */
export function zeroOf(type: Type): string {
  checkHeld(type)
  switch (type.kind) {
    case 'bytes':
      return '0'
    case 'scalar':
      return type.scalar === 'bool' ? 'false' : '0'
    case 'vector':
    case 'matrix':
      return `[${Array.from({ length: type.count }, () => zeroOf(type.element)).join(',')}]`
    case 'array':
      return `Array.from({length:${type.count}},()=>${zeroOf(type.element)})`
    case 'struct':
      return `[${type.members.map(zeroOf).join(',')}]`
    default:
      throw notOnCpu('A shader needs the zero of a type that has none', { kind: type.kind })
  }
}
