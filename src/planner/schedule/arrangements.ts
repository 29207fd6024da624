/**
 * Arrangements: which render passes are merged, and which submission each node is in. Merged passes need all their memory at
 * once, so there is an arrangement with all merges, one with none, and for a given order of the latter, one with the merges
 * that the order allows for free.
 */
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { counted } from '../../errors.ts'
import { DecisionLog } from '../support/decisions.ts'
import { logMerges, mergeRenderPasses, type PassGroups } from './merge-render-passes.ts'
import { isEmpty } from './nodes.ts'
import { orderProblem, type OrderProblem } from './order-problem.ts'
import type { PassCosts } from './overlap/index.ts'
import { overlapped } from './overlapped.ts'
import { inDeclaredOrder, prepareNodes, regroup, type Prepared } from './schedule-passes.ts'
import { ascending, int32Array, noIndices } from '../../graph/typed-arrays.ts'

/** Results of the phases before, as far as they concern passes. */
export interface LivePasses {
  readonly graph: NormalGraph
  readonly values: Values
  readonly dependencies: Dependencies
  readonly live: Uint8Array
}

/** A class, because V8 keeps what the getter of a literal sees until it looks through all memory. */
export class Arrangement {
  readonly prepared: Prepared
  readonly groups: PassGroups
  readonly decisions: DecisionLog
  /** Number of device nodes. */
  readonly nodeCount: number
  private readonly makeProblem: () => OrderProblem
  private known: OrderProblem | undefined

  constructor(prepared: Prepared, groups: PassGroups, decisions: DecisionLog, makeProblem: () => OrderProblem) {
    this.prepared = prepared
    this.groups = groups
    this.decisions = decisions
    this.nodeCount = deviceNodes(prepared.stream)
    this.makeProblem = makeProblem
  }

  /** Device nodes as order solvers see them, made when first needed: it takes as long as a phase. */
  get problem(): OrderProblem {
    return (this.known ??= this.makeProblem())
  }
}

export interface Arrangements {
  /** The arrangement with all possible merges of render passes. */
  readonly merged: Arrangement
  /** The arrangements without merges, one for each way to cut submissions. */
  readonly unmerged: readonly Arrangement[]
}

/** Costs and orders by which submissions are cut for overlap, rather than to be as few as possible. */
export interface OverlapWanted {
  readonly costs: PassCosts
  /** Dependencies that hold more than bytes demand, by which another objective may have submissions cut. */
  readonly stricter: readonly (() => Dependencies)[]
}

/** `overlap` is given where submissions are to be cut for it. */
export function findArrangements(passes: LivePasses, bytesOf: Float64Array, overlap?: OverlapWanted): Arrangements {
  const { graph, dependencies, live } = passes
  const groups = mergeRenderPasses(graph, dependencies, live)
  const merged = arrangement(passes, bytesOf, groups, (log) => prepareNodes(graph, dependencies, live, groups, log))
  const alone = groups.followers.size > 0 ? withoutMerges(passes, bytesOf) : merged
  if (overlap) return forOverlap(passes, bytesOf, merged, alone, overlap)
  const unmerged = [alone]
  const declared = inDeclaredOrder(graph, alone.prepared)
  if (declared) unmerged.unshift(rearranged(passes, bytesOf, alone, declared, cutAsDeclared))
  return { merged, unmerged }
}

/** The arrangement where each pass is a node of its own. */
export function withoutMerges(passes: LivePasses, bytesOf: Float64Array): Arrangement {
  const { graph, dependencies, live } = passes
  const none: PassGroups = { leader: ascending(graph.graph.passes.length), followers: new Map() }
  return arrangement(passes, bytesOf, none, (log) => prepareNodes(graph, dependencies, live, none, log))
}

/** Both cut for overlap; render passes are merged only where that ends no later. */
function forOverlap(
  passes: LivePasses,
  bytesOf: Float64Array,
  merged: Arrangement,
  alone: Arrangement,
  { costs, stricter }: OverlapWanted,
): Arrangements {
  const { graph, live } = passes
  const cut = (one: Arrangement): Arrangement => {
    const others = () =>
      stricter
        .map((held) => held())
        .filter((more) => allows(more, one.groups))
        .map((more) => prepareNodes(graph, more, live, one.groups, new DecisionLog()))
    const prepared = overlapped(graph, one.prepared, costs, others)
    return prepared ? rearranged(passes, bytesOf, one, prepared, cutForOverlap) : one
  }
  const unmerged = cut(alone)
  if (merged === alone) return { merged: unmerged, unmerged: [unmerged] }
  const together = cut(merged)
  const [late, soon] = [together, unmerged].map(({ prepared }) => prepared.makespan?.estimate ?? 0) as [number, number]
  return { merged: late <= soon ? together : unmerged, unmerged: [unmerged] }
}

