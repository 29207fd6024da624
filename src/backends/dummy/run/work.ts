/** The device's work for one session: its runs, whose commands run one after another when something waits for them. */
import type { ComputeRunner } from '../../../cpu/compute.ts'
import type { RasterRunner } from '../../../cpu/raster/index.ts'
import { validationFailed } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import type { MaybePromise, RunContext } from '../../backend.ts'
import type { Device } from '../device/device.ts'
import { resolveImports } from '../device/imports.ts'
import { poisonByte, type SessionMemory } from '../device/memory.ts'
import type { Analysis } from '../scheduler/analysis.ts'
import { executeCommand } from './execute.ts'
import type { HostKnowledge } from './host-steps.ts'
import { optionalInput } from '../../../plan/facts/optional-input.ts'
import { poisonAll, poisonDead } from './poison.ts'
import type { RunState } from './run-state.ts'

export interface FrameState {
  readonly state: RunState
  readonly host: HostKnowledge
}

export interface Work {
  /** Resets the frame's state for a new run, which is queued behind those before it. */
  beginRun(context: RunContext): void
  /** Runs commands until the submission of the frame's run has completed. */
  waitFor(submission: number, frame: number): MaybePromise<void>
  /** Runs all commands that were submitted. */
  idle(): Promise<void>
  /** Number of the latest run; −1 before the first. */
  latestRun(): number
}

export interface WorkParts {
  readonly device: Device
  readonly runner: ComputeRunner
  readonly raster: RasterRunner
  readonly analysis: Analysis
  readonly memory: SessionMemory
}

const heapsOf = (plan: Plan, kind: 'upload' | 'readback'): number[] =>
  Array.from(plan.heaps.keys()).filter((heap) => plan.heaps[heap]!.memory === kind)

/** Runs one command of a run, and poisons what nobody may read after it. @returns a promise where a body of it does */
function commandRunner({ device, runner, raster, analysis, memory }: WorkParts) {
  const { accesses, lives } = analysis
  const { plan, commands, layouts } = accesses
  const { random, profile } = device
  const { maxWorkgroupsPerDimension } = profile.limits
  const uploadHeaps = heapsOf(plan, 'upload')
  /** The context in which the commands of one run are executed. */
  const ofRun = (of: RunContext, state: RunState) => ({
    of,
    poison: (life: number) => poisonDead(life, lives, state.memory!, state),
    context: {
      plan,
      layouts,
      runner,
      raster,
      random,
      maxWorkgroupsPerDimension,
      memory: state.memory!,
      bodies: of.bodies,
    },
  })
  let latest: ReturnType<typeof ofRun> | undefined
  const finish = (state: RunState, node: number, poison: (life: number) => void): void => {
    state.finish(node)
    state.drainDead(poison)
    if (state.isIdle() && state.submittedCount === plan.submissions.length)
      for (const heap of uploadHeaps) memory.staging(state.context!.frame, heap).fill(poisonByte)
  }
  return (state: RunState, node: number): Promise<void> | undefined => {
    try {
      const run = state.context!
      if (latest?.of !== run || latest.context.memory !== state.memory) latest = ofRun(run, state)
      const { context, poison } = latest
      const command = commands[node]!
      const isLeftOut = run.absent?.has(optionalInput(command) ?? '')
      const result = isLeftOut ? undefined : executeCommand(command, context)
      if (result instanceof Promise)
        return result.then(
          () => finish(state, node, poison),
          (error: unknown) => state.fail(error),
        )
      finish(state, node, poison)
    } catch (error) {
      state.fail(error)
    }
    return undefined
  }
}

export function createWork(parts: WorkParts, frames: readonly FrameState[]): Work {
  const { device, analysis, memory } = parts
  const { accesses, lives } = analysis
  const execute = commandRunner(parts)
  const readbackHeaps = heapsOf(accesses.plan, 'readback')
  /** Runs on the device, in order; only commands of the first one run. */
  const active: RunState[] = []
  const started = new WeakSet<RunState>()
  let latestRun = -1
  let busy: Promise<void> | undefined

  /** The run whose commands may run now, once all earlier ones have ended. */
  const current = (): RunState | undefined => {
    while (active.length > 1 && active[0]!.isIdle()) active.shift()
    const state = active[0]
    if (!state || state.isIdle()) return undefined
    if (!started.has(state)) {
      started.add(state)
      poisonAll(lives, state.memory!)
    }
    return state
  }
  /** Runs commands until the condition holds. Synchronous, unless a body is not. */
  const pump = (done: () => boolean): MaybePromise<void> => {
    if (busy && !device.lost) return busy.then(() => pump(done))
    while (!done() && !device.lost) {
      const state = current()
      if (!state) return undefined
      const node = state.take(device.random)
      if (node < 0) {
        state.fail(validationFailed('The plan is stuck: every command that is left waits for another'))
        continue
      }
      const rest = execute(state, node)
      if (rest) {
        busy = rest.then(() => (busy = undefined))
        return busy.then(() => pump(done))
      }
    }
    return undefined
  }

  const work: Work = {
    beginRun(context) {
      const { run, frame } = context
      const { state, host } = frames[frame]!
      if (!state.isIdle() || run <= latestRun)
        throw validationFailed(`Run ${run} was submitted out of order, or into a frame that is still in flight`)
      state.reset()
      host.reset()
      state.context = context
      state.memory = memory.of(run, frame, resolveImports(accesses, context.imports, device))
      started.delete(state)
      latestRun = run
      active.push(state)
      for (const heap of readbackHeaps) memory.staging(frame, heap).fill(poisonByte)
    },
    waitFor(submission, frame) {
      const { state, host } = frames[frame]!
      device.check()
      if (device.paused) return device.paused.then(() => work.waitFor(submission, frame))
      const over = (): void => {
        device.check()
        if (state.failure) throw state.failure.error
        host.waited(submission)
      }
      const pumped = pump(() => state.failure !== undefined || state.hasCompleted(submission))
      return pumped ? pumped.then(over) : over()
    },
    async idle() {
      while (device.paused && !device.lost) await device.paused
      await pump(() => active.every((state) => state.isIdle()))
      for (const { host } of frames) host.waitedForAll()
    },
    latestRun: () => latestRun,
  }
  return work
}
