// Minimum submissions on random graphs of 1 000 nodes and 3 queues, by family: how many are proven, and how long each takes (CPU time).
//   npx tsx bench/schedule/submissions.ts [graphs per family = 20] [nodes = 1000] [queues = 3] [only the family named]
import { minimumSubmissions } from '../../src/planner/schedule/order/index.ts'
import { submissionFamilies } from './families.ts'
import { seededRandom } from '../../test/planner/schedule/order/random.ts'

const [graphs = 20, nodes = 1000, queues = 3] = process.argv.slice(2, 5).map(Number)
const only = process.argv[5]
let total = 0
let totalProven = 0
for (const [name, make] of Object.entries(submissionFamilies)) {
  if (only && !name.startsWith(only)) continue
  const random = seededRandom(7)
  const times: number[] = []
  let proven = 0
  let counts = 0
  let gap = 0
  let steps = 0
  for (let g = 0; g < graphs; g++) {
    const problem = make(random, nodes, queues)
    const start = process.cpuUsage()
    const schedule = minimumSubmissions(problem)
    const { user, system } = process.cpuUsage(start)
    times.push((user + system) / 1000)
    if (schedule.proven) proven++
    counts += schedule.submissionCount
    gap += schedule.submissionCount - schedule.lowerBound
    steps += schedule.steps
  }
  total += graphs
  totalProven += proven
  times.sort((a, b) => a - b)
  const median = times[graphs >> 1]!.toFixed(0)
  console.log(
    `${name.padEnd(28)} proven ${proven}/${graphs}  submissions ${(counts / graphs).toFixed(1)}  gap ${(gap / graphs).toFixed(2)}` +
      `  CPU ms median ${median} max ${times.at(-1)!.toFixed(0)}  steps ${(steps / graphs / 1e6).toFixed(1)} M`,
  )
}
console.log(`proven ${totalProven} of ${total}`)
