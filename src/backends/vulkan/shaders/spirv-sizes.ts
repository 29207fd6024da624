/** Sizes of types in a SPIR-V module, to count the memory of variables. Opcodes are those of the specification. */

const op = { typeBool: 20, typeInt: 21, typeFloat: 22, typeVector: 23, typeMatrix: 24, typeArray: 28, typeStruct: 30 }

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
    if (code === op.typeBool) bytes = 4
    else if (code === op.typeInt || code === op.typeFloat) bytes = first / 8
    else if (code === op.typeVector || code === op.typeMatrix) bytes = measure(first) * (second === 3 ? 4 : second)
    else if (code === op.typeArray) bytes = measure(first) * (constants.get(second) ?? 0)
    else if (code === op.typeStruct)
      for (const member of [first, second, ...others]) bytes = Math.ceil(bytes / 16) * 16 + measure(member)
    known.set(type, bytes)
    return bytes
  }
  return measure
}
