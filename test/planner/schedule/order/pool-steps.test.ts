/** The steps of the search for orders in pools, best first. */
import { expect, it } from 'vitest'
import { PoolSteps } from '../../../../src/planner/schedule/order/memory/pool-steps.ts'
import { randomInt, seededRandom } from './random.ts'

it('gives steps by bytes, then by what stays alive, then as they were added, however often it begins anew', () => {
  const random = seededRandom(11)
  const steps = new PoolSteps(300)
  for (let round = 0; round < 200; round++) {
    const count = randomInt(random, 300)
    const added = Array.from({ length: count }, () => [randomInt(random, 6), randomInt(random, 6)] as const)
    steps.clear()
    for (const [i, [bytes, live]] of added.entries()) steps.add(i, 2 * i, bytes, live)
    steps.begin()
    const sorted = added.map((_, i) => i).sort((a, b) => added[a]![0] - added[b]![0] || added[a]![1] - added[b]![1])
    // Mostly, not all of them are asked for.
    const asked = round % 2 === 0 ? count : Math.min(count, 13)
    const given = Array.from({ length: asked }, () => steps.next())
    expect(given).toEqual(sorted.slice(0, asked))
    expect(given.map((step) => steps.node[step])).toEqual(given.map((step) => 2 * steps.way[step]!))
    if (asked === count) expect(steps.next()).toBe(-1)
  }
})
