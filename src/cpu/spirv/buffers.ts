/**
 * Code that loads and stores values in bound buffers. A buffer is `{ u, i, f }`: one memory as unsigned, signed and float
 * words. Vectors and matrices are unrolled; arrays are loops, whose variables carry their nesting depth in their names.
 */
import { notOnCpu } from '../../errors.ts'
import { checkHeld, columnStride, type Scalar, type Type } from './types.ts'

const view: Readonly<Record<Scalar, string>> = { u32: 'u', i32: 'i', f32: 'f', bool: 'u' }
const plus = (at: string, words: number): string => (words === 0 ? at : `${at}+${words}`)

/** An expression that reads a value of `type` at word `at` of `buffer`. `at` is a name. */
export function loadCode(type: Type, buffer: string, at: string, depth = 0): string {
  checkHeld(type)
  switch (type.kind) {
    case 'scalar':
      return type.scalar === 'bool' ? `${buffer}.u[${at}]!==0` : `${buffer}.${view[type.scalar]}[${at}]`
    case 'vector':
      return `[${Array.from({ length: type.count }, (_, i) => loadCode(type.element, buffer, plus(at, i), depth)).join(',')}]`
    case 'matrix':
      return `[${Array.from({ length: type.count }, (_, i) => loadCode(type.element, buffer, plus(at, i * columnStride(type.element)), depth)).join(',')}]`
    case 'struct':
      return `[${type.members.map((member, i) => loadCode(member, buffer, plus(at, type.offsets[i]!), depth)).join(',')}]`
    case 'array':
      return `Array.from({length:${type.count}},(_,$k)=>{const $o${depth}=${at}+$k*${type.stride};return ${loadCode(type.element, buffer, `$o${depth}`, depth + 1)}})`
    default:
      throw notOnCpu('A shader loads a value that cannot lie in a buffer', { kind: type.kind })
  }
}

/** Statements that write `value` (a name or an element) at word `at` of `buffer`. */
export function storeCode(type: Type, buffer: string, at: string, value: string, depth = 0): string {
  checkHeld(type)
  switch (type.kind) {
    case 'scalar':
      return type.scalar === 'bool'
        ? `${buffer}.u[${at}]=${value}?1:0;`
        : `${buffer}.${view[type.scalar]}[${at}]=${value};`
    case 'vector':
    case 'matrix': {
      const stride = type.kind === 'vector' ? 1 : columnStride(type.element)
      return Array.from({ length: type.count }, (_, i) =>
        storeCode(type.element, buffer, plus(at, i * stride), `${value}[${i}]`, depth),
      ).join('')
    }
    case 'struct':
      return type.members
        .map((member, i) => storeCode(member, buffer, plus(at, type.offsets[i]!), `${value}[${i}]`, depth))
        .join('')
    case 'array':
      return `${value}.forEach(($e${depth},$k)=>{const $o${depth}=${at}+$k*${type.stride};${storeCode(type.element, buffer, `$o${depth}`, `$e${depth}`, depth + 1)}});`
    default:
      throw notOnCpu('A shader stores a value that cannot lie in a buffer', { kind: type.kind })
  }
}

/** An expression that copies a value and all its parts. */
export function cloneCode(type: Type, value: string): string {
  checkHeld(type)
  switch (type.kind) {
    // A literal is made faster than a slice, and need not be made at all where the compiler sees what becomes of it.
    case 'vector':
      return `[${Array.from({ length: type.count }, (_, i) => `${value}[${i}]`).join(',')}]`
    case 'matrix':
      return `[${Array.from({ length: type.count }, (_, i) => cloneCode(type.element, `${value}[${i}]`)).join(',')}]`
    case 'array':
      return type.element.kind === 'scalar' ? `${value}.slice()` : `${value}.map($e=>${cloneCode(type.element, '$e')})`
    case 'struct':
      return `[${type.members.map((member, i) => cloneCode(member, `${value}[${i}]`)).join(',')}]`
    default:
      return value
  }
}

/** Statements that write `value` over the parts of `target` in place, so that pointers into it stay valid. */
export function overwriteCode(type: Type, target: string, value: string, depth = 0): string {
  checkHeld(type)
  switch (type.kind) {
    case 'vector':
    case 'matrix':
      return Array.from({ length: type.count }, (_, i) =>
        overwriteCode(type.element, `${target}[${i}]`, `${value}[${i}]`, depth),
      ).join('')
    case 'struct':
      return type.members.map((member, i) => overwriteCode(member, `${target}[${i}]`, `${value}[${i}]`, depth)).join('')
    case 'array':
      return `{const $t${depth}=${target},$s${depth}=${value};for(let $k${depth}=0;$k${depth}<${type.count};$k${depth}++){${overwriteCode(type.element, `$t${depth}[$k${depth}]`, `$s${depth}[$k${depth}]`, depth + 1)}}}`
    default:
      return `${target}=${value};`
  }
}
