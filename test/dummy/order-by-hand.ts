/** Happens-before and hazards by brute force: reachability over every node and access, straight from what plans say of order. */
import { accessCode } from '../../src/graph/access.ts'
import { collectAccesses } from '../../src/backends/dummy/scheduler/accesses.ts'
import type { Plan } from '../../src/plan/document.ts'

/** Whether some pair of conflicting accesses is not ordered. */
export function hasUnorderedConflict(plan: Plan): boolean {
  const accesses = collectAccesses(plan)
  const { nodeCount, commands, nodeQueue, nodeSubmission, accessStart, memory, begin, end, writes, kind, kindMask } =
    accesses
  const accessCount = memory.length
  // Vertices: node (passes order on), access as a source, access as a target, end of a submission.
  const source = (access: number) => nodeCount + access
  const target = (access: number) => nodeCount + accessCount + access
  const ended = (submission: number) => nodeCount + 2 * accessCount + submission
  const edges = Array.from({ length: nodeCount + 2 * accessCount + plan.submissions.length }, (): number[] => [])
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
  // The end of a submission comes after all of its queue so far; a submission that waits, what follows on its queue, and its end, come after that end.
  plan.submissions.forEach(({ queue, waits }, s) => {
    const nodes = Array.from({ length: nodeCount }, (_, node) => node)
    for (const node of nodes.filter((n) => nodeQueue[n] === queue && nodeSubmission[n]! <= s)) {
      connect(node, ended(s))
      for (const access of own(node)) connect(source(access), ended(s))
    }
    plan.submissions.forEach((earlier, e) => {
      if (e < s && earlier.queue === queue) connect(ended(e), ended(s))
    })
    for (const wait of waits) {
      connect(ended(wait), ended(s))
      for (const node of nodes.filter((n) => nodeQueue[n] === queue && nodeSubmission[n]! >= s)) {
        connect(ended(wait), node)
        for (const access of own(node)) connect(ended(wait), target(access))
      }
    }
  })

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
