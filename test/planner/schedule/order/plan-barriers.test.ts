import { expect, it } from 'vitest'
import { analysePlan } from '../../../../src/backends/dummy/scheduler/analysis.ts'
import { checkPlan } from '../../../../src/check/index.ts'
import { parseGraph } from '../../../../src/graph/parse.ts'
import { planGraph, profiles } from '../../../../src/planner/index.ts'
import {
  barriersInOrder,
  fewestBarriers,
  orderConstraints,
  planForOneQueue,
  planWithSamePasses,
  randomBarrierGraph,
} from './brute-force-barriers.ts'
import { randomTextureGraph } from './random-texture-graph.ts'
import { randomInt, seededRandom } from './random.ts'

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

it(`lets nothing race: ${graphs / 2} graphs of textures on one queue and on several, for the checker and the Dummy`, () => {
  const random = seededRandom(3)
  const oneQueue = { ...profiles.vulkan, queues: [profiles.vulkan.queues[0]] }
  const littleStaging = { ...profiles.dummy, limits: { ...profiles.dummy.limits, stagingBytes: 256 } }
  for (let left = graphs / 2; left > 0; left--) {
    const document = randomTextureGraph(random, 12)
    for (const profile of [oneQueue, profiles.vulkan, littleStaging]) {
      const passes = profile === oneQueue ? document.passes : document.passes.map((pass) => onSomeQueue(pass, random))
      const graph = parseGraph({ ...document, passes })
      const plan = planGraph(graph, profile, { objective: left % 2 === 0 ? 'memory' : 'submissions' })
      const found = {
        checked: checkPlan(graph, plan, profile),
        faults: [...analysePlan(plan, profile).faults.values()],
      }
      expect({ passes, ...found }).toEqual({ passes, checked: { ok: true }, faults: [] })
    }
  }
}, 60_000)

function onSomeQueue<P extends { kind: string }>(pass: P, random: () => number): P {
  const able = [
    'graphics',
    ...(pass.kind === 'render' ? [] : ['compute', ...(pass.kind === 'compute' ? [] : ['transfer'])]),
  ]
  return random() < 0.6 ? { ...pass, queue: able[randomInt(random, able.length)] } : pass
}
