/**
 * Which values must be in different heaps because of WebGPU's rules: the two sides of a copy, and within one dispatch or render pass, what
 * is written and what is only read. Placement solves it as a graph colouring: over pairs, or where a pass uses so much that its pairs are
 * many more than its uses, over the two sides of each pass (`colour-sides.ts`).
 */
import { READS, WRITES, passCode } from '../../graph/access.ts'
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'

/** Values of one pass: none of one list may share a heap with one of the other. */
export interface Sides {
  readonly readers: readonly number[]
  readonly writers: readonly number[]
}

export interface HeapRules {
  /** Each pair of values once, smaller first. */
  readonly pairs: readonly (readonly [number, number])[]
  /** The rules of all passes, in the place of pairs that are too many to be listed. */
  readonly sides?: readonly Sides[]
}

/** Most pairs, so many always and so many for each use, that are listed: one takes some 200 bytes, and a use about 100 of the document. */
const [somePairs, pairsPerUse] = [20_000, 4]

/** The rules for the values that lie in heaps of the device. O(uses). */
export function heapRules(
  graph: NormalGraph,
  values: Values,
  schedule: Schedule,
  isDevice: (value: number) => boolean,
): HeapRules {
  const { rules } = graph.profile
  if (rules.sameBufferCopy && !rules.exclusiveUsagePerScope) return { pairs: [] }
  const sides = sidesOf(graph, values, schedule, isDevice)
  const most = somePairs + pairsPerUse * graph.accessStart.at(-1)!
  let count = 0
  for (const { readers, writers } of sides) count += readers.length * writers.length
  return count > most ? { pairs: [], sides } : { pairs: pairsOf(sides, values.valueCount) }
}

function sidesOf(
  graph: NormalGraph,
  values: Values,
  schedule: Schedule,
  isDevice: (value: number) => boolean,
): Sides[] {
  const { rules } = graph.profile
  const all: Sides[] = []
  for (let n = 0; n < schedule.nodeCount; n++) {
    const p = schedule.nodePass[n]!
    const kind = graph.passKind[p]
    const isScope =
      kind === passCode.compute || kind === passCode.render || kind === passCode.custom || kind === passCode.external
    if (!(isScope ? rules.exclusiveUsagePerScope : kind === passCode.copy && !rules.sameBufferCopy)) continue
    const readers: number[] = []
    const writers: number[] = []
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
      const value = values.accessValue[a]!
      if (graph.instanceTexture[graph.accessInstance[a]!] !== 0 || value < 0 || !isDevice(value)) continue
      if (graph.accessFlags[a]! & WRITES) writers.push(value)
      else if (graph.accessFlags[a]! & READS) readers.push(value)
    }
    if (readers.length > 0 && writers.length > 0) all.push({ readers, writers })
  }
  return all
}

/** O(sum over passes of readers × writers). */
function pairsOf(sides: readonly Sides[], valueCount: number): [number, number][] {
  const pairs: [number, number][] = []
  const seen = new Set<number>()
  for (const { readers, writers } of sides)
    for (const r of readers)
      for (const w of writers) {
        if (r === w) continue
        const [low, high] = r < w ? [r, w] : [w, r]
        const key = low * valueCount + high
        if (seen.has(key)) continue
        seen.add(key)
        pairs.push([low, high])
      }
  return pairs
}
