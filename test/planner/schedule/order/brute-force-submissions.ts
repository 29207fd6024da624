import type {
  StagingLimit,
  SubmissionProblem,
  SubmissionSchedule,
} from '../../../../src/planner/schedule/order/index.ts'
import { successorsFromEdges } from '../../../support/successors.ts'
import { randomInt } from './random.ts'

/**
 * The fewest submissions, by a shortest-path search that knows nothing of drains: a state is the set of executed nodes
 * and the queue of the open submission (or none); to add a node to it is free, to open another costs 1, a host node
 * closes it for free. For up to about 15 nodes.
 */
export function fewestSubmissionsByBruteForce(p: SubmissionProblem): number {
  const { nodeCount, succStart, succ, queueMask, queueCount } = p
  const before = new Int32Array(nodeCount)
  for (let v = 0; v < nodeCount; v++) {
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) before[succ[e]!]! |= 1 << v
  }
  const full = 2 ** nodeCount - 1
  const closed = queueCount
  const width = queueCount + 1
  const seen = new Uint8Array((full + 1) * width)
  let here = [closed]
  for (let cost = 0; ; cost++) {
    const next: number[] = []
    for (let state = here.pop(); state !== undefined; state = here.pop()) {
      if (seen[state]) continue
      seen[state] = 1
      const executed = Math.floor(state / width)
      const open = state % width
      if (executed === full) return cost
      for (let v = 0; v < nodeCount; v++) {
        if (executed & (1 << v) || (before[v]! & executed) !== before[v]) continue
        const after = (executed | (1 << v)) * width
        if (queueMask[v] === 0) here.push(after + closed)
        for (let q = 0; q < queueCount; q++) {
          if (!(queueMask[v]! & (1 << q))) continue
          if (q === open) here.push(after + q)
          next.push(after + q)
        }
      }
    }
    here = next
  }
}

/** Nodes that stage bytes of their own, whole and without padding. */
export const ownBytes = (takenBytes: Float64Array, capacityBytes: number): StagingLimit => ({
  capacityBytes,
  takenBytes,
  leastBytes: takenBytes,
  key: new Int32Array(takenBytes.length).fill(-1),
  isPart: new Uint8Array(takenBytes.length),
})

/** The same with a staging capacity: the state also knows how much the open submission stages. For up to about 9 nodes. */
export function fewestStagedSubmissionsByBruteForce(p: SubmissionProblem): number {
  const { nodeCount, succStart, succ, queueMask, queueCount } = p
  const { capacityBytes: capacity, takenBytes } = p.staging!
  const before = new Int32Array(nodeCount)
  for (let v = 0; v < nodeCount; v++) {
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) before[succ[e]!]! |= 1 << v
  }
  const full = 2 ** nodeCount - 1
  type State = [executed: number, open: number, staged: number]
  const seen = new Set<string>()
  let here: State[] = [[0, -1, 0]]
  for (let cost = 0; ; cost++) {
    const next: State[] = []
    for (let state = here.pop(); state; state = here.pop()) {
      if (seen.has(state.join())) continue
      seen.add(state.join())
      const [executed, open, staged] = state
      if (executed === full) return cost
      for (let v = 0; v < nodeCount; v++) {
        if (executed & (1 << v) || (before[v]! & executed) !== before[v]) continue
        const after = executed | (1 << v)
        const bytes = takenBytes[v]!
        if (queueMask[v] === 0) here.push([after, -1, 0])
        for (let q = 0; q < queueCount; q++) {
          if (!(queueMask[v]! & (1 << q))) continue
          if (q === open && staged + bytes <= capacity) here.push([after, q, staged + bytes])
          next.push([after, q, bytes])
        }
      }
    }
    here = next
  }
}

/** Says what is wrong with a schedule, or nothing. Checks the meaning of the answer, not how it was found. */
export function faultOfSchedule(p: SubmissionProblem, s: SubmissionSchedule): string | undefined {
  const { nodeCount, succStart, succ, queueMask } = p
  const used = new Float64Array(s.submissionCount)
  if (s.submissionQueue.length !== s.submissionCount) return 'one queue per submission'
  if (s.lowerBound > s.submissionCount) return `bound ${s.lowerBound} above the count ${s.submissionCount}`
  for (let v = 0; v < nodeCount; v++) {
    const host = queueMask[v] === 0
    const at = s.submissionOf[v]!
    if (host !== (s.queueOf[v] === -1)) return `node ${v} is on queue ${s.queueOf[v]}`
    if (at < 0 || at > s.submissionCount || (!host && at === s.submissionCount)) return `node ${v} in submission ${at}`
    if (!host) {
      if (!(queueMask[v]! & (1 << s.queueOf[v]!))) return `node ${v} may not run on queue ${s.queueOf[v]}`
      if (s.submissionQueue[at] !== s.queueOf[v]) return `node ${v} and its submission differ in queue`
      used[at]! += p.staging ? p.staging.takenBytes[v]! : 0
    }
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
      const w = succ[e]!
      const hostAfter = queueMask[w] === 0
      // A host node stands between submissions: `submissionOf` submissions are before it.
      const ordered = host === hostAfter || host ? at <= s.submissionOf[w]! : at < s.submissionOf[w]!
      if (!ordered) return `node ${w} does not come after node ${v}`
    }
  }
  const filled = new Set(s.submissionOf.filter((_, v) => queueMask[v] !== 0))
  if (filled.size !== s.submissionCount) return 'an empty submission'
  const capacity = p.staging?.capacityBytes ?? Infinity
  const over = used.findIndex((bytes) => bytes > capacity)
  return over < 0 ? undefined : `submission ${over} stages ${used[over]} of ${capacity} bytes`
}

export interface RandomSubmissionShape {
  nodes: number
  queues: number
  edgeChance: number
  /** Chance that a node may run on each queue besides its own, and that it is a host node. */
  choiceChance: number
  hostChance: number
}

export function randomSubmissionProblem(random: () => number, shape: RandomSubmissionShape): SubmissionProblem {
  const { nodes, queues, edgeChance, choiceChance, hostChance } = shape
  const edges: [number, number][] = []
  for (let a = 0; a < nodes; a++) for (let b = a + 1; b < nodes; b++) if (random() < edgeChance) edges.push([a, b])
  const queueMask = Uint8Array.from({ length: nodes }, () => {
    if (random() < hostChance) return 0
    let mask = 1 << randomInt(random, queues)
    for (let q = 0; q < queues; q++) if (random() < choiceChance) mask |= 1 << q
    return mask
  })
  return { ...successorsFromEdges(nodes, edges), queueMask, queueCount: queues }
}

/** Shapes of every kind: few nodes to `mostNodes`, 2 to 4 queues, sparse to dense, with and without choice and hosts. */
export function randomSmallShape(random: () => number, mostNodes: number): RandomSubmissionShape {
  return {
    nodes: 1 + randomInt(random, mostNodes),
    queues: 2 + randomInt(random, 3),
    edgeChance: [0.08, 0.15, 0.25, 0.4, 0.7][randomInt(random, 5)]!,
    choiceChance: random() < 0.5 ? 0 : 0.25,
    hostChance: random() < 0.5 ? 0 : 0.15,
  }
}
