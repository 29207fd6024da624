/** Sizes of types in a SPIR-V module: in variables, whose memory is counted, and in buffers, which have to be as large. */
import { decoration, op } from '../../../cpu/spirv/opcodes.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Opcode and operands of each declaration, by result id. */
export type Declarations = ReadonlyMap<number, readonly number[]>

type Measure = (type: number) => number

/** Bytes of types by id. Each is measured once, from its declaration and the types in it; 0 for one that contains itself. */
function measuredOnce(
  types: Declarations,
  bytesOf: (declared: readonly number[], measure: Measure, type: number) => number,
): Measure {
  const known = new Map<number, number>()
  const measure = (type: number): number => {
    const before = known.get(type)
    if (before !== undefined) return before
    known.set(type, 0)
    const bytes = bytesOf(types.get(type) ?? [], measure, type)
    known.set(type, bytes)
    return bytes
  }
  return measure
}

/** Bytes of types whose members lie one after another, each at a multiple of its largest scalar; 0 for a type without a size. */
export const measureTypes = (types: Declarations, constants: ReadonlyMap<number, number>): Measure =>
  measuredOnce(types, ([code, first = 0, second = 0, ...others], measure) => {
    if (code === op.TypeBool) return 4
    if (code === op.TypeInt || code === op.TypeFloat) return first / 8
    if (code === op.TypeVector || code === op.TypeMatrix) return measure(first) * (second === 3 ? 4 : second)
    if (code === op.TypeArray) return measure(first) * (constants.get(second) ?? 0)
    if (code !== op.TypeStruct) return 0
    return [first, second, ...others].reduce((bytes, member) => roundUp(bytes, 16) + measure(member), 0)
  })

/** The declarations and decorations that determine how types are laid out in buffers. */
export interface BufferLayout {
  readonly types: Declarations
  readonly constants: ReadonlyMap<number, number>
  /** By type and decoration. */
  readonly decorations: ReadonlyMap<number, ReadonlyMap<number, number>>
  /** Offsets of members, by struct and member. */
  readonly offsets: ReadonlyMap<number, ReadonlyMap<number, number>>
}

/** Bytes that types take in a buffer; for an array without a length, those of one element. */
export const measureInBuffers = ({ types, constants, decorations, offsets }: BufferLayout): Measure =>
  measuredOnce(types, ([code, first = 0, second = 0, ...others], measure, type) => {
    const stride = decorations.get(type)?.get(decoration.arrayStride) ?? 0
    if (code === op.TypeInt || code === op.TypeFloat) return first / 8
    if (code === op.TypeVector) return measure(first) * second
    if (code === op.TypeArray) return stride * (constants.get(second) ?? 0)
    if (code === op.TypeRuntimeArray) return stride
    if (code === op.TypeMatrix) {
      // Columns of three rows take the room of four.
      const rows = types.get(first)?.[2]
      const column = measure(first)
      return (second - 1) * (rows === 3 ? (column / 3) * 4 : column) + column
    }
    if (code !== op.TypeStruct) return 0
    const at = offsets.get(type)
    return [first, second, ...others].reduce(
      (bytes, member, i) => Math.max(bytes, (at?.get(i) ?? 0) + measure(member)),
      0,
    )
  })
