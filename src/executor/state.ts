/** The state of an executor as plain data, for tools that show it: `memkit-gpu/inspect` does. */
import type { Backend } from '../backends/backend.ts'
import { callbackFailed } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { memberAt, persistentMemories } from '../plan/facts/persistent-memory.ts'
import type { Turn } from './frames.ts'
import type { ParkedState } from './parked-state.ts'
import type { RunTimings } from './timings.ts'

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

export interface RunState {
  /** The run's place among the frames in flight, from 0. */
  readonly frame: number
  /** `submitting`, or waiting for its turn to; `submitted`: on the device, or being read back. */
  readonly phase: 'submitting' | 'submitted'
}

export interface HeapState {
  /** The kind of memory, as in the plan. */
  readonly memory: Plan['heaps'][number]['memory']
  /** Bytes of one instance. */
  readonly sizeBytes: number
  /** Number of instances: staging has one a frame. */
  readonly instances: number
}

export interface HistoryState {
  /** Id of the resource. */
  readonly resource: string
  /** The heap or texture with the contents of the latest run, of the run before, and so on. */
  readonly slots: readonly { readonly heap?: number; readonly texture?: number }[]
}

/** A run that is under way; its phase is set as it proceeds. */
interface Active {
  readonly turn: Turn
  phase: RunState['phase']
  readonly onInspect: ((state: ExecutorState) => void) | undefined
}

/** Keeps what changes from run to run; everything else of a state is asked for when it is wanted. */
export class Monitor {
  private readonly plan: Plan
  private readonly backend: Backend
  private readonly framesInFlight: number
  private readonly active: Active[] = []
  private timings: RunTimings = {}

  constructor(plan: Plan, backend: Backend, framesInFlight: number) {
    this.plan = plan
    this.backend = backend
    this.framesInFlight = framesInFlight
  }

  /** A run begins; `onInspect` is told of it. */
  enter(turn: Turn, onInspect: Active['onInspect']): Active {
    const active: Active = { turn, phase: 'submitting', onInspect }
    this.active.push(active)
    return active
  }
  /** The run has submitted everything: the next one may. @throws MemkitError CALLBACK_FAILED */
  submitted(active: Active, runs: number): void {
    active.phase = 'submitted'
    active.turn.submitted.open()
    this.tell(active, runs)
  }
  /** The run has ended well, with this result. @throws MemkitError CALLBACK_FAILED */
  ended<Result extends { readonly timings: RunTimings }>(active: Active, runs: number, result: Result): Result {
    this.leave(active)
    this.timings = result.timings
    this.tell(active, runs)
    return result
  }
  /** The run has ended, however; again has no effect. */
  leave(active: Active): void {
    if (this.active.at(-1) === active) this.active.pop()
    else if (this.active.includes(active)) this.active.splice(this.active.indexOf(active), 1)
  }

  /** @param runs the number of the next run that submits something */
  state(runs: number): ExecutorState {
    const { plan, backend, framesInFlight, timings } = this
    return {
      plan: plan.hash,
      backend: backend.name,
      runs,
      framesInFlight,
      inFlight: this.active.map(({ turn, phase }) => ({ frame: turn.frame, phase })),
      heaps: plan.heaps.map(({ memory, sizeBytes }) => {
        const isStaging = memory === 'upload' || memory === 'readback'
        return { memory, sizeBytes, instances: isStaging ? framesInFlight : 1 }
      }),
      histories: historiesOf(plan, runs),
      timings,
      parked: { plans: 0, bytes: 0 },
      objects: { ...backend.liveObjects() },
    }
  }

  private tell({ onInspect }: Active, runs: number): void {
    if (!onInspect) return
    const state = this.state(runs)
    try {
      onInspect(state)
    } catch (cause) {
      throw callbackFailed('onInspect', cause)
    }
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
