/** Checks that the host touches staging only where the device has finished with it: the host's half of hazard detection. */
import { push } from '../../../graph/lists.ts'
import { hazard, type MemkitError } from '../../../errors.ts'
import type { HostCopy, Plan } from '../../../plan/document.ts'
import { commandWords, submissionWords } from '../../../plan/facts/plan-words.ts'
import { spanOfHostCopy } from '../../../plan/facts/copy-rows.ts'
import type { PlanAccesses } from '../scheduler/accesses.ts'
import { passesOf, touchedWords } from '../scheduler/hazards.ts'

/** The submissions of one run that the host knows to have completed. */
export interface HostKnowledge {
  reset(): void
  submitted(submission: number): void
  /** Notes that the host has waited for the submission: for all before it on its queue, too, and all that those waited for. */
  waited(submission: number): void
  /** Notes that the host has waited for all that was submitted. */
  waitedForAll(): void
  /** The k-th mapping of a heap since the last submission: a hazard where the device may still access those bytes. */
  map(heap: number, write: boolean): MemkitError | undefined
}

export function createHostKnowledge(accesses: PlanAccesses, explicitBarriers: boolean): HostKnowledge {
  const { plan } = accesses
  const gaps = copiesByGap(plan)
  const inFlight = new Set<number>()
  /** Submissions that have completed, and whose readbacks no epilogue has shown yet. */
  const hidden = new Set<number>()
  const mapped = new Map<number, number>()
  const known = new Completed(plan)
  const shown = new Completed(plan)
  const writes = readbackWriters(accesses)
  let gap = 0
  const show = (s: number) => void hidden.delete(s)
  const learn = (s: number) => {
    inFlight.delete(s)
    if (explicitBarriers && writes.has(s) && !shown.has(s)) hidden.add(s)
    if (explicitBarriers && plan.submissions[s]!.epilogue) shown.add(s, show)
  }
  return {
    reset() {
      inFlight.clear()
      hidden.clear()
      mapped.clear()
      known.clear()
      shown.clear()
      gap = 0
    },
    submitted(submission) {
      inFlight.add(submission)
      mapped.clear()
      gap++
    },
    waited(submission) {
      known.add(submission, learn)
    },
    waitedForAll() {
      for (const submission of inFlight) known.add(submission, learn)
    },
    map(heap, write) {
      if (inFlight.size === 0 && hidden.size === 0) return undefined
      const key = heap * 2 + (write ? 1 : 0)
      const turn = mapped.get(key) ?? 0
      mapped.set(key, turn + 1)
      const copies = gaps[gap]?.get(key)?.[turn]
      return (
        copies &&
        (findConflict(accesses, inFlight, heap, copies, write) ?? findHidden(accesses, hidden, heap, copies, write))
      )
    },
  }
}

/** Submissions that are complete: with each, all before it on its queue and all that those waited for. */
class Completed {
  private readonly plan: Plan
  private readonly onQueue: readonly number[][]
  private readonly count: Int32Array
  private readonly is: Uint8Array

  constructor(plan: Plan) {
    this.plan = plan
    this.onQueue = plan.queues.map((_, queue) =>
      Array.from(plan.submissions.keys()).filter((s) => plan.submissions[s]!.queue === queue),
    )
    this.count = new Int32Array(plan.queues.length)
    this.is = new Uint8Array(plan.submissions.length)
  }

  has(submission: number): boolean {
    return this.is[submission] === 1
  }

  /** Calls back with each that is new. */
  add(submission: number, visit: (submission: number) => void): void {
    let stack: number[] | undefined
    for (let s: number | undefined = submission; s !== undefined; s = stack?.pop()) {
      if (this.has(s)) continue
      const { queue } = this.plan.submissions[s]!
      const list = this.onQueue[queue]!
      for (let next = list[this.count[queue]!]; next !== undefined && next <= s; next = list[++this.count[queue]!]) {
        this.is[next] = 1
        visit(next)
        for (const wait of this.plan.submissions[next]!.waits) (stack ??= []).push(wait)
      }
    }
  }

  clear(): void {
    this.count.fill(0)
    this.is.fill(0)
  }
}

