/**
 * The order of nodes, exactly as the plan states it and no more.
 *
 * Every order that a plan can state covers a *prefix*: a barrier covers all earlier accesses of some kinds on its queue, a wait
 * covers a queue up to a submission's end, for all that follows on its own queue. What the host has waited for orders nothing: that makes no
 * memory visible on the device.
 * So what is ordered before a point is one number for each queue and kind: how many nodes of the queue, from its start, are
 * covered for accesses of that kind. This is the vector clock of data-race detectors with kinds as extra components.
 * O(kinds² · queues) a barrier, O(kinds · queues) a command.
 *
 * Hot path: integer ids and typed arrays.
 */
import { accessCode } from '../../../graph/access.ts'
import type { Plan } from '../../../plan/document.ts'
import { kindCount, transitionKind, type PlanAccesses } from './accesses.ts'

export interface OrderWalker {
  /** Place of each node on its queue: the number of nodes before it. */
  readonly place: Int32Array
  beginSubmission(submission: number): void
  /** Visits the next node of the submission; the three results below are then those of this node. */
  visit(node: number): void
  /** The nodes that happen before the node's accesses of one kind: entry q · kindCount + k. */
  before(kind: number): Int32Array
  /** The nodes that happen before any access of the node. */
  readonly beforeAny: Int32Array
  endSubmission(submission: number): void
}

const join = (into: Int32Array, from: Int32Array): void => {
  for (let i = 0; i < into.length; i++) if (from[i]! > into[i]!) into[i] = from[i]!
}

export function createOrderWalker(accesses: PlanAccesses, explicitBarriers: boolean): OrderWalker {
  const { plan, nodeQueue, kindMask, commands } = accesses
  const queueCount = plan.queues.length
  const width = queueCount * kindCount
  const vector = () => new Int32Array(width)
  const perKind = () => Array.from({ length: kindCount }, vector)
  /** By queue and kind k: the nodes that a later access of kind k comes after, thanks to barriers so far. */
  const seen = Array.from({ length: queueCount }, perKind)
  /**
   * By queue and kind k: the nodes that come before some command's accesses of kind k; a barrier with k in `before` passes them
   * on. What comes before its accesses of other kinds is not among them: those may be of later stages, which the barrier does not wait for.
   */
  const carried = Array.from({ length: queueCount }, perKind)
  /** By queue: the nodes that waits of its submissions so far have ordered before what follows on it and what waits for it. */
  const brought = Array.from({ length: queueCount }, vector)
  /** By submission: the nodes that come before whatever waits for it. */
  const exported: Int32Array[] = []
  const base = vector()
  const beforeAny = vector()
  const scratch = vector()
  const placeOnQueue = new Int32Array(queueCount)
  const place = placesOnQueues(nodeQueue, queueCount)
  let queue = 0

  const ownPrefix = (into: Int32Array, q: number): void => {
    for (let k = 0; k < kindCount; k++) into[q * kindCount + k] = placeOnQueue[q]!
  }
  const visitBarrier = (node: number): void => {
    const command = commands[node]!
    if (command.op !== 'barrier') return
    const transitions = (command.transitions?.length ?? 0) > 0
    beforeAny.set(base)
    for (const name of command.before) {
      const k = accessCode[name]
      join(beforeAny, seen[queue]![k]!)
      join(beforeAny, carried[queue]![k]!)
      beforeAny[queue * kindCount + k] = Math.max(beforeAny[queue * kindCount + k]!, place[node]!)
    }
    const self = queue * kindCount + transitionKind
    const outer = beforeAny[self]!
    if (transitions) beforeAny[self] = place[node]! + 1
    for (const name of command.after) join(seen[queue]![accessCode[name]]!, beforeAny)
    beforeAny[self] = outer
  }

  return {
    place,
    beforeAny,
    beginSubmission(submission) {
      queue = plan.submissions[submission]!.queue
      for (const wait of plan.submissions[submission]!.waits) join(brought[queue]!, exported[wait]!)
      base.set(brought[queue]!)
    },
    visit(node) {
      if (!explicitBarriers) {
        beforeAny.set(brought[queue]!)
        ownPrefix(beforeAny, queue)
      } else if (commands[node]!.op === 'barrier') visitBarrier(node)
      else {
        const mask = kindMask[node]!
        beforeAny.set(base)
        for (let k = 0; k < kindCount; k++) if (mask & (1 << k)) join(beforeAny, seen[queue]![k]!)
        for (let k = 0; k < kindCount; k++) {
          if ((mask & (1 << k)) === 0) continue
          join(carried[queue]![k]!, base)
          join(carried[queue]![k]!, seen[queue]![k]!)
        }
      }
      placeOnQueue[nodeQueue[node]!]!++
    },
    before(kind) {
      if (!explicitBarriers || kind === transitionKind) return beforeAny
      scratch.set(base)
      join(scratch, seen[queue]![kind]!)
      return scratch
    },
    endSubmission(submission) {
      const out = brought[queue]!.slice()
      ownPrefix(out, queue)
      exported[submission] = out
    },
  }
}

/** By node: how many nodes of its queue come before it. */
function placesOnQueues(nodeQueue: PlanAccesses['nodeQueue'], queueCount: number): Int32Array {
  const next = new Int32Array(queueCount)
  return Int32Array.from(nodeQueue, (queue) => next[queue]!++)
}

/** Calls back with every node in the order of submission, which is the order of the timeline. */
export function walkPlan(plan: Plan, walker: OrderWalker, accesses: PlanAccesses, visit: (node: number) => void): void {
  for (let submission = 0; submission < plan.submissions.length; submission++) {
    walker.beginSubmission(submission)
    for (let node = accesses.submissionStart[submission]!; node < accesses.submissionStart[submission + 1]!; node++) {
      walker.visit(node)
      visit(node)
    }
    walker.endSubmission(submission)
  }
}
