/** Four bytes that lie in one word: `vec4<i8>` and `vec4<u8>`, which naga has between words and vectors, and their dot products. */
import { notOnCpu } from '../../errors.ts'
import { operandsFrom, scalarOf, type Emit } from './function-code.ts'

const places = [0, 8, 16, 24]

/** To bytes, and from them. */
export const convertBytes: Emit = (code, operation) => {
  const to = code.typeOfResult(operation)
  const from = code.typeOfValue(operation.a)
  const value = code.use(operation.a)
  if (to.kind === 'bytes' && from.kind === 'vector')
    return code.define(operation, `(${places.map((place, i) => `(${value}[${i}]&255)<<${place}`).join('|')})>>>0`)
  if (to.kind === 'vector' && from.kind === 'bytes') {
    const parts = places.map((place) => (from.isSigned ? `${value}<<${24 - place}>>24` : `${value}>>>${place}&255`))
    return code.define(
      operation,
      `[${parts.map((part) => (scalarOf(to) === 'u32' ? `(${part})>>>0` : part)).join(',')}]`,
    )
  }
  throw notOnCpu('A shader converts numbers of 8, 16 or 64 bits, which is not translated for the CPU', {})
}

/** The sum of the products of the bytes of two words; other dot products of integers are not translated. */
export const dotOfBytes =
  (isSigned: boolean): Emit =>
  (code, operation) => {
    const { a, b } = operation
    const [format] = operandsFrom(operation, 4)
    if (format !== 0 || code.typeOfValue(a).kind !== 'scalar')
      throw notOnCpu('A shader has a dot product of integers that is not translated for the CPU', {})
    const byteOf = (word: string, place: number): string =>
      isSigned ? `(${word}<<${24 - place}>>24)` : `(${word}>>>${place}&255)`
    const [one, two] = [code.use(a), code.use(b)]
    const sum = places.map((place) => `${byteOf(one, place)}*${byteOf(two, place)}`).join('+')
    return code.define(operation, scalarOf(code.typeOfResult(operation)) === 'u32' ? `(${sum})>>>0` : `(${sum})|0`)
  }
