/** How much the searches for placements may take in one plan: steps, and never a time, so that a plan is the same on every machine. */
import { stepsOf, type Effort } from '../place/solver/index.ts'

/** Number of values from which heuristics do nearly all of the placement. */
export const manyValues = 2500

/** Steps of the default effort: some of them always, so many for each value, and so many for each of many. */
const [someSteps, stepsPerValue, stepsPerFurther] = [1000, 80, 20]

/**
 * Steps of one search for each of many values: at least so many, in which heuristics are done, and at most so many, in which the bound is
 * often met. The more values there are, the more rarely it is: there are so many steps fewer for each value below a number.
 */
const [leastPerSearch, mostPerSearch, perValueBelow, neverSearched] = [8, 60, 100, 4800]

/** Steps that all drafts of a plan with so many values share. A step is about a microsecond. */
export const placementSteps = (effort: Effort, valueCount: number): number =>
  effort === 'default'
    ? someSteps +
      stepsPerValue * Math.min(valueCount, manyValues) +
      stepsPerFurther * Math.max(0, valueCount - manyValues)
    : stepsOf(effort, valueCount)

/** Most steps of one search. */
export function mostSearchSteps(effort: Effort, valueCount: number): number {
  if (effort !== 'default' || valueCount <= manyValues) return Infinity
  const searched = Math.min(mostPerSearch * valueCount, perValueBelow * (neverSearched - valueCount))
  return Math.max(leastPerSearch * valueCount, searched)
}
