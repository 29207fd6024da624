import { readFileSync } from 'node:fs'
import { readConstants, type Constant } from './constants.ts'
import { childElements, parseXml, textOf, type Element } from './xml.ts'

/** The part of the Vulkan registry that bindings are made from; aliases are resolved. */
export interface Registry {
  /** Such as 1.3.239. */
  version: string
  types: Map<string, Type>
  commands: Map<string, Command>
  constants: Map<string, Constant>
}

export type Type =
  | Aggregate
  | { category: 'handle'; name: string }
  | { category: 'enum' | 'flags'; name: string; bits: 32 | 64 }
  | { category: 'basetype'; name: string; of: string }
  | { category: 'function'; name: string }

export interface Aggregate {
  category: 'struct' | 'union'
  name: string
  /** Only ever filled in by the implementation. */
  returnedOnly: boolean
  /** The structs whose `pNext` chain this one may join. */
  extends: string[]
  members: Declaration[]
}

/** A struct member or a command's parameter. */
export interface Declaration {
  name: string
  type: string
  /** How many stars the C declaration has. */
  pointers: number
  isConst: boolean
  /** A C bit-field, such as `flags:8`. */
  isBitField: boolean
  /** Array dimensions, outermost first; empty for anything but an array. */
  dimensions: number[]
  optional: boolean
  /** The registry has no rule of its own for it: it may be left out in some uses. */
  unchecked: boolean
  /** The element count of the array that a pointer leads to: a sibling's name, or an expression of one. */
  length: string | undefined
  /** The only value that it may hold: the structure type. */
  onlyValue: string | undefined
}

export interface Command {
  name: string
  result: string
  parameters: Declaration[]
  /** The names of all results that it may return. */
  results: string[]
  /** The extension that brings it; undefined for core commands. */
  extension: string | undefined
}

/** @throws Error when the file is not a Vulkan registry */
export function readRegistry(path: string): Registry {
  const root = parseXml(readFileSync(path, 'utf8'))
  if (root.name !== 'registry') throw new Error(`${path} is no Vulkan registry: its root is <${root.name}>`)
  const constants = readConstants(root)
  return {
    version: readVersion(root),
    types: readTypes(root, constants),
    commands: readCommands(root, constants),
    constants,
  }
}

