/** `npx tsx scripts/fuzz-gltf.ts [EVERY]`: changes ten good glTF files in every place, and lists what is neither drawn nor refused. */
import { goodFiles } from '../test/support/gltf-files/good-files.ts'
import { changesOf, damagesOf } from '../test/support/gltf-files/changes.ts'
import { writeFiles } from '../test/support/gltf-files/maker.ts'
import { outcomeOf } from '../test/support/gltf-files/outcome.ts'

const every = Number(process.argv[2] ?? 1)
const damages = 200
const counts = { drawn: 0, refused: 0, fault: 0 }
let turn = 0

async function tryFile(what: string, file: () => Record<string, string | Uint8Array>): Promise<void> {
  if (turn++ % every !== 0) return
  const outcome = await outcomeOf(await writeFiles(file()))
  counts[outcome.kind]++
  if (outcome.kind === 'fault') console.log(`${what}\n  ${outcome.said}`)
}

for (const [name, maker] of await goodFiles()) {
  for (const { what, text } of changesOf(maker.text())) await tryFile(`${name} ${what}`, () => ({ 'scene.gltf': text }))
  for (const [what, file] of damagesOf(maker.binary(), damages))
    await tryFile(`${name} ${what}`, () => ({ 'scene.glb': file }))
  console.log(`${name}: ${JSON.stringify(counts)}`)
}
if (counts.fault > 0) process.exitCode = 1
