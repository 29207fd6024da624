/** What schemas say, held against zod, which was written by others: on values near the border of what is valid, and on hostile ones. */
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { graphSchema } from '../../src/graph/document.ts'
import { planSchema } from '../../src/plan/document.ts'
import { profileSchema } from '../../src/plan/profile.ts'
import { compileAccepts } from '../../src/schema/accepts.ts'
import { compileCopy, refused } from '../../src/schema/copies.ts'
import { toJsonSchema } from '../../src/schema/json-schema.ts'
import { parse, type Issue } from '../../src/schema/parse.ts'
import { words } from '../../src/schema/words.ts'
import { sequence } from '../support/fuzz/mutate.ts'
import { toZod } from '../support/to-zod.ts'
import { randomValue } from './random-value.ts'

/** A fault with those of its branches: where, and in what words. */
interface Told {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly branches: readonly (readonly Told[])[]
}

const ours = (issues: readonly Issue[], value: unknown): Told[] =>
  issues.map((issue) => {
    const at = issue.path.reduce<unknown>((found, key) => (found as Record<PropertyKey, unknown>)?.[key], value)
    const branches = issue.code === 'invalid_union' ? issue.errors.map((branch) => ours(branch, at)) : []
    return { path: issue.path, message: words(issue, value), branches }
  })

const zods = (issues: readonly z.core.$ZodIssue[]): Told[] =>
  issues
    // zod measures what is of another type too, if it has a length: an empty list where a string is wanted has "too few characters".
    .filter(
      ({ code, path }, i) =>
        !(
          code.startsWith('too_') &&
          issues.slice(0, i).some((one) => one.code === 'invalid_type' && isDeepStrictEqual(one.path, path))
        ),
    )
    .map((issue) => ({
      path: issue.path,
      // An instance is an object here.
      message: issue.message.replace('received Date', 'received object'),
      branches: issue.code === 'invalid_union' && !issue.discriminator ? issue.errors.map(zods) : [],
    }))

/** Changes every part of a value that is not constant. */
function overwrite(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const key of Object.keys(value)) {
    overwrite((value as Record<string, unknown>)[key])
    Reflect.set(value, key, 'overwritten')
  }
}

describe.each([
  ['graph', graphSchema],
  ['plan', planSchema],
  ['profile', profileSchema],
])('the schema of a %s', (_, schema) => {
  const zod = toZod(schema)
  const accepts = compileAccepts(schema)

  it('finds the faults that zod finds, in its order and words, and gives the same copy of what has none', () => {
    const seen = { valid: 0, faulty: 0 }
    for (let n = 0; n < 800; n++) {
      const value = randomValue(schema, sequence(n), [0, 0, 0.003, 0.02, 0.1][n % 5]!)
      const [mine, theirs] = [parse(schema, value), zod.safeParse(value)]
      expect(ours(mine.issues, value)).toEqual(zods(theirs.error?.issues ?? []))
      if (theirs.success) expect(mine.value).toStrictEqual(theirs.data)
      seen[theirs.success ? 'valid' : 'faulty']++
    }
    expect(seen.valid).toBeGreaterThan(200)
    expect(seen.faulty).toBeGreaterThan(200)
  })

  it('has a fast yes for all that needs no change, and for nothing else', () => {
    for (let n = 0; n < 800; n++) {
      const value: unknown = JSON.parse(JSON.stringify(randomValue(schema, sequence(n), [0, 0.01][n % 2]!) ?? null))
      const { value: made, issues } = parse(schema, value)
      expect(accepts(value)).toBe(issues.length === 0 && isDeepStrictEqual(made, value))
    }
  })

  it('has a quick copy, equal to the one of parsing and apart from what was given, or none where there may be a fault', () => {
    const copyOf = compileCopy(schema)
    let copied = 0
    for (let n = 0; n < 800; n++) {
      const value = structuredClone(randomValue(schema, sequence(n), [0, 0, 0.003, 0.02, 0.1][n % 5]!))
      const { value: made, issues } = parse(schema, value)
      const before = structuredClone(made)
      const copy = copyOf(value)
      if (copy === refused) continue
      copied++
      expect(issues).toEqual([])
      expect(copy).toEqual(made)
      // What a graph says for others is taken as it is.
      if (schema === graphSchema) continue
      overwrite(value)
      expect(copy).toEqual(before)
    }
    expect(copied).toBeGreaterThan(200)
  })

  it('is the same JSON Schema', () => {
    const [mine, theirs] = [toJsonSchema(schema), z.toJSONSchema(zod, { io: 'input' })]
    const { $defs: _, ...whole } = withoutReferences(mine, mine['$defs'] as object) as Record<string, unknown>
    expect(whole).toEqual(theirs)
  })
})

function withoutReferences(value: unknown, definitions: object): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutReferences(entry, definitions))
  if (typeof value !== 'object' || value === null) return value
  if ('$ref' in value) {
    const name = (value.$ref as string).slice('#/$defs/'.length)
    return withoutReferences((definitions as Record<string, unknown>)[name], definitions)
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutReferences(part, definitions)]))
}
