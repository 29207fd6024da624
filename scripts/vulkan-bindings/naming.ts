import type { Field, Kind, Layout, Scalar } from './layout.ts'
import type { Registry } from './registry.ts'

/** The TypeScript name of a single value's type, as a caller gives it. */
export function inputTypeName(kind: Kind): string {
  if (kind.kind === 'pointer') return 'Pointer | null'
  if (kind.kind === 'aggregate') return kind.type.name
  if (kind.kind === 'handle' || kind.type.startsWith('Vk')) return kind.type
  return kind.scalar === 'u64' ? 'number | bigint' : 'number'
}

/** How the encoders and decoders for arrays of a kind are named. */
export function arraySuffix(kind: Kind): string {
  if (kind.kind === 'handle') return 'U64s'
  const suffixes: Partial<Record<Scalar, string>> = {
    u8: 'U8s',
    u32: 'U32s',
    bool: 'U32s',
    i32: 'I32s',
    u64: 'U64s',
    f32: 'F32s',
  }
  const suffix = kind.kind === 'scalar' ? suffixes[kind.scalar] : undefined
  if (suffix === undefined) throw new Error(`no array of ${JSON.stringify(kind)}`)
  return suffix
}

export function typedArrayName(kind: Kind): string {
  const arrays: Record<string, string> = {
    U8s: 'Uint8Array',
    U32s: 'Uint32Array',
    I32s: 'Int32Array',
    U64s: 'BigUint64Array',
    F32s: 'Float32Array',
  }
  return arrays[arraySuffix(kind)]!
}

/** The DataView method for a scalar that JavaScript holds in a number. */
export function dataViewMethod(scalar: Scalar): string {
  const names: Partial<Record<Scalar, string>> = {
    u8: 'Uint8',
    u16: 'Uint16',
    i32: 'Int32',
    u32: 'Uint32',
    f32: 'Float32',
    f64: 'Float64',
  }
  const name = names[scalar]
  if (name === undefined) throw new Error(`no DataView method for a ${scalar}`)
  return name
}

/** Where a member lies, in terms of where its struct starts. */
export function place(offset: number): string {
  return offset === 0 ? 'at' : `at + ${offset}`
}

/** The members that every extensible struct starts with: its type, and the chain. */
export function isHead({ declaration }: Field): boolean {
  return declaration.onlyValue !== undefined || declaration.name === 'pNext'
}

/** 64-bit flags are always bigint, since `|` on numbers drops their upper half. */
export function isFlags(registry: Registry, type: string): boolean {
  const category = registry.types.get(type)?.category
  return category === 'flags' || category === 'enum'
}

/** The members that count arrays, each with the expression for the count that the arrays imply. */
export function impliedCounts({ fields }: Layout): Map<string, string> {
  const names = new Set(fields.map((field) => field.declaration.name))
  const arrays = new Map<string, string[]>()
  const counts = new Map<string, string>()
  for (const { declaration } of fields) {
    const [, name, divisor] = /^(\w+)(?: \/ (\d+))?$/.exec(declaration.length ?? '') ?? []
    if (name === undefined || !names.has(name) || declaration.pointers === 0) continue
    const value = `value.${declaration.name}`
    if (declaration.type === 'void') counts.set(name, `byteCountOf(${value})`)
    else if (divisor !== undefined) counts.set(name, `countOf(${value}) * ${divisor}`)
    else arrays.set(name, [...(arrays.get(name) ?? []), value])
  }
  for (const [name, values] of arrays) counts.set(name, `countOf(${values.join(', ')})`)
  return counts
}
