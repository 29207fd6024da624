/** The state of one submission while it is encoded. Consecutive dispatches share one compute pass. */
import type { MaybePromise, RunContext } from '../../backend.ts'

export class Encoding {
  readonly run: RunContext
  readonly encoder: GPUCommandEncoder
  /** Whether a body encoded something of which nothing is known: then errors have to be watched for. */
  isFresh = false
  private pass: GPUComputePassEncoder | undefined
  private pipeline: GPUComputePipeline | undefined

  constructor(run: RunContext, encoder: GPUCommandEncoder) {
    this.run = run
    this.encoder = encoder
  }

  /** The encoder for everything but dispatches. */
  commands(): GPUCommandEncoder {
    this.endPass()
    return this.encoder
  }

  /** The open compute pass, with this pipeline set. */
  dispatches(pipeline: GPUComputePipeline): GPUComputePassEncoder {
    const pass = (this.pass ??= this.encoder.beginComputePass())
    if (pipeline !== this.pipeline) pass.setPipeline((this.pipeline = pipeline))
    return pass
  }

  endPass(): void {
    if (!this.pass) return
    this.pass.end()
    this.pass = undefined
    this.pipeline = undefined
  }
}

/** Encodes one command of a plan. Returns a promise only where a body does. */
export type Encode = (encoding: Encoding) => MaybePromise<void>
