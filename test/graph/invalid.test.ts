/**
 * The corpus of invalid documents: one file a fault, with the code, the place and the words of its error. `UPDATE_GOLDEN=1` writes
 * the words anew.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isMemkitError, type MemkitError } from '../../src/errors.ts'
import { parseGraph, parseGraphText } from '../../src/graph/parse.ts'

interface Case {
  /** Numbers of the list of faults to survive. */
  readonly faults: readonly number[]
  readonly code: string
  readonly path: string
  readonly message: string
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

function updated(name: string, wrong: Case, message: string): string {
  if (!process.env['UPDATE_GOLDEN']) return wrong.message
  const { faults, code, path, document, text: given } = wrong
  const text = JSON.stringify({ faults, code, path, message, document, text: given }, null, 2)
  writeFileSync(new URL(`${name}.json`, folder), `${text}\n`)
  return message
}

/** The id of the pass, resource, shader or pipeline that a path leads into. */
function idAt(document: unknown, path: string): unknown {
  const [, list, index] = /^(\w+)\[(\d+)\]/.exec(path) ?? []
  return list === undefined ? undefined : (document as any)[list][Number(index)]?.id
}

describe.each(cases)('%s', (name, wrong) => {
  const { faults, code, path, document, text } = wrong
  it(`${faults.map((number) => `F${number}: `).join('')}${code}${path && ` at ${path}`}`, () => {
    const error = errorOf(() => parseGraphText(text ?? JSON.stringify(document)))
    expect({ code: error.code, path: error.path ?? '', phase: error.phase }).toEqual({ code, path, phase: 'parse' })
    expect(error.message).toBe(updated(name, wrong, error.message))
    expect(error.message.length).toBeLessThan(400)
    if (document === undefined) return
    const id = idAt(document, path)
    if (typeof id === 'string' && id.length < 80) expect(error.message).toContain(JSON.stringify(id))
    expect(errorOf(() => parseGraph(document)).message).toBe(error.message)
  })
})
