/**
 * Overridable constants of WGSL. naga translates no module that has them, so they become constants in the text first. What a
 * comment says is left alone.
 */
import { constantsDoNotFit } from '../errors.ts'

/** Values by name, or by numeric id where the constant has one; booleans are 0 and 1. */
export type ShaderConstants = Readonly<Record<string, number>>

const declaration =
  /(?:@id\s*\(\s*(?<id>\d+)\s*\)\s*)?\boverride\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)\s*(?::\s*(?<type>\w+)\s*)?(?:=(?<value>[^;]*))?;/gu

/**
 * The source with every `override` a `const`, of the given value or of its default.
 * @throws MemkitError SHADER_FAILED for a constant without value, and for a value without constant.
 */
export function withConstants(shader: string, source: string, constants: ShaderConstants = {}): string {
  const unused = new Set(Object.keys(constants))
  const plain = withoutComments(source)
  let made = ''
  let copied = 0
  // Up to the last one's end: each of many that have none would be looked for one in all that follows.
  for (const match of plain.slice(0, plain.lastIndexOf(';') + 1).matchAll(declaration)) {
    const { id, name, type, value } = match.groups as { id?: string; name: string; type?: string; value?: string }
    const key = id ?? name
    unused.delete(key)
    const given = Object.hasOwn(constants, key) ? constants[key] : undefined
    if (given === undefined && value === undefined)
      throw constantsDoNotFit(
        shader,
        key,
        `its constant ${JSON.stringify(key)} has no value: give it one in "constants"`,
      )
    const text = given === undefined ? value!.trim() : literal(given, type ?? typeOfDefault(value!.trim()))
    made += `${source.slice(copied, match.index)}const ${name}${type === undefined ? '' : `: ${type}`} = ${text};`
    copied = match.index + match[0].length
  }
  for (const key of unused)
    throw constantsDoNotFit(
      shader,
      key,
      `it has no overridable constant ${JSON.stringify(key)}, to which "constants" gives a value`,
    )
  return copied === 0 ? source : made + source.slice(copied)
}

function literal(value: number, type: string | undefined): string {
  if (type === 'bool') return String(value !== 0)
  if (type === 'f32') return `f32(${Math.fround(value)})`
  return type === undefined ? String(value) : `${type}(${value})`
}

/** The type that a default gives its constant where none is declared; undefined where it is not plain to see. */
function typeOfDefault(value: string): string | undefined {
  if (/^(?:true|false)$|^!|[<>=]/.test(value)) return 'bool'
  const called = /^(bool|f16|f32|i32|u32)\s*\(/.exec(value)
  if (called) return called[1]
  if (/^-?\d+u$/.test(value)) return 'u32'
  if (/^-?\d+i?$/.test(value)) return 'i32'
  return /^-?(\d+\.\d*|\.\d+|\d+)(e[+-]?\d+)?f?$/i.test(value) ? 'f32' : undefined
}

/** The source with blanks for its comments, so that places stay. Block comments nest. */
function withoutComments(source: string): string {
  let plain = ''
  let depth = 0
  for (let at = 0; at < source.length; at++) {
    const two = source.slice(at, at + 2)
    if (depth === 0 && two === '//') {
      const end = source.slice(at).search(/[\n\v\f\r\u0085\u2028\u2029]/)
      const length = end < 0 ? source.length - at : end
      plain += ' '.repeat(length)
      at += length - 1
    } else if (two === '/*' || (depth > 0 && two === '*/')) {
      depth += two === '/*' ? 1 : -1
      plain += '  '
      at++
    } else plain += depth > 0 ? ' ' : source[at]
  }
  return plain
}
