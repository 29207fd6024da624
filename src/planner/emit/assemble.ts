/** Assembly of submissions from commands and barriers. */
import { int32Array } from '../../graph/typed-arrays.ts'
import type { Command, Heap, PlannedPipeline, Position, Step, Submission } from '../../plan/document.ts'
import type { LoweredPasses } from '../lower/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { barrierCommand, type Synchronisation } from '../synchronise/index.ts'

/** The submissions of a plan, with what the document and the report say of their commands. */
export interface Assembled {
  readonly heaps: readonly Heap[]
  readonly submissions: Submission[]
  readonly timeline: Step[]
  /** First and last position of each value; undefined where no command uses it. */
  readonly first: (Position | undefined)[]
  readonly last: (Position | undefined)[]
  readonly barrierCount: number
  readonly pipelines: readonly PlannedPipeline[]
}

export interface AssembleContext {
  readonly schedule: Schedule
  readonly valueCount: number
  readonly lowered: LoweredPasses
  readonly synchronisation: Synchronisation
  /** By submission: the submissions on other queues that it waits for. */
  readonly waits: readonly number[][]
}

/** Puts barriers between commands, and cuts the list into submissions. O(commands). */
export function assemble({ schedule, valueCount, lowered, synchronisation, waits }: AssembleContext): Assembled {
  const { commands, host } = lowered
  const { barriers, afterRunsOn, visibleToHost } = synchronisation
  // A list of commands has its length at once, because one that grows leaves its shorter ones behind.
  const counts = countCommands(lowered, barriers, schedule.submissionCount)
  const submissions = new Array<Submission>(schedule.submissionCount)
  for (let s = 0; s < submissions.length; s++) {
    const own = new Array<Command>(counts[s]!)
    const queue = schedule.submissionQueue[s]!
    const queues = afterRunsOn[s]
    const submission: Submission = queues
      ? { queue, prologue: { afterRunsOn: queues }, waits: waits[s]!, commands: own }
      : { queue, waits: waits[s]!, commands: own }
    if (visibleToHost[s]) submission.epilogue = { visibleToHost: true }
    submissions[s] = submission
  }
  const first = new Array<Position | undefined>(valueCount)
  const last = new Array<Position | undefined>(valueCount)
  for (let v = 0; v < valueCount; v++) first[v] = last[v] = undefined
  /** Commands of each submission so far. */
  const filled = counts.fill(0)
  let next = 0
  for (let c = 0; c < commands.length; c++) {
    const s = commands.submissionOf(c)
    const target = submissions[s]!.commands
    if (next < barriers.length && barriers[next]!.before === c) target[filled[s]!++] = barrierCommand(barriers[next++]!)
    const position: Position = [s, filled[s]!++]
    target[position[1]] = commands.commands[c]!
    for (let i = commands.valueStart(c); i < commands.valueStart(c + 1); i++) {
      const value = commands.value.get(i)
      first[value] ??= position
      last[value] = position
    }
  }
  return {
    heaps: lowered.heaps,
    submissions,
    timeline: host.timeline(),
    first,
    last,
    barrierCount: barriers.length,
    pipelines: lowered.pipelines,
  }
}

/** Number of commands of each submission, with barriers. */
function countCommands(
  { commands }: LoweredPasses,
  barriers: Synchronisation['barriers'],
  submissions: number,
): Int32Array {
  const counts = int32Array(submissions)
  for (let c = 0; c < commands.length; c++) counts[commands.submissionOf(c)]! += 1
  for (const { before } of barriers) counts[commands.submissionOf(before)]! += 1
  return counts
}