function readbackWriters({ plan, submissionStart, accessStart, memory, writes }: PlanAccesses): Set<number> {
  const found = new Set<number>()
  plan.submissions.forEach((_, s) => {
    const stop = accessStart[submissionStart[s + 1]!]!
    for (let access = accessStart[submissionStart[s]!]!; access < stop; access++)
      if (writes[access] && plan.heaps[memory[access]!]?.memory === 'readback') found.add(s)
  })
  return found
}

/** The host copies of each mapping, by gap between submissions and then by mapping of a heap (heap · 2 + writes). */
function copiesByGap(plan: Plan): Map<number, HostCopy[][]>[] {
  const gaps = [new Map<number, HostCopy[][]>()]
  for (const step of plan.timeline) {
    if (step.do === 'submit') gaps.push(new Map())
    else if (step.do !== 'host') {
      const byHeap = new Map<number, HostCopy[]>()
      for (const copy of step.copies) {
        const key = copy.heap * 2 + (step.do === 'write' ? 1 : 0)
        push(byHeap, key, copy)
      }
      const gap = gaps.at(-1)!
      for (const [key, copies] of byHeap) push(gap, key, copies)
    }
  }
  return gaps
}

type Met = readonly [from: number, to: number]

function findConflict(
  accesses: PlanAccesses,
  inFlight: ReadonlySet<number>,
  heap: number,
  copies: readonly HostCopy[],
  write: boolean,
): MemkitError | undefined {
  const { writes } = accesses
  const met = firstMet(accesses, inFlight, heap, copies, (access) => write || writes[access] === 1)
  if (!met) return undefined
  const does = writes[met.access] ? 'write' : 'read'
  return hazard(
    `The host ${write ? 'writes' : 'reads'} ${bytesOf(accesses, heap, met)} while ${met.what} may still ${does} them; the step must wait for ${submissionWords(accesses.plan, met.submission)}`,
    detailsOf(accesses, heap, met),
  )
}

function findHidden(
  accesses: PlanAccesses,
  hidden: ReadonlySet<number>,
  heap: number,
  copies: readonly HostCopy[],
  write: boolean,
): MemkitError | undefined {
  const met = firstMet(accesses, hidden, heap, copies, (access) => accesses.writes[access] === 1)
  return (
    met &&
    hazard(
      `The host ${write ? 'writes' : 'reads'} ${bytesOf(accesses, heap, met)}, but nothing has made visible to it what ${met.what} wrote there; ${submissionWords(accesses.plan, met.submission)} needs an epilogue`,
      detailsOf(accesses, heap, met),
    )
  )
}

interface Meeting {
  readonly submission: number
  readonly node: number
  readonly access: number
  readonly what: string
  /** Bytes of the host's copy. */
  readonly bytes: Met
}

/** The first access of these submissions that one of the copies meets. */
function firstMet(
  { plan, submissionStart, accessStart, memory, begin, end }: PlanAccesses,
  submissions: ReadonlySet<number>,
  heap: number,
  copies: readonly HostCopy[],
  counts: (access: number) => boolean,
): Meeting | undefined {
  const sorted = copies
    .map((copy): Met => [copy.offset, copy.offset + spanOfHostCopy(copy)])
    .sort((a, b) => a[0] - b[0])
  for (const submission of submissions) {
    for (let node = submissionStart[submission]!; node < submissionStart[submission + 1]!; node++) {
      for (let access = accessStart[node]!; access < accessStart[node + 1]!; access++) {
        if (memory[access] !== heap || !counts(access)) continue
        const bytes = sorted.find(([from, to]) => from < end[access]! && begin[access]! < to)
        if (!bytes) continue
        const what = commandWords(plan, submission, node - submissionStart[submission]!)
        return { submission, node, access, what, bytes }
      }
    }
  }
  return undefined
}

const bytesOf = (accesses: PlanAccesses, heap: number, { bytes: [begin, end], submission, node }: Meeting): string =>
  touchedWords(accesses, heap, { begin, end }, [submission, node - accesses.submissionStart[submission]!])

const detailsOf = (
  { commands, submissionStart }: PlanAccesses,
  heap: number,
  { submission, node, bytes }: Meeting,
) => ({
  first: [submission, node - submissionStart[submission]!],
  firstPasses: passesOf(commands[node]!),
  memory: heap,
  begin: bytes[0],
  end: bytes[1],
})
