/**
 * The interface between the executor and a device. A new backend is one folder that implements it.
 *
 * The executor owns the order of a run (inputs, timeline, bodies of host passes, outputs, aborts, errors); a backend owns
 * everything that touches its API. A backend may record commands once and resubmit them.
 */
import type { MemkitError } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import type { RenderAttachment } from '../plan/facts/attachments.ts'
import type { DeviceProfile } from '../plan/profile.ts'

/**
 * A value now, or a promise of it. Warm paths stay synchronous, so that a steady-state run allocates no promise it does not
 * need.
 */
export type MaybePromise<T> = T | Promise<T>

/** The number of live objects by kind, for leak checks: all zero after `destroy`. */
export type LiveObjects = Readonly<Record<string, number>>

/** How a backend opens a plan. */
export interface OpenOptions {
  /** Runs that may be in flight together: staging heaps exist this many times. */
  readonly framesInFlight: number
  /** Whether runs report when the device worked on each pass, where it has a clock. */
  readonly timings?: 'passes' | undefined
  /** The session that the new one follows, and what it can take over. */
  readonly previous?: Predecessor
}

/**
 * A session with nothing in flight whose objects another session may share. It goes on if the other one cannot be opened, and is
 * destroyed if it can; what both have lives as long as the last of them.
 */
export interface Predecessor {
  readonly session: Session
  /** Number of the run that begins next. */
  readonly run: number
  /** By heap of the new plan: the heap of equal size in the plan before whose memory it is to be; −1 for others. */
  readonly heaps: readonly number[]
  /** By texture, likewise: the textures hold the same texels. A persistent one may lack usages that the new plan needs. */
  readonly textures: readonly number[]
}

/** A device that runs plans: the Dummy, WebGPU or Vulkan. */
export interface Backend {
  /** Name of the backend: `dummy`, `webgpu`, `vulkan`, or one of your own. */
  readonly name: string
  /** The device as data, for `planGraph`. */
  readonly profile: DeviceProfile
  /**
   * The error of the device's end, set once: DEVICE_LOST, or DESTROYED where it was `destroy` that ended it. Every later call rejects with
   * it, that of an executor too.
   */
  readonly lost: MemkitError | undefined
  /** Resolves when the device is lost or destroyed; never rejects. */
  readonly whenLost: Promise<MemkitError>
  /** Creates all objects that one plan needs. Device heaps start as zeros. All or nothing: a rejection leaves nothing alive. */
  open(plan: Plan, options: OpenOptions): Promise<Session>
  /**
   * Makes a buffer that outlives plans, for runs to import. Its contents are undefined at first. Absent where a backend makes
   * none.
   * When a run imports its handle, size, life and device are checked. For a raw native handle, the caller promises that it is
   * alive until the run has ended, of this device, large enough, and of the usage that the plan needs.
   * @throws MemkitError INVALID_OPTION unless the size is a whole number of bytes; OVER_LIMIT, OUT_OF_MEMORY, DEVICE_LOST, …
   */
  createBuffer?(sizeBytes: number): NativeBuffer
  /** Facts about the device beyond its profile; absent where nothing is known. @throws MemkitError DESTROYED */
  facts?(): DeviceFacts
  /** Native objects that are alive, counted by kind. */
  liveObjects(): LiveObjects
  /** Waits for work in flight, then frees everything; what is asked of it, or of its executors, afterwards is DESTROYED. Idempotent. */
  destroy(): Promise<void>
}

/** A buffer in device memory that `createBuffer` made. Its user destroys it; one that is alive when the backend is destroyed goes with it. */
export interface NativeBuffer {
  /** The handle that `run({ imports })` takes for a resource of at most its size. */
  readonly handle: object
  /** The host's view of it, where the host can see this memory. */
  readonly bytes?: Uint8Array
  /** Rejects with OUT_OF_MEMORY where a device reports it only later; resolved or absent when all is well. */
  readonly ready?: Promise<void>
  /** Frees the buffer at once: no run may be using it. Idempotent. */
  destroy(): void
}

