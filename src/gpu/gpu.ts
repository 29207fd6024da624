/**
 * The immediate API: buffers and transfers by plain calls. The calls of one tick (until the running code returns or awaits)
 * become one graph, which the planner merges and orders; a tick equal to an earlier one reuses its plan.
 */
import type { Backend } from '../backends/backend.ts'
import { bufferNotFound, bufferTooLarge, destroyed, invalidOption, unsupported } from '../errors.ts'
import { checkBackend } from '../executor/given-backend.ts'
import { checkFrames, checkFunction, givenOptions, givenTimeout } from '../given.ts'
import { capabilitiesOf, type Capabilities } from './capabilities.ts'
import { checkDeviceBuffer, checkOffset, checkRange, resolveCopy, type CopyRange, type CopySource } from './copies.ts'
import { DeviceBuffer } from './device-buffer.ts'
import { FrameRing, type Frame } from './frames.ts'
import { LiveBuffers, type BufferRecord } from './live-buffers.ts'
import { Milestone } from './milestone.ts'
import { Operation, type Readback, type Transfer } from './operation.ts'
import { originAsText, type BufferReport, type Origin } from './origin.ts'
import { PlanCache, type OpenPlan } from './plans.ts'
import { dataBytes, StagingBuffer } from './staging-buffer.ts'
import { Tick } from './tick.ts'
import { timedWait } from '../timed-wait.ts'
import { Batch, TransferBuilder } from './transfer-builder.ts'
import { isBufferUsage, type BufferUsageFlags } from './usage.ts'

/** Options of a `Gpu`. */
export interface GpuOptions {
  /** The number of frames, and of runs of one plan, that the device may have at a time, 1 to 256. Default 2. */
  readonly framesInFlight?: number
  /**
   * The longest that one wait for the device may take, in milliseconds; a tick that takes longer fails with TIMED_OUT. Default, and
   * Infinity: no limit.
   */
  readonly timeoutMs?: number
  /** Plans that are kept open for equal ticks later on. Default 16. */
  readonly maxPlans?: number
  /** Staging memory of the kept plans, in bytes; the latest plan is kept whatever its size. Default 256 MiB. */
  readonly maxStagingBytes?: number
  /**
   * Called for each buffer that became unreachable without being destroyed, some time after the garbage collector has found it.
   * Its memory is freed then. Do not rely on it: the call may come late, or never. There is no call that could be rejected: what it throws, or a promise
   * of it is rejected with, is an error of the process.
   */
  readonly onLeak?: (leak: BufferReport) => void
}

/** Counters of the work that a `Gpu` has done so far. */
export interface GpuStatistics {
  /** Ticks in which something was called for. */
  readonly ticks: number
  /** Submissions handed to the device. */
  readonly submissions: number
  /** Plans made; every other tick reused one. */
  readonly plans: number
}

const optionNames = ['framesInFlight', 'timeoutMs', 'maxPlans', 'maxStagingBytes', 'onLeak'] as const

/** Buffers and transfers by plain calls: those of one tick become one graph, which is planned and submitted once. */
export class Gpu<B extends Backend = Backend> implements AsyncDisposable {
  /** The backend that the caller gave; destroying the `Gpu` leaves it open. */
  readonly backend: B
  private readonly plans: PlanCache
  private readonly frames: FrameRing
  private readonly buffers: LiveBuffers
  /** The tick that is recorded and not yet handed over. */
  private tick: Tick | undefined
  /** Ticks that were handed over and are not finished, in order. */
  private readonly live = new Set<Tick>()
  /** Resolves when all ticks so far have begun their runs: runs begin in the order of the calls. Never rejects. */
  private turn: Promise<void> = Promise.resolve()
  private operations = 0
  private counts = { ticks: 0, submissions: 0 }
  private failure: Error | undefined
  private closing: Promise<BufferReport[]> | undefined

  /** @throws MemkitError INVALID_OPTION; UNSUPPORTED for a backend that makes no buffers */
  constructor(backend: B, options?: GpuOptions) {
    checkBackend(backend)
    const {
      framesInFlight = 2,
      timeoutMs: longest,
      maxPlans = 16,
      maxStagingBytes = 2 ** 28,
      onLeak,
    } = givenOptions<GpuOptions, keyof GpuOptions>(options, optionNames)
    const timeoutMs = givenTimeout(longest)
    for (const [name, value] of Object.entries({ maxPlans, maxStagingBytes }))
      if (!(typeof value === 'number' && value >= 0)) throw invalidOption(name, value, 'a number of at least 0')
    if (onLeak !== undefined) checkFunction(onLeak, 'onLeak')
    checkFrames(framesInFlight)
    if (!backend.createBuffer) throw unsupported(`The backend ${backend.name} makes no buffers (Backend.createBuffer)`)
    this.backend = backend
    this.plans = new PlanCache({ backend, framesInFlight, timeoutMs, maxPlans, maxStagingBytes })
    this.frames = new FrameRing(framesInFlight)
    this.buffers = new LiveBuffers((leak) => onLeak?.(leak))
  }

