/** Runs that have ended well: a warm run takes one of them, and makes none. */
import { PlanRun, type RunnerParts } from './plan-run.ts'

/** The number of runs that are kept: hardly a program has more in flight. */
const mostIdle = 4

export class IdleRuns {
  private readonly parts: RunnerParts
  private first: PlanRun | undefined
  private count = 0

  constructor(parts: RunnerParts) {
    this.parts = parts
  }

  take(): PlanRun {
    const run = this.first
    if (!run) return new PlanRun(this.parts, this.keep)
    this.first = run.nextIdle
    run.nextIdle = undefined
    this.count--
    return run
  }

  private readonly keep = (run: PlanRun): void => {
    if (this.count === mostIdle) return
    run.nextIdle = this.first
    this.first = run
    this.count++
  }
}
