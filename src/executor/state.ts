/** The state of an executor as plain data, for tools that show it: `memkit-gpu/inspect` does. */
import type { Backend } from '../backends/backend.ts'
import type { Plan } from '../plan/document.ts'
import { memberAt, persistentMemories } from '../plan/facts/persistent-memory.ts'
import { isStaging } from '../plan/facts/staging.ts'
import type { Frames } from './frames.ts'
import type { ParkedState } from './parked-state.ts'
import { tell } from './progress.ts'
import { noTimings, type RunTimings } from './timings.ts'
import { Event } from './turns.ts'

/** Plain data: it can be sent to another page, and written as JSON. */
export interface ExecutorState {
  /** Hash of the plan. */
  readonly plan: string
  /** Name of the backend. */
  readonly backend: string
  /** Runs that have submitted something, with those of plans before an update. */
  readonly runs: number
  /** Runs that may be in flight at once. */
  readonly framesInFlight: number
  /** Runs that have begun and not ended, in the order of their calls. */
  readonly inFlight: readonly RunState[]
  /** Heaps of the plan, by index; staging has an instance for each frame in flight. */
  readonly heaps: readonly HeapState[]
  /** Resources with history: where their contents are now, the latest first. */
  readonly histories: readonly HistoryState[]
  /** Timings of the latest run that has ended well; empty before, and where the backend cannot tell. */
  readonly timings: RunTimings
  /** Plans of before that are kept open, to be taken again. */
  readonly parked: ParkedState
  /** Live objects of the backend, by kind. */
  readonly objects: Readonly<Record<string, number>>
}

/** A run under way. */
export interface RunState {
  /** The run's place among the frames in flight, from 0. */
  readonly frame: number
  /** `submitting`, or waiting for its turn to; `submitted`: on the device, or being read back. */
  readonly phase: 'submitting' | 'submitted'
}

/** The memory of one heap of an executor. */
export interface HeapState {
  /** The kind of memory, as in the plan. */
  readonly memory: Plan['heaps'][number]['memory']
  /** Bytes of one instance. */
  readonly sizeBytes: number
  /** Number of instances: staging has one a frame. */
  readonly instances: number
}

/** Where each body of bytes of a resource with history is. */
export interface HistoryState {
  /** Id of the resource. */
  readonly resource: string
  /** The heap or texture with the contents of the latest run, of the run before, and so on. */
  readonly slots: readonly { readonly heap?: number; readonly texture?: number }[]
}

/** Keeps what changes from run to run; everything else of a state is asked for when it is wanted. */
export class Monitor {
  private readonly plan: Plan
  private readonly backend: Backend
  private readonly frames: Frames
  /** Timings of the latest run that succeeded. */
  timings: RunTimings = noTimings

  constructor(plan: Plan, backend: Backend, frames: Frames) {
    this.plan = plan
    this.backend = backend
    this.frames = frames
  }

  /** @param runs the number of the next run that submits something */
  state(runs: number): ExecutorState {
    const { plan, backend, frames, timings } = this
    const framesInFlight = frames.count
    return {
      plan: plan.hash,
      backend: backend.name,
      runs,
      framesInFlight,
      inFlight: Array.from(frames.underWay(), (turn) => ({
        frame: turn.frame,
        phase: turn.has(Event.submitted) ? 'submitted' : 'submitting',
      })),
      heaps: plan.heaps.map(({ memory, sizeBytes }) => ({
        memory,
        sizeBytes,
        instances: isStaging(memory) ? framesInFlight : 1,
      })),
      histories: historiesOf(plan, runs),
      timings,
      parked: { plans: 0, bytes: 0 },
      objects: { ...backend.liveObjects() },
    }
  }

  /** @throws MemkitError CALLBACK_FAILED */
  tell(onInspect: (state: ExecutorState) => void, runs: number): void {
    tell('onInspect', onInspect, this.state(runs))
  }
}

const historiesOf = (plan: Plan, runs: number): HistoryState[] =>
  persistentMemories(plan).list.flatMap((memory) => {
    const { resource, kind, members } = memory
    if (members.length < 2) return []
    const slots = members.map((_, k) => {
      const member = memberAt(memory, k + 1, runs)
      return kind === 'heap' ? { heap: member } : { texture: member }
    })
    return [{ resource, slots }]
  })
