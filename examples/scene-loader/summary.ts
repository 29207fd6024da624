/** What a plan made of what a scene declares, for people. */
import type { Plan } from 'memkit-gpu'
import { bytes, plural, table } from '../support/words.ts'
import type { Scene } from './scene.ts'

export function summarise(scene: Scene, plan: Plan, ranOn: string): string {
  const { submissions, memory, transfers } = plan.report
  const accessorBytes = scene.buffers.reduce((sum, buffer) => sum + buffer.bytes.length, 0)
  const texels = scene.textures.reduce((sum, { image }) => sum + image.texels.length, 0)
  const bound = memory.proven ? 'proven lowest' : `at least ${bytes(memory.lowerBoundBytes)}`
  const rows: [string, string][] = [
    [
      'scene',
      `${scene.name}: ${plural(scene.buffers.length, 'accessor')} (${bytes(accessorBytes)}), ` +
        `${plural(scene.textures.length, 'image')} (${bytes(texels)}), ${plural(scene.draws.length, 'draw')}`,
    ],
    ['ran on', ranOn],
    ['submissions', `${submissions.count}${submissions.proven ? ', proven fewest' : ''}`],
    [
      'transfers',
      `${transfers.declared} declared, ${transfers.commands} planned, ${plural(transfers.regions, 'region')}`,
    ],
    ['bytes', `${bytes(transfers.bytesDeclared)} declared, ${bytes(transfers.bytesMoved)} moved`],
    ['kept memory', bytes(memory.persistentBytes)],
    ['frame memory', `${bytes(memory.peakBytes)} (${bound}); ${bytes(memory.withoutAliasingBytes)} without sharing`],
    ...scene.notes.map((note): [string, string] => ['note', note]),
  ]
  return table(rows)
}
