/** Everything that the Dummy knows of a plan before it runs: order, hazards, poison. Worked out once, for the first run. */
import { firstWhere } from '../../../graph/lists.ts'
import type { MemkitError } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import { collectAccesses, kindCount, transitionKind, type PlanAccesses } from './accesses.ts'
import { findRunFaults } from './earlier-runs.ts'
import { createHazardFinder } from './hazards.ts'
import { findLayoutFaults } from './layouts.ts'
import { createOrderWalker, walkPlan } from './order.ts'
import { findRuleFaults } from './rules.ts'
import { findLives, type Lives } from './lives.ts'

export interface Analysis {
  readonly accesses: PlanAccesses
  /** 1 for nodes that do something when executed: all but barriers without transitions. */
  readonly runnable: Uint8Array
  readonly constraints: Constraints
  /** Faults of the plan, by the submission that is refused for them. */
  readonly faults: ReadonlyMap<number, readonly MemkitError[]>
  readonly lives: Lives
}

/**
 * The conditions for a node to run. *List* l = queue · kindCount + kind holds the queue's nodes that access as that kind, in
 * order of submission; nodes that access nothing are in the list of transitions. A node waits until the first n nodes of some lists
 * have run; `edges` of a list's slot n − 1 name those that wait for it.
 */
export interface Constraints {
  readonly lists: readonly Int32Array[]
  /** First slot of each list, counted over all lists. */
  readonly slotStart: Int32Array
  readonly slotHead: Int32Array
  readonly edgeNext: Int32Array
  readonly edgeNode: Int32Array
  /** The number of lists that a node waits for, plus one for its submission. */
  readonly waitCount: Int32Array
}

export function analysePlan(plan: Plan, profile: DeviceProfile, layouts?: PlanAccesses['layouts']): Analysis {
  const { explicitBarriers } = profile.rules
  const accesses = collectAccesses(plan, layouts)
  const { nodeCount, commands } = accesses
  const runnable = Uint8Array.from(commands, (command) =>
    command.op !== 'barrier' || command.transitions?.length ? 1 : 0,
  )
  const walker = createOrderWalker(accesses, explicitBarriers)
  const finder = createHazardFinder(accesses, walker)
  const builder = createConstraintBuilder(accesses, runnable)
  walkPlan(plan, walker, accesses, (node) => {
    finder.check(node)
    if (runnable[node]) builder.add(node, walker.beforeAny, walker.place)
  })
  const faults = new Map<number, MemkitError[]>()
  const sources = [
    findRuleFaults(plan, profile),
    finder.found,
    ...(explicitBarriers ? [findRunFaults(plan), findLayoutFaults(accesses)] : []),
  ]
  for (const source of sources)
    for (const [submission, list] of source) faults.set(submission, [...(faults.get(submission) ?? []), ...list])
  return { accesses, runnable, constraints: builder.finish(nodeCount), faults, lives: findLives(accesses) }
}

function createConstraintBuilder(
  { plan, nodeCount, kindMask, nodeQueue, commands }: PlanAccesses,
  runnable: Uint8Array,
) {
  // One list beyond queues × kinds: nodes with bodies, which are called in the order of submission, as an encoder calls them.
  const bodyList = plan.queues.length * kindCount
  const members = Array.from({ length: bodyList + 1 }, (): number[] => [])
  const callers: ReadonlySet<string> = new Set(['custom', 'external', 'render'])
  const hasBody = (node: number) => callers.has(commands[node]!.op)
  for (let node = 0; node < nodeCount; node++) {
    if (!runnable[node]) continue
    // A node without accesses counts as a layout transition, which every wait covers.
    const kinds = kindMask[node]! || 1 << transitionKind
    for (let k = 0; k < kindCount; k++) if (kinds & (1 << k)) members[nodeQueue[node]! * kindCount + k]!.push(node)
    if (hasBody(node)) members[bodyList]!.push(node)
  }
  const slotStart = new Int32Array(members.length + 1)
  members.forEach((list, l) => (slotStart[l + 1] = slotStart[l]! + list.length))
  const slotHead = new Int32Array(slotStart[members.length]!).fill(-1)
  const edgeNext: number[] = []
  const edgeNode: number[] = []
  const waitCount = new Int32Array(nodeCount).fill(1)
  const waitFor = (node: number, slot: number): void => {
    edgeNext.push(slotHead[slot]!)
    slotHead[slot] = edgeNode.push(node) - 1
    waitCount[node]!++
  }
  let bodies = 0
  return {
    add(node: number, before: Int32Array, place: Int32Array): void {
      for (let l = 0; l < before.length; l++) {
        if (before[l] === 0) continue
        const covered = firstWhere(members[l]!, (member) => place[member]! >= before[l]!)
        if (covered > 0) waitFor(node, slotStart[l]! + covered - 1)
      }
      if (hasBody(node)) {
        if (bodies > 0) waitFor(node, slotStart[bodyList]! + bodies - 1)
        bodies++
      }
    },
    finish(count: number): Constraints {
      return {
        lists: members.map((list) => Int32Array.from(list)),
        slotStart,
        slotHead,
        edgeNext: Int32Array.from(edgeNext),
        edgeNode: Int32Array.from(edgeNode),
        waitCount: waitCount.subarray(0, count),
      }
    },
  }
}
