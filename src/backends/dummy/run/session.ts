/**
 * One plan open on the Dummy. Submissions only queue commands; commands run when something waits for them, in an order that the
 * seed picks from all that the plan allows, so work of all queues truly interleaves. Runs follow one another.
 */
import type { ComputeRunner } from '../../../cpu/compute.ts'
import type { RasterRunner } from '../../../cpu/raster/index.ts'
import { destroyed, mapFailed, validationFailed, type MemkitError } from '../../../errors.ts'
import { heapWords, memoryWords, Residents, submissionWords } from '../../../plan/facts/plan-words.ts'
import type { CommandOf, Plan } from '../../../plan/document.ts'
import type { TextureLayout } from '../../../graph/texture-layout.ts'
import type { MaybePromise, OpenOptions, Predecessor, RunContext, SubmissionTiming } from '../../backend.ts'
import { isStaging } from '../../../plan/facts/staging.ts'
import { adoptContents, type SessionWithMemory } from '../device/adopt.ts'
import { analysePlan, type Analysis } from '../scheduler/analysis.ts'
import { layoutsOf, textureMemory } from '../scheduler/accesses.ts'
import type { Device } from '../device/device.ts'
import { createHostKnowledge } from './host-steps.ts'
import {
  createSessionMemory,
  type DeviceObject,
  type MakeObject,
  type RunMemory,
  type SessionMemory,
} from '../device/memory.ts'
import { Holding } from '../device/objects.ts'
import type { DummySession } from '../device/options.ts'
import { createRunState } from './run-state.ts'
import { estimateTimings } from '../device/timing.ts'
import { createWork, type FrameState, type Work } from './work.ts'

const never = (): Promise<never> => new Promise(() => {})

/** @throws the error of the device when it refuses an object; none of the new ones stays alive then. */
export async function openSession(
  device: Device,
  plan: Plan,
  { framesInFlight, previous }: OpenOptions,
  closed: (session: DummySession) => void,
): Promise<DummySession> {
  device.check()
  const before = previous?.session as Partial<SessionWithMemory> | undefined
  const holding = new Holding(device)
  try {
    holding.own('sessions', 'session')
    const layouts = layoutsOf(plan)
    const make = makerOf(device, plan, holding, previous)
    const memory = createSessionMemory({ plan, layouts }, framesInFlight, make)
    const shaders = holdShaders(device, plan, holding, before)
    const dispatches = plan.submissions.flatMap(({ commands }) =>
      commands.filter((command): command is CommandOf<'dispatch'> => command.op === 'dispatch'),
    )
    const runner = await device.compute.prepare(plan.shaders, dispatches)
    const raster = await device.raster.prepare(plan.shaders, plan.pipelines ?? [])
    device.check()
    const firstRun = previous?.run ?? 0
    const parts = { device, runner, raster, plan, layouts, memory, shaders, framesInFlight, firstRun, holding, closed }
    return createSession(parts)
  } catch (error) {
    holding.free(false)
    throw error
  }
}

/** A function that makes the objects of heaps and textures, or takes over those of the previous session. */
function makerOf(device: Device, plan: Plan, holding: Holding, previous: Predecessor | undefined): MakeObject {
  const before = previous?.session as Partial<SessionWithMemory> | undefined
  const residents = new Residents(plan)
  const makeOne = (kind: 'heap' | 'texture', index: number, sizeBytes: number): DeviceObject => {
    const name = kind === 'heap' ? `the ${plan.heaps[index]!.memory} heap` : 'the texture'
    const path = `${kind}s[${index}]`
    const what = memoryWords(name, residents.of(kind, index), path)
    device.faults.enter(kind === 'heap' ? 'createHeap' : 'createTexture', what)
    const isPlaced = kind === 'texture' && plan.textures[index]!.heap !== undefined
    const bytes = isPlaced
      ? undefined
      : device.allocate(what, sizeBytes, kind === 'heap' ? `${path}.sizeBytes` : undefined)
    return holding.own(kind === 'heap' ? 'heaps' : 'textures', what, sizeBytes, bytes)
  }
  return (kind, index, frames, sizeBytes) => {
    const other = (kind === 'heap' ? previous?.heaps[index] : previous?.textures[index]) ?? -1
    const known = other < 0 ? undefined : before?.objects?.(kind, other)
    if (known?.length !== frames) return Array.from({ length: frames }, () => makeOne(kind, index, sizeBytes))
    for (const object of known) holding.share(object)
    return known
  }
}

