/** Sizes of types in a SPIR-V module: in variables, whose memory is counted, and in buffers, which have to be as large. */
import { decoration, op } from '../../../cpu/spirv/opcodes.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Opcode and operands of each declaration, by result id. */
export type Declarations = ReadonlyMap<number, readonly number[]>

/**
 * Bytes of types by id, whose members lie one after another, each at a multiple of its largest scalar; 0 for a type without a size.
 * Each is measured once.
 */
export function measureTypes(types: Declarations, constants: ReadonlyMap<number, number>): (id: number) => number {
  const known = new Map<number, number>()
  const measure = (type: number): number => {
    const before = known.get(type)
    if (before !== undefined) return before
    // Ends the recursion for a type that contains itself.
    known.set(type, 0)
    const [code, first = 0, second = 0, ...others] = types.get(type) ?? []
    let bytes = 0
    if (code === op.TypeBool) bytes = 4
    else if (code === op.TypeInt || code === op.TypeFloat) bytes = first / 8
    else if (code === op.TypeVector || code === op.TypeMatrix) bytes = measure(first) * (second === 3 ? 4 : second)
    else if (code === op.TypeArray) bytes = measure(first) * (constants.get(second) ?? 0)
    else if (code === op.TypeStruct)
      for (const member of [first, second, ...others]) bytes = roundUp(bytes, 16) + measure(member)
    known.set(type, bytes)
    return bytes
  }
  return measure
}

/** What says how types lie in buffers. */
export interface BufferLayout {
  readonly types: Declarations
  readonly constants: ReadonlyMap<number, number>
  /** By type and decoration. */
  readonly decorations: ReadonlyMap<number, ReadonlyMap<number, number>>
  /** Offsets of members, by struct and member. */
  readonly offsets: ReadonlyMap<number, ReadonlyMap<number, number>>
}

/** Bytes that types take in a buffer, by id; for an array without a length, those of one element. Each is measured once. */
export function measureInBuffers({ types, constants, decorations, offsets }: BufferLayout): (id: number) => number {
  const known = new Map<number, number>()
  const stride = (array: number): number => decorations.get(array)?.get(decoration.arrayStride) ?? 0
  const measure = (type: number): number => {
    const before = known.get(type)
    if (before !== undefined) return before
    // Ends the recursion for a type that contains itself.
    known.set(type, 0)
    const [code, first = 0, second = 0, ...others] = types.get(type) ?? []
    let bytes = 0
    if (code === op.TypeInt || code === op.TypeFloat) bytes = first / 8
    else if (code === op.TypeVector) bytes = measure(first) * second
    else if (code === op.TypeMatrix) {
      // Columns of three rows take the room of four.
      const rows = types.get(first)?.[2]
      const column = measure(first)
      bytes = (second - 1) * (rows === 3 ? (column / 3) * 4 : column) + column
    } else if (code === op.TypeArray) bytes = stride(type) * (constants.get(second) ?? 0)
    else if (code === op.TypeRuntimeArray) bytes = stride(type)
    else if (code === op.TypeStruct)
      for (const [i, member] of [first, second, ...others].entries())
        bytes = Math.max(bytes, (offsets.get(type)?.get(i) ?? 0) + measure(member))
    known.set(type, bytes)
    return bytes
  }
  return measure
}
