/** Counts of how often a plan carries out each pass, and reads into each output: what the last one needs can be forgotten after it. */
import type { Plan } from './parts.ts'
import { unreadable } from './rejection.ts'
import type { ResolvedGraph } from './resolve.ts'

export interface Repetitions {
  /** By pass: how many commands and steps carry it out; 0 for a pass that the plan leaves out. */
  readonly carriers: Uint32Array
  /** By output: how many copies of the host's steps read into it. */
  readonly copies: Uint32Array
}

/** O(commands). */
export function countRepetitions(
  { submissions, timeline }: Plan,
  { graph, passIndex, outputs }: ResolvedGraph,
): Repetitions {
  const carriers = new Uint32Array(graph.passes.length)
  const copies = new Uint32Array(outputs.length)
  // A pass that the graph does not have is refused where it is carried out.
  const add = (id: string) => {
    const p = passIndex.get(id)
    if (p !== undefined) carriers[p]!++
  }
  // So is a copy into an output that it does not have.
  const addCopy = (name: string) => {
    const output = outputs.numberOf(name)
    if (output !== undefined) copies[output]!++
  }
  // An entry that is no id is refused where the command is executed; a list of holes may be very long.
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
      else if (step.do === 'read') for (const { name } of step.copies) addCopy(name)
    }
  } catch (error) {
    unreadable('plan', error)
  }
  return { carriers, copies }
}
