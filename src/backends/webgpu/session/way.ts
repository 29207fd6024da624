/** The ways in which runs of a plan are submitted, and what is known about each. */
import type { Plan } from '../../../plan/document.ts'
import { commonPeriod, mostPhases, rotationsOf } from '../../../plan/facts/rotations.ts'
import { fuseDispatches } from '../encode/dispatch.ts'
import type { Encode, Labels } from '../encode/encoding.ts'
import type { StagingUse } from '../memory/staging-uses.ts'
import { labelsOf, type SubmissionLabels } from './labels.ts'

/** The submissions of a plan in one of its ways: with all inputs in staging, or with some written in place. */
export interface Way {
  readonly plan: Plan
  /** The functions that encode a submission's commands, by submission. */
  readonly submissions: readonly (readonly Encode[])[]
  readonly uses: readonly StagingUse[]
}

/** A way of submitting, with what was found out about it. */
export class KnownWay {
  readonly way: Way
  /** By submission, from when it is encoded first. */
  private readonly labels: SubmissionLabels[] = []
  /** The number of times that each submission was encoded with the labels of all its commands. */
  private readonly labelled: Uint32Array
  /** By submission, from when it is encoded first without labels. */
  private readonly fused: (readonly Encode[])[] = []

  constructor(way: Way) {
    this.way = way
    this.labelled = new Uint32Array(way.submissions.length)
  }

  /** All labels for so many runs, while something new may be refused; later those of bodies, which encode anew. */
  labelsOf(submission: number, runs: number): Labels | undefined {
    const { all, bodies } = (this.labels[submission] ??= labelsOf(this.way.plan.submissions[submission]!.commands))
    if (this.labelled[submission]! >= runs) return bodies
    this.labelled[submission]!++
    return all
  }

  /** Whether commands of a submission that was asked about call bodies. */
  callsBodies(submission: number): boolean {
    return this.labels[submission]!.bodies !== undefined
  }

  /** Passes whose bodies it calls, as errors show them. */
  passesOf(submission: number): string[] {
    return this.labels[submission]?.bodies?.filter((label) => label !== undefined) ?? []
  }

  /** The functions that encode a submission: those of its commands, where these have labels. */
  encodesOf(submission: number, isLabelled: boolean): readonly Encode[] {
    const encodes = this.way.submissions[submission]!
    return isLabelled ? encodes : (this.fused[submission] ??= fuseDispatches(encodes))
  }
}

/**
 * The number of runs after which a submission has been encoded in every way that rotation makes it differ, and so is known to be
 * valid, unless a body encodes something anew. Infinity where some objects are made in every run.
 */
export function variantsOf(plan: Plan): number {
  const { heaps, textures } = rotationsOf(plan)
  const most = mostPhases(plan)
  let period = 1
  for (const groups of [heaps, textures])
    for (const { length } of groups.all()) period = commonPeriod(period, length, most)
  return period
}
