/** Owns a plan's objects on a device and runs it, as often as wanted. */
import type { NativeAbortSignal } from '../global-types.ts'
import type { Plan } from '../plan/document.ts'
import type { Bodies } from './bodies.ts'
import type { Input, Inputs } from './inputs.ts'
import type { Outputs } from './outputs.ts'
import type { Progress } from './progress.ts'
import type { Part } from '../graph/part.ts'
import type { ExecutorState } from './state.ts'
import type { RunTimings } from './timings.ts'
import type { InPlaceRead, InPlaceReadOptions, ReadOptions } from './reads.ts'

/** Options of `createExecutor`. */
export interface ExecutorOptions {
  /**
   * The number of runs that may overlap: a run's inputs are written while the previous run is still on the device. 1 to 256;
   * default 2.
   */
  readonly framesInFlight?: number
  /**
   * The longest that one wait (for a submission, a mapping, a body, the previous run) may take, in milliseconds. Default, and Infinity:
   * no limit.
   */
  readonly timeoutMs?: number
  /**
   * Has the device note the time behind each command of the plan, so that runs report when it worked on each pass. Commands that
   * would overlap may run one after another then: WebGPU ends its compute pass for each. Default: submissions alone are timed,
   * where the backend does that.
   */
  readonly timings?: 'passes'
  /** Accepts plans whose hash does not match their content: plans changed by hand. Default: false. */
  readonly ignoreHash?: boolean
}

/** Options of one run: inputs, imports, bodies. */
export interface RunOptions {
  /** Bytes by input name, in an object or a Map. They are read while the run proceeds and must not change until it ends. */
  readonly inputs?: Inputs
  /**
   * Memory for outputs by name, each exactly as large as its output; others get memory of their own. Most of the time of a
   * large readback is the system's first touch of new memory, which is saved by memory that was used before. It must not be
   * touched until the run ends.
   *
   * `'in-place'` in the place of memory: the output is not copied. The result has a view of where the device wrote it, to be read until
   * `release()` of the result.
   */
  readonly outputs?: Outputs
  /** Functions that passes of kinds render, custom, external and host call, by name. */
  readonly bodies?: Bodies
  /** Native handles by id of the imported resource. */
  readonly imports?: Readonly<Record<string, unknown>>
  /** Aborting rejects the run with ABORTED at once; work that was submitted still finishes on the device. */
  readonly signal?: NativeAbortSignal
  /** Called after each step of the plan's timeline. Where it throws or returns a promise, the run is rejected with CALLBACK_FAILED. */
  readonly onProgress?: (progress: Progress) => void
  /**
   * Is given the executor's state when the run has submitted everything, and when it has ended well: for a live view of it, such
   * as `mountInspector` of `memkit-gpu/inspect`. Where it throws or returns a promise, the run is rejected with CALLBACK_FAILED.
   */
  readonly onInspect?: (state: ExecutorState) => void
}

/** The result of one run. */
export interface RunResult extends Disposable {
  /**
   * Bytes by output name, in memory of their own, in the memory that `run` was given for them, or, of outputs that are in place,
   * where the device wrote them. Those are only to be read, and not to be transferred. They throw OUTPUT_RELEASED after their release;
   * DEVICE_LOST where the memory went with the device, DESTROYED where with the backend.
   */
  readonly outputs: Readonly<Record<string, Uint8Array>>
  /** Times on the device, as far as the backend can tell. */
  readonly timings: RunTimings
  /**
   * Gives back the memory of outputs that are in place: views of it are empty from now on, or, on Vulkan, show what later runs write.
   * Until then no other run has that memory, also after an update; with the executor it goes. Again, and where nothing is in place,
   * it has no effect. `using result = await executor.run(…)` calls it too.
   */
  release(): void
}

/** Options of an executor's `update`. */
export interface UpdateOptions {
  /** Aborting rejects the update with ABORTED, and the old plan stays; once the new one has taken over it has no effect. */
  readonly signal?: NativeAbortSignal
}

