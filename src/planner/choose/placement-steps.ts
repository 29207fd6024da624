/** How much the searches for placements may take in one plan: steps, and never a time, so that a plan is the same on every machine. */
import { stepsOf, type Effort } from '../place/solver/index.ts'

/** Steps of the default effort: some of them always, so many for each value, and a most of them. */
const [someSteps, stepsPerValue, mostSteps] = [1000, 80, 800_000]

/** Steps that all drafts of a plan with so many values share. A step is about a microsecond. */
export const placementSteps = (effort: Effort, valueCount: number): number =>
  effort === 'default' ? Math.min(mostSteps, someSteps + stepsPerValue * valueCount) : stepsOf(effort, valueCount)
