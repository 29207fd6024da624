/**
 * Commands of the next run, encoded while the device works on this one's. A command buffer is submitted once, but may be made long before, so
 * a run that is like the two before it in its frame finds its own ready. They must not depend on what a program gives to a run: the caller
 * leaves out submissions with bodies and imports.
 */
import type { RunContext } from '../../backend.ts'

type Encode = (run: RunContext, submission: number) => GPUCommandBuffer

/** Encoding begins in a microtask of this promise, so that the call of `run` returns first. */
const soon = Promise.resolve()

const none = {}

/** The runs of a submission in one frame and way, and the commands of the next one. */
class Next implements RunContext {
  readonly frame: number
  readonly submission: number
  readonly direct: boolean
  readonly bodies = none
  readonly imports = none
  run = -1
  buffer: GPUCommandBuffer | undefined
  /** The number of the latest run, and how far behind the one before it was, as far as rotation tells the difference. */
  latest = -1
  stride = -1

  constructor(frame: number, submission: number, direct: boolean) {
    this.frame = frame
    this.submission = submission
    this.direct = direct
  }
}

export class CommandsAhead {
  /** The number of runs after which rotation comes round. */
  private readonly period: number
  private readonly encode: Encode
  /**
   * By frame, then by submission, for runs with inputs in staging and for those with some written in place: frames in flight have both, as
   * the device keeps up or not.
   */
  private readonly next: readonly (readonly (readonly [staged: Next, direct: Next])[])[]
  private readonly due: Next[] = []
  private isOver = false

  /** @param encode makes the commands of a submission, for a run without bodies and imports */
  constructor(frames: number, submissions: number, period: number, encode: Encode) {
    this.period = period
    this.encode = encode
    this.next = Array.from({ length: frames }, (_, frame) =>
      Array.from({ length: submissions }, (_, submission) => [
        new Next(frame, submission, false),
        new Next(frame, submission, true),
      ]),
    )
  }

  /** Takes the commands that lie ready for this submission of a run; undefined where there are none, or only those of another phase of rotation. */
  take(run: RunContext, submission: number): GPUCommandBuffer | undefined {
    const next = this.nextOf(run, submission)
    const { buffer } = next
    if (!buffer) return undefined
    next.buffer = undefined
    return (next.run - run.run) % this.period === 0 ? buffer : undefined
  }

  /** A run was submitted. If it came as many runs after the one before it in its frame and way as that one did, the next one's commands are encoded. */
  follow(run: RunContext, submission: number): void {
    const next = this.nextOf(run, submission)
    const stride = (run.run - next.latest) % this.period
    const isAlike = stride === next.stride
    next.latest = run.run
    next.stride = stride
    if (!isAlike) return
    next.run = run.run + stride
    if (this.due.length === 0) void soon.then(this.encodeDue)
    this.due.push(next)
  }

  /** A run was submitted whose commands serve no other one. */
  forget(run: RunContext, submission: number): void {
    for (const next of this.next[run.frame]![submission]!) {
      next.stride = -1
      next.buffer = undefined
    }
  }

  /** Lets go of all that lies ready, for good. */
  close(): void {
    this.isOver = true
    for (const next of this.next.flat(2)) next.buffer = undefined
  }

  private nextOf({ frame, direct }: RunContext, submission: number): Next {
    return this.next[frame]![submission]![direct ? 1 : 0]
  }

  private readonly encodeDue = (): void => {
    for (let i = 0; i < this.due.length; i++) {
      const next = this.due[i]!
      if (this.isOver || next.buffer || next.stride < 0) continue
      try {
        next.buffer = this.encode(next, next.submission)
      } catch {
        // The run encodes its commands itself then, and is told what is wrong.
      }
    }
    this.due.length = 0
  }
}