function readVersion(root: Element): string {
  const defines = typeElements(root).filter((type) => type.attributes['category'] === 'define')
  const header = defines.map((type) => /VK_HEADER_VERSION\s+(\d+)/.exec(textOf(type))?.[1]).find((found) => found)
  const complete = defines.map((type) => /VK_HEADER_VERSION_COMPLETE.*\(0, (\d+), (\d+),/.exec(textOf(type)))
  const numbers = complete.find((found) => found !== null)
  if (header === undefined || numbers === undefined || numbers === null) throw new Error('no VK_HEADER_VERSION')
  return `${numbers[1]}.${numbers[2]}.${header}`
}

function typeElements(root: Element): Element[] {
  return childElements(root, 'types').flatMap((types) => childElements(types, 'type').filter(isForVulkan))
}

/** Newer registries hold variants for the safety-critical Vulkan too, told apart by `api`. */
function isForVulkan(element: Element): boolean {
  const api = element.attributes['api']
  return api === undefined || api.split(',').includes('vulkan')
}

function readTypes(root: Element, constants: Map<string, Constant>): Map<string, Type> {
  const types = new Map<string, Type>()
  const bits = enumBits(root)
  const aliases: [name: string, target: string][] = []
  for (const element of typeElements(root)) {
    const { category, alias } = element.attributes
    const name = element.attributes['name'] ?? childText(element, 'name')
    if (name === undefined) continue
    if (alias !== undefined) aliases.push([name, alias])
    else if (category === 'struct' || category === 'union') types.set(name, readAggregate(element, category, constants))
    else if (category === 'handle') types.set(name, { category, name })
    else if (category === 'enum') types.set(name, { category, name, bits: bits.get(name) ?? 32 })
    else if (category === 'funcpointer') types.set(name, { category: 'function', name })
    else if (category === 'bitmask' || category === 'basetype') {
      const of = childText(element, 'type')
      if (category === 'bitmask') types.set(name, { category: 'flags', name, bits: of === 'VkFlags64' ? 64 : 32 })
      else if (of !== undefined) types.set(name, { category, name, of })
    }
  }
  for (const [name, target] of aliases) {
    const type = types.get(target)
    if (type !== undefined) types.set(name, type)
  }
  return types
}

function enumBits(root: Element): Map<string, 32 | 64> {
  return new Map(
    childElements(root, 'enums').map(({ attributes }) => [
      attributes['name'] ?? '',
      attributes['bitwidth'] === '64' ? 64 : 32,
    ]),
  )
}

function readAggregate(element: Element, category: 'struct' | 'union', constants: Map<string, Constant>): Aggregate {
  return {
    category,
    name: element.attributes['name']!,
    returnedOnly: element.attributes['returnedonly'] === 'true',
    extends: element.attributes['structextends']?.split(',') ?? [],
    members: childElements(element, 'member')
      .filter(isForVulkan)
      .map((member) => readDeclaration(member, constants)),
  }
}

function readDeclaration(element: Element, constants: Map<string, Constant>): Declaration {
  const { attributes } = element
  const name = childText(element, 'name')
  const type = childText(element, 'type')
  if (name === undefined || type === undefined) throw new Error(`cannot read '${textOf(element)}'`)
  const text = textOf(element)
  const afterName = text.slice(text.lastIndexOf(name) + name.length)
  return {
    name,
    type,
    pointers: text.split('*').length - 1,
    isConst: /^\s*const\b/.test(text),
    isBitField: afterName.includes(':'),
    dimensions: [...afterName.matchAll(/\[(\w+)\]/g)].map(([, size]) => arraySize(size!, constants)),
    optional: attributes['optional']?.split(',')[0] === 'true',
    unchecked: attributes['noautovalidity'] === 'true',
    length: attributes['altlen'] ?? attributes['len']?.split(',')[0],
    onlyValue: attributes['values'],
  }
}

function arraySize(size: string, constants: Map<string, Constant>): number {
  const count = /^\d+$/.test(size) ? Number(size) : constants.get(size)?.value
  if (typeof count !== 'number') throw new Error(`array size '${size}' is no number`)
  return count
}

function readCommands(root: Element, constants: Map<string, Constant>): Map<string, Command> {
  const extensions = commandExtensions(root)
  const commands = new Map<string, Command>()
  for (const element of childElements(root, 'commands').flatMap((all) => childElements(all, 'command'))) {
    // Aliases are older names for commands that are core by now; the bindings use the core names.
    const prototype = childElements(element, 'proto')[0]
    if (prototype === undefined || !isForVulkan(element)) continue
    const name = childText(prototype, 'name')!
    commands.set(name, {
      name,
      result: childText(prototype, 'type')!,
      parameters: childElements(element, 'param')
        .filter(isForVulkan)
        .map((parameter) => readDeclaration(parameter, constants)),
      results: ['successcodes', 'errorcodes'].flatMap((codes) => element.attributes[codes]?.split(',') ?? []),
      extension: extensions.get(name),
    })
  }
  return commands
}

function commandExtensions(root: Element): Map<string, string> {
  const extensions = childElements(root, 'extensions').flatMap((all) => childElements(all, 'extension'))
  const core = new Set(childElements(root, 'feature').flatMap(requiredCommands))
  const pairs = extensions.flatMap((extension) =>
    requiredCommands(extension).map((name): [string, string] => [name, extension.attributes['name']!]),
  )
  return new Map(pairs.filter(([name]) => !core.has(name)))
}

function requiredCommands(source: Element): string[] {
  const requires = childElements(source, 'require')
  return requires.flatMap((require) => childElements(require, 'command').map((command) => command.attributes['name']!))
}

function childText(element: Element, name: string): string | undefined {
  const child = childElements(element, name)[0]
  return child === undefined ? undefined : textOf(child)
}