/** Facts that a device reports about itself. */
export interface DeviceFacts {
  /** Name of the device. */
  readonly deviceName: string
  /** Name of its vendor. */
  readonly vendorName: string
  /** The number of allocations of device memory that may exist together; Infinity where nothing limits them. */
  readonly maxAllocations: number
  /** True where host and device see each other's writes to mapped memory without flushes. */
  readonly coherentMemory: boolean
  /** Bytes that this process may use now, by heap of the profile; absent where the device does not say. */
  readonly budgetBytes?: readonly number[]
}

/** The state of one run that commands depend on when they are encoded. */
export interface RunContext {
  /** Number of the run in its executor, from 0, whatever plans it had; rotates heaps with history. */
  readonly run: number
  /** Number of the frame in flight: 0 … framesInFlight − 1. */
  readonly frame: number
  /** Functions of the program, by name. */
  readonly bodies: Readonly<Record<string, Body>>
  /** Native handles of imported resources, by id: one for each import of the plan. */
  readonly imports: Readonly<Record<string, unknown>>
  /** Optional inputs that the run was not given: commands for them are left out. Absent where it was given all. */
  readonly absent?: ReadonlySet<string> | undefined
  /** Images that the run was given in the place of bytes, by input. Absent where it was given none. */
  readonly images?: ReadonlyMap<string, object> | undefined
  /** True for runs that follow the session's `directTimeline`. */
  readonly direct?: boolean
}

/** The time in which the device worked on a submission, in ns from the start of its run. */
export interface SubmissionTiming {
  /** Index into the plan's submissions. */
  readonly submission: number
  /** Index into the plan's queues. */
  readonly queue: number
  /** When the device began. */
  readonly startNs: number
  /** When the device was done. */
  readonly endNs: number
}

/**
 * The time in which the device worked on a pass, in ns from the start of its run. Passes that one command carries out (copies that
 * were made one, passes drawn together) share its time; a barrier's time is that of the pass behind it. A pass that was cut into
 * several submissions has an entry for each.
 */
export interface PassTiming {
  /** Id of the pass. */
  readonly pass: string
  /** Index into the plan's submissions. */
  readonly submission: number
  /** When the device began. */
  readonly startNs: number
  /** When the device was done. */
  readonly endNs: number
}

/**
 * Contents that one plan takes over from another, by the numbers of heaps and textures in each, but for those that are there already
 * because the new session shares the memory (`sharesMemory`).
 */
export interface KeptContents {
  readonly buffers: readonly KeptBuffer[]
  readonly textures: readonly KeptTexture[]
  /** Shared memory that is to be cleared; what a session does not share is zeros from the start. */
  readonly zeros: readonly KeptRange[]
}

/** A part of memory that sessions may share: the same object in each. */
export interface MemoryPart {
  readonly part: object
  readonly sizeBytes: number
}

export interface KeptRange {
  readonly heap: number
  readonly offset: number
  readonly sizeBytes: number
}

export interface KeptBuffer {
  readonly from: { readonly heap: number; readonly offset: number }
  readonly to: { readonly heap: number; readonly offset: number }
  readonly sizeBytes: number
}

/** A pair of textures, by index in the plans: formats and extents are equal, and all levels, layers and samples are copied. */
export interface KeptTexture {
  readonly from: number
  readonly to: number
}

/**
 * The objects of one plan on one device. Calls come in the order of a run's timeline; runs of different frames may be in flight
 * together.
 */
