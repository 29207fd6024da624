/**
 * Commands under construction: the plan's command itself, and all memory that it touches, in parallel arrays that the barrier
 * sweep reads.
 */
import { READS, WRITES } from '../../graph/access.ts'
import type { TextureRegion } from '../../graph/endpoint.ts'
import { GrowableFloat64, GrowableInt32 } from '../support/growable.ts'
import type { Command } from '../../plan/document.ts'

/** Layout codes of touches; 0 for buffers, which have no layout. */
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

/** Commands and their touches, submission by submission, in the order of execution. */
export class CommandList {
  readonly commands: Command[] = []
  /** Values that a command uses, for the first and last use in placements; rows by command. */
  readonly value: GrowableInt32
  /** Memory of each touch. A *space* is a heap or, after all heaps, the linear bytes of a texture. */
  readonly space: GrowableInt32
  readonly flags: GrowableInt32
  readonly kind: GrowableInt32
  readonly layout: GrowableInt32
  /** Value whose memory a touch covers as a whole (a placed texture); −1 for none. */
  readonly owner: GrowableInt32
  readonly begin: GrowableFloat64
  readonly end: GrowableFloat64
  /** Texels of a touch that covers parts of layers only, by touch. */
  readonly box = new Map<number, TextureRegion>()
  private readonly submission: GrowableInt32
  private readonly values: GrowableInt32
  private readonly touches: GrowableInt32

  /** Room for the commands and touches that are expected; there may be more. */
  constructor(commands: number, touches: number) {
    this.value = new GrowableInt32(touches)
    this.space = new GrowableInt32(touches)
    this.flags = new GrowableInt32(touches)
    this.kind = new GrowableInt32(touches)
    this.layout = new GrowableInt32(touches)
    this.owner = new GrowableInt32(touches)
    this.begin = new GrowableFloat64(touches)
    this.end = new GrowableFloat64(touches)
    this.submission = new GrowableInt32(commands)
    this.values = new GrowableInt32(commands + 1)
    this.touches = new GrowableInt32(commands + 1)
    this.values.push(0)
    this.touches.push(0)
  }

  get length(): number {
    return this.commands.length
  }

  submissionOf(command: number): number {
    return this.submission.get(command)
  }

  /** First entry of a command's values, which are `value[valueStart(c) … valueStart(c + 1)]`. */
  valueStart(command: number): number {
    return this.values.get(command)
  }

  /** First touch of a command, whose touches are `touchStart(c) … touchStart(c + 1)`. */
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

  /** Adds a value to the open command, unless it was the last one added. */
  use(value: number): void {
    const { length } = this.value
    if (length > this.values.get(this.commands.length) && this.value.get(length - 1) === value) return
    this.value.push(value)
  }

  /** Closes the open command, with all touches and values since the one before. */
  add(command: Command, submission: number): void {
    this.commands.push(command)
    this.submission.push(submission)
    this.values.push(this.value.length)
    this.touches.push(this.space.length)
  }
}
