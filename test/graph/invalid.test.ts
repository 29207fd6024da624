/** The corpus of invalid documents: one file a fault, with the code and the place that the error must name. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isMemkitError, type MemkitError } from '../../src/errors.ts'
import { parseGraph, parseGraphText } from '../../src/graph/parse.ts'

interface Case {
  /** Numbers of the list of faults to survive. */
  readonly faults: readonly number[]
  readonly code: string
  readonly path: string
  readonly document?: unknown
  readonly text?: string
}

const folder = new URL('./invalid/', import.meta.url)
const cases = readdirSync(folder).map((file): [string, Case] => [
  file.replace('.json', ''),
  JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case,
])

const errorOf = (work: () => unknown): MemkitError => {
  try {
    work()
  } catch (error) {
    if (isMemkitError(error)) return error
    throw error
  }
  throw new Error('The document was accepted')
}

describe.each(cases)('%s', (_, { faults, code, path, document, text }) => {
  it(`${faults.map((number) => `F${number}: `).join('')}${code}${path && ` at ${path}`}`, () => {
    const error = errorOf(() => parseGraphText(text ?? JSON.stringify(document)))
    expect({ code: error.code, path: error.path ?? '', phase: error.phase }).toEqual({ code, path, phase: 'parse' })
    expect(error.message.length).toBeGreaterThan(20)
    if (process.env['SHOW_MESSAGES']) console.log(error.message)
    expect(error.message.length).toBeLessThan(500)
    if (document === undefined) return
    const again = errorOf(() => parseGraph(document))
    expect(again.message).toBe(error.message)
  })
})