export interface Session {
  /**
   * The plan's timeline for runs that begin when every run before them has ended: some host copies of its `write` entries name
   * device heaps, whose bytes the host writes in place, by `writeHeap` where there is one; otherwise `beginWrite` takes those
   * too. Asked for by the first run that may follow it. Absent where all inputs go through staging.
   */
  readonly directTimeline?: (() => Plan['timeline']) | undefined
  /**
   * True where the host reads those device heaps as quickly as it writes them; otherwise inputs that functions make go through
   * staging.
   */
  readonly isDirectCached?: boolean
  /** A host view of an upload heap's instance for this frame, writable until `endWrite`. The device has finished with it. */
  beginWrite(frame: number, heap: number): MaybePromise<Uint8Array>
  /**
   * Whether a function of the caller's may be given that view. It may keep it for ever, or transfer its buffer, so the memory must be
   * JavaScript's own, or the view be detached, and no other one be made of it, before the memory goes. Absent: the function is given
   * memory that is copied.
   */
  lendsViews?(frame: number, heap: number): boolean
  /**
   * The reason why the session cannot upload an image of that size for an input; undefined where it can. Absent where a
   * backend uploads bytes only. What a run was given so is in `RunContext.images`, and is not written to staging.
   */
  refusesImage?(input: string, width: number, height: number): string | undefined
  /** Writes bytes to a device heap of the direct timeline, before what is submitted next. They may be changed after the call. */
  writeHeap?(heap: number, offset: number, bytes: Uint8Array): void
  /** Declares the bytes final: the next submission may read them. The view must not be touched afterwards. */
  endWrite(frame: number, heap: number): void
  /** Encodes (or reuses) and submits one submission. Runs of one session reach the device in order. */
  submit(context: RunContext, submission: number): MaybePromise<void>
  /** Resolves when that submission of that frame's latest run has completed on the device; rejects when it failed. */
  completed(frame: number, submission: number): MaybePromise<void>
  /** A host view of a readback heap's instance for this frame, readable until `endRead`. */
  beginRead(frame: number, heap: number): MaybePromise<Uint8Array>
  /**
   * Whether a caller may be given that view, to read it until `endRead`. It may keep it for ever, so the memory must be JavaScript's own,
   * or `endRead`, and the end of the device, detach the view. Absent: what it is given is copied.
   */
  lendsReads?(frame: number, heap: number): boolean
  /** Ends what `beginRead` began. */
  endRead(frame: number, heap: number): void
  /**
   * Copies a large input to the view between `beginWrite` and `endWrite`, at `offset`, slice by slice with turns of the event
   * loop in between. `bytes` returns all of it, is called again for every slice, and may throw, which ends the copy. Absent
   * where nothing is gained by it; then the view is written.
   */
  writeLarge?(frame: number, heap: number, offset: number, bytes: () => Uint8Array): MaybePromise<void>
  /** Copies from the view to `target` between `beginRead` and `endRead`, in the same way. */
  readLarge?(frame: number, heap: number, offset: number, target: () => Uint8Array): MaybePromise<void>
  /**
   * An upload heap's instance for this frame, as memory that stays: it may be written whenever that frame is not under way, and
   * touched without harm after the session is gone. Absent, or undefined, where staging is not persistent.
   */
  inputMemory?(frame: number, heap: number): Uint8Array | undefined
  /** A readback heap's instance for this frame, likewise: what the device writes is there once the submission has completed. */
  outputMemory?(frame: number, heap: number): Uint8Array | undefined
  /** Whether memory of a heap was handed out, by `inputMemory` for one: no other session can have it. Absent: none was. */
  isLent?(heap: number): boolean
  /**
   * Carries the kept contents over from another session of this backend that has nothing in flight, before the first run of this
   * one; resolves when that is done. What the other session has is not changed. Absent where a backend cannot.
   */
  adopt?(previous: Session, kept: KeptContents): MaybePromise<void>
  /** Whether a heap, staging too, or a persistent texture is the very memory of another session's. Absent: sessions share none. */
  sharesMemory?(kind: 'heap' | 'texture', index: number, other: Session, otherIndex: number): boolean
  /**
   * Goes on behind another session that has the same persistent memory and nothing in flight: `run` is the number of the run that
   * begins next. Absent where a session cannot stand aside.
   */
  resume?(previous: Session, run: number): void
  /** False where memory of this session was handed out by another one that has it too: it is not to go on. Absent: it always can. */
  canResume?(): boolean
  /** Memory of the device, and staging, that the session holds: an object that stands for each part, and its bytes. */
  memory?(): readonly MemoryPart[]
  /**
   * The native handle with which a run of another session imports a device heap, or a persistent texture, of this one: the
   * memory that was made for that index of the plan, whatever slot of a rotation it has now. It is good for as long as the
   * session. Absent where nobody else can have it.
   */
  memoryOf?(kind: 'heap' | 'texture', index: number): object
  /**
   * Whether the device itself orders what this session submits and what others that import its memory submit, by the order of
   * the calls. Otherwise one is submitted when the other has ended.
   */
  readonly isOrderedWithOthers?: boolean
  /** Device times of that frame's latest run, once it has completed; absent, or undefined, where they are not known. */
  timings?(frame: number): readonly SubmissionTiming[] | undefined
  /** Device times of each pass of that run, where `timings: 'passes'` asked for them; otherwise absent or undefined. */
  passTimings?(frame: number): readonly PassTiming[] | undefined
  /** Forgets what a static body of this pass recorded: the next run calls it again. Absent where nothing is kept. */
  invalidate?(pass: string): void
  /** Resolves when nothing of this session is in flight, whether or not it failed. Never rejects. */
  idle(): Promise<void>
  /** Frees everything that `open` made; waits for work in flight. Idempotent; frees the rest when a part fails. */
  destroy(): Promise<void>
}

