/** A summary for people of the plans of a scene. */
import type { Plan } from 'memkit-gpu'
import { bytes, plural, table } from '../support/words.ts'
import type { Image } from './image.ts'
import type { Scene } from './scene.ts'

export function summarise(scene: Scene, ranOn: string, loading: Plan, drawing: Plan): string {
  const accessorBytes = scene.buffers.reduce((sum, buffer) => sum + buffer.bytes.length, 0)
  const texels = scene.textures.reduce((sum, { image }) => sum + bytesOf(image), 0)
  const rows: [string, string][] = [
    [
      'scene',
      `${scene.name}: ${plural(scene.buffers.length, 'buffer')} (${bytes(accessorBytes)}), ` +
        `${plural(scene.textures.length, 'image')} (${bytes(texels)}), ${plural(scene.draws.length, 'draw')}`,
    ],
    ['ran on', ranOn],
    ['loading', describe(loading)],
    ['kept memory', bytes(loading.report.memory.persistentBytes)],
  ]
  const { memory } = drawing.report
  const bound = memory.proven ? 'proven lowest' : `at least ${bytes(memory.lowerBoundBytes)}`
  rows.push(
    ['a picture', describe(drawing)],
    ['its memory', `${bytes(memory.peakBytes)} (${bound}); ${bytes(memory.withoutAliasingBytes)} without sharing`],
  )
  return table([...rows, ...scene.notes.map((note): [string, string] => ['note', note])])
}

const bytesOf = ({ levels }: Image): number => levels.reduce((sum, { length }) => sum + length, 0)

function describe({ report: { submissions, transfers } }: Plan): string {
  const proven = submissions.proven ? ', proven fewest' : ''
  return (
    `${plural(submissions.count, 'submission')}${proven}; ${plural(transfers.declared, 'transfer')} declared, ` +
    `${transfers.commands} planned (${plural(transfers.regions, 'region')}); ` +
    `${bytes(transfers.bytesDeclared)} declared, ${bytes(transfers.bytesMoved)} moved`
  )
}