/** Whether no pass between merged ones has to come after the first and before the last of them. O(dependencies). */
function allows({ start, successor, emptyAfter }: Dependencies, { leader, followers }: PassGroups): boolean {
  if (followers.size === 0) return true
  const passCount = leader.length
  for (let v = 0; v < start.length - 1; v++) {
    const earliest = v < passCount ? leader[v]! : emptyAfter[v - passCount]! + 1
    for (let e = start[v]!; e < start[v + 1]!; e++) {
      const next = successor[e]!
      if (next < passCount && leader[next]! < earliest) return false
    }
  }
  return true
}

export const cutAsDeclared = 'cut where declared order changes queues'
const cutForOverlap = 'cut so that queues work side by side'

/** An arrangement whose nodes are in other submissions. */
export function rearranged(
  passes: LivePasses,
  bytesOf: Float64Array,
  { groups, decisions }: Arrangement,
  prepared: Prepared,
  why: string,
): Arrangement {
  const log = new DecisionLog()
  log.addAll(decisions.list.filter(({ code }) => code !== 'CUT'))
  log.add('CUT', [], [], `${counted(prepared.stream.submissionCount, 'submission')}: ${why}`)
  return arrangement(passes, bytesOf, groups, () => prepared, log)
}

function arrangement(
  { graph, values }: LivePasses,
  bytesOf: Float64Array,
  groups: PassGroups,
  prepare: (log: DecisionLog) => Prepared,
  log = new DecisionLog(),
): Arrangement {
  if (log.list.length === 0) logMerges(graph, groups, log)
  const prepared = prepare(log)
  const { stream, edges } = prepared
  return new Arrangement(prepared, groups, log, () => orderProblem(graph, values, stream, edges, bytesOf))
}

function deviceNodes({ nodeCount, submissionOf }: Prepared['stream']): number {
  let count = 0
  for (let n = 0; n < nodeCount; n++) if (submissionOf[n]! >= 0) count++
  return count
}

/**
 * An order of an arrangement without merges, after merging render passes that are adjacent in it. Merged passes need the memory
 * of both at once, which may be more.
 */
export function mergeNeighbours(
  passes: LivePasses,
  bytesOf: Float64Array,
  merged: Arrangement,
  unmerged: Arrangement,
  order: Int32Array,
): { arrangement: Arrangement; order: Int32Array } | undefined {
  const { graph, dependencies, live } = passes
  const groups = neighboursOnly(merged.groups, unmerged, order)
  if (groups.followers.size === 0) return undefined
  const cuts = new DecisionLog()
  cuts.addAll(unmerged.decisions.list.filter(({ code }) => code !== 'MERGED_PASSES' && code !== 'SPLIT'))
  const found = arrangement(passes, bytesOf, groups, (log) => {
    const prepared = regroup(graph, dependencies, live, { groups, unmerged: unmerged.prepared }, log)
    log.addAll(cuts.list)
    return prepared
  })
  // Nodes of both arrangements are in declared order, so each of the fewer has its place in the order of the more.
  const { device, nodeCount } = unmerged.problem
  const { stream } = found.prepared
  const { stream: all } = unmerged.prepared
  const nodeOf = noIndices(all.nodeCount)
  for (let n = 0, m = 0; n < stream.nodeCount; n++, m++) {
    while (!isEmpty(all, m) && groups.leader[all.nodePass[m]!] !== all.nodePass[m]) m++
    nodeOf[m] = n
  }
  const idOf = noIndices(stream.nodeCount)
  found.problem.device.forEach((n, id) => (idOf[n] = id))
  const fewer = int32Array(found.problem.nodeCount)
  let length = 0
  for (let k = 0; k < nodeCount; k++) {
    const n = nodeOf[device[order[k]!]!]!
    if (n >= 0) fewer[length++] = idOf[n]!
  }
  return { arrangement: found, order: fewer }
}

/** By group: the runs of its passes that are adjacent in one submission of an order. */
function neighboursOnly({ leader, followers }: PassGroups, unmerged: Arrangement, order: Int32Array): PassGroups {
  const { nodePass, submissionOf } = unmerged.prepared.stream
  const { device } = unmerged.problem
  const groups = { leader: ascending(leader.length), followers: new Map<number, number[]>() }
  let previous = -1
  for (const id of order) {
    const node = device[id]!
    if (nodePass[node]! < 0) continue
    const pass = nodePass[node]!
    const before = previous < 0 ? -1 : nodePass[previous]!
    const joins =
      before >= 0 &&
      before < pass &&
      leader[pass] === leader[before] &&
      followers.has(leader[pass]!) &&
      submissionOf[previous] === submissionOf[node]
    if (joins) {
      const first = groups.leader[before]!
      groups.leader[pass] = first
      const list = groups.followers.get(first) ?? []
      groups.followers.set(first, list)
      list.push(pass)
    }
    previous = node
  }
  return groups
}
