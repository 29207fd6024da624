/** The committed JSON Schemas are what the program prints. `UPDATE_GOLDEN=1` writes them anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { graphJsonSchema, planJsonSchema, profileJsonSchema } from 'memkit-gpu/json-schema'
import { expect, it } from 'vitest'

const schemas = { graph: graphJsonSchema, plan: planJsonSchema, profile: profileJsonSchema }

it.each(Object.entries(schemas))('schema/%s.json is up to date', (name, make) => {
  const file = new URL(`../../schema/${name}.json`, import.meta.url)
  const content = `${JSON.stringify(make(), null, 2)}\n`
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, content)
  expect(readFileSync(file, 'utf8')).toBe(content)
})
