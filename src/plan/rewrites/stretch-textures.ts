/**
 * Memory that the plan laid out by the bytes of texels, laid out again by what a driver really needs.
 *
 * Every boundary of the plan moves up just far enough, in order, so that whatever was apart stays apart; what shared bytes may
 * still share them, which the plan's barriers allow for. A longest path over sorted boundaries: O(n log n).
 */
import { push } from '../../graph/lists.ts'
import type { Heap, Plan } from '../document.ts'
import { changed } from './changed.ts'
import { roundUp } from '../multiples.ts'

/** Size and alignment that a driver requires for a texture. */
export interface TextureNeed {
  readonly sizeBytes: number
  /** A power of two. */
  readonly alignment: number
  /** Textures whose kinds of memory differ share none. */
  readonly memoryKind: number
}

/**
 * The plan with its placed textures in heaps of their own, behind the plan's: one for each heap and kind of memory.
 * @param needs by texture; those without one get memory elsewhere, and have no heap any more
 */
export function stretchTextures(plan: Plan, needs: ReadonlyMap<number, TextureNeed>): Plan {
  const groups = new Map<string, number[]>()
  for (const [t, { memoryKind }] of needs) {
    const key = `${plan.textures[t]!.heap} ${memoryKind}`
    push(groups, key, t)
  }
  const heaps: Heap[] = [...plan.heaps]
  const textures = plan.textures.map(
    ({ heap: _heap, offset: _offset, ...texture }) => texture as typeof texture & Place,
  )
  for (const group of groups.values()) {
    const { offsets, sizeBytes } = stretch(
      group.map((t) => {
        const { offset = 0, sizeBytes } = plan.textures[t]!
        return { ...needs.get(t)!, begin: offset, end: offset + sizeBytes }
      }),
    )
    const heap = heaps.push({ memory: 'device', sizeBytes }) - 1
    group.forEach((t, i) =>
      Object.assign(textures[t]!, { heap, offset: offsets[i]!, sizeBytes: needs.get(t)!.sizeBytes }),
    )
  }
  const placements = plan.placements.map((placement) => {
    if (placement.texture === undefined) return placement
    const { heap: _heap, offset: _offset, ...rest } = placement
    const { heap, offset, sizeBytes } = textures[placement.texture]!
    return { ...rest, ...(heap !== undefined && { heap, offset }), sizeBytes }
  })
  return changed(plan, { heaps, textures, placements })
}

interface Place {
  readonly heap?: number
  readonly offset?: number
}

interface Span extends Pick<TextureNeed, 'sizeBytes' | 'alignment'> {
  /** The plan's bytes. */
  readonly begin: number
  readonly end: number
}

function stretch(spans: readonly Span[]): { offsets: number[]; sizeBytes: number } {
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
      const at = roundUp(position[b]!, alignment)
      offsets[i] = at
      const to = index.get(end)!
      position[to] = Math.max(position[to]!, at + needs)
      sizeBytes = Math.max(sizeBytes, at + needs)
    }
  }
  return { offsets, sizeBytes }
}
