/** Good files with one thing changed, anywhere: drawn, or refused in one sentence. `scripts/fuzz-gltf.ts` tries all of them. */
import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { changesOf, damagesOf } from '../support/gltf-files/changes.ts'
import { goodFiles } from '../support/gltf-files/good-files.ts'
import { writeFiles } from '../support/gltf-files/maker.ts'
import { outcomeOf } from '../support/gltf-files/outcome.ts'
import { rewritten } from '../support/gltf-files/rewrites.ts'

vi.setConfig({ testTimeout: 120_000 })

const files = [...(await goodFiles())]

it.for(files)('the file %s is drawn as it is', async ([, maker]) => {
  expect(await outcomeOf(await writeFiles({ 'scene.gltf': maker.text() }))).toEqual({ kind: 'drawn' })
  expect(await outcomeOf(await writeFiles({ 'scene.glb': maker.binary() }))).toMatchObject({ kind: 'drawn' })
})

const changes = files.flatMap(([name, maker]) =>
  [...changesOf(maker.text())].map(({ what, text }) => ({ name, what, file: { 'scene.gltf': text } })),
)
const damages = files.flatMap(([name, maker]) =>
  [...damagesOf(maker.binary(), 40)].map(([what, file]) => ({ name, what, file: { 'scene.glb': file } })),
)

it.for([
  ['any value of its JSON changed', changes],
  ['any of its bytes changed', damages],
] as const)('a file with %s is drawn, or refused in a sentence', async ([, those]) => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...those), async ({ file }) => {
      expect(await outcomeOf(await writeFiles(file as Record<string, string>))).not.toMatchObject({ kind: 'fault' })
    }),
    { numRuns: 300 },
  )
})

it('a file that is rewritten in its structure is drawn, or refused in a sentence', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(fc.nat(1_000_000), { minLength: 12, maxLength: 12 }),
      async ([, maker], choices) => {
        const { what, text } = rewritten(maker.text(), choices)
        expect({ what, ...(await outcomeOf(await writeFiles({ 'scene.gltf': text }))) }).not.toMatchObject({
          kind: 'fault',
        })
      },
    ),
    { numRuns: 300 },
  )
})
