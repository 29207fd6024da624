import type { Aggregate, Declaration, Registry, Type } from './registry.ts'

/** How a value lies in memory. All 64-bit targets of Vulkan agree on these: LP64, and LLP64 of Windows too. */
export type Kind =
  | { kind: 'scalar'; scalar: Scalar; type: string }
  | { kind: 'handle'; type: string }
  | { kind: 'pointer' }
  | { kind: 'aggregate'; type: Aggregate }

export type Scalar = 'char' | 'u8' | 'u16' | 'i32' | 'u32' | 'u64' | 'i64' | 'f32' | 'f64' | 'bool'

export interface Field {
  declaration: Declaration
  /** The kind of one element, where the member is an array. */
  kind: Kind
  offset: number
  /** Elements; undefined for anything but an array. */
  count: number | undefined
}

export interface Layout {
  type: Aggregate
  size: number
  align: number
  fields: Field[]
}

const scalarSizes: Record<Scalar, number> = {
  char: 1,
  u8: 1,
  u16: 2,
  i32: 4,
  u32: 4,
  u64: 8,
  i64: 8,
  f32: 4,
  f64: 8,
  bool: 4,
}

const platformScalars: Record<string, Scalar> = {
  char: 'char',
  uint8_t: 'u8',
  uint16_t: 'u16',
  int: 'i32',
  int32_t: 'i32',
  uint32_t: 'u32',
  uint64_t: 'u64',
  int64_t: 'i64',
  size_t: 'u64',
  float: 'f32',
  double: 'f64',
}

/**
 * Sizes, alignments and offsets by the rules of C: a member is aligned as its type, an aggregate as its strictest
 * member, and its size is a multiple of that.
 *
 * @throws Error for bit-fields, whose layout C leaves to the platform
 */
export function layOut(registry: Registry, type: Aggregate): Layout {
  let end = 0
  let size = 0
  let align = 1
  const fields = type.members.map((declaration): Field => {
    if (declaration.isBitField) throw new Error(`${type.name}.${declaration.name} is a bit-field`)
    const kind = kindOf(registry, declaration)
    const element = measure(registry, kind)
    const count = declaration.dimensions.length === 0 ? undefined : product(declaration.dimensions)
    const offset = type.category === 'union' ? 0 : roundUp(end, element.align)
    end = offset + element.size * (count ?? 1)
    size = Math.max(size, end)
    align = Math.max(align, element.align)
    return { declaration, kind, offset, count }
  })
  return { type, size: roundUp(size, align), align, fields }
}

/** The kind of a declared value, or of its elements where it is an array. */
export function kindOf(registry: Registry, declaration: Declaration): Kind {
  return declaration.pointers > 0 ? { kind: 'pointer' } : kindOfType(registry, declaration.type)
}

/** The kind of a type by its name: of what a pointer leads to, say. */
export function kindOfType(registry: Registry, name: string): Kind {
  if (name === 'VkBool32') return { kind: 'scalar', scalar: 'bool', type: name }
  const platform = platformScalars[name]
  if (platform !== undefined) return { kind: 'scalar', scalar: platform, type: name }
  const type = lookUp(registry, name)
  switch (type.category) {
    case 'struct':
    case 'union':
      return { kind: 'aggregate', type }
    case 'handle':
      return { kind: 'handle', type: type.name }
    case 'function':
      return { kind: 'pointer' }
    case 'enum':
      return { kind: 'scalar', scalar: type.bits === 64 ? 'u64' : 'i32', type: type.name }
    case 'flags':
      return { kind: 'scalar', scalar: type.bits === 64 ? 'u64' : 'u32', type: type.name }
    case 'basetype': {
      const below = kindOfType(registry, type.of)
      return below.kind === 'scalar' ? { ...below, type: type.name } : below
    }
  }
}

export function lookUp(registry: Registry, name: string): Type {
  const type = registry.types.get(name)
  if (type === undefined) throw new Error(`the registry has no type ${name}`)
  return type
}

function measure(registry: Registry, kind: Kind): { size: number; align: number } {
  if (kind.kind === 'aggregate') return layOut(registry, kind.type)
  const size = kind.kind === 'scalar' ? scalarSizes[kind.scalar] : 8
  return { size, align: size }
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total * number, 1)
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}
