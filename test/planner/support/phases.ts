/** Runs the planner's phases one by one, and holds what each hands on against what every plan needs; errors name the phase. */
import { resolveGraph } from '../../../src/graph/resolve.ts'
import type { FrameGraph } from '../../../src/graph/document.ts'
import { choosePlan } from '../../../src/planner/choose/index.ts'
import { forwardCopies } from '../../../src/planner/analyse/forward-copies.ts'
import { normalise } from '../../../src/planner/normalise/index.ts'
import { analyse } from '../../../src/planner/phases.ts'
import type { DeviceProfile } from '../../../src/plan/profile.ts'

export type Phases = ReturnType<typeof runPhases>

/** As `planGraph` does, up to the placement. */
export function runPhases(document: FrameGraph, profile: DeviceProfile) {
  const { analysis } = analyse(normalise(resolveGraph(document), profile), forwardCopies, () => {})
  const { draft } = choosePlan(analysis, {
    objective: 'balanced',
    effort: 'default',
    memoryBudget: undefined,
    onPhase: () => {},
  })
  const { graph, live, values } = analysis
  const { schedule, lifetimes, placements } = draft
  return { graph, live, values, schedule, lifetimes, placements }
}

/** The first thing that does not hold, beginning with the phase that made it; undefined where all does. */
export function firstFault(phases: Phases): string | undefined {
  const { graph, live, values, schedule, lifetimes, placements } = phases
  const { accessStart } = graph
  const { order, submissionOf, time, succStart, succ, nodeCount, memberStart, member } = schedule
  for (let p = 0; p < live.length; p++)
    for (let a = accessStart[p]!; live[p] && a < accessStart[p + 1]!; a++) {
      const v = values.accessValue[a]!
      if (!(v >= 0 && v < values.valueCount)) return `forward copies: access ${a} of live pass ${p} has no value`
    }

  const times = new Int32Array(nodeCount)
  const covered = new Uint8Array(live.length)
  const position = new Int32Array(nodeCount)
  order.forEach((n, at) => {
    times[n]!++
    position[n] = at
  })
  for (let n = 0; n < nodeCount; n++) {
    if (times[n] !== (submissionOf[n]! < 0 ? 0 : 1)) return `schedule: node ${n} is scheduled ${times[n]} times`
    for (let k = memberStart[n]!; k < memberStart[n + 1]!; k++) covered[member[k]!] = 1
    for (let e = succStart[n]!; e < succStart[n + 1]!; e++) {
      const next = succ[e]!
      if (submissionOf[n]! < 0 || submissionOf[next]! < 0) continue
      const isLater = position[n]! < position[next]!
      if (!isLater) return `schedule: node ${next} does not come after node ${n}, which it needs`
    }
  }
  for (let p = 0; p < live.length; p++) if (live[p] && !covered[p]) return `schedule: live pass ${p} has no node`

  for (const n of order)
    for (let k = memberStart[n]!; k < memberStart[n + 1]!; k++)
      for (let a = accessStart[member[k]!]!; a < accessStart[member[k]! + 1]!; a++) {
        const v = values.accessValue[a]!
        if (lifetimes.start[v]! > time[n]! || lifetimes.end[v]! <= time[n]! || lifetimes.start[v]! < 0)
          return `lifetimes: value ${v} is used at ${time[n]}, outside its life`
      }

  return placementFault(phases, placements)
}

function placementFault({ graph, values, lifetimes }: Phases, placements: Phases['placements']): string | undefined {
  const { heap, offset, sizeBytes, resource } = placements
  const outlives = (v: number) => graph.instanceTransient[resource[v]!] === 0
  for (let v = 0; v < values.valueCount; v++) {
    if (heap[v]! < 0) continue
    if (offset[v]! < 0 || offset[v]! + sizeBytes[v]! > placements.heaps[heap[v]!]!.sizeBytes)
      return `placement: value ${v} lies outside its heap`
    if (sizeBytes[v]! < placements.declaredBytes[v]!) return `placement: value ${v} has too few bytes`
    if (offset[v]! % graph.profile.alignments.copyBytes !== 0) return `placement: value ${v} is not aligned`
    for (let w = 0; w < v; w++) {
      if (heap[w] !== heap[v]) continue
      if (offset[w]! >= offset[v]! + sizeBytes[v]! || offset[v]! >= offset[w]! + sizeBytes[w]!) continue
      const { precedes } = lifetimes
      const apart =
        lifetimes.end[v]! <= lifetimes.start[w]! ||
        lifetimes.end[w]! <= lifetimes.start[v]! ||
        precedes?.(v, w) ||
        precedes?.(w, v)
      if (!apart || outlives(v) || outlives(w)) return `placement: values ${w} and ${v} share bytes while both live`
    }
  }
  return undefined
}