/** A plan that is ready to run on a backend. Made by `createExecutor`. */
export interface Executor extends Disposable, AsyncDisposable {
  /** The plan that it runs; after `update`, the new one. */
  readonly plan: Plan
  /**
   * Runs the plan once. Runs that are called while others are under way queue up in order.
   *
   * A run that has nothing to wait for submits before `run` returns, so that what the caller submits next to the same device comes
   * behind it: `run(); otherEngine.draw()`. That is so where a frame is free (`framesInFlight`), the run before has submitted
   * everything, no update is under way, no body is asynchronous, and its staging is mapped, as it is once the device has finished
   * with it. Up to the first host pass or readback, that is. Of runs that are called faster than the device does them, as many
   * as `framesInFlight` are on the device, and the others hold their inputs and wait: a program that calls in a loop awaits the run of
   * `framesInFlight` calls before.
   *
   * Outputs in place hold their frame. A run is refused with OUTPUTS_HELD where callers hold all frames; one that is called while the
   * outputs that will hold the last frame are still to come waits for their release, and so does what is called after it.
   *
   * Rejects with a MemkitError: a wrong input, output, body or import before anything is submitted (MISSING_INPUT,
   * WRONG_INPUT_SIZE, …), except for handles that only the device can judge (INVALID_IMPORT, later); ABORTED, TIMED_OUT, BODY_FAILED, DEVICE_LOST or an error of the device later. After a run that failed
   * half-way, persistent resources hold what its completed commands wrote, and, where a backend writes inputs in place, perhaps
   * a part of its uploads.
   */
  run(options?: RunOptions): Promise<RunResult>
  /**
   * Memory from which an input is uploaded in place: a run that is given it copies nothing. Write it whenever no run that was
   * given it is under way. Runs that take turns with two of them (ask `framesInFlight` times; then the same come again) still
   * overlap; a run that is given other bytes for this input may write them there. Where the backend or the plan has no such
   * place, it is ordinary memory that a run copies.
   *
   * @throws MemkitError SURPLUS_INPUT for an unknown name, INVALID_INPUT for an input that a host pass makes, DESTROYED
   */
  allocateInput(name: string): Uint8Array
  /**
   * Memory to which an output is read back in place: a run that is given it, in `outputs`, copies nothing, and the device writes there.
   * Read it when the run has ended; the next run in its frame may write there again, whether it is given it or not. Runs that take
   * turns with two of them (ask `framesInFlight` times; then the same come again) overlap. Where the backend or the plan has no such
   * place (Vulkan has, where the device takes memory of the host), it is ordinary memory, to which a run copies.
   *
   * @throws MemkitError INVALID_OUTPUT for an unknown name, OUT_OF_HOST_MEMORY, DESTROYED
   */
  allocateOutput(name: string): Uint8Array
  /**
   * Writes a persistent resource, or a part of it: after the runs and writes that were called before, before those that are
   * called later. Calls of one task become one submission. The bytes are taken at once, tight as inputs are: the memory may be
   * changed when the call has returned, and a function is called on memory of its size before that. With history, the contents
   * of the latest run are meant, which `previous: 1` reads in the next one. Resolves when the device has the bytes.
   *
   * Rejects with NOT_PERSISTENT, INVALID_PART, INVALID_DATA, WRONG_DATA_SIZE or INPUT_FAILED, each naming the resource; with
   * OUT_OF_MEMORY, TIMED_OUT, DEVICE_LOST, DESTROYED, …; UNSUPPORTED where a backend cannot.
   */
  write(resource: string, data: Input, part?: Part): Promise<void>
  /**
   * Reads a persistent resource, or a part of it, in the order of the calls, as `write` does: the latest contents, tight, in
   * memory of their own or in that given as `into`. Rejects likewise.
   */
  read(resource: string, part?: Part & ReadOptions): Promise<Uint8Array>
  /** Likewise, without a copy: the bytes are where the device wrote them, to be read until `release()`. */
  read(resource: string, part: Part & InPlaceReadOptions): Promise<InPlaceRead>
  /**
   * Exchanges the plan for another one for the same device. Waits for runs under way; runs that are called later wait for it
   * and run the new plan. Persistent resources that both plans have, by id, with the same size (textures: format, dimension,
   * extents, mip levels, samples) keep their contents and as much history as both have; others start as zeros. Memory that
   * `allocateInput` or `allocateOutput` returned becomes ordinary memory and must be asked for again.
   *
   * It costs what changed: resources that stay are not touched, a new one takes free room or memory of its own, and transient memory
   * and staging are used again where they are large enough. Memory that nothing of the new plan lies in is free when the promise
   * resolves. A buffer that leaves gives its room to later ones; a heap of 1 MiB or more of which less than a quarter is left
   * is given up, and what is left of it is copied.
   *
   * A plan that was left for one with the same persistent resources stays open for a while: to take it again, as one does who
   * switches passes, costs some microseconds. So do the last eight at most, with at most 256 MiB that the running plan has not
   * (`inspect().parked` tells); they are closed when a plan comes that persists otherwise, when there is no memory for a new one, when
   * the device is lost, and with the executor. A plan is found again by its object where a planner made it, else by its hash.
   *
   * All or nothing: when it rejects, the old plan stays and works. For a moment, what leaves and what is new exist together.
   * Rejects with ABORTED, INVALID_PLAN, PLAN_MISMATCH, OUT_OF_MEMORY, SHADER_FAILED, DEVICE_LOST, …; TIMED_OUT where runs under way take
   * too long; UNSUPPORTED where contents have to be kept and the backend cannot copy them over.
   */
  update(plan: Plan, options?: UpdateOptions): Promise<void>
  /**
   * Has the body of this pass called anew, in the next run that is started, though it is static and was recorded already.
   * @throws MemkitError INVALID_OPTION where the plan has no pass of this id with a body; DESTROYED
   */
  invalidate(pass: string): void
  /**
   * The state as plain data: runs in flight, heaps, where histories are, the latest timings. `inspectHtml` of `memkit-gpu/inspect`
   * takes it. @throws MemkitError DESTROYED
   */
  inspect(): ExecutorState
  /**
   * Waits for runs under way, then frees everything. Idempotent. Rejects with TIMED_OUT where the device is still busy after
   * `timeoutMs`: what it uses is freed once it has finished, for which another call waits again.
   */
  destroy(): Promise<void>
}
