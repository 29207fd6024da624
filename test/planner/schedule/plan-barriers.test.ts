import { expect, it } from 'vitest'
import {
  barriersInOrder,
  fewestBarriers,
  orderConstraints,
  planForOneQueue,
  planWithSamePasses,
  randomBarrierGraph,
} from './brute-force-barriers.ts'
import { seededRandom } from './random.ts'

// The long run is bench/schedule/barriers.ts.
const graphs = 300

it(`has as few barriers as the best of all orders, in ${graphs} graphs of up to 8 passes on one queue`, () => {
  const random = seededRandom(1)
  let barriers = 0
  for (let left = graphs; left > 0;) {
    const document = randomBarrierGraph(random, 8)
    const plan = planWithSamePasses(document)
    if (!plan) continue
    left--
    const { count, lowerBound } = plan.report.barriers
    const fewest = fewestBarriers(orderConstraints(document))
    expect({ document, count, lowerBound }).toEqual({ document, count: fewest, lowerBound: fewest })
    barriers += count
  }
  expect(barriers).toBeGreaterThan(graphs)
})

it.each(['submissions', 'memory'] as const)(
  'has no more barriers than the greedy optimum of its own order (objective %s)',
  (objective) => {
    const random = seededRandom(2)
    for (let left = graphs; left > 0;) {
      const document = randomBarrierGraph(random, 20)
      const plan = planForOneQueue(document, objective)
      if (!plan) continue
      left--
      const { count, fewest } = barriersInOrder(plan)
      expect({ document, count }).toEqual({ document, count: fewest })
    }
  },
)