/** The context of a body on the device: an encoder, and the pass's resources as the backend's API has them. */
export interface BodyContext<Native = unknown, Slice = unknown> {
  /** Id of the pass. */
  readonly pass: string
  /**
   * The encoder or command buffer: a `GPUCommandEncoder` (custom passes), `GPURenderPassEncoder` (render passes) or
   * `GPURenderBundleEncoder` (static bodies of render passes); a `VkCommandBuffer`; on the Dummy undefined. Bodies of external passes
   * are given what they submit to: a `GPUDevice`; a `VulkanQueue`.
   */
  readonly native: Native
  /**
   * Slices of the pass's resources by resource id. A resource that the pass names more than once has as many, in the order of the
   * document: attachments (each colour, followed by what it resolves to; then depth), then uses.
   */
  readonly slices: Readonly<Record<string, readonly Slice[]>>
  /** Render passes: the attachments, each colour followed by what it resolves to, then depth. */
  readonly attachments?: readonly RenderAttachment[]
  /**
   * WebGPU, render passes: the layer of the attachments that `native` draws to, counted from 0 for the first that they name.
   * That API has no layered rendering, so a pass on several layers is encoded once for each, and its body called as often.
   */
  readonly layer?: number
}

/** The context of a host pass: the outputs it consumes, and buffers to fill for the inputs it produces. */
export interface HostBodyContext {
  /** Id of the pass. */
  readonly pass: string
  /** Bytes of the outputs that the pass consumes, by name. */
  readonly outputs: Readonly<Record<string, Uint8Array>>
  /** Memory of the inputs that the pass produces, to be filled, by name. */
  readonly inputs: Readonly<Record<string, Uint8Array>>
}

/**
 * Queries that a render pass begins with. WebGPU wants to know them before the body is called; elsewhere a body records queries by
 * itself.
 */
export interface PassQueries {
  /** A `GPUQuerySet` for `beginOcclusionQuery`. */
  readonly occlusionQuerySet?: object
  /** `GPURenderPassTimestampWrites`. A pass on several layers writes the first at its first layer, the other after its last. */
  readonly timestampWrites?: object
}

/** Facts about a body beside what it does. The object stands for the body: another object is another body. */
export interface BodyTraits {
  /** The body records the same each time that it is given the same slices: backends may record it once. */
  readonly isStatic?: boolean
  /** Queries that the pass of the body makes. */
  readonly queries?: PassQueries
}

/** A function of the program. `staticBody` and `withQueries` give it traits. */
export interface Body {
  // A body's context depends on its pass and backend; callers narrow it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  (context: any): void | Promise<void>
  /** Promises about the body that the backend may rely on. */
  readonly traits?: BodyTraits
}
