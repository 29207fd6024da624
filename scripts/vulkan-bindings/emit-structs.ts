import { emitInputType, emitWriter } from './emit-writer.ts'
import { emitOutputType, emitReader } from './emit-reader.ts'
import { layOut, type Layout } from './layout.ts'
import type { Registry } from './registry.ts'
import type { Selected } from './select.ts'

/** The body of `structs.ts`: for each struct the types of its values, its layout, its writer and its reader. */
export function emitStructs(registry: Registry, { aggregates, read }: Selected): string {
  return aggregates.map((type) => emitStruct(registry, layOut(registry, type), read.has(type.name))).join('\n')
}

function emitStruct(registry: Registry, layout: Layout, isRead: boolean): string {
  const { name } = layout.type
  const offsets = layout.fields.map(({ declaration, offset }) => `${declaration.name}: ${offset}`)
  return [
    ...emitInputType(registry, layout),
    ...(isRead ? emitOutputType(layout) : []),
    `export const ${name} = {`,
    `  name: '${name}',`,
    `  size: ${layout.size},`,
    `  align: ${layout.align},`,
    `  offsets: { ${offsets.join(', ')} },`,
    ...emitWriter(registry, layout),
    ...(isRead ? emitReader(layout) : []),
    `} as const satisfies ${isRead ? `ReadableStruct<'${name}', ${name}, ${name}Out>` : `Struct<'${name}', ${name}>`}`,
    '',
  ].join('\n')
}
