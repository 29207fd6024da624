import type { Constant } from './constants.ts'
import { kindOfType } from './layout.ts'
import type { Command, Registry } from './registry.ts'

/** The body of `types.ts`: handles, and the scalars that Vulkan names. */
export function emitTypes(registry: Registry, names: readonly string[]): string {
  return names
    .map((name) => {
      const kind = kindOfType(registry, name)
      if (kind.kind === 'handle') return `export type ${name} = Handle<'${name}'>`
      if (kind.kind !== 'scalar') throw new Error(`${name} is neither a handle nor a scalar`)
      if (kind.scalar === 'bool') return `export type ${name} = boolean`
      if (kind.scalar !== 'u64') return `export type ${name} = number`
      // Quantities fit a number nearly always; flags do not survive `|` on numbers.
      return `export type ${name} = ${registry.types.get(name)?.category === 'basetype' ? 'number | bigint' : 'bigint'}`
    })
    .join('\n')
}

/** The body of `constants.ts`: those that are used, by the enum that they belong to, and the names of results. */
export function emitConstants(registry: Registry, used: ReadonlySet<string>, commands: readonly Command[]): string {
  const groups = new Map<string, Constant[]>()
  for (const constant of registry.constants.values()) {
    if (!used.has(constant.name)) continue
    const group = constant.enum ?? 'API constants'
    groups.set(group, [...(groups.get(group) ?? []), constant])
  }
  const sections = [...groups].map(([name, constants]) =>
    [`// ${name}`, ...constants.map(({ name, value }) => `export const ${name} = ${literal(value)}`), ''].join('\n'),
  )
  return [...sections, emitResultNames(registry, commands)].join('\n')
}

function emitResultNames(registry: Registry, commands: readonly Command[]): string {
  const results = [...new Set(commands.flatMap((command) => command.results))]
  const named = results.map((name): [value: number, name: string] => [
    Number(registry.constants.get(name)!.value),
    name,
  ])
  return [
    '/** Names of the result codes of commands, by value. */',
    'export const resultNames: ReadonlyMap<number, string> = new Map([',
    ...named.sort(([a], [b]) => b - a).map(([value, name]) => `  [${value}, '${name}'],`),
    '])',
  ].join('\n')
}

function literal(value: Constant['value']): string {
  if (typeof value === 'string') return `'${value}'`
  return typeof value === 'bigint' ? `0x${value.toString(16)}n` : String(value)
}
