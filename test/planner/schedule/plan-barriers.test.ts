import { expect, it } from 'vitest'
import {
  barriersInOrder,
  fewestBarriers,
  orderConstraints,
  planForOneQueue,
  planWithSamePasses,
  randomBarrierGraph,
} from './brute-force-barriers.ts'
import { randomTextureGraph } from './random-texture-graph.ts'
import { seededRandom } from './random.ts'

// The long run is bench/schedule/barriers.ts.
const graphs = 300

it.each([
  ['buffers', randomBarrierGraph, 8],
  ['textures', randomTextureGraph, 7],
] as const)(
  'has as few barriers as the best of all orders, in random graphs of %s on one queue',
  (_, make, mostPasses) => {
    const random = seededRandom(1)
    let barriers = 0
    for (let left = graphs; left > 0;) {
      const document = make(random, mostPasses)
      const plan = planWithSamePasses(document)
      if (!plan) continue
      left--
      const { count, lowerBound } = plan.report.barriers
      const fewest = fewestBarriers(orderConstraints(document))
      expect({ document, count, lowerBound }).toEqual({ document, count: fewest, lowerBound: fewest })
      barriers += count
    }
    expect(barriers).toBeGreaterThan(graphs)
  },
)

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
