/**
 * What a backend is to the executor: a device that opens plans. A new backend is one folder that implements this.
 *
 * The executor owns the order of a run (inputs, timeline, bodies of host passes, outputs, aborts, errors); a backend owns
 * everything that touches its API. A backend may record commands once and resubmit them.
 */
import type { MemkitError } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'

/** A value now, or later. Warm paths stay synchronous, so that a steady-state run allocates no promise it does not need. */
export type MaybePromise<T> = T | Promise<T>

/** Live objects by kind, for leak checks: all zero after `destroy`. */
export type LiveObjects = Readonly<Record<string, number>>

export interface OpenOptions {
  /** Runs that may be in flight together: staging heaps exist this many times. */
  readonly framesInFlight: number
}

export interface Backend {
  /** `dummy`, `webgpu`, `vulkan`, or the name of one of your own. */
  readonly name: string
  readonly profile: DeviceProfile
  /** Set once, when the device is lost; every later call rejects with it. */
  readonly lost: MemkitError | undefined
  /** Resolves when the device is lost or destroyed; never rejects. */
  readonly whenLost: Promise<MemkitError>
  /** Creates all objects that one plan needs. Device heaps start as zeros. All or nothing: a rejection leaves nothing alive. */
  open(plan: Plan, options: OpenOptions): Promise<Session>
  /**
   * A buffer that outlives plans, for runs to import. Its contents are undefined at first. Absent where a backend makes none.
   * Handles of it are checked by size, life and device when a run imports them. Of a raw native handle a backend may know nothing:
   * the caller promises that it is alive until the run has ended, of this device, large enough, and of the usage that the plan needs.
   * @throws MemkitError INVALID_OPTION unless the size is a whole number of bytes; OUT_OF_MEMORY, DEVICE_LOST, …
   */
  createBuffer?(sizeBytes: number): NativeBuffer
  /** What the device says of itself beyond its profile; absent where nothing is known. */
  facts?(): DeviceFacts
  liveObjects(): LiveObjects
  /** Waits for work in flight, then frees everything. Idempotent. */
  destroy(): Promise<void>
}

/** A buffer in device memory that `createBuffer` made. Whoever made it destroys it, before or with the backend. */
export interface NativeBuffer {
  /** What `run({ imports })` takes for a resource of at most its size. */
  readonly handle: object
  /** The host's view of it, where the host can see this memory. */
  readonly bytes?: Uint8Array
  /** Rejects with OUT_OF_MEMORY where a device tells only later; resolved or absent when all is well. */
  readonly ready?: Promise<void>
  /** Frees it at once: no run may be using it. Idempotent. */
  destroy(): void
}

export interface DeviceFacts {
  readonly deviceName: string
  readonly vendorName: string
  /** How many allocations of device memory may exist together; Infinity where nothing limits them. */
  readonly maxAllocations: number
  /** Host and device see each other's writes to mapped memory without being told. */
  readonly coherentMemory: boolean
  /** By heap of the profile: bytes that this process may use, now; absent where the device does not say. */
  readonly budgetBytes?: readonly number[]
}

/** What one run brings: looked up by name when commands are encoded. */
export interface RunContext {
  /** Counts runs of this session from 0; rotates heaps with history. */
  readonly run: number
  /** Which of the frames in flight this is: 0 … framesInFlight − 1. */
  readonly frame: number
  readonly bodies: Readonly<Record<string, Body>>
  readonly imports: Readonly<Record<string, unknown>>
  /** The run follows the session's `directTimeline`. */
  readonly direct?: boolean
}

/** When the device worked on a submission, in ns from the start of its run. */
export interface SubmissionTiming {
  readonly submission: number
  readonly queue: number
  readonly startNs: number
  readonly endNs: number
}

/** Contents that one plan takes over from another: physical places in each, as they are at run 0 of a session. */
export interface KeptContents {
  readonly buffers: readonly KeptBuffer[]
  readonly textures: readonly KeptTexture[]
}

export interface KeptBuffer {
  readonly from: { readonly heap: number; readonly offset: number }
  readonly to: { readonly heap: number; readonly offset: number }
  readonly sizeBytes: number
}

