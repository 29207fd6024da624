/** Small frames from scratch, parsed and planned; and frames of real engines, where they lie in `../shared/corpus` beside the repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parseGraph, planGraph, profiles, type GraphDocument } from 'memkit-gpu'
import { shapes } from './shapes.ts'
import { least, printByProfile, printHeading, printRow } from './table.ts'

const objectives = ['balanced', 'submissions', 'memory', 'overlap'] as const

export function printSmallFrames(): void {
  printHeading('from scratch, parse and plan, ms')
  for (const count of [10, 30, 100])
    for (const [shape, make] of Object.entries(shapes))
      for (const objective of objectives) {
        if (objective === 'overlap') continue
        printByProfile(`${shape} of ${count} passes, ${objective}`, (profile) => {
          const document = make(count)
          return least(() => void planGraph(parseGraph(document), profile, { objective }), 400)
        })
      }
}

export function printCorpus(): void {
  const folder = new URL('../../../shared/corpus/', import.meta.url)
  if (!existsSync(folder)) return
  printHeading('real frames, parse and plan, ms')
  const times: number[] = []
  for (const name of readdirSync(folder).filter((file) => /^(?!.*facts).*[.]json$/.test(file))) {
    const document = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as GraphDocument
    for (const objective of objectives)
      printByProfile(`${name.replace('.json', '')} (${document.passes.length}), ${objective}`, (profile) => {
        times.push(least(() => void planGraph(parseGraph(document), profile, { objective }), 200))
        return times.at(-1)!
      })
  }
  times.sort((a, b) => a - b)
  printRow(`median and greatest of ${times.length}`, [times[times.length >> 1]!, times.at(-1)!, ''])
}

/** Peaks of the plans of real frames in bytes, with bounds, to be compared between versions. */
export function printPeaks(): void {
  const folder = new URL('../../../shared/corpus/', import.meta.url)
  if (!existsSync(folder)) return
  printHeading('real frames: peak bytes / barriers')
  for (const name of readdirSync(folder).filter((file) => /^(?!.*facts).*[.]json$/.test(file))) {
    const document = parseGraph(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as GraphDocument)
    for (const objective of objectives)
      printRow(
        `${name.replace('.json', '')}, ${objective}`,
        Object.values(profiles).map((profile) => {
          const { memory, barriers } = planGraph(document, profile, { objective }).report
          return ` ${memory.peakBytes}/${barriers.count}`
        }),
      )
  }
}
