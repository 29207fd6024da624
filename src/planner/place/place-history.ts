/** Buffers with history: the memory of their contents in this run and in earlier ones. */
import { push } from '../../graph/lists.ts'
import { commonMultiple, roundUp } from '../../plan/multiples.ts'
import type { Places, ValueFacts } from './placements.ts'

/**
 * Places resources with n runs of history in n + 1 equal heaps that exchange roles every run.
 *
 * @returns the bytes of those heaps
 */
export function placeHistory(facts: ValueFacts, places: Places, rotating: readonly number[]): number {
  if (rotating.length === 0) return 0
  const { graph, resource, previous, sizeBytes, alignment } = facts
  const { heaps, heap, offset } = places
  const { rules } = graph.profile
  // Where the two sides of a copy must be in different heaps, every resource has rotating heaps of its own.
  const isAlone = !rules.sameBufferCopy || rules.exclusiveUsagePerScope
  const groups = new Map<string, { count: number; resources: Map<number, number[]> }>()
  for (const v of rotating) {
    const r = resource[v]!
    const count = graph.resources[r]!.history + 1
    const key = isAlone ? `${count} ${r}` : `${count}`
    const { resources } = groups.get(key) ?? { resources: new Map<number, number[]>() }
    groups.set(key, { count, resources })
    push(resources, r, v)
  }
  let bytes = 0
  let group = 0
  for (const { count, resources } of [...groups.values()].sort((a, b) => a.count - b.count)) {
    let at = 0
    const close = () => {
      for (let slot = 0; slot < count; slot++)
        heaps.push({ memory: 'device', sizeBytes: at, rotation: { group, slot, count } })
      group += 1
      at = 0
    }
    for (const [, members] of [...resources].sort((a, b) => a[0] - b[0])) {
      const size = sizeBytes[members[0]!]!
      // All slots of a resource have the same offset.
      const step = members.reduce((common, v) => commonMultiple(common, alignment[v]!), 1)
      if (at > 0 && roundUp(at, step) + size > graph.profile.limits.maxBufferBytes) close()
      at = roundUp(at, step)
      for (const v of members) {
        heap[v] = heaps.length + previous[v]!
        offset[v] = at
      }
      at += size
      bytes += size * count
    }
    close()
  }
  return bytes
}
