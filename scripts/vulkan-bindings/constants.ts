import { childElements, textOf, type Element } from './xml.ts'

/** A named value: of an enum, a flag, or one of the API's own. */
export interface Constant {
  name: string
  value: number | bigint | string
  /** The enum it belongs to; undefined for the API's constants and the names of extensions. */
  enum: string | undefined
}

/** Every constant of core Vulkan and of its extensions, by name; aliases carry the value of what they stand for. */
export function readConstants(root: Element): Map<string, Constant> {
  const constants = new Map<string, Constant>()
  const aliases: { name: string; target: string; enum: string | undefined }[] = []
  const add = (element: Element, enumName: string | undefined, extension: number | undefined, bits: 32 | 64): void => {
    const { name, alias } = element.attributes
    if (name === undefined || !isForVulkan(element)) return
    if (alias !== undefined) aliases.push({ name, target: alias, enum: enumName })
    const value = readValue(element, extension, bits)
    if (value !== undefined) constants.set(name, { name, value, enum: enumName })
  }

  const bits = new Map<string, 32 | 64>()
  for (const block of childElements(root, 'enums')) {
    const name = block.attributes['name'] ?? ''
    const isEnum = block.attributes['type'] === 'enum' || block.attributes['type'] === 'bitmask'
    bits.set(name, block.attributes['bitwidth'] === '64' ? 64 : 32)
    for (const element of childElements(block, 'enum'))
      add(element, isEnum ? name : undefined, undefined, bits.get(name)!)
  }
  for (const source of [...childElements(root, 'feature'), ...extensionElements(root)]) {
    const extension = source.attributes['number']
    const number = source.name === 'extension' && extension !== undefined ? Number(extension) : undefined
    for (const element of childElements(source, 'require').flatMap((require) => childElements(require, 'enum'))) {
      const extended = element.attributes['extends']
      add(element, extended, number, (extended === undefined ? undefined : bits.get(extended)) ?? 32)
    }
  }
  for (const constant of apiVersions(root)) constants.set(constant.name, constant)
  for (const { name, target, enum: enumName } of aliases) {
    const found = constants.get(target)
    if (found !== undefined) constants.set(name, { name, value: found.value, enum: enumName })
  }
  return constants
}

/** `VK_API_VERSION_1_3` and its like, which the registry has as macros. */
function apiVersions(root: Element): Constant[] {
  const macro = /(VK_API_VERSION_\w+)\s+VK_MAKE_API_VERSION\((\d+), (\d+), (\d+), (\d+)\)/
  const types = childElements(root, 'types').flatMap((group) => childElements(group, 'type'))
  return types.flatMap((type) => {
    const [, name, variant, major, minor, patch] = macro.exec(textOf(type)) ?? []
    if (name === undefined) return []
    // The fields of a version number, by the specification: 3, 7, 10 and 12 bits.
    const value = ((Number(variant) << 29) | (Number(major) << 22) | (Number(minor) << 12) | Number(patch)) >>> 0
    return [{ name, value, enum: undefined }]
  })
}

function extensionElements(root: Element): Element[] {
  const all = childElements(root, 'extensions').flatMap((group) => childElements(group, 'extension'))
  return all.filter((extension) => extension.attributes['supported']?.split(',').includes('vulkan'))
}

function isForVulkan(element: Element): boolean {
  const api = element.attributes['api']
  return api === undefined || api.split(',').includes('vulkan')
}

/** The value of an `<enum>`; undefined where it only refers to a constant that is defined elsewhere. */
function readValue(element: Element, extension: number | undefined, bits: 32 | 64): Constant['value'] | undefined {
  const { value, bitpos, offset, extnumber, dir } = element.attributes
  if (bitpos !== undefined) return bits === 64 ? 1n << BigInt(bitpos) : (1 << Number(bitpos)) >>> 0
  if (offset !== undefined) {
    // Registry style guide, "Assigning extension token values": blocks of 1000 for each extension, from 10^9.
    const number = extnumber === undefined ? extension : Number(extnumber)
    if (number === undefined) throw new Error(`${element.attributes['name']} has an offset but no extension number`)
    const distance = 1_000_000_000 + (number - 1) * 1000 + Number(offset)
    return dir === '-' ? -distance : distance
  }
  return value === undefined ? undefined : readLiteral(value, bits)
}

/** A C literal as the registry writes them: 12, 0x1F, 1000.0F, (~0U), (~0ULL), (~1U), "text". */
function readLiteral(text: string, bits: 32 | 64): Constant['value'] | undefined {
  if (text.startsWith('"')) return text.slice(1, -1)
  const inverted = /^\(~(\d+)U(LL)?(?:-(\d+))?\)$/.exec(text)
  if (inverted !== null) {
    const distance = BigInt(inverted[1]!) + BigInt(inverted[3] ?? 0)
    return inverted[2] === 'LL' ? BigInt.asUintN(64, ~distance) : Number(BigInt.asUintN(32, ~distance))
  }
  if (/^-?(0x[\da-f]+|\d+)(ULL)?$/i.test(text)) {
    const digits = text.replace(/ULL$/i, '')
    return bits === 64 || text !== digits ? BigInt(digits) : Number(digits)
  }
  if (/^-?\d+\.\d+F$/i.test(text)) return Number(text.slice(0, -1))
  return undefined
}
