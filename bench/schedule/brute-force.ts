// The long run: minimum submissions against brute force on many small random graphs. Prints how many differ.
//   npx tsx bench/schedule/brute-force.ts [graphs = 100000] [most nodes = 11] [seed = 1]
import { minimumSubmissions } from '../../src/planner/schedule/order/index.ts'
import {
  faultOfSchedule,
  fewestSubmissionsByBruteForce,
  randomSmallShape,
  randomSubmissionProblem,
} from '../../test/planner/schedule/order/brute-force-submissions.ts'
import { seededRandom } from '../../test/planner/schedule/order/random.ts'

const [graphs = 100_000, mostNodes = 11, seed = 1] = process.argv.slice(2).map(Number)
const random = seededRandom(seed)
let wrong = 0
let unproven = 0
for (let g = 0; g < graphs; g++) {
  const problem = randomSubmissionProblem(random, randomSmallShape(random, mostNodes))
  const schedule = minimumSubmissions(problem)
  const fewest = fewestSubmissionsByBruteForce(problem)
  const fault = faultOfSchedule(problem, schedule)
  if (!schedule.proven) unproven++
  if (fault === undefined && schedule.submissionCount === fewest) continue
  wrong++
  if (wrong <= 5)
    console.log(`graph ${g}: ${fault ?? `${schedule.submissionCount} submissions, fewest ${fewest}`}`, problem)
}
console.log({ graphs, mostNodes, seed, wrong, unproven })
