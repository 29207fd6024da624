/** Parts of the schemas of glTF fields. The message of each is what belongs there, as `put … there` says it. */
import * as z from 'zod'

const from = (least: number, most: number): string =>
  most === Number.MAX_SAFE_INTEGER ? `a whole number from ${least} up` : `a whole number from ${least} to ${most}`

export const integer = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  const message = from(least, most)
  return z.int(message).min(least, message).max(most, message)
}
/** The index of an entry in another list; `references.ts` checks that it exists. */
export const index = integer(0)
/** In bytes. */
export const size = integer(0)
/** Infinity, which is how JSON reads 1e999, is none. */
export const number = z.number('a finite number')
export const numbers = (count: number) => {
  const message = `a list of ${count} finite numbers`
  return z.array(number, message).length(count, message)
}
export const text = z.string('a text')
export const list = <Item extends z.ZodType>(item: Item) => z.array(item, 'a list').default([])
export const record = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value, 'an object')
export const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape, 'an object')
