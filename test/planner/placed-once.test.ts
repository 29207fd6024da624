/** How often a draft is placed: once where more steps would change nothing. */
import { expect, it } from 'vitest'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { buffer, compute, graphOf, type Passes } from './support.ts'

/** How often the chain of passes with results of these sizes is placed for fewest submissions. */
function placementsOf(sizes: readonly number[]): number {
  const last = sizes.length - 1
  const passes: Passes = [{ id: 'load', kind: 'upload', to: 'b0', input: 'in' }]
  for (let i = 0; i < last; i++) passes.push(compute(`p${i}`, [`b${i}`], [`b${i + 1}`]))
  passes.push({ id: 'get', kind: 'readback', from: `b${last}`, output: 'out' })
  const resources = sizes.map((size, i) => buffer(`b${i}`, size))
  let count = 0
  const onPhase = (phase: string): void => void (count += Number(phase === 'placement'))
  planGraph(graphOf(resources, passes), profiles.dummy, { objective: 'submissions', onPhase })
  return count
}

const sizes = (count: number) => Array.from({ length: count }, (_, i) => 1024 * (1 + ((i * 7) % 5)))

it('a draft is placed once where its placement is proven', () => {
  expect(placementsOf(Array.from({ length: 3000 }, () => 1024))).toBe(1)
  expect(placementsOf(sizes(30))).toBe(1)
})

it('a draft is placed again where the steps that are left may find a lower peak', () => {
  expect(placementsOf(sizes(3000))).toBe(2)
})