/** Indices into the plans' textures, whose formats and extents are equal; all levels, layers and samples. */
export interface KeptTexture {
  readonly from: number
  readonly to: number
}

/** One plan's objects on one device. Calls come in timeline order of one run; runs of different frames may be in flight together. */
export interface Session {
  /**
   * The plan's timeline for runs that begin when every run before them has ended: some host copies of its `write` steps name device
   * heaps, whose bytes the host writes in place, and `beginWrite` takes those too. Absent where all inputs go through staging.
   */
  readonly directTimeline?: Plan['timeline'] | undefined
  /** The host reads those device heaps as quickly as it writes them; otherwise functions that make inputs are kept to staging. */
  readonly isDirectCached?: boolean
  /** A host view of an upload heap's instance for this frame, writable until `endWrite`. The device has finished with it. */
  beginWrite(frame: number, heap: number): MaybePromise<Uint8Array>
  /** The bytes are final: the next submission may read them. The view must not be touched afterwards. */
  endWrite(frame: number, heap: number): void
  /** Encodes (or reuses) and submits one submission. Runs of one session reach the device in order. */
  submit(context: RunContext, submission: number): MaybePromise<void>
  /** Resolves when that submission of that frame's latest run has completed on the device; rejects when it failed. */
  completed(frame: number, submission: number): MaybePromise<void>
  /** A host view of a readback heap's instance for this frame, readable until `endRead`. */
  beginRead(frame: number, heap: number): MaybePromise<Uint8Array>
  endRead(frame: number, heap: number): void
  /**
   * Between `beginWrite` and `endWrite`: copies a large input to the view, at `offset`, slice by slice with turns of the event loop
   * in between. `bytes` gives all of it, is asked again for every slice, and may throw, which ends the copy. Absent where nothing is
   * gained by it; then the view is written.
   */
  writeLarge?(frame: number, heap: number, offset: number, bytes: () => Uint8Array): MaybePromise<void>
  /** The same between `beginRead` and `endRead`: from the view to `target`. */
  readLarge?(frame: number, heap: number, offset: number, target: () => Uint8Array): MaybePromise<void>
  /**
   * An upload heap's instance for this frame, as memory that stays: it may be written whenever that frame is not under way, and
   * touched without harm after the session is gone. Absent, or undefined, where staging is not like that.
   */
  inputMemory?(frame: number, heap: number): Uint8Array | undefined
  /**
   * Copies what is kept from another session of this backend that has nothing in flight, before the first run of this one;
   * resolves when that is done. The other one is left as it is. Absent where a backend cannot.
   */
  adopt?(previous: Session, kept: KeptContents): MaybePromise<void>
  /** Device times of that frame's latest run, once it has completed; absent, or undefined, where they are not known. */
  timings?(frame: number): readonly SubmissionTiming[] | undefined
  /** Resolves when nothing of this session is in flight, whatever happened to it. Never rejects. */
  idle(): Promise<void>
  /** Frees everything that `open` made; waits for work in flight. Idempotent; frees the rest when a part fails. */
  destroy(): Promise<void>
}

/** A resource as a body sees it: what the backend's API calls it. */
export interface BodyContext<Native = unknown, Slice = unknown> {
  /** Id of the pass. */
  readonly pass: string
  /** The encoder or command buffer (`GPUCommandEncoder`, `GPURenderPassEncoder`, `VkCommandBuffer`; on the Dummy undefined). */
  readonly native: Native
  /** Slices of the pass's resources by resource id, in declared order where a resource is used more than once. */
  readonly slices: Readonly<Record<string, readonly Slice[]>>
  /**
   * WebGPU, render passes: which layer of the attachments `native` draws to, from 0 for the first that they name. That API has no
   * layered rendering, so a pass on several layers is encoded once for each, and its body called as often.
   */
  readonly layer?: number
}

/** What a host pass sees: the outputs it consumes, and buffers to fill for the inputs it produces. */
export interface HostBodyContext {
  readonly pass: string
  readonly outputs: Readonly<Record<string, Uint8Array>>
  readonly inputs: Readonly<Record<string, Uint8Array>>
}

// A body's context depends on its pass and backend; callers narrow it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Body = (context: any) => void | Promise<void>