  get capabilities(): Capabilities {
    return capabilitiesOf(this.backend)
  }

  get statistics(): GpuStatistics {
    return { ...this.counts, plans: this.plans.planned }
  }

  /** The number of buffers alive, of both kinds. */
  get bufferCount(): number {
    return this.buffers.count
  }

  /** Bytes of the buffers alive, including pages that staging buffers keep for rewriting and the staging of frames. */
  get allocatedBytes(): number {
    return this.frames.bytes + this.buffers.bytes
  }

  /** A buffer in host memory, for transfers; zeros at first. @throws MemkitError INVALID_OPTION, BUFFER_TOO_LARGE, OUT_OF_HOST_MEMORY, DESTROYED */
  createStagingBuffer(size: number): StagingBuffer {
    return this.makeStaging(size, originAsText(this.createStagingBuffer))
  }

  /** A staging buffer with a copy of these bytes. @throws MemkitError as `createStagingBuffer`; INVALID_DATA */
  stagingBufferWithData(data: ArrayBufferView | ArrayBuffer): StagingBuffer {
    const bytes = dataBytes(data)
    return this.makeStaging(bytes.byteLength, originAsText(this.stagingBufferWithData)).write(bytes)
  }

  /**
   * A buffer in device memory; zeros at first.
   * @throws MemkitError INVALID_OPTION, BUFFER_TOO_LARGE, OUT_OF_MEMORY, DESTROYED; where a device reports that only later, transfers
   * reject
   */
  createDeviceBuffer(size: number, usage: BufferUsageFlags): DeviceBuffer {
    this.checkSize(size)
    if (!isBufferUsage(usage)) throw invalidOption('usage', usage, 'a combination of BufferUsage flags')
    const buffer = new DeviceBuffer(
      size,
      usage,
      this.backend.createBuffer!(size),
      this,
      originAsText(this.createDeviceBuffer),
    )
    this.buffers.add(buffer.record, buffer)
    return buffer
  }

  /**
   * Copies to a device buffer the bytes that the source has now.
   * @throws MemkitError INVALID_OPTION, OUTSIDE_BUFFER, OVERLAPPING_COPY, BUFFER_NOT_FOUND, ALREADY_MAPPED
   */
  transfer(source: CopySource, destination: DeviceBuffer, range?: CopyRange): Transfer {
    const { sourceOffset, destinationOffset, size } = resolveCopy(source, destination, range)
    this.checkCopy(source, destination)
    if (source instanceof DeviceBuffer) {
      const tick = this.record()
      tick.copy(source, sourceOffset, destination, destinationOffset, size)
      return this.operation(tick, () => undefined)
    }
    const taken = source.take(sourceOffset, size)
    const tick = this.record()
    tick.upload(taken, destination, destinationOffset)
    return this.operation(tick, () => undefined)
  }

  /** A transfer whose offsets and size are set by chained calls. */
  transferBuilder(source: CopySource, destination: DeviceBuffer): TransferBuilder {
    return new TransferBuilder(this, source, destination)
  }

  /** A list of transfers that are called for together. */
  batch(): Batch {
    return new Batch(this)
  }

  /**
   * The bytes of a device buffer, after all work that was called for before.
   * @throws MemkitError INVALID_OPTION, OUTSIDE_BUFFER, BUFFER_NOT_FOUND, ALREADY_MAPPED
   */
  readback(source: DeviceBuffer, offset = 0, size?: number): Readback {
    checkDeviceBuffer(source)
    checkOffset('source', offset)
    const wanted = size ?? Math.max(1, source.size - offset)
    checkRange('source', offset, wanted, source.size)
    this.check(source)
    const tick = this.record()
    const output = tick.readback(source, offset, wanted)
    return this.operation(tick, () => tick.outputs[output]!)
  }

  /** Hands over the calls so far, without waiting for the end of the tick. */
  flush(): void {
    const { tick } = this
    if (!tick) return
    this.tick = undefined
    this.counts.ticks++
    this.live.add(tick)
    this.turn = this.start(tick, this.turn)
  }

