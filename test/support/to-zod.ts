/** A schema of ours as a schema of zod, by which ours are judged. */
import * as z from 'zod'
import { optionsByValue, type Schema } from '../../src/schema/schema.ts'

export function toZod(schema: Schema, known = new Map<Schema, z.ZodType>()): z.ZodType {
  let made = known.get(schema)
  if (!made) known.set(schema, (made = make(schema, (part) => toZod(part, known))))
  return made
}

function make(schema: Schema, zod: (schema: Schema) => z.ZodType): z.ZodType {
  switch (schema.kind) {
    case 'anything':
      return z.unknown()
    case 'boolean':
      return z.boolean()
    case 'null':
      return z.null()
    case 'int': {
      let made = z.int()
      if (Number.isFinite(schema.min)) made = made.min(schema.min)
      if (Number.isFinite(schema.max)) made = made.max(schema.max)
      return schema.plainZero ? made.overwrite((n) => n + 0) : made
    }
    case 'number': {
      let made = z.number()
      if (Number.isFinite(schema.min)) made = made.min(schema.min)
      if (Number.isFinite(schema.above)) made = made.gt(schema.above)
      return Number.isFinite(schema.max) ? made.max(schema.max) : made
    }
    case 'text': {
      let made = z.string()
      if (schema.isFilled) made = made.min(1)
      if (Number.isFinite(schema.max)) made = made.max(schema.max)
      return schema.rule ? made.refine(schema.rule.holds, schema.rule.message) : made
    }
    case 'values':
      return schema.values.length > 1 ? z.enum(schema.values as [string, string]) : z.literal(schema.values[0]!)
    case 'list': {
      let made = z.array(zod(schema.element))
      if (schema.min > 0) made = made.min(schema.min)
      return Number.isFinite(schema.max) ? made.max(schema.max) : made
    }
    case 'tuple':
      return z.tuple(schema.items.map(zod) as [z.ZodType])
    case 'record': {
      const key = zod(schema.key) as z.ZodString
      return schema.key.kind === 'values' ? z.partialRecord(key, zod(schema.entry)) : z.record(key, zod(schema.entry))
    }
    case 'object': {
      const fields = Object.entries(schema.fields).map(([name, field]) => [name, zod(field)] as const)
      return z.strictObject(Object.fromEntries(fields)).meta({ ...schema.about })
    }
    case 'union':
      return z.union(schema.options.map(zod))
    case 'variants':
      if (optionsByValue(schema.field, schema.options).size !== schema.options.length) throw new Error(schema.field)
      return z.discriminatedUnion(schema.field, schema.options.map(zod) as unknown as [z.ZodObject])
    case 'optional':
      return zod(schema.inner).optional()
  }
}
