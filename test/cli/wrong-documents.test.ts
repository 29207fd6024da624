/**
 * What the command line prints for wrong documents: one file each, and beside it the lines as a person reads them.
 * `UPDATE_GOLDEN=1` writes them anew.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runCli } from '../../src/cli/index.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

const folder = new URL('./wrong-documents/', import.meta.url)
const documents = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file] : []))

async function printed(args: readonly string[], input: string): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = []
  const terminal: Terminal = {
    print: () => undefined,
    error: (line) => void lines.push(line),
    progress: () => undefined,
    readInput: () => Promise.resolve(new TextEncoder().encode(input)),
  }
  return { code: await runCli(args, terminal), lines }
}

it.each(documents)('%s', async (file) => {
  const document = readFileSync(new URL(file, folder), 'utf8')
  const { code, lines } = await printed(['plan', '-', '--profile', 'webgpu'], document)
  expect(code).toBe(1)
  const expected = new URL(file.replace('.json', '.txt'), folder)
  if (process.env['UPDATE_GOLDEN']) writeFileSync(expected, `${lines.join('\n')}\n`)
  expect(`${lines.join('\n')}\n`).toBe(readFileSync(expected, 'utf8'))
})

it('names as many faults as a person reads, and says that there are more', async () => {
  const resources = Array.from({ length: 200 }, (_, i) => ({ id: `b${i}`, kind: 'buffer', size: 0 }))
  const text = JSON.stringify({ version: 1, resources, passes: [] }, null, 1)
  const { lines } = await printed(['validate', '-'], text)
  expect(lines).toHaveLength(51)
  expect(lines[0]).toBe(
    'memkit-gpu: INVALID_DOCUMENT: Resource "b0": "size" must be at least 1, not 0 (resources[0].size, <stdin>:7:12)',
  )
  expect(lines[50]).toBe('memkit-gpu: 50 faults are shown, of at least 200')
})

it('names the faults of a graph that has references without end', async () => {
  const passes = Array.from({ length: 200 }, (_, i) => ({ id: `p${i}`, kind: 'fill', to: 'nothing', value: 0 }))
  const { lines } = await printed(['validate', '-'], JSON.stringify({ version: 1, resources: [], passes }))
  expect(lines.slice(49)).toEqual([
    expect.stringMatching(/^memkit-gpu: UNKNOWN_REFERENCE: Pass "p49": .* \(passes\[49\]\.to, <stdin>:1:\d+\)$/),
    'memkit-gpu: 50 faults are shown, of at least 51',
  ])
})

it('finds places behind escapes, in lines that end like those of Windows', async () => {
  const text = '{"version":1,\r\n"resources":[],\r\n"\\u0070asses":[{"id":"a\\"}","kind":"fill","to":"b","value":0}]}'
  const { lines } = await printed(['validate', '-'], text)
  expect(lines).toEqual([
    'memkit-gpu: UNKNOWN_REFERENCE: Pass "a\\"}": there is no resource "b" (passes[0].to, <stdin>:3:48)',
  ])
})

it.each([
  [
    'a fault of the document',
    '{"version":1,\r"resources":[],\r\r"passes":[{"id":"a","kind":"fill","to":"b","value":0}]}',
    '4:40',
  ],
  ['a fault of the grammar', '{"version":1,\r"resources":[,]}', '2:14'],
  ['an end too early', '{"version":1,\r"resources":[', '2:14'],
])('counts lines that end with CR alone: %s', async (_, text, place) => {
  const { lines } = await printed(['validate', '-'], text)
  expect(lines).toEqual([expect.stringContaining(`<stdin>:${place})`)])
})

it('names the place where text stops being JSON', async () => {
  const { lines } = await printed(['validate', '-'], '{\n  "version": 1,\n  "passes": [],\n}')
  expect(lines).toEqual([
    'memkit-gpu: INVALID_JSON: The document is not valid JSON: unexpected "}" in line 4, column 1; remove the comma before it (<stdin>:4:1)',
  ])
})

it.each([
  ['a comma behind the last entry', '{"a":[1,2,\n]}', 'remove the comma before it'],
  ['no comma', '{"a":1\n"b":2}', 'a comma is missing before it'],
  ['no comma between objects', '{"a":[{}\n{}]}', 'a comma is missing before it'],
  ['a comment', '{"a":1, // one\n"b":2}', 'JSON has no comments'],
  ['single quotes', "{'a':1}", 'JSON has double quotes'],
  ['bare keys', '{a:1}', 'keys stand in double quotes'],
  ['two documents', '{}{}', undefined],
  ['a comma alone', '{"a":[,]}', undefined],
  ['a word', '{"a":nothing}', undefined],
])('says what JSON lacks that JavaScript has: %s', async (_, text, advice) => {
  const { lines } = await printed(['validate', '-'], text)
  const place = /^memkit-gpu: INVALID_JSON: [^;]*(?:; (.*))? \(<stdin>:\d+:\d+\)$/.exec(lines.join('\n'))
  expect(place?.[1]).toBe(advice)
})

it.each([
  ['lists', '['.repeat(200_000), '<stdin>:1:65'],
  ['objects', '{\n"ä":'.repeat(200_000), '<stdin>:65:5'],
  ['a list behind a key that stands twice', `{"version":1,"version":1,"meta":${'['.repeat(200_000)}`, '<stdin>:1:14'],
  ['an escape that there is not', String.raw`{"version":1,"version":1,"\x":1}`, '<stdin>:1:14'],
])('names the place in a document that is no JSON behind it: %s', async (_, text, place) => {
  const { code, lines } = await printed(['validate', '-'], text)
  expect(code).toBe(1)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain(place)
})
