/**
 * What is asked of objective `overlap`, of a plan by itself: no submission waits for another that nothing in it needs, and all end no later
 * than those of `balanced` would, if every submission began when its queue is free and what it waits for has ended. The first is a
 * promise; the second is what it is for.
 */
import { COVERS, READS, WRITES } from '../../src/graph/access.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'
import type { Plan } from '../../src/plan/document.ts'

/** By pass: the passes that must have run, directly or not, by what they read, overwrite, or come after. */
function neededBy(graph: FrameGraph): ReadonlySet<number>[] {
  const { resources, accessStart, accessInstance, accessBegin, accessEnd, accessFlags, instanceResource } =
    resolveGraph(graph)
  const indexOf = new Map(graph.passes.map(({ id }, p) => [id, p]))
  const nameOf = (input: string | { readonly name: string }) => (typeof input === 'string' ? input : input.name)
  const readbackOf = new Map(
    graph.passes.flatMap((pass, p) => (pass.kind === 'readback' ? [[pass.output, p] as const] : [])),
  )
  const makerOf = new Map(
    graph.passes.flatMap((pass, p) =>
      pass.kind === 'host' ? (pass.produces ?? []).map(({ input }) => [input, p] as const) : [],
    ),
  )
  const used = new Map<number, number[]>()
  const needs: Set<number>[] = []
  /** Passes with effects of their own stay as declared. */
  let lastEffect = -1
  graph.passes.forEach((pass, p) => {
    const direct = new Set((pass.after ?? []).map((id) => indexOf.get(id)!))
    if (pass.sideEffects && lastEffect >= 0) direct.add(lastEffect)
    if (pass.sideEffects) lastEffect = p
    if (pass.kind === 'host') for (const output of pass.consumes ?? []) direct.add(readbackOf.get(output)!)
    if (pass.kind === 'upload' && makerOf.has(nameOf(pass.input))) direct.add(makerOf.get(nameOf(pass.input))!)
    let readByCopy: number[] = []
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      const { index, lifetime, sizeBytes } = resources[instanceResource[accessInstance[a]!]!]!
      const flags = accessFlags[a]!
      const isWhole = accessBegin[a] === 0 && accessEnd[a]! >= sizeBytes
      const isNew = lifetime === 'transient' && isWhole && (flags & (READS | WRITES | COVERS)) === (WRITES | COVERS)
      // A copy of the whole may be a name of the same memory, whose uses then follow one another.
      const isName = isNew && pass.kind === 'copy'
      const users = isName ? readByCopy : isNew ? [] : (used.get(index) ?? [])
      if (!isNew || isName) for (const other of users) if (other !== p) direct.add(other)
      users.push(p)
      used.set(index, users)
      readByCopy = users
    }
    const all = new Set(direct)
    for (const other of direct) for (const more of needs[other] ?? []) all.add(more)
    needs.push(all)
  })
  return needs
}

/** Passes of each submission. */
function passesOf(graph: FrameGraph, { submissions }: Plan): number[][] {
  const indexOf = new Map(graph.passes.map(({ id }, p) => [id, p]))
  return submissions.map(({ commands }) => {
    const ids = commands.flatMap((command) => ('passes' in command ? command.passes : []))
    return [...new Set(ids)].map((id) => indexOf.get(id)!)
  })
}

/** Waits of submissions, as pairs, of which no pass needs a pass of the other. */
export function needlessWaits(graph: FrameGraph, plan: Plan): [waits: number, other: number][] {
  const needs = neededBy(graph)
  const passes = passesOf(graph, plan)
  return plan.submissions.flatMap(({ waits }, s) =>
    waits
      .filter((other) => !passes[s]!.some((p) => passes[other]!.some((q) => needs[p]!.has(q))))
      .map((other): [number, number] => [s, other]),
  )
}

/** When the last submission ends: each takes as long as its passes together. */
export function makespanOf(graph: FrameGraph, plan: Plan, costOf: (pass: string) => number): number {
  const passes = passesOf(graph, plan)
  const ends: number[] = []
  const free = new Map<number, number>()
  plan.submissions.forEach(({ queue, waits }, s) => {
    const begin = Math.max(free.get(queue) ?? 0, ...waits.map((other) => ends[other]!))
    const end = begin + passes[s]!.reduce((sum, p) => sum + costOf(graph.passes[p]!.id), 0)
    ends.push(end)
    free.set(queue, end)
  })
  return Math.max(0, ...ends)
}
