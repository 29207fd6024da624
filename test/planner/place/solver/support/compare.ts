import { placeIntervals } from '../../../../../src/planner/place/solver/index.ts'
import { bruteForce, type BruteForceAnswer } from './brute-force.ts'
import { checkPlacement } from './check-placement.ts'
import { tinyProblem } from './random.ts'

/** Solves the tiny problem of a seed both ways; `fault` says where they differ. */
export function compareWithBruteForce(seed: number): { fault: string | null; answer: BruteForceAnswer | null } {
  const problem = tinyProblem(seed)
  const answer = bruteForce(problem)
  const result = placeIntervals(problem)
  const text = JSON.stringify(problem)
  if (answer === null) {
    return { answer, fault: result.status === 'impossible' ? null : `has no solution, got ${result.status}: ${text}` }
  }
  const fault = checkPlacement(problem, result)
  if (fault !== null) return { answer, fault: `${fault}: ${text}` }
  if (result.heapSizes.length !== answer.heaps) {
    return { answer, fault: `${answer.heaps} heaps will do, got ${result.heapSizes.length}: ${text}` }
  }
  if (result.lowerBoundBytes > answer.peakBytes) {
    return { answer, fault: `lower bound ${result.lowerBoundBytes} is above ${answer.peakBytes}: ${text}` }
  }
  if (result.peakBytes !== answer.peakBytes || !result.proven) {
    const proven = result.proven ? ' "proven"' : ''
    return { answer, fault: `least peak is ${answer.peakBytes}, got ${result.peakBytes}${proven}: ${text}` }
  }
  return { answer, fault: null }
}
