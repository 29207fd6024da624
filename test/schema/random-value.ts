/** Random values near the border of what a schema takes: each part right most of the time. */
import { optionsByValue, type Schema } from '../../src/schema/schema.ts'
import type { Next } from '../support/fuzz/mutate.ts'

/** Wrong in most places, and right in some. */
const odd: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  NaN,
  Infinity,
  2 ** 53,
  -(2 ** 60),
  5e9,
  '',
  'a',
  '\0',
  '\ud800',
  '😀'.repeat(600),
  'x'.repeat(1025),
  [],
  [0],
  [1, 2, 3, 4, 5, 6, 7],
  new Array(3),
  {},
  { resource: 'a' },
  { kind: 'fill' },
  { extra: 1 },
  { constructor: 1 },
  Object.create(null),
  new Date(0),
]

export function randomValue(schema: Schema, random: Next, oddness: number): unknown {
  if (random(1e6) / 1e6 < oddness) return pick(odd, random)
  const part = (one: Schema): unknown => randomValue(one, random, oddness)
  switch (schema.kind) {
    case 'anything':
      return pick(odd, random)
    case 'boolean':
      return random(1e6) / 1e6 < 0.5
    case 'null':
      return null
    case 'int':
    case 'number':
      return pick(numbersFor(schema, random(1e6) / 1e6 < oddness), random)
    case 'text':
      return pick(['a', 'b', 'x'.repeat(1024), '😀'.repeat(1024), '__proto__', 'é'], random)
    case 'values':
      return pick(schema.values, random)
    case 'list':
      return Array.from({ length: Math.max(schema.min, random(3)) }, () => part(schema.element))
    case 'tuple':
      return schema.items.map(part)
    case 'record': {
      const likely = schema.key.kind === 'values' ? schema.key.values : ['a', 'b', 'x'.repeat(1024)]
      const keys = Array.from({ length: random(3) }, () => {
        const isOdd = random(1e6) / 1e6 < oddness
        return String(pick(isOdd ? ['', 'a', 'x'.repeat(1025)] : likely, random))
      })
      return Object.fromEntries(keys.map((key) => [key, part(schema.entry)]))
    }
    case 'object': {
      const fields = Object.entries(schema.fields)
      const given = fields.filter(([, field]) => random(1e6) / 1e6 < (field.kind === 'optional' ? 0.4 : 1 - oddness))
      const strays =
        random(1e6) / 1e6 < oddness ? [[pick(['strange', '__proto__', 'toString'], random), 1] as const] : []
      return Object.fromEntries([...given.map(([name, field]) => [name, part(field)] as const), ...strays])
    }
    case 'union':
      return part(pick(schema.options, random))
    case 'variants':
      return part(pick([...optionsByValue(schema.field, schema.options).values()], random))
    case 'optional':
      return part(schema.inner)
  }
}

const pick = <T>(from: readonly T[], random: Next): T => from[random(from.length)]!

/** The bounds and some numbers between them; numbers beyond them too where they may be `wrong`. */
function numbersFor(schema: Schema & { readonly kind: 'int' | 'number' }, wrong: boolean): number[] {
  const { min, max } = schema
  const above = schema.kind === 'number' ? schema.above : -Infinity
  return [min - 1, min, min + 1, above, max, max + 1, 0, -0, 1, 256, 512].filter(
    (n) => Number.isFinite(n) && (wrong || (n >= min && n <= max && n > above)),
  )
}
