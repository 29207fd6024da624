/**
 * Commands on their way to the plan: what each one says, and every piece of memory it touches, as parallel arrays that the
 * barrier sweep reads.
 */
import { READS, WRITES } from '../../graph/access.ts'
import type { TextureRegion } from '../../graph/endpoint.ts'
import { GrowableFloat64, GrowableInt32 } from '../support/growable.ts'
import type { Command } from '../../plan/document.ts'

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

/** What a command says beside what it touches. Commands come submission after submission, in the order they run. */
export class CommandList {
  readonly commands: Command[] = []
  /** Values touched, for placements' first and last use: rows by command. */
  readonly value = new GrowableInt32()
  /** Touches: a *space* is a heap, or (after all heaps) a texture's own linear bytes. */
  readonly space = new GrowableInt32()
  readonly flags = new GrowableInt32()
  readonly kind = new GrowableInt32()
  readonly layout = new GrowableInt32()
  /** Value whose memory is touched as a whole (placed textures), or −1. */
  readonly owner = new GrowableInt32()
  readonly begin = new GrowableFloat64()
  readonly end = new GrowableFloat64()
  /** The texels of a touch, where they are part of layers, by touch. */
  readonly box = new Map<number, TextureRegion>()
  private readonly submission = new GrowableInt32()
  private readonly values = new GrowableInt32()
  private readonly touches = new GrowableInt32()

  constructor() {
    this.values.push(0)
    this.touches.push(0)
  }

  get length(): number {
    return this.commands.length
  }

  submissionOf(command: number): number {
    return this.submission.get(command)
  }

  /** The values of command c are `value[valueStart(c) … valueStart(c + 1)]`. */
  valueStart(command: number): number {
    return this.values.get(command)
  }

  /** The touches of command c are `touchStart(c) … touchStart(c + 1)`. */
  touchStart(command: number): number {
    return this.touches.get(command)
  }

  touch(
    space: number,
    begin: number,
    end: number,
    flags: number,
    kind: number,
    layout = 0,
    owner = -1,
    box?: TextureRegion,
  ): void {
    if (box) this.box.set(this.space.length, box)
    this.space.push(space)
    this.flags.push(flags & (READS | WRITES))
    this.kind.push(kind)
    this.layout.push(layout)
    this.owner.push(owner)
    this.begin.push(begin)
    this.end.push(end)
  }

  /** Notes a value of the open command; the same one twice in a row counts once. */
  use(value: number): void {
    const { length } = this.value
    if (length > this.values.get(this.commands.length) && this.value.get(length - 1) === value) return
    this.value.push(value)
  }

  /** Closes a command over all touches and values since the last one, and `values`. */
  add(command: Command, submission: number, values?: readonly number[]): void {
    if (values) for (const value of values) this.use(value)
    this.commands.push(command)
    this.submission.push(submission)
    this.values.push(this.value.length)
    this.touches.push(this.space.length)
  }
}
