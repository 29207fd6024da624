/** Happens-before and hazards by brute force: reachability over every node and access, straight from what plans say of order. */
import { accessCode } from '../../src/graph/access.ts'
import { collectAccesses } from '../../src/backends/dummy/accesses.ts'
import type { Plan } from '../../src/planner/plan.ts'

/** Whether some pair of conflicting accesses is not ordered. */
export function hasUnorderedConflict(plan: Plan): boolean {
  const accesses = collectAccesses(plan)
  const { nodeCount, commands, nodeQueue, nodeSubmission, accessStart, memory, begin, end, writes, kind, kindMask } =
    accesses
  const accessCount = memory.length
  // Vertices: node (passes order on), access as a source, access as a target.
  const source = (access: number) => nodeCount + access
  const target = (access: number) => nodeCount + accessCount + access
  const edges = Array.from({ length: nodeCount + 2 * accessCount }, (): number[] => [])
  const own = (node: number) =>
    Array.from({ length: accessStart[node + 1]! - accessStart[node]! }, (_, i) => accessStart[node]! + i)
  const connect = (a: number, b: number) => edges[a]!.push(b)

  for (let node = 0; node < nodeCount; node++) for (const access of own(node)) connect(target(access), node)
  const maskOf = (names: readonly string[]) =>
    names.reduce((mask, name) => mask | (1 << accessCode[name as keyof typeof accessCode]), 0)
  for (let a = 0; a < nodeCount; a++) {
    for (let b = a + 1; b < nodeCount; b++) {
      if (nodeQueue[a] !== nodeQueue[b]) continue
      const first = commands[a]!
      const second = commands[b]!
      if (second.op === 'barrier') {
        const before = maskOf(second.before)
        if (first.op === 'barrier') {
          if (maskOf(first.after) & before) connect(a, b)
        } else {
          if (kindMask[a]! & before) connect(a, b)
          for (const access of own(a)) if (before & (1 << kind[access]!)) connect(source(access), b)
        }
      } else if (first.op === 'barrier') {
        const after = maskOf(first.after)
        for (const access of own(b)) if (after & (1 << kind[access]!)) connect(a, target(access))
      }
    }
  }
  // A wait, and a host step before the submission: all of the waited queue up to there comes before all of the submission.
  const known: number[] = []
  const before = plan.submissions.map((): number[] => [])
  for (const step of plan.timeline) {
    if (step.do === 'submit') before[step.submission] = [...known, ...plan.submissions[step.submission]!.waits]
    else known.push(...step.after)
  }
  for (let a = 0; a < nodeCount; a++) {
    for (let b = 0; b < nodeCount; b++) {
      const covered = before[nodeSubmission[b]!]!.some(
        (wait) => plan.submissions[wait]!.queue === nodeQueue[a] && nodeSubmission[a]! <= wait,
      )
      if (!covered) continue
      connect(a, b)
      for (const from of own(a)) {
        connect(source(from), b)
        for (const to of own(b)) connect(source(from), target(to))
      }
      for (const to of own(b)) connect(a, target(to))
    }
  }

  for (let a = 0; a < accessCount; a++) {
    let reached: Set<number> | undefined
    for (let b = 0; b < accessCount; b++) {
      const nodeOf = (access: number) =>
        commands.findIndex((_, node) => accessStart[node]! <= access && access < accessStart[node + 1]!)
      const conflict = memory[a] === memory[b] && begin[a]! < end[b]! && begin[b]! < end[a]! && (writes[a] || writes[b])
      if (!conflict || nodeOf(a) >= nodeOf(b)) continue
      reached ??= reach(edges, source(a))
      if (!reached.has(target(b))) return true
    }
  }
  return false
}

function reach(edges: readonly (readonly number[])[], from: number): Set<number> {
  const reached = new Set<number>()
  const stack = [from]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const next of edges[at]!) {
      if (reached.has(next)) continue
      reached.add(next)
      stack.push(next)
    }
  }
  return reached
}
