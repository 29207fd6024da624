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
import type { MaybePromise, OpenOptions, SubmissionTiming } from '../../backend.ts'
import { adoptContents, type SessionWithMemory } from '../device/adopt.ts'
import { analysePlan, type Analysis } from '../scheduler/analysis.ts'
import { layoutsOf, textureMemory } from '../scheduler/accesses.ts'
import type { Device } from '../device/device.ts'
import { createHostKnowledge } from './host-steps.ts'
import {
  createSessionMemory,
  isStaging,
  type DeviceObject,
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
    const residents = new Residents(plan)
    const memory = createSessionMemory({ plan, layouts }, framesInFlight, (kind, index, frame, sizeBytes) => {
      const other = kind === 'heap' ? previous?.heaps[index] : previous?.textures[index]
      const known = other === undefined || other < 0 ? undefined : before?.objects?.(kind, other)[frame]
      if (known) return holding.share(known)
      const name = kind === 'heap' ? `the ${plan.heaps[index]!.memory} heap` : 'the texture'
      const path = `${kind}s[${index}]`
      const what = memoryWords(name, residents.of(kind, index), path)
      device.faults.enter(kind === 'heap' ? 'createHeap' : 'createTexture', what)
      const isPlaced = kind === 'texture' && plan.textures[index]!.heap !== undefined
      const bytes = isPlaced
        ? undefined
        : device.allocate(what, sizeBytes, kind === 'heap' ? `${path}.sizeBytes` : undefined)
      return holding.own(kind === 'heap' ? 'heaps' : 'textures', what, sizeBytes, bytes)
    })
    const shaders = new Map<string, DeviceObject>()
    for (const shader of plan.shaders) {
      const code = JSON.stringify(shader)
      const known = before?.shaders?.get(code)
      if (!known) device.faults.enter('compile', shader.id)
      shaders.set(code, known ? holding.share(known) : holding.own('shaders', shader.id))
    }
    const dispatches = plan.submissions.flatMap(({ commands }) =>
      commands.filter((command): command is CommandOf<'dispatch'> => command.op === 'dispatch'),
    )
    const runner = await device.compute.prepare(plan.shaders, dispatches)
    const raster = await device.raster.prepare(plan.shaders, plan.pipelines ?? [])
    device.check()
    return createSession({
      device,
      runner,
      raster,
      plan,
      layouts,
      memory,
      shaders,
      framesInFlight,
      firstRun: previous?.run ?? 0,
      holding,
      closed,
    })
  } catch (error) {
    holding.free(false)
    throw error
  }
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

function createSession(parts: SessionParts): DummySession {
  const { device, plan, memory, shaders, holding, closed } = parts
  let opened: Analysed | undefined
  /** A plan is looked into for its first run: many are followed by another before. */
  const analysed = (): Analysed => (opened ??= analyse(parts))
  let firstRun = parts.firstRun
  const memoryNow = (): RunMemory => memory.of(Math.max(firstRun, opened?.work.latestRun() ?? -1), 0, new Map())
  const hazards: MemkitError[] = []
  let closing: Promise<void> | undefined

  const check = (): void => {
    if (closing) throw destroyed('session')
    device.check()
  }
  const meet = (error: MemkitError): void => {
    hazards.push(error)
    if (device.options.hazards !== 'record') throw error
  }
  const map = (frame: number, heap: number, write: boolean): MaybePromise<Uint8Array> => {
    check()
    if (device.faults.enter('map', () => heapWords(plan, heap))) return never()
    const kind = plan.heaps[heap]!.memory
    const mappable = isStaging(kind) || (kind === 'device' && device.options.unmappable === false)
    if (!mappable) throw mapFailed(heapWords(plan, heap))
    const conflict = analysed().frames[frame]!.host.map(heap, write)
    if (conflict) meet(conflict)
    device.live.maps++
    return isStaging(kind) ? memory.staging(frame, heap) : memoryNow().bytes(heap)
  }
  const unmap = (frame: number, heap: number): void => {
    device.live.maps--
    if (isStaging(plan.heaps[heap]!.memory)) memory.revoke(frame, heap)
  }

  const idle = async (): Promise<void> => opened?.work.idle()

  const session: SessionWithMemory = {
    hazards,
    objects: memory.objects,
    shaders,
    adopt(previous, kept) {
      check()
      adoptContents(device, previous as SessionWithMemory, memory, kept)
    },
    sharesMemory: (kind, index, other, otherIndex) =>
      memory.objects(kind, index)[0] === (other as SessionWithMemory).objects(kind, otherIndex)[0],
    resume(_previous, run) {
      check()
      firstRun = run
    },
    memory: () => holding.memory(),
    memoryOf(kind, index) {
      // At run 0 every slot of a rotation is the memory that was created for it.
      const made = memory.of(0, 0, new Map())
      return kind === 'heap' ? made.bytes(index) : made.texture(index)
    },
    beginWrite: (frame, heap) => map(frame, heap, true),
    lendsViews: () => true,
    endWrite: unmap,
    beginRead: (frame, heap) => map(frame, heap, false),
    endRead: unmap,
    submit(context, submission) {
      check()
      device.faults.enter('submit', () => submissionWords(plan, submission))
      const { frames, work, faults } = analysed()
      const { state, host } = frames[context.frame]!
      if (state.context?.run !== context.run) work.beginRun(context)
      for (const error of faults.get(submission) ?? []) meet(error)
      state.submit(submission)
      host.submitted(submission)
    },
    completed(frame, submission) {
      if (device.faults.enter('wait', () => submissionWords(plan, submission))) return never()
      device.check()
      const { frames, work } = analysed()
      if (!frames[frame]!.state.isSubmitted(submission))
        throw validationFailed(`A wait for ${submissionWords(plan, submission)} came before it was submitted`)
      return work.waitFor(submission, frame)
    },
    timings: () => analysed().timings,
    idle,
    destroy() {
      closing ??= idle().then(() => {
        closed(session)
        const failure = holding.free(device.lost === undefined)
        if (failure !== undefined) throw failure
      })
      return closing
    },
    peek: (resource, previous = 0) => peek(plan, memoryNow(), resource, previous),
  }
  return session
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
