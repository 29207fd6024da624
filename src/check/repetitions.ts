/** Counts of how often a plan carries out each pass, and reads into each output: what the last one needs can be forgotten after it. */
import type { Plan } from './parts.ts'
import { unreadable } from './rejection.ts'
import type { ResolvedGraph } from './resolve.ts'

export interface Repetitions {
  /** By pass: how many commands and steps carry it out; 0 for a pass that the plan leaves out. */
  readonly carriers: Uint32Array
  /** By output: how many copies of the host's steps read into it. */
  readonly copies: ReadonlyMap<string, number>
}

/** O(commands). */
export function countRepetitions({ submissions, timeline }: Plan, { graph, passIndex }: ResolvedGraph): Repetitions {
  const carriers = new Uint32Array(graph.passes.length)
  const copies = new Map<string, number>()
  // A pass that the graph does not have is refused where it is carried out.
  const add = (id: string) => {
    const p = passIndex.get(id)
    if (p !== undefined) carriers[p]!++
  }
  // What is no id is refused where the command is executed; a list of holes may be very long.
  const addAll = (ids: readonly unknown[]) => {
    for (const id of ids) {
      if (typeof id !== 'string') return
      add(id)
    }
  }
  try {
    for (const { commands } of submissions)
      for (let c = 0; c < commands.length; c++) {
        const command = commands.given[c]!
        if (command.op !== 'barrier') addAll(command.passes)
      }
    for (let i = 0; i < timeline.length; i++) {
      const step = timeline.given[i]!
      if (step.do === 'host') add(step.pass)
      else if (step.do === 'read') for (const { name } of step.copies) copies.set(name, (copies.get(name) ?? 0) + 1)
    }
  } catch (error) {
    unreadable('plan', error)
  }
  return { carriers, copies }
}
