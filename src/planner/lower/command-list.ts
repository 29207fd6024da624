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

/** Bits of flags, and of access kinds, in the use of a touch. */
const flagBits = 2
const kindBits = 4

/** Commands and their touches, submission by submission, in the order of execution. */
export class CommandList {
  readonly commands: Command[] = []
  /** The commands that may write staging: to look for them later takes a look at every command. */
  readonly copies: number[] = []
  /** Values that a command uses, for the first and last use in placements; rows by command. */
  readonly value: GrowableInt32
  /** Memory of each touch. A *space* is a heap or, after all heaps, the linear bytes of a texture. */
  readonly space: GrowableInt32
  readonly begin: GrowableFloat64
  readonly end: GrowableFloat64
  /** Flags, access kind and layout of each touch. */
  private readonly uses: GrowableInt32
  /** One more than the owner of each touch, 0 for none, as far as there are owners. */
  private readonly owners = new GrowableInt32()
  /** By touch that covers parts of layers only: its texels; undefined where there is none. */
  boxes: Map<number, TextureRegion> | undefined
  private readonly submission: GrowableInt32
  private readonly values: GrowableInt32
  private readonly touches: GrowableInt32

  /** Room for the commands and touches that are expected; there may be more. */
  constructor(commands: number, touches: number) {
    this.value = new GrowableInt32(touches)
    this.space = new GrowableInt32(touches)
    this.uses = new GrowableInt32(touches)
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

  /** Flags of a touch: `READS`, `WRITES` or both. */
  flagsOf(touch: number): number {
    return this.uses.get(touch) & (READS | WRITES)
  }

  /** Access kind of a touch. */
  kindOf(touch: number): number {
    return (this.uses.get(touch) >> flagBits) & ((1 << kindBits) - 1)
  }

  layoutOf(touch: number): number {
    return this.uses.get(touch) >> (flagBits + kindBits)
  }

  /** Value whose memory a touch covers as a whole (a placed texture); −1 for none. */
  ownerOf(touch: number): number {
    return touch < this.owners.length ? this.owners.get(touch) - 1 : -1
  }

  get hasOwners(): boolean {
    return this.owners.length > 0
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
    const touch = this.space.push(space)
    if (box) (this.boxes ??= new Map()).set(touch, box)
    if (owner >= 0) {
      this.owners.extend(touch + 1)
      this.owners.set(touch, owner + 1)
    }
    this.uses.push((flags & (READS | WRITES)) | (kind << flagBits) | (layout << (flagBits + kindBits)))
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
    if (command.op === 'copy' || command.op === 'scatter' || command.op === 'copy-from-texture')
      this.copies.push(this.commands.length)
    this.commands.push(command)
    this.submission.push(submission)
    this.values.push(this.value.length)
    this.touches.push(this.space.length)
  }
}
