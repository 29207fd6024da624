/** The committed JSON Schemas are what the program prints; `npm run docs:reference` writes them. */
import { readFileSync } from 'node:fs'
import { graphJsonSchema, planJsonSchema, profileJsonSchema } from 'memkit-gpu/json-schema'
import { expect, it } from 'vitest'

const schemas = { graph: graphJsonSchema, plan: planJsonSchema, profile: profileJsonSchema }

it.each(Object.entries(schemas))('schema/%s.json is up to date', (name, make) => {
  const file = new URL(`../../schema/${name}.json`, import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(make(), null, 2)}\n`)
})
