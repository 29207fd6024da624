/** The run of a small plan that moves bytes between the host and memory of an executor. */
import type { Backend, MaybePromise, RunContext } from '../backends/backend.ts'
import type { Frames } from './frames.ts'
import { nothingInPlace } from './in-place.ts'
import type { Input } from './inputs.ts'
import type { Loan } from './loans.ts'
import type { UnderWay } from './loss.ts'
import type { SmallPlan } from './small-plans.ts'
import { Event, type Turn } from './turns.ts'
import { Walk } from './walk.ts'

interface TransferParts {
  /** By slot. */
  readonly inputs: (Input | undefined)[]
  readonly loan: Loan | undefined
  readonly turn: Turn
  /** The turn before it. */
  readonly previous: Turn
  readonly frames: Frames
  /** Whether the device orders it with runs by the order of submissions. */
  readonly isOrderedWithOthers: boolean
  /** Handles of the executor's memory, as they are when the turn has come. */
  imports(): Readonly<Record<string, object>>
}

export class TransferWalk extends Walk {
  private readonly small: SmallPlan
  private readonly parts: TransferParts
  private resolve!: (outputs: Uint8Array[]) => void
  private reject!: (error: unknown) => void

  constructor(backend: Backend, small: SmallPlan, timeoutMs: number | undefined, parts: TransferParts) {
    super(backend, small.plan, small.session, timeoutMs)
    this.small = small
    this.parts = parts
    this.timeline = small.timeline
    this.slots = small.slots
    this.inputs = parts.inputs
    this.inPlace = nothingInPlace
    this.loan = parts.loan
    this.bodies = {}
  }

  /** @param underWay what is told of the loss of the device */
  run(underWay: UnderWay): Promise<Uint8Array[]> {
    this.reset()
    underWay.add(this)
    return new Promise<Uint8Array[]>((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
      this.proceed()
    }).finally(() => underWay.delete(this))
  }

  protected override isReady(): boolean {
    return true
  }

  protected override due(): MaybePromise<unknown> {
    return this.parts.isOrderedWithOthers ? this.parts.previous.wait(Event.submitted) : this.dueAlone()
  }

  private async dueAlone(): Promise<void> {
    const { previous, frames, turn } = this.parts
    await previous.wait(Event.submitted)
    await frames.whenAlone(turn)
  }

  protected override begin(): RunContext {
    return { run: this.small.runs++, frame: 0, bodies: {}, imports: this.parts.imports() }
  }

  protected override submittedAll(): void {
    if (this.parts.isOrderedWithOthers) this.parts.turn.open(Event.submitted)
  }

  protected override ended(): void {
    this.resolve(this.outputs)
  }

  protected override failed(error: unknown): void {
    this.reject(error)
  }
}
