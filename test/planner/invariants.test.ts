/** What each phase hands on is what the next may rely on: a fault is found where it is made. */
import { expect, it } from 'vitest'
import { profiles } from '../../src/planner/index.ts'
import { targets } from '../properties/profiles.ts'
import { seededGraph } from '../support/random-graph.ts'
import { buffer, compute, graphOf } from './support.ts'
import { firstFault, runPhases, type Phases } from './support/phases.ts'

it.each(targets)('phases hand on what holds, for random graphs on $name', ({ profile, rules }) => {
  for (let seed = 1; seed <= 25; seed++)
    expect({ seed, fault: firstFault(runPhases(seededGraph(seed, 24, rules).graph, profile)) }).toEqual({
      seed,
      fault: undefined,
    })
})

const faults: readonly (readonly [string, (phases: Phases) => void])[] = [
  ['forward copies', ({ values }) => (values.accessValue[0] = -1)],
  ['schedule', ({ schedule }) => (schedule.order[0] = schedule.order[1]!)],
  ['schedule', ({ schedule }) => schedule.order.reverse()],
  ['lifetimes', ({ lifetimes }) => lifetimes.end.fill(1)],
  ['placement', ({ placements }) => placements.offset.fill(0)],
  ['placement', ({ placements }) => (placements.offset[0]! += 1)],
  ['placement', ({ placements }) => (placements.offset[0] = placements.heaps[0]!.sizeBytes)],
  ['placement', ({ placements }) => (placements.sizeBytes[0] = 4)],
]
it.each(faults)('a fault made by %s is named by that phase (%#)', (phase, spoil) => {
  const graph = graphOf(
    [buffer('a'), buffer('b')],
    [
      { id: 'load', kind: 'upload', to: 'a', input: 'a' },
      compute('work', ['a'], ['b']),
      { id: 'get', kind: 'readback', from: 'b', output: 'b' },
    ],
  )
  const phases = runPhases(graph, profiles.dummy)
  expect(firstFault(phases)).toBeUndefined()
  spoil(phases)
  expect(firstFault(phases)).toMatch(new RegExp(`^${phase}: `))
})
