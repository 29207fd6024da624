/**
 * Bytes of staging by the input or output that they hold: `in:positions`, `out:result+256` for what begins 256 bytes later.
 * Bytes that the timeline does not copy into staging keep their address.
 */
import { firstWhere, push } from '../../graph/lists.ts'
import { named } from './words.ts'
import { spanOfHostCopy } from '../facts/copy-rows.ts'
import type { HostCopy, Plan } from '../document.ts'

interface Range {
  readonly copy: HostCopy
  readonly direction: 'in' | 'out'
}

const mostTried = 64

export class Staging {
  private readonly byHeap = new Map<number, Range[]>()
  private readonly byName = new Map<string, Range[]>()

  constructor(plan: Plan) {
    for (const step of plan.timeline) {
      if (step.do !== 'write' && step.do !== 'read') continue
      const direction = step.do === 'write' ? 'in' : 'out'
      for (const copy of step.copies) {
        const range = { copy, direction } as const
        push(this.byHeap, copy.heap, range)
        push(this.byName, `${direction}:${copy.name}`, range)
      }
    }
    for (const list of this.byHeap.values()) list.sort((a, b) => a.copy.offset - b.copy.offset)
    for (const list of this.byName.values()) list.sort((a, b) => a.copy.nameOffset - b.copy.nameOffset)
  }

  /** The name of a byte of a heap, where its input or output can be said; its byte is `in:name+byte`. */
  nameOf(heap: number, offset: number): string | undefined {
    const found = lastBefore(
      this.byHeap.get(heap),
      offset,
      ({ copy }) => copy.offset,
      ({ copy }) => copy.offset + spanOfHostCopy(copy),
    )
    if (!found) return undefined
    const { copy, direction } = found
    // Padding between rows makes bytes of staging other than those of the input.
    if (copy.rows && offset !== copy.offset) return undefined
    const byte = copy.nameOffset + offset - copy.offset
    const key = `${direction}:${copy.name}`
    const meant = lastBefore(
      this.byName.get(key),
      byte,
      (range) => range.copy.nameOffset,
      (range) => range.copy.nameOffset + range.copy.size,
    )
    return meant === found ? `${direction}:${named(copy.name)}${byte === 0 ? '' : `+${byte}`}` : undefined
  }
}

/** The last range of a sorted list that starts at a place or before it, and ends behind it. */
function lastBefore(
  list: readonly Range[] = [],
  place: number,
  start: (range: Range) => number,
  end: (range: Range) => number,
): Range | undefined {
  const behind = firstWhere(list, (range) => start(range) > place)
  for (let i = behind - 1; i >= Math.max(0, behind - mostTried); i--) if (place < end(list[i]!)) return list[i]
  return undefined
}
