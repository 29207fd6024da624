/** Any device that `parseProfile` accepts, however odd: a graph is planned right for it, or refused with a reason when planned. */
import { describe, expect, it } from 'vitest'
import { objectives } from '../../src/plan/objectives.ts'
import { seededGraph } from '../support/random-graph.ts'
import { outcomeOf } from './planned-run.ts'
import { randomTarget } from './profiles.ts'

const devices = 20
const graphsOfDevice = 3

describe.each(Array.from({ length: devices }, (_, seed) => randomTarget(seed)))('for the device $name', (target) => {
  it.each(objectives)('random graphs are planned right (objective %s)', async (objective) => {
    for (let seed = 0; seed < graphsOfDevice; seed++) {
      const options = { objective, schedulerSeeds: [2 * seed, 2 * seed + 1], runs: 2 }
      const outcome = await outcomeOf(seededGraph(seed, 24, target.rules), target, options)
      expect(outcome.kind === 'wrong' ? { seed, ...outcome } : undefined).toBeUndefined()
    }
  })
})

it('hardly any of these graphs is refused, so that refusals hide nothing', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, seed) => {
      const target = randomTarget(seed)
      return outcomeOf(seededGraph(seed, 12, target.rules), target, { schedulerSeeds: [], runs: 0 })
    }),
  )
  expect(outcomes.filter(({ kind }) => kind === 'refused').length).toBeLessThan(10)
})
