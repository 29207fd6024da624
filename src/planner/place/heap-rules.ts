/**
 * Pairs of values that must be in different heaps because of WebGPU's rules: the two sides of a copy, and within one dispatch
 * or render pass, what is written and what is only read. Placement solves it as a graph colouring.
 */
import { READS, WRITES, passCode } from '../../graph/access.ts'
import type { Values } from '../analyse/forward-copies.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'

/** Pairs of values, each once, smaller first. O(sum over passes of readers × writers). */
export function valuesApart(graph: NormalGraph, values: Values, schedule: Schedule): [number, number][] {
  const { rules } = graph.profile
  const pairs: [number, number][] = []
  if (rules.sameBufferCopy && !rules.exclusiveUsagePerScope) return pairs
  const seen = new Set<number>()
  const add = (a: number, b: number) => {
    if (a === b) return
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    const key = low * values.valueCount + high
    if (seen.has(key)) return
    seen.add(key)
    pairs.push([low, high])
  }
  for (let n = 0; n < schedule.nodeCount; n++) {
    const p = schedule.nodePass[n]!
    const kind = graph.passKind[p]
    const from = graph.accessStart[p]!
    const to = graph.accessStart[p + 1]!
    const buffer = (a: number) => graph.instanceTexture[graph.accessInstance[a]!] === 0
    if (kind === passCode.copy) {
      if (!rules.sameBufferCopy && to - from === 2 && buffer(from) && buffer(from + 1))
        add(values.accessValue[from]!, values.accessValue[from + 1]!)
    } else if (
      (kind === passCode.compute ||
        kind === passCode.render ||
        kind === passCode.custom ||
        kind === passCode.external) &&
      rules.exclusiveUsagePerScope
    ) {
      const readers: number[] = []
      const writers: number[] = []
      for (let a = from; a < to; a++) {
        if (!buffer(a)) continue
        if (graph.accessFlags[a]! & WRITES) writers.push(values.accessValue[a]!)
        else if (graph.accessFlags[a]! & READS) readers.push(values.accessValue[a]!)
      }
      for (const r of readers) for (const w of writers) add(r, w)
    }
  }
  return pairs
}
