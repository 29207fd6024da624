import type { Field, Layout } from './layout.ts'
import { arraySuffix, dataViewMethod, inputTypeName, isHead, place } from './naming.ts'

/** The interface of the value that reading a struct gives; its type and chain are left out. */
export function emitOutputType(layout: Layout): string[] {
  const fields = layout.fields.filter((field) => !isHead(field))
  return [
    `export interface ${layout.type.name}Out {`,
    ...fields.map((field) => `  ${field.declaration.name}: ${outputMember(field)}`),
    '}',
  ]
}

/** @throws Error for a union, since nothing tells which of its members holds the value */
export function emitReader(layout: Layout): string[] {
  const { name, category } = layout.type
  if (category === 'union') throw new Error(`cannot read the union ${name}`)
  const fields = layout.fields.filter((field) => !isHead(field))
  return [
    `  read(view: DataView, at: number): ${name}Out {`,
    '    return {',
    ...fields.map((field) => `      ${field.declaration.name}: ${readMember(field)},`),
    '    }',
    '  },',
  ]
}

function outputMember({ kind, count }: Field): string {
  if (kind.kind === 'pointer') return 'Pointer'
  if (kind.kind === 'aggregate') return `${kind.type.name}Out${count === undefined ? '' : '[]'}`
  if (kind.kind === 'handle') return kind.type
  if (kind.scalar === 'char') return 'string'
  if (kind.scalar === 'u8' && count !== undefined) return 'Uint8Array'
  if (kind.scalar === 'u64') return count === undefined ? 'bigint' : 'bigint[]'
  return count === undefined ? inputTypeName(kind) : 'number[]'
}

function readMember({ kind, offset, count }: Field): string {
  const where = place(offset)
  if (kind.kind === 'pointer') return `view.getBigUint64(${where}, true) as Pointer`
  if (kind.kind === 'handle') return `view.getBigUint64(${where}, true) as ${kind.type}`
  if (kind.kind === 'aggregate') {
    const { name } = kind.type
    return count === undefined ? `${name}.read(view, ${where})` : `getStructs(view, ${where}, ${count}, ${name})`
  }
  if (count !== undefined) {
    return `get${kind.scalar === 'char' ? 'Text' : arraySuffix(kind)}(view, ${where}, ${count})`
  }
  if (kind.scalar === 'bool') return `view.getUint32(${where}, true) !== 0`
  if (kind.scalar === 'u64') return `view.getBigUint64(${where}, true)`
  return `view.get${dataViewMethod(kind.scalar)}(${where}${kind.scalar === 'u8' ? '' : ', true'})`
}
