/**
 * Memory that the plan laid out by the bytes of texels, laid out again by what a driver really needs.
 *
 * Every boundary of the plan moves up just far enough, in order, so that whatever was apart stays apart; what shared bytes may
 * still share them, which the plan's barriers allow for. A longest path over sorted boundaries: O(n log n).
 */

export interface Span {
  /** The plan's bytes. */
  readonly begin: number
  readonly end: number
  /** What the driver needs. */
  readonly sizeBytes: number
  readonly alignment: number
}

/** Alignments are powers of two, as Vulkan's are. */
export function stretch(spans: readonly Span[]): { offsets: number[]; sizeBytes: number } {
  const boundaries = [...new Set(spans.flatMap(({ begin, end }) => [begin, end]))].sort((a, b) => a - b)
  const index = new Map(boundaries.map((at, i) => [at, i]))
  const starting: number[][] = boundaries.map(() => [])
  spans.forEach(({ begin }, i) => starting[index.get(begin)!]!.push(i))
  const position = new Float64Array(boundaries.length)
  const offsets: number[] = []
  let sizeBytes = 0
  for (let b = 0; b < boundaries.length; b++) {
    if (b > 0) position[b] = Math.max(position[b]!, position[b - 1]!)
    for (const i of starting[b]!) {
      const { end, sizeBytes: needs, alignment } = spans[i]!
      const at = Math.ceil(position[b]! / alignment) * alignment
      offsets[i] = at
      const to = index.get(end)!
      position[to] = Math.max(position[to]!, at + needs)
      sizeBytes = Math.max(sizeBytes, at + needs)
    }
  }
  return { offsets, sizeBytes }
}
