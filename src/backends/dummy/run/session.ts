/**
 * One plan open on the Dummy. Submissions only queue commands; commands run when something waits for them, in an order that the
 * seed picks from all that the plan allows, so work of all queues truly interleaves. Runs follow one another.
 */
import type { ComputeRunner } from '../../../cpu/compute.ts'
import { destroyed, mapFailed, validationFailed, type MemkitError } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import type { MaybePromise } from '../../backend.ts'
import { adoptContents, type SessionWithMemory } from '../device/adopt.ts'
import { analysePlan, type Analysis } from '../scheduler/analysis.ts'
import { textureMemory } from '../scheduler/accesses.ts'
import type { Device, ObjectKind } from '../device/device.ts'
import { executeCommand } from './execute.ts'
import { createHostKnowledge } from './host-steps.ts'
import { resolveImports } from '../device/imports.ts'
import { createSessionMemory, isStaging, poisonByte, type SessionMemory } from '../device/memory.ts'
import type { DummySession } from '../device/options.ts'
import { poisonAll, poisonDead } from './poison.ts'
import { createRunState, type RunState } from './run-state.ts'
import { estimateTimings } from '../device/timing.ts'

const never = (): Promise<never> => new Promise(() => {})

/** Objects of a session, with the function that frees each. */
interface Owned {
  readonly kind: ObjectKind
  readonly what: string
  readonly sizeBytes: number
}

/** @throws the error of the device when it refuses an object; none stays alive then. */
export async function openSession(
  device: Device,
  plan: Plan,
  framesInFlight: number,
  closed: (session: DummySession) => void,
): Promise<DummySession> {
  device.check()
  const owned: Owned[] = []
  const own = (kind: ObjectKind, what: string, sizeBytes = 0): void => {
    device.live[kind]++
    owned.push({ kind, what, sizeBytes })
  }
  const freeAll = (calls: boolean): unknown => {
    let failure: unknown
    for (const { kind, what, sizeBytes } of owned.splice(0).reverse()) {
      try {
        if (calls) device.faults.enter('destroy', what)
      } catch (error) {
        failure ??= error
      }
      device.live[kind]--
      device.free(sizeBytes)
    }
    return failure
  }
  try {
    own('sessions', 'session')
    const analysis = analysePlan(plan, device.profile)
    const memory = createSessionMemory(analysis.accesses, framesInFlight, (kind, index, sizeBytes) => {
      device.faults.enter(kind === 'heap' ? 'createHeap' : 'createTexture', `${kind}s[${index}]`)
      const bytes = device.allocate(kind, index, sizeBytes)
      own(kind === 'heap' ? 'heaps' : 'textures', `${kind}s[${index}]`, sizeBytes)
      return bytes
    })
    plan.textures.forEach((texture, t) => {
      if (texture.heap === undefined) return
      device.faults.enter('createTexture', `textures[${t}]`)
      own('textures', `textures[${t}]`)
    })
    for (const { id } of plan.shaders) {
      device.faults.enter('compile', id)
      own('shaders', id)
    }
    const runner = await device.compute.prepare(plan.shaders)
    device.check()
    return createSession({ device, runner, analysis, memory, framesInFlight, freeAll, closed })
  } catch (error) {
    freeAll(false)
    throw error
  }
}

interface SessionParts {
  readonly device: Device
  readonly runner: ComputeRunner
  readonly analysis: Analysis
  readonly memory: SessionMemory
  readonly framesInFlight: number
  readonly freeAll: (calls: boolean) => unknown
  readonly closed: (session: DummySession) => void
}

