/** The committed JSON Schema is what the program prints. `UPDATE_GOLDEN=1` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { graphJsonSchema } from '../../src/graph/schema.ts'

const file = new URL('../../schema/graph.json', import.meta.url)

it('schema/graph.json is up to date', () => {
  const content = `${JSON.stringify(graphJsonSchema(), null, 2)}\n`
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, content)
  expect(readFileSync(file, 'utf8')).toBe(content)
})

it('names every kind of resource and pass', () => {
  const text = JSON.stringify(graphJsonSchema())
  for (const kind of [
    'buffer',
    'texture',
    'upload',
    'copy',
    'fill',
    'readback',
    'mipmap',
    'compute',
    'render',
    'custom',
    'host',
  ])
    expect(text).toContain(`"const":"${kind}"`)
})
