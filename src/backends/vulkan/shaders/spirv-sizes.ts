/** Sizes of types in a SPIR-V module, to count the memory of variables. */
import { op } from '../../../cpu/spirv/opcodes.ts'
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
