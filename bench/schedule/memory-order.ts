// Least peak memory on task graphs of the scheduling literature: what an order saves against the declared one.
//   npx tsx bench/schedule/memory-order.ts [nodes = 100] [graphs per family = 5] [budget in steps] [only the family named]
import { orderForMemory } from '../../src/planner/schedule/order/index.ts'
import { seededRandom } from '../../test/planner/schedule/order/random.ts'
import { memoryFamilies } from './memory-families.ts'

const [nodes = 100, graphs = 5, budget = 0] = process.argv.slice(2, 5).map(Number)
const only = process.argv[5]
let savedInAll = 0
let families = 0
for (const [name, make] of Object.entries(memoryFamilies)) {
  if (only && !name.startsWith(only)) continue
  const random = seededRandom(11)
  let saved = 0
  let overBound = 0
  let proven = 0
  let slowest = 0
  for (let g = 0; g < graphs; g++) {
    const problem = make(random, nodes)
    const start = performance.now()
    const found = orderForMemory(problem, budget > 0 ? { budgetSteps: budget } : {})
    slowest = Math.max(slowest, performance.now() - start)
    saved += 1 - found.peakBytes / found.declaredPeakBytes
    overBound += found.peakBytes / found.lowerBoundBytes
    if (found.proven) proven++
  }
  savedInAll += saved / graphs
  families++
  const percent = ((100 * saved) / graphs).toFixed(1).padStart(5)
  const ratio = (overBound / graphs).toFixed(3)
  console.log(
    `${name.padEnd(34)} saves ${percent} %  proven ${proven}/${graphs}  peak/bound ${ratio}  slowest ${slowest.toFixed(0)} ms`,
  )
}
console.log(`mean over ${families} families: ${((100 * savedInAll) / families).toFixed(1)} % saved`)
