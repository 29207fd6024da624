/** Documents that the playground offers: those of the guide, and larger ones of the examples. */
import { readFileSync } from 'node:fs'
import { cullingGraph } from '../examples/culling/graph.ts'
import { makeInputs } from '../examples/culling/inputs.ts'
import { graph as quickStart, particleCount } from '../examples/quick-start/graph.ts'
import { graph as blur } from '../examples/snapshot/graph.ts'

const spread = (document: object): string => {
  // Entries on a line each are read as the tables that they are.
  const lines = Object.entries(document).map(([key, value]) =>
    Array.isArray(value)
      ? `  ${JSON.stringify(key)}: [\n${value.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`
      : `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}

const culling = cullingGraph({ width: 128, height: 128, thingsOfEachMesh: 64 }).graph

/** Inputs of the examples that show nothing with other bytes: base64 of each input, by the name of the graph. */
export function exampleInputs(): Record<string, Record<string, string>> {
  const particles = {
    positions: Uint32Array.from({ length: particleCount }, (_, i) => 10 * i),
    velocities: new Uint32Array(particleCount).fill(3),
  }
  const encode = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('base64')
  const encodeAll = (inputs: Readonly<Record<string, ArrayBufferView>>) =>
    Object.fromEntries(Object.entries(inputs).map(([name, bytes]) => [name, encode(bytes)]))
  return { [culling.name!]: encodeAll(makeInputs(64, 1)), [quickStart.name!]: encodeAll(particles) }
}

export function exampleDocuments(): Record<string, string> {
  const guide = readFileSync(new URL('../docs/guide/document.md', import.meta.url), 'utf8')
  const blocks = [...guide.matchAll(/^```json\n([\s\S]*?)^```/gm)].map((match) => match[1]!)
  const named = blocks.map((text) => [(JSON.parse(text) as { name: string }).name, text] as const)
  const half = named.filter(([name]) => name === 'half')
  return {
    'a triangle': half[0]![1],
    'moving particles': spread(quickStart),
    'a blur': spread(blur),
    'culling, with indirect draws': spread(culling),
    ...Object.fromEntries(named.filter(([name]) => name !== 'half')),
  }
}
