import { readFileSync } from 'node:fs'
import { parseGraph, parseGraphText, planGraph, profiles, type FrameGraph, type Plan } from 'memkit-gpu'

/** A golden case and its plan. */
export function golden(name: string, profile: keyof typeof profiles = 'dummy'): { graph: FrameGraph; plan: Plan } {
  const graph = parseGraphText(readFileSync(new URL(`../golden/${name}/graph.json`, import.meta.url)))
  return { graph, plan: planGraph(graph, profiles[profile]) }
}

/** Ids that would end an element, a string, an attribute or a line in one of the formats. */
export const hostileIds = [
  '</script><script>globalThis.wasHere = true</script>',
  '<!-- <script>',
  '"quoted" \'twice\'',
  'a & b &amp; c &lt;',
  'back\\slash\\',
  'line\nbreak\r\ttab',
  '\u0001control\u007f',
  ']]>',
  '\u2028\u2029',
  '${id}`',
  '<b>HTML label</b>',
  'ünï→😀',
]

/** A graph in which everything has a hostile id. */
export function hostileGraph(): FrameGraph {
  return parseGraph({
    version: 1,
    name: '</title><script>globalThis.wasHere = true</script>',
    resources: hostileIds.map((id) => ({ id, kind: 'buffer', size: 256 })),
    passes: hostileIds.flatMap((id) => [
      { id: `up ${id}`, kind: 'upload', to: id, input: id },
      { id: `down ${id}`, kind: 'readback', from: id, output: id },
    ]),
  })
}
