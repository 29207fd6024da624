/**
 * One run on the Dummy: the commands that were submitted, that may run now, that have run.
 *
 * Hot path: integer ids and typed arrays, made once for each frame in flight and reset for each run.
 */
import type { RunContext } from '../../backend.ts'
import type { Analysis } from '../scheduler/analysis.ts'
import { createIntervalIndex } from '../scheduler/interval-index.ts'
import type { RunMemory } from '../device/memory.ts'
import type { Random } from '../scheduler/random.ts'

export interface RunState {
  context: RunContext | undefined
  memory: RunMemory | undefined
  /** The first error; nothing of the run is executed after it. */
  readonly failure: { readonly error: unknown } | undefined
  fail(error: unknown): void
  /** The number of submissions so far, which is also the gap of the timeline that the host is in. */
  readonly submittedCount: number
  submit(submission: number): void
  isSubmitted(submission: number): boolean
  /** Takes one command that may run now, or −1 where there is none. */
  take(random: Random): number
  /** Marks a command as run. */
  finish(node: number): void
  /** Whether everything that was submitted has run. */
  isIdle(): boolean
  /** Whether the submission, and all before it on its queue, have run. */
  hasCompleted(submission: number): boolean
  /** Calls back for lives whose last command has just run, and forgets them. */
  drainDead(visit: (life: number) => void): void
  isLifeOver(life: number): boolean
  /**
   * Visits lives over bytes of `life` that a command has already touched: the adversary may start them before an old one ends.
   */
  visitBegun(life: number, visit: (other: number) => void): void
  reset(): void
}

export function createRunState(analysis: Analysis): RunState {
  const { accesses, runnable } = analysis
  const { submissionStart, nodeSubmission } = accesses
  const readiness = createReadiness(analysis)
  const progress = createProgress(analysis)
  const touched = createTouchedLives(analysis)
  let pending = 0
  let submittedCount = 0
  let failure: RunState['failure']
  const state: RunState = {
    context: undefined,
    memory: undefined,
    get failure() {
      return failure
    },
    get submittedCount() {
      return submittedCount
    },
    fail(error) {
      failure ??= { error }
      readiness.clear()
      pending = 0
    },
    submit(submission) {
      submittedCount++
      const commands = progress.submit(submission)
      if (failure) return
      pending += commands
      for (let node = submissionStart[submission]!; node < submissionStart[submission + 1]!; node++)
        if (runnable[node]) readiness.release(node)
    },
    isSubmitted: progress.isSubmitted,
    take: readiness.take,
    finish(node) {
      pending--
      progress.finish(nodeSubmission[node]!)
      readiness.finish(node)
      touched.finish(node)
    },
    isIdle: () => pending === 0,
    hasCompleted: progress.hasCompleted,
    drainDead: touched.drainDead,
    isLifeOver: touched.isOver,
    visitBegun: touched.visitBegun,
    reset() {
      readiness.reset()
      progress.reset()
      touched.reset()
      pending = 0
      state.context = undefined
      state.memory = undefined
      submittedCount = 0
      failure = undefined
    },
  }
  state.reset()
  return state
}

/** The commands that may run now: those whose submission was submitted and whose predecessors have run. */
function createReadiness({ accesses, constraints }: Analysis) {
  const { lists, slotStart, slotHead, edgeNext, edgeNode, waitCount } = constraints
  const waiting = new Int32Array(accesses.nodeCount)
  const executed = new Uint8Array(accesses.nodeCount)
  /** By list: how many of its first nodes have run. */
  const frontier = new Int32Array(lists.length)
  const listsOf = membership(lists, accesses.nodeCount)
  const ready: number[] = []
  const release = (node: number): void => {
    if (--waiting[node]! === 0) ready.push(node)
  }
  return {
    release,
    take(random: Random): number {
      if (ready.length === 0) return -1
      const at = random.below(ready.length)
      const node = ready[at]!
      ready[at] = ready[ready.length - 1]!
      ready.pop()
      return node
    },
    finish(node: number): void {
      executed[node] = 1
      for (let i = listsOf.start[node]!; i < listsOf.start[node + 1]!; i++) {
        const l = listsOf.lists[i]!
        const list = lists[l]!
        while (frontier[l]! < list.length && executed[list[frontier[l]!]!]) {
          for (let e = slotHead[slotStart[l]! + frontier[l]!]!; e >= 0; e = edgeNext[e]!) release(edgeNode[e]!)
          frontier[l]!++
        }
      }
    },
    clear(): void {
      ready.length = 0
    },
    reset(): void {
      waiting.set(waitCount)
      executed.fill(0)
      frontier.fill(0)
      ready.length = 0
    },
  }
}