function createSession(parts: SessionParts): DummySession {
  const { device, runner, analysis, memory, framesInFlight, freeAll, closed } = parts
  const { accesses, lives, faults } = analysis
  const { plan, commands, layouts } = accesses
  const { random } = device
  const frames = Array.from({ length: framesInFlight }, () => ({
    state: createRunState(analysis),
    host: createHostKnowledge(accesses, device.profile.rules.explicitBarriers),
  }))
  const timings = estimateTimings(plan, device.profile, device.options.transferDelayNs ?? 0)
  const stagingHeaps = (kind: 'upload' | 'readback') =>
    Array.from(plan.heaps.keys()).filter((h) => plan.heaps[h]!.memory === kind)
  const uploadHeaps = stagingHeaps('upload')
  const readbackHeaps = stagingHeaps('readback')
  const hazards: MemkitError[] = []
  /** Runs on the device, in order; only commands of the first one run. */
  const active: RunState[] = []
  const started = new WeakSet<RunState>()
  let latestRun = -1
  let busy: Promise<void> | undefined
  let closing: Promise<void> | undefined

  const check = (): void => {
    if (closing) throw destroyed('session')
    device.check()
  }
  const meet = (error: MemkitError): void => {
    hazards.push(error)
    if (device.options.hazards !== 'record') throw error
  }

  const beginRun = (state: RunState, run: number, frame: number, context: RunState['context']): void => {
    if (!state.isIdle() || run <= latestRun)
      throw validationFailed(`Run ${run} was submitted out of order, or into a frame that is still in flight`)
    state.reset()
    frames[frame]!.host.reset()
    state.context = context
    state.memory = memory.of(run, frame, resolveImports(accesses, context!.imports, device))
    started.delete(state)
    latestRun = run
    active.push(state)
    for (const heap of readbackHeaps) memory.staging(frame, heap).fill(poisonByte)
  }
  /** Starts the run's device work: all earlier runs have ended. */
  const start = (state: RunState): void => {
    started.add(state)
    poisonAll(lives, state.memory!)
  }
  const finish = (state: RunState, node: number): void => {
    state.finish(node)
    state.drainDead((life) => poisonDead(life, lives, state.memory!, state))
    if (state.isIdle() && state.submittedCount === plan.submissions.length)
      for (const heap of uploadHeaps) memory.staging(state.context!.frame, heap).fill(poisonByte)
  }

  /** Runs commands until the condition holds. Synchronous, unless a body is not. */
  const pump = (done: () => boolean): MaybePromise<void> => {
    if (busy && !device.lost) return busy.then(() => pump(done))
    while (!done() && !device.lost) {
      while (active.length > 1 && active[0]!.isIdle()) active.shift()
      const state = active[0]
      if (!state || state.isIdle()) return undefined
      if (!started.has(state)) start(state)
      const node = state.take(random)
      if (node < 0) {
        state.fail(validationFailed('The plan is stuck: every command that is left waits for another'))
        continue
      }
      try {
        const result = executeCommand(commands[node]!, {
          plan,
          layouts,
          memory: state.memory!,
          runner,
          random,
          bodies: state.context!.bodies,
        })
        if (result instanceof Promise) {
          busy = result.then(
            () => finish(state, node),
            (error: unknown) => state.fail(error),
          )
          busy = busy.then(() => (busy = undefined))
          return busy.then(() => pump(done))
        }
        finish(state, node)
      } catch (error) {
        state.fail(error)
      }
    }
    return undefined
  }
  const waitFor = (state: RunState, submission: number, frame: number): MaybePromise<void> => {
    device.check()
    if (device.paused) return device.paused.then(() => waitFor(state, submission, frame))
    const over = (): void => {
      device.check()
      if (state.failure) throw state.failure.error
      frames[frame]!.host.waited(submission)
    }
    const pumped = pump(() => state.failure !== undefined || state.hasCompleted(submission))
    return pumped ? pumped.then(over) : over()
  }
  const idle = async (): Promise<void> => {
    while (device.paused && !device.lost) await device.paused
    await pump(() => active.every((state) => state.isIdle()))
  }
  const map = (frame: number, heap: number, write: boolean): MaybePromise<Uint8Array> => {
    check()
    if (device.faults.enter('map', `heaps[${heap}]`)) return never()
    const kind = plan.heaps[heap]!.memory
    const mappable = isStaging(kind) || (kind === 'device' && device.options.unmappable === false)
    if (!mappable) throw mapFailed(`heaps[${heap}] (${kind} memory)`)
    const conflict = frames[frame]!.host.map(heap, write)
    if (conflict) meet(conflict)
    device.live.maps++
    return isStaging(kind)
      ? memory.staging(frame, heap)
      : memory.of(Math.max(0, latestRun), frame, new Map()).bytes(heap)
  }
  const unmap = (frame: number, heap: number): void => {
    device.live.maps--
    if (isStaging(plan.heaps[heap]!.memory)) memory.revoke(frame, heap)
  }

  const session: SessionWithMemory = {
    hazards,
    memory,
    adopt(previous, kept) {
      check()
      adoptContents(device, (previous as SessionWithMemory).memory, memory, kept)
    },
    beginWrite: (frame, heap) => map(frame, heap, true),
    endWrite: unmap,
    beginRead: (frame, heap) => map(frame, heap, false),
    endRead: unmap,
    submit(context, submission) {
      check()
      device.faults.enter('submit', `submissions[${submission}]`)
      const { state, host } = frames[context.frame]!
      if (state.context?.run !== context.run) beginRun(state, context.run, context.frame, context)
      for (const error of faults.get(submission) ?? []) meet(error)
      state.submit(submission)
      host.submitted(submission)
    },
    completed(frame, submission) {
      if (device.faults.enter('wait', `submissions[${submission}]`)) return never()
      const { state } = frames[frame]!
      device.check()
      if (!state.isSubmitted(submission))
        throw validationFailed(`Submission ${submission} was waited for before it was submitted`)
      return waitFor(state, submission, frame)
    },
    timings: () => timings,
    idle,
    destroy() {
      closing ??= idle().then(() => {
        closed(session)
        const failure = freeAll(device.lost === undefined)
        if (failure !== undefined) throw failure
      })
      return closing
    },
    peek(resource, previous = 0) {
      const placement = plan.placements.findLast(
        (candidate) =>
          candidate.resource === resource &&
          candidate.lifetime === 'persistent' &&
          (candidate.previous ?? 0) === previous,
      )
      if (!placement) throw new RangeError(`The plan has no persistent resource ${JSON.stringify(resource)}`)
      const bytes = memory.of(Math.max(0, latestRun), 0, new Map())
      const { memory: m, offset } =
        placement.texture === undefined
          ? { memory: placement.heap!, offset: placement.offset ?? 0 }
          : textureMemory(plan, placement.texture)
      return bytes.bytes(m).slice(offset, offset + placement.sizeBytes)
    },
  }
  return session
}