/** Shaders by their code, which the session before may have too. */
function holdShaders(
  device: Device,
  plan: Plan,
  holding: Holding,
  before: Partial<SessionWithMemory> | undefined,
): Map<string, DeviceObject> {
  const shaders = new Map<string, DeviceObject>()
  for (const shader of plan.shaders) {
    const code = JSON.stringify(shader)
    const known = before?.shaders?.get(code)
    if (!known) device.faults.enter('compile', shader.id)
    shaders.set(code, known ? holding.share(known) : holding.own('shaders', shader.id))
  }
  return shaders
}

interface SessionParts {
  readonly device: Device
  readonly runner: ComputeRunner
  readonly raster: RasterRunner
  readonly plan: Plan
  readonly layouts: readonly TextureLayout[]
  readonly memory: SessionMemory
  readonly shaders: ReadonlyMap<string, DeviceObject>
  readonly framesInFlight: number
  readonly firstRun: number
  readonly holding: Holding
  readonly closed: (session: DummySession) => void
}

/** A plain object, so that a test may put functions of its own in the place of some: `{ ...session, submit }`. */
function createSession(parts: SessionParts): DummySession {
  const open = new OpenPlan(parts)
  const { plan, memory, shaders, holding, closed, device } = parts
  let closing: Promise<void> | undefined
  const session: SessionWithMemory = {
    hazards: open.hazards,
    objects: memory.objects,
    shaders,
    adopt(previous, kept) {
      open.check()
      adoptContents(device, previous as SessionWithMemory, memory, kept)
    },
    sharesMemory: (kind, index, other, otherIndex) =>
      memory.objects(kind, index)[0] === (other as SessionWithMemory).objects(kind, otherIndex)[0],
    resume(_previous, run) {
      open.check()
      open.firstRun = run
    },
    memory: () => holding.memory(),
    memoryOf(kind, index) {
      // At run 0 every slot of a rotation is the memory that was created for it.
      const made = memory.of(0, 0, new Map())
      return kind === 'heap' ? made.bytes(index) : made.texture(index)
    },
    beginWrite: (frame, heap) => open.map(frame, heap, true),
    lendsViews: () => true,
    endWrite: (frame, heap) => open.unmap(frame, heap),
    beginRead: (frame, heap) => open.map(frame, heap, false),
    lendsReads: () => true,
    endRead: (frame, heap) => open.unmap(frame, heap),
    submit: (context, submission) => open.submit(context, submission),
    completed: (frame, submission) => open.completed(frame, submission),
    timings: () => open.analysed.timings,
    idle: () => open.idle(),
    destroy() {
      open.isClosing = true
      closing ??= open.idle().then(() => {
        closed(session)
        open.unmapAll()
        const failure = holding.free(device.lost === undefined)
        if (failure !== undefined) throw failure
      })
      return closing
    },
    peek: (resource, previous = 0) => peek(plan, open.memoryNow(), resource, previous),
  }
  return session
}

/** A plan while it is open: its runs, and the host's views of its staging. */
class OpenPlan {
  readonly hazards: MemkitError[] = []
  isClosing = false
  /** The number of its first run. */
  firstRun: number
  private readonly parts: SessionParts
  /** Heaps that the host has mapped, by frame. */
  private readonly mapped = new Set<number>()
  private opened: Analysed | undefined

  constructor(parts: SessionParts) {
    this.parts = parts
    this.firstRun = parts.firstRun
  }

  submit(context: RunContext, submission: number): void {
    const { device, plan } = this.parts
    this.check()
    device.faults.enter('submit', () => submissionWords(plan, submission))
    const { frames, work, faults } = this.analysed
    const { state, host } = frames[context.frame]!
    if (state.context?.run !== context.run) work.beginRun(context)
    for (const error of faults.get(submission) ?? []) this.meet(error)
    state.submit(submission)
    host.submitted(submission)
  }

