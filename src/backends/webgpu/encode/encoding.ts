/** Encoding of one submission. Consecutive dispatches share one compute pass. */
import { bodyRefused, type MemkitError } from '../../../errors.ts'
import { errorOf } from '../device/api-errors.ts'
import type { MaybePromise, RunContext } from '../../backend.ts'

/** By command: the ids of its passes as errors and captures show them; undefined for no debug group. */
export type Labels = readonly (string | undefined)[]

/** The state of a submission while it is encoded. */
export class Encoding {
  run!: RunContext
  encoder!: GPUCommandEncoder
  /** Whether a body encoded something of which nothing is known: then errors have to be watched for. */
  isFresh = false
  /** Validation errors of the bodies called so far, one promise each. They never reject. */
  refusals: Promise<MemkitError | undefined>[] = []
  private labels: Labels | undefined
  private pass: GPUComputePassEncoder | undefined
  /** The label of the command that is encoded, until something of it is. */
  private label: string | undefined
  private grouping: GPUDebugCommandsMixin | undefined
  private pipeline: GPUComputePipeline | undefined

  /** @param labels those of the commands that get a debug group */
  begin(run: RunContext, encoder: GPUCommandEncoder, labels?: Labels): void {
    this.run = run
    this.encoder = encoder
    this.labels = labels
    this.isFresh = false
    if (this.refusals.length > 0) this.refusals = []
    this.pass = this.label = this.grouping = this.pipeline = undefined
  }

  /** Adds the error scope, popped, that was around the synchronous part of a body. */
  closeBody(scope: Promise<GPUError | null>, body: string, pass: string): void {
    this.refuse(scope, (error) => bodyRefused(body, pass, error.message, error))
  }

  /** The validation error of the body that was called last. */
  get latestRefusal(): Promise<MemkitError | undefined> | undefined {
    return this.refusals.at(-1)
  }

  /** Adds the one that was around what was encoded at once, unless it `isOfOthers` to say what it caught. */
  closeScope(scope: Promise<GPUError | null>, isOfOthers: boolean): void {
    this.refuse(scope, (error) => (isOfOthers ? undefined : errorOf(error)))
  }

  private refuse(scope: Promise<GPUError | null>, explain: (error: GPUError) => MemkitError | undefined): void {
    this.refusals.push(
      scope.then(
        (error) => (error ? explain(error) : undefined),
        () => undefined,
      ),
    )
  }

  /** Whether commands have names, and `beginCommand` and `endCommand` something to do. */
  get isLabelled(): boolean {
    return this.labels !== undefined
  }

  /** Before command `i`: what it encodes is in a debug group from its first call on. */
  beginCommand(i: number): void {
    if (this.labels) this.label = this.labels[i]
  }

  endCommand(): void {
    this.label = undefined
    if (!this.grouping) return
    // The encoder takes no call while its compute pass is open.
    if (this.grouping === this.encoder) this.endPass()
    this.endGroup()
  }

  private group(encoder: GPUDebugCommandsMixin): void {
    if (this.grouping) return
    encoder.pushDebugGroup(this.label!)
    this.grouping = encoder
  }

  private endGroup(): void {
    this.grouping?.popDebugGroup()
    this.grouping = undefined
  }

  /** The encoder for everything but dispatches. */
  commands(): GPUCommandEncoder {
    this.endPass()
    if (this.label !== undefined) this.group(this.encoder)
    return this.encoder
  }

  /** The open compute pass, with this pipeline set. */
  dispatches(pipeline: GPUComputePipeline): GPUComputePassEncoder {
    const pass = (this.pass ??= this.encoder.beginComputePass())
    if (this.label !== undefined) this.group(pass)
    if (pipeline !== this.pipeline) pass.setPipeline((this.pipeline = pipeline))
    return pass
  }

  endPass(): void {
    if (!this.pass) return
    if (this.grouping === this.pass) this.endGroup()
    this.pass.end()
    this.pass = undefined
    this.pipeline = undefined
  }
}

/** Encodes one command of a plan. Returns a promise only where a body does. */
export type Encode = (encoding: Encoding) => MaybePromise<void>

/** Functions that return no promise, one after another, as one. */
export const sequence = (steps: readonly Encode[]): Encode =>
  steps.length === 1
    ? steps[0]!
    : (encoding) => {
        for (let i = 0; i < steps.length; i++) void steps[i]!(encoding)
      }
