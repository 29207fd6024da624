import { kindOfType, type Field, type Kind, type Layout, type Scalar } from './layout.ts'
import {
  arraySuffix,
  dataViewMethod,
  impliedCounts,
  inputTypeName,
  isFlags,
  isHead,
  place,
  typedArrayName,
} from './naming.ts'
import type { Declaration, Registry } from './registry.ts'

/** The interface of the value that a struct is written from. */
export function emitInputType(registry: Registry, layout: Layout): string[] {
  const { name } = layout.type
  const counts = impliedCounts(layout)
  const members = writtenFields(layout).filter(({ declaration }) => declaration.onlyValue === undefined)
  if (members.length === 0) return [`export type ${name} = Record<string, never>`]
  return [
    `export interface ${name} {`,
    ...members.map((field) => {
      const mark = isRequired(field, counts, layout) ? '' : '?'
      return `  ${field.declaration.name}${mark}: ${inputMember(registry, field)}`
    }),
    '}',
  ]
}

/** The method that writes a struct. Memory is zero beforehand, so that absent members need no work. */
export function emitWriter(registry: Registry, layout: Layout): string[] {
  const counts = impliedCounts(layout)
  const lines = writtenFields(layout).map((field) => writeMember(registry, field, counts, layout))
  const text = lines.join('\n')
  const parameters = Object.entries({ view: 'DataView', at: 'number', value: layout.type.name, arena: 'StructMemory' })
  const list = parameters.map(([name, type]) => `${new RegExp(`\\b${name}\\b`).test(text) ? '' : '_'}${name}: ${type}`)
  return [`  write(${list.join(', ')}) {`, ...lines.map((line) => `    ${line}`), '  },']
}

/** The fields that we write: only the head of a struct that the implementation fills in. */
function writtenFields({ type, fields }: Layout): Field[] {
  return type.returnedOnly ? fields.filter(isHead) : fields
}

/**
 * Which members must be given. The registry says which are optional; beyond that, zero is a good default for switches,
 * factors and counts, and an array may be absent where its count may be zero.
 */
function isRequired({ declaration, kind, count }: Field, counts: Map<string, string>, layout: Layout): boolean {
  if (declaration.optional || declaration.unchecked || layout.type.category === 'union') return false
  if (counts.has(declaration.name) || count !== undefined) return false
  if (kind.kind === 'scalar') return kind.scalar !== 'bool' && kind.scalar !== 'f32'
  if (kind.kind !== 'pointer') return true
  const counter = layout.fields.find((field) => field.declaration.name === declaration.length)
  return counter === undefined || !counter.declaration.optional
}

function inputMember(registry: Registry, { declaration, kind, count }: Field): string {
  if (kind.kind === 'pointer') return pointedType(registry, declaration)
  if (count === undefined) return inputTypeName(kind)
  return kind.kind === 'aggregate' ? `readonly ${kind.type.name}[]` : `readonly number[] | ${typedArrayName(kind)}`
}

/** The kind behind a pointer, where the bindings encode it; undefined where they take a plain address. */
function pointee(registry: Registry, { type, pointers, isConst }: Declaration): Kind | undefined {
  const kind = pointers === 1 && isConst && type !== 'void' && type !== 'char' ? kindOfType(registry, type) : undefined
  return kind?.kind === 'pointer' ? undefined : kind
}

function isAddressOnly(registry: Registry, declaration: Declaration): boolean {
  const { type, isConst, length } = declaration
  if (isConst && (type === 'char' || (type === 'void' && length !== undefined))) return false
  return pointee(registry, declaration) === undefined
}

function pointedType(registry: Registry, declaration: Declaration): string {
  const { type, pointers, isConst, length } = declaration
  if (type === 'char' && isConst) return `${pointers === 1 ? 'string' : 'readonly string[]'} | Pointer | null`
  if (type === 'void' && isConst && length !== undefined) return 'ArrayBufferView | Pointer | null'
  const kind = pointee(registry, declaration)
  if (kind === undefined) return 'Pointer | null'
  const name = inputTypeName(kind)
  if (kind.kind !== 'aggregate') return `PointedArray<'${type}', ${name}> | ${typedArrayName(kind)}`
  return `${length === undefined ? 'Pointed' : 'PointedArray'}<'${name}', ${name}>`
}

function writeMember(registry: Registry, field: Field, counts: Map<string, string>, layout: Layout): string {
  const { declaration, kind, offset } = field
  const { name, onlyValue } = declaration
  if (onlyValue !== undefined) {
    return `view.setInt32(${place(offset)}, ${registry.constants.get(onlyValue)!.value}, true) // ${onlyValue}`
  }
  const value = `value.${name}`
  const count = counts.get(name)
  if (count !== undefined && kind.kind === 'scalar') return setScalar(registry, kind, offset, `${value} ?? ${count}`)
  if (kind.kind === 'scalar' && kind.scalar === 'bool') {
    return `if (${value} === true) view.setUint32(${place(offset)}, 1, true)`
  }
  const statement = setValue(registry, field, value)
  if (kind.kind === 'pointer' && isAddressOnly(registry, declaration)) return `if (${value}) ${statement}`
  return isRequired(field, counts, layout) ? statement : `if (${value} !== undefined) ${statement}`
}

function setValue(registry: Registry, { declaration, kind, offset, count }: Field, value: string): string {
  const where = place(offset)
  if (kind.kind === 'handle') return `view.setBigUint64(${where}, ${value}, true)`
  if (kind.kind === 'pointer') return `view.setBigUint64(${where}, ${addressOf(registry, declaration, value)}, true)`
  if (kind.kind === 'scalar') {
    if (count === undefined) return setScalar(registry, kind, offset, value)
    return `set${arraySuffix(kind)}(view, ${where}, ${count}, ${value})`
  }
  const { name } = kind.type
  if (count === undefined) return `${name}.write(view, ${where}, ${value}, arena)`
  return `setStructs(view, ${where}, ${count}, ${name}, ${value}, arena)`
}

function setScalar(registry: Registry, kind: { scalar: Scalar; type: string }, offset: number, value: string): string {
  if (kind.scalar !== 'u64') {
    const endianness = kind.scalar === 'u8' ? '' : ', true'
    return `view.set${dataViewMethod(kind.scalar)}(${place(offset)}, ${value}${endianness})`
  }
  if (isFlags(registry, kind.type)) return `view.setBigUint64(${place(offset)}, ${value}, true)`
  return `setU64(view, ${place(offset)}, ${value})`
}

function addressOf(registry: Registry, declaration: Declaration, value: string): string {
  const { type, pointers, isConst, length } = declaration
  if (type === 'char' && isConst) return `${pointers === 1 ? 'toText' : 'toTexts'}(arena, ${value})`
  if (type === 'void' && isConst && length !== undefined) return `toBytes(arena, ${value})`
  const kind = pointee(registry, declaration)
  if (kind === undefined) return value
  if (kind.kind !== 'aggregate') return `to${arraySuffix(kind)}(arena, ${value})`
  return `${length === undefined ? 'toStruct' : 'toStructs'}(arena, ${kind.type.name}, ${value})`
}
