/**
 * Commands on their way to the plan: what each one says, and every piece of memory it touches, as parallel arrays that the
 * barrier sweep reads.
 */
import { READS, WRITES } from '../graph/access.ts'
import { GrowableInt32 } from './growable.ts'
import type { Command } from './plan.ts'

export interface PlannedCommand {
  readonly command: Command
  readonly submission: number
  /** Values touched, for placements' first and last use. */
  readonly values: readonly number[]
  readonly firstTouch: number
  readonly lastTouch: number
}

/** Layout codes of touches on textures; 0 where layout does not matter (buffers). */
export const layoutCode = {
  none: 0,
  undefined: 1,
  'copy-src': 2,
  'copy-dst': 3,
  sampled: 4,
  storage: 5,
  color: 6,
  depth: 7,
  'depth-read': 8,
} as const

export class CommandList {
  readonly list: PlannedCommand[] = []
  /** Touches: a *space* is a heap, or (after all heaps) a texture's own linear bytes. */
  readonly space = new GrowableInt32()
  readonly flags = new GrowableInt32()
  readonly kind = new GrowableInt32()
  readonly layout = new GrowableInt32()
  /** Value whose memory is touched as a whole (placed textures), or −1. */
  readonly owner = new GrowableInt32()
  readonly begin: number[] = []
  readonly end: number[] = []
  private open = 0

  touch(space: number, begin: number, end: number, flags: number, kind: number, layout = 0, owner = -1): void {
    this.space.push(space)
    this.flags.push(flags & (READS | WRITES))
    this.kind.push(kind)
    this.layout.push(layout)
    this.owner.push(owner)
    this.begin.push(begin)
    this.end.push(end)
  }

  /** Closes a command over all touches since the last one. */
  add(command: Command, submission: number, values: readonly number[]): void {
    const firstTouch = this.open
    this.open = this.space.length
    this.list.push({ command, submission, values, firstTouch, lastTouch: this.open })
  }
}
