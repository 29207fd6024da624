/** Prints the SHA-256 of many plans, one a line: what has to be the same in every process and on every Node. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { objectives, parseGraph, parseGraphText, planGraph, profiles, type FrameGraph } from 'memkit-gpu'
import { shapes } from '../../bench/planning/shapes.ts'

const golden = new URL('../golden/', import.meta.url)
const documents: [string, FrameGraph][] = [
  ...readdirSync(golden)
    .sort()
    .map((name) => [name, new URL(`${name}/graph.json`, golden)] as const)
    .filter(([, url]) => existsSync(url))
    .map(([name, url]): [string, FrameGraph] => [name, parseGraphText(readFileSync(url))]),
  ...Object.entries(shapes).map(([name, shape]): [string, FrameGraph] => [`${name}-100`, parseGraph(shape(100))]),
]

for (const [name, graph] of documents) {
  for (const profile of Object.values(profiles)) {
    for (const objective of objectives) {
      const plan = planGraph(graph, profile, { objective })
      const hash = createHash('sha256').update(JSON.stringify(plan)).digest('hex')
      console.log(`${name} ${profile.name} ${objective} ${hash}`)
    }
  }
}