/** The submissions that were submitted, and those that have completed in the order of their queues. */
function createProgress({ accesses, runnable }: Analysis) {
  const { plan, submissionStart } = accesses
  /** By submission: commands that have not run. */
  const left = new Int32Array(plan.submissions.length)
  const submitted = new Uint8Array(plan.submissions.length)
  const onQueue = plan.queues.map((): number[] => [])
  /** By submission: its place on its queue. */
  const rank = Int32Array.from(plan.submissions, ({ queue }, s) => onQueue[queue]!.push(s) - 1)
  /** By queue: how many of its first submissions have completed. */
  const completed = new Int32Array(plan.queues.length)
  return {
    /** @returns the number of its commands */
    submit(submission: number): number {
      submitted[submission] = 1
      return left[submission]!
    },
    isSubmitted: (submission: number): boolean => submitted[submission] === 1,
    finish(submission: number): void {
      left[submission]!--
    },
    hasCompleted(submission: number): boolean {
      const { queue } = plan.submissions[submission]!
      const list = onQueue[queue]!
      for (
        let s = list[completed[queue]!];
        s !== undefined && submitted[s] && left[s] === 0;
        s = list[++completed[queue]!]
      );
      return completed[queue]! > rank[submission]!
    },
    reset(): void {
      submitted.fill(0)
      completed.fill(0)
      for (let s = 0; s < left.length; s++) {
        let count = 0
        for (let node = submissionStart[s]!; node < submissionStart[s + 1]!; node++) count += runnable[node]!
        left[s] = count
      }
    },
  }
}

/** The lives that commands have touched, and those that no later command touches. */
function createTouchedLives({ accesses, lives }: Analysis) {
  const { heaps, textures } = accesses.plan
  /** By life: touches that are still to come. */
  const untouched = new Int32Array(lives.touches.length)
  const begun = createIntervalIndex(heaps.length + textures.length, lives.memory, lives.begin, lives.end)
  const dead: number[] = []
  return {
    finish(node: number): void {
      for (let i = lives.lifeStart[node]!; i < lives.lifeStart[node + 1]!; i++) {
        const life = lives.lifeOf[i]!
        const touches = lives.touches[life]!
        if (touches > 1 && untouched[life] === touches) begun.add(life)
        if (--untouched[life]! > 0) continue
        if (touches > 1) begun.remove(life)
        dead.push(life)
      }
    },
    drainDead(visit: (life: number) => void): void {
      if (dead.length === 0) return
      for (const life of dead) visit(life)
      dead.length = 0
    },
    isOver: (life: number): boolean => untouched[life] === 0,
    visitBegun: (life: number, visit: (other: number) => void): void =>
      begun.visit(lives.memory[life]!, lives.begin[life]!, lives.end[life]!, visit),
    reset(): void {
      for (let life = 0; life < untouched.length; life++)
        if (untouched[life] !== 0 && untouched[life] !== lives.touches[life]) begun.remove(life)
      untouched.set(lives.touches)
      dead.length = 0
    },
  }
}

function membership(lists: readonly Int32Array[], nodeCount: number): { start: Int32Array; lists: Int32Array } {
  const start = new Int32Array(nodeCount + 1)
  for (const list of lists) for (const node of list) start[node + 1]!++
  for (let node = 0; node < nodeCount; node++) start[node + 1]! += start[node]!
  const next = start.slice()
  const flat = new Int32Array(start[nodeCount]!)
  lists.forEach((list, l) => {
    for (const node of list) flat[next[node]!++] = l
  })
  return { start, lists: flat }
}
