// The long run: least peak memory against a dynamic program over all executed sets, on random graphs.
//   npx tsx bench/schedule/memory-exact.ts [graphs = 20000] [most nodes = 11] [seed = 1] [fewest nodes = 1]
import { orderForMemory } from '../../src/planner/schedule/order/index.ts'
import {
  faultOfOrder,
  leastPeakByDynamicProgram,
  peakByDefinition,
  randomMemoryProblem,
  randomMemoryShape,
} from '../../test/planner/schedule/order/memory-oracle.ts'
import { seededRandom } from '../../test/planner/schedule/order/random.ts'

const [graphs = 20_000, mostNodes = 11, seed = 1, fewestNodes = 1] = process.argv.slice(2).map(Number)
const random = seededRandom(seed)
let wrong = 0
let unproven = 0
let slowest = 0
for (let g = 0; g < graphs; g++) {
  const shape = randomMemoryShape(random, mostNodes)
  const problem = randomMemoryProblem(random, { ...shape, nodes: Math.max(shape.nodes, fewestNodes) })
  const start = performance.now()
  const found = orderForMemory(problem)
  const ms = performance.now() - start
  if (ms > slowest) {
    slowest = ms
    if (ms > 100) console.log(`graph ${g}: ${ms.toFixed(0)} ms, ${found.steps} steps`, shape)
  }
  const least = leastPeakByDynamicProgram(problem)
  if (!found.proven) unproven++
  const right =
    found.peakBytes === least &&
    peakByDefinition(problem, found.order) === least &&
    faultOfOrder(problem, found.order) === undefined
  if (right) continue
  wrong++
  if (wrong <= 3) console.log(`graph ${g}: ${found.peakBytes}, least ${least}`, problem, found)
}
console.log({ graphs, fewestNodes, mostNodes, seed, wrong, unproven, slowestMs: Math.round(slowest) })
