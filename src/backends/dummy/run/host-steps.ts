/** Checks that the host touches staging only where the device has finished with it: the host's half of hazard detection. */
import { hazard, type MemkitError } from '../../../errors.ts'
import { spanOfHostCopy, type HostCopy, type Plan } from '../../../plan/document.ts'
import type { PlanAccesses } from '../scheduler/accesses.ts'
import { memoryName, passesOf } from '../scheduler/hazards.ts'

/** The submissions of one run that the host knows to have completed. */
export interface HostKnowledge {
  reset(): void
  submitted(submission: number): void
  /** Notes that the host has waited for the submission: for all before it on its queue, too, and all that those waited for. */
  waited(submission: number): void
  /** The k-th mapping of a heap since the last submission: a hazard where the device may still access those bytes. */
  map(heap: number, write: boolean): MemkitError | undefined
}

export function createHostKnowledge(accesses: PlanAccesses): HostKnowledge {
  const { plan } = accesses
  const gaps = copiesByGap(plan)
  const inFlight = new Set<number>()
  const mapped = new Map<number, number>()
  const known = new Uint8Array(plan.submissions.length)
  const onQueue = plan.queues.map((_, queue) =>
    Array.from(plan.submissions.keys()).filter((s) => plan.submissions[s]!.queue === queue),
  )
  const knownOnQueue = new Int32Array(plan.queues.length)
  let gap = 0
  return {
    reset() {
      inFlight.clear()
      mapped.clear()
      known.fill(0)
      knownOnQueue.fill(0)
      gap = 0
    },
    submitted(submission) {
      inFlight.add(submission)
      mapped.clear()
      gap++
    },
    waited(submission) {
      const stack = [submission]
      for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
        if (known[s]) continue
        const { queue } = plan.submissions[s]!
        for (
          let next = onQueue[queue]![knownOnQueue[queue]!];
          next !== undefined && next <= s;
          next = onQueue[queue]![++knownOnQueue[queue]!]
        ) {
          known[next] = 1
          inFlight.delete(next)
          stack.push(...plan.submissions[next]!.waits)
        }
      }
    },
    map(heap, write) {
      if (inFlight.size === 0) return undefined
      const key = heap * 2 + (write ? 1 : 0)
      const turn = mapped.get(key) ?? 0
      mapped.set(key, turn + 1)
      const copies = gaps[gap]?.get(key)?.[turn]
      return copies && findConflict(accesses, inFlight, heap, copies, write)
    },
  }
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
        const list = byHeap.get(key)
        if (list) list.push(copy)
        else byHeap.set(key, [copy])
      }
      const gap = gaps.at(-1)!
      for (const [key, copies] of byHeap) gap.set(key, [...(gap.get(key) ?? []), copies])
    }
  }
  return gaps
}

function findConflict(
  accesses: PlanAccesses,
  inFlight: ReadonlySet<number>,
  heap: number,
  copies: readonly HostCopy[],
  write: boolean,
): MemkitError | undefined {
  const { submissionStart, accessStart, memory, begin, end, writes, commands } = accesses
  const sorted = copies
    .map((copy) => [copy.offset, copy.offset + spanOfHostCopy(copy)] as const)
    .sort((a, b) => a[0] - b[0])
  for (const submission of inFlight) {
    for (let node = submissionStart[submission]!; node < submissionStart[submission + 1]!; node++) {
      for (let access = accessStart[node]!; access < accessStart[node + 1]!; access++) {
        if (memory[access] !== heap || !(write || writes[access])) continue
        const met = sorted.find(([from, to]) => from < end[access]! && begin[access]! < to)
        if (!met) continue
        return hazard(
          `The host ${write ? 'writes' : 'reads'} bytes ${met[0]}…${met[1]} of ${memoryName(accesses, heap)} while ${commands[node]!.op} [${submission}, ${node - submissionStart[submission]!}] may still ${writes[access] ? 'write' : 'read'} them; the step must wait for submission ${submission}`,
          {
            first: [submission, node - submissionStart[submission]!],
            firstPasses: passesOf(commands[node]!),
            memory: heap,
            begin: met[0],
            end: met[1],
          },
        )
      }
    }
  }
  return undefined
}
