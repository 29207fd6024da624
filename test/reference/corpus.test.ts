/**
 * Frame graphs of real engines, with outputs found by an independent program. They lie in `../shared/corpus` next to a checkout
 * of this repository; without them these tests are skipped.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseGraphText } from '../../src/graph/parse.ts'
import { textureLayout } from '../../src/graph/texture-layout.ts'
import { referenceRun } from '../../src/reference/index.ts'

interface Facts {
  readonly passes: number
  readonly inputs: Record<string, number>
  readonly reference?: {
    readonly outputsSha256: Record<string, string>
    readonly persistentBuffersSha256: Record<string, string>
  }
}

const folder = new URL('../../../shared/corpus/', import.meta.url)
const present = existsSync(folder)
const read = (name: string) => readFileSync(new URL(name, folder))
const documents = present
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.facts.json'))
      .map((file) => ({ name: file.replace('.facts.json', ''), facts: JSON.parse(read(file).toString()) as Facts }))
  : []

/** Word k of an input is the FNV-1a hash of its name plus k times 0x9E3779B1. */
function generated(name: string, sizeBytes: number): Uint32Array {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193)
  return Uint32Array.from({ length: sizeBytes / 4 }, (_, k) => hash + Math.imul(k, 0x9e3779b1))
}
const hashes = (all: Record<string, Uint8Array>, names: object) =>
  Object.fromEntries(Object.keys(names).map((name) => [name, createHash('sha256').update(all[name]!).digest('hex')]))

describe.skipIf(!present)('frame graphs of real engines', () => {
  it.each(documents)('$name parses, every pass of it', ({ name, facts }) => {
    expect(parseGraphText(read(`${name}.json`)).passes).toHaveLength(facts.passes)
  })
  it.each(documents.filter(({ facts }) => facts.reference))(
    '$name ends with the bytes that are known of it',
    async ({ name, facts }) => {
      const graph = parseGraphText(read(`${name}.json`))
      const { outputs, persistent } = await referenceRun(
        graph,
        Object.fromEntries(Object.entries(facts.inputs).map(([input, size]) => [input, generated(input, size)])),
        {
          bodies: Object.fromEntries(graph.passes.flatMap((pass) => ('body' in pass ? [[pass.body, () => {}]] : []))),
          imports: Object.fromEntries(
            graph.resources
              .filter(({ lifetime }) => lifetime === 'imported')
              .map((resource) => [
                resource.id,
                new Uint8Array(resource.kind === 'buffer' ? resource.size : textureLayout(resource).sizeBytes),
              ]),
          ),
        },
      )
      const { outputsSha256, persistentBuffersSha256 } = facts.reference!
      expect(hashes(outputs, outputsSha256)).toEqual(outputsSha256)
      expect(hashes(persistent, persistentBuffersSha256)).toEqual(persistentBuffersSha256)
    },
  )
})