  /**
   * Resolves when the device has finished all work that was called for. Rejects with the first error since the last call, or
   * with TIMED_OUT while the work continues.
   */
  async waitIdle(timeoutMs?: number): Promise<void> {
    await timedWait(this.milestone().over, timeoutMs, 'the device')
    const { failure } = this
    this.failure = undefined
    if (failure) throw failure
  }

  /** Waits until fewer than `framesInFlight` frames are on the device. Rejects with FRAME_MISUSE inside a frame. */
  async beginFrame(): Promise<Frame> {
    this.checkAlive()
    return this.frames.begin()
  }

  /**
   * Ends the frame. The operation is done when the device has finished the frame and all before it. @throws MemkitError
   * FRAME_MISUSE outside a frame
   */
  endFrame(): Operation {
    return this.frames.end(() => this.milestone())
  }

  /** The buffers alive, each with the place in the caller's code that made it. */
  liveBuffers(): BufferReport[] {
    return this.buffers.reports()
  }

  /**
   * Waits for work in flight, then frees everything that this object made. Idempotent.
   * @returns the buffers that nobody had destroyed, each with the place that made it: leaks, if they were to go earlier
   */
  destroy(): Promise<BufferReport[]> {
    return (this.closing ??= this.close())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy()
  }

  /** Hands over all work called for so far. @returns that work as one */
  milestone(): Milestone {
    this.flush()
    return new Milestone([...this.live])
  }

  /** @internal @throws MemkitError BUFFER_NOT_FOUND, ALREADY_MAPPED */
  checkCopy(source: CopySource, destination: DeviceBuffer): void {
    this.check(destination)
    if (source instanceof DeviceBuffer) this.check(source)
    else source.checkUsable()
  }

  /** @internal */
  onDestroyed(record: BufferRecord): void {
    this.buffers.delete(record)
  }

  private makeStaging(size: number, origin: Origin): StagingBuffer {
    this.checkSize(size)
    const buffer = new StagingBuffer(size, { owner: this, origin })
    this.buffers.add(buffer.record, buffer)
    return buffer
  }

  private async close(): Promise<BufferReport[]> {
    const leaks = this.liveBuffers()
    const { over } = this.milestone()
    await over
    await this.turn
    await this.plans.destroy()
    this.buffers.destroyAll()
    return leaks
  }

  private record(): Tick {
    this.checkAlive()
    if (!this.tick) {
      this.tick = new Tick()
      queueMicrotask(() => this.flush())
    }
    return this.tick
  }

  private operation<T>(tick: Tick, take: () => T): Operation<T> {
    return new Operation(this.operations++, tick, take)
  }

  /** Resolves when the tick's run has begun, or never will. */
  private async start(tick: Tick, turn: Promise<void>): Promise<void> {
    const plan = this.plans.take(tick.key, () => tick.graph())
    try {
      await turn
      const executor = await plan.executor
      for (const { isReady, native } of tick.buffers) if (!isReady) await native.ready
      const run = executor.run({ inputs: tick.inputs, imports: tick.imports() })
      this.counts.submissions += executor.plan.submissions.length
      void run.then(
        ({ outputs, timings }) => {
          tick.release()
          this.plans.release(plan)
          this.live.delete(tick)
          tick.succeed({ outputs, deviceNs: timings.deviceNs })
        },
        (error: unknown) => this.fail(tick, plan, error),
      )
    } catch (error) {
      this.fail(tick, plan, error)
    }
  }

  private fail(tick: Tick, plan: OpenPlan, error: unknown): void {
    const failure = error instanceof Error ? error : new Error(String(error))
    this.failure ??= failure
    this.live.delete(tick)
    tick.fail(failure)
    // The run has failed, but the device may still be working on it.
    void this.plans.drop(plan).then(() => tick.release())
  }

  private checkAlive(): void {
    if (this.closing) throw destroyed('Gpu')
    if (this.backend.lost) throw this.backend.lost
  }

  private checkSize(size: number): void {
    this.checkAlive()
    if (!(Number.isInteger(size) && size >= 1)) throw invalidOption('size', size, 'a whole number of at least 1')
    const { maxBufferBytes } = this.backend.profile.limits
    if (size > maxBufferBytes) throw bufferTooLarge(size, maxBufferBytes)
  }

  private check(buffer: DeviceBuffer): void {
    buffer.checkUsable()
    if (!buffer.belongsTo(this)) throw bufferNotFound('the device buffer is of another Gpu')
  }
}