  completed(frame: number, submission: number): MaybePromise<void> {
    const { device, plan } = this.parts
    if (device.faults.enter('wait', () => submissionWords(plan, submission))) return never()
    device.check()
    const { frames, work } = this.analysed
    if (!frames[frame]!.state.isSubmitted(submission))
      throw validationFailed(`A wait for ${submissionWords(plan, submission)} came before it was submitted`)
    return work.waitFor(submission, frame)
  }

  async idle(): Promise<void> {
    return this.opened?.work.idle()
  }

  /** A plan is looked into for its first run: many are followed by another before. */
  get analysed(): Analysed {
    return (this.opened ??= analyse(this.parts))
  }

  memoryNow(): RunMemory {
    const latest = Math.max(this.firstRun, this.opened?.work.latestRun() ?? -1)
    return this.parts.memory.of(latest, 0, new Map())
  }

  check(): void {
    if (this.isClosing) throw destroyed('session')
    this.parts.device.check()
  }

  private meet(error: MemkitError): void {
    this.hazards.push(error)
    if (this.parts.device.options.hazards !== 'record') throw error
  }

  map(frame: number, heap: number, write: boolean): MaybePromise<Uint8Array> {
    const { device, plan, memory } = this.parts
    this.check()
    if (device.faults.enter('map', () => heapWords(plan, heap))) return never()
    const kind = plan.heaps[heap]!.memory
    const mappable = isStaging(kind) || (kind === 'device' && device.options.unmappable === false)
    if (!mappable) throw mapFailed(heapWords(plan, heap))
    const conflict = this.analysed.frames[frame]!.host.map(heap, write)
    if (conflict) this.meet(conflict)
    const place = this.place(frame, heap)
    if (!this.mapped.has(place)) device.live.maps++
    this.mapped.add(place)
    return isStaging(kind) ? memory.staging(frame, heap) : this.memoryNow().bytes(heap)
  }

  unmap(frame: number, heap: number): void {
    const { device, plan, memory } = this.parts
    // With the session, everything was unmapped.
    if (!this.mapped.delete(this.place(frame, heap))) return
    device.live.maps--
    if (isStaging(plan.heaps[heap]!.memory)) memory.revoke(frame, heap)
  }

  /** Ends what callers still hold in place. */
  unmapAll(): void {
    const { framesInFlight } = this.parts
    for (const place of this.mapped) this.unmap(place % framesInFlight, Math.floor(place / framesInFlight))
  }

  private place(frame: number, heap: number): number {
    return heap * this.parts.framesInFlight + frame
  }
}

interface Analysed {
  readonly frames: readonly FrameState[]
  readonly work: Work
  readonly faults: Analysis['faults']
  readonly timings: readonly SubmissionTiming[]
}

function analyse(parts: SessionParts): Analysed {
  const { device, plan, layouts, framesInFlight } = parts
  const analysis = analysePlan(plan, device.profile, layouts)
  const { accesses, faults } = analysis
  const frames: readonly FrameState[] = Array.from({ length: framesInFlight }, () => ({
    state: createRunState(analysis),
    host: createHostKnowledge(accesses, device.profile.rules.explicitBarriers),
  }))
  const timings = estimateTimings(plan, device.profile, device.options.transferDelayNs ?? 0)
  return { frames, work: createWork({ ...parts, analysis }, frames), faults, timings }
}

/** A copy of a persistent resource's bytes. */
function peek(plan: Plan, memory: RunMemory, resource: string, previous: number): Uint8Array {
  const placement = plan.placements.findLast(
    (candidate) =>
      candidate.resource === resource && candidate.lifetime === 'persistent' && (candidate.previous ?? 0) === previous,
  )
  if (!placement) throw new RangeError(`The plan has no persistent resource ${JSON.stringify(resource)}`)
  const { memory: m, offset } =
    placement.texture === undefined
      ? { memory: placement.heap!, offset: placement.offset ?? 0 }
      : textureMemory(plan, placement.texture)
  return memory.bytes(m).slice(offset, offset + placement.sizeBytes)
}
