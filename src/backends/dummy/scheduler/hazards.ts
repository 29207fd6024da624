/**
 * Finds every pair of conflicting accesses (common bytes, one of them writes) that nothing orders, whatever the interleaving.
 * One walk over the plan: O(accesses · log accesses). It uses the order of `order.ts`, so a hazard is a fault of the plan, not
 * of a run.
 */
import { push } from '../../../graph/lists.ts'
import { accessKinds } from '../../../graph/access.ts'
import { hazard, type MemkitError } from '../../../errors.ts'
import type { Command } from '../../../plan/document.ts'
import { bytesWords, commandWords, textureWords } from '../../../plan/facts/plan-words.ts'
import { kindCount, transitionKind, type PlanAccesses } from './accesses.ts'
import { createLatestTree, type LatestTree } from './intervals.ts'
import type { OrderWalker } from './order.ts'

/** Most hazards that are kept: one missing barrier can cause thousands. */
const mostKept = 64

export interface HazardFinder {
  /** Checks the node that the walker has just visited. */
  check(node: number): void
  /** The hazards by submission. */
  readonly found: ReadonlyMap<number, readonly MemkitError[]>
}

const kindName = (kind: number): string => (kind === transitionKind ? 'layout transition' : accessKinds[kind]!)
export const passesOf = (command: Command): readonly string[] => ('passes' in command ? command.passes : [])

export function createHazardFinder(accesses: PlanAccesses, walker: OrderWalker): HazardFinder {
  const { memory, begin, end, kind, writes, accessStart, nodeQueue, nodeSubmission, submissionStart, commands } =
    accesses
  const trees = treesByMemory(accesses)
  const nodeAt = nodesByPlace(accesses)
  const found = new Map<number, MemkitError[]>()
  let count = 0

  const report = (node: number, access: number, other: number, otherKind: number): void => {
    const submission = nodeSubmission[node]!
    const from = commonBytes(accesses, access, other, otherKind)
    const { plan } = accesses
    const positionOf = (n: number) => [nodeSubmission[n]!, n - submissionStart[nodeSubmission[n]!]!] as const
    const describe = (n: number, k: number) => `${commandWords(plan, ...positionOf(n))} as ${kindName(k)}`
    const error = hazard(
      `Nothing orders ${describe(other, otherKind)} before ${describe(node, kind[access]!)}, and both touch ${touchedWords(accesses, memory[access]!, from, positionOf(node))}; a barrier or wait is missing`,
      {
        first: positionOf(other),
        second: positionOf(node),
        firstKind: kindName(otherKind),
        secondKind: kindName(kind[access]!),
        firstPasses: passesOf(commands[other]!),
        secondPasses: passesOf(commands[node]!),
        memory: memory[access]!,
        ...from,
      },
    )
    push(found, submission, error)
  }

  const checkAccess = (node: number, access: number): void => {
    const tree = trees[memory[access]!]!
    const from = tree.indexOf(begin[access]!)
    const to = tree.indexOf(end[access]!)
    const before = walker.before(kind[access]!)
    for (const plane of tree.planes) {
      const wrote = plane & 1
      if (!wrote && !writes[access]) continue
      const component = plane >>> 1
      const latest = tree.latest(plane, from, to)
      if (latest > before[component]! && count++ < mostKept) {
        const queue = Math.floor(component / kindCount)
        report(node, access, nodeAt[queue]![latest - 1]!, component % kindCount)
      }
    }
  }
  return {
    found,
    check(node) {
      const first = accessStart[node]!
      const last = accessStart[node + 1]!
      for (let access = first; access < last; access++) checkAccess(node, access)
      // Accesses are marked after all checks, so that a command is not compared with itself.
      for (let access = first; access < last; access++) {
        const tree = trees[memory[access]!]!
        const plane = ((nodeQueue[node]! * kindCount + kind[access]!) << 1) | writes[access]!
        tree.mark(plane, tree.indexOf(begin[access]!), tree.indexOf(end[access]!), walker.place[node]! + 1)
      }
      const overlap = selfOverlap(accesses, node)
      if (overlap !== undefined && count++ < mostKept) report(node, overlap[1], node, kind[overlap[0]]!)
    },
  }
}

/** Two accesses of one copy that overlap, one of them a write: the regions of a copy have no order. */
function selfOverlap(
  { commands, accessStart, memory, begin, end, writes }: PlanAccesses,
  node: number,
): [number, number] | undefined {
  const { op } = commands[node]!
  if (op !== 'copy' && op !== 'scatter') return undefined
  const order = Array.from({ length: accessStart[node + 1]! - accessStart[node]! }, (_, i) => accessStart[node]! + i)
  order.sort((a, b) => memory[a]! - memory[b]! || begin[a]! - begin[b]! || a - b)
  let any = -1
  let write = -1
  for (const access of order) {
    const reaches = (other: number) => other >= 0 && memory[other] === memory[access] && begin[access]! < end[other]!
    if (reaches(write)) return [write, access]
    if (writes[access] && reaches(any)) return [any, access]
    if (any < 0 || memory[any] !== memory[access] || end[access]! > end[any]!) any = access
    if (writes[access] && (write < 0 || memory[write] !== memory[access] || end[access]! > end[write]!)) write = access
  }
  return undefined
}

function treesByMemory({ memory, begin, end, plan }: PlanAccesses): LatestTree[] {
  const memories = plan.heaps.length + plan.textures.length
  const count = new Int32Array(memories)
  for (const m of memory) count[m]! += 2
  const bounds = Array.from({ length: memories }, (_, m) => new Float64Array(count[m]!))
  count.fill(0)
  for (let i = 0; i < memory.length; i++) {
    const m = memory[i]!
    bounds[m]![count[m]!++] = begin[i]!
    bounds[m]![count[m]!++] = end[i]!
  }
  return bounds.map((list) => {
    list.sort()
    let distinct = 0
    for (let i = 0; i < list.length; i++) if (i === 0 || list[i] !== list[distinct - 1]) list[distinct++] = list[i]!
    return createLatestTree(list.slice(0, distinct))
  })
}

function nodesByPlace({ plan, nodeQueue, nodeCount }: PlanAccesses): number[][] {
  const nodes = plan.queues.map((): number[] => [])
  for (let node = 0; node < nodeCount; node++) nodes[nodeQueue[node]!]!.push(node)
  return nodes
}

function commonBytes(
  { memory, begin, end, kind, accessStart }: PlanAccesses,
  access: number,
  other: number,
  otherKind: number,
): { begin: number; end: number } {
  for (let candidate = accessStart[other]!; candidate < accessStart[other + 1]!; candidate++) {
    if (candidate === access || memory[candidate] !== memory[access] || kind[candidate] !== otherKind) continue
    const from = Math.max(begin[candidate]!, begin[access]!)
    const to = Math.min(end[candidate]!, end[access]!)
    if (from < to) return { begin: from, end: to }
  }
  return { begin: begin[access]!, end: end[access]! }
}

/** The names of what lies in bytes of a memory at a position: the heaps come first, then the textures. */
export function touchedWords(
  { plan }: PlanAccesses,
  memory: number,
  { begin, end }: { readonly begin: number; readonly end: number },
  at: readonly [number, number],
): string {
  const texture = memory - plan.heaps.length
  return texture < 0 ? bytesWords(plan, { heap: memory, begin, end }, at) : textureWords(plan, texture)
}
