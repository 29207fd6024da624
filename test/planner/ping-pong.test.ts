/** Temporaries that are used in turn: 8 MiB for two of 4 MiB, and no more than declared order needs, whatever is among the rounds. */
import { expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles } from '../../src/index.ts'
import { pingPong } from '../../bench/memory/ping-pong.ts'
import { peakAsDeclared } from '../support/declared-peak.ts'
import { seededPingPong } from '../support/random/ping-pong.ts'
import { decisionsOf } from './support.ts'

const each = Object.values(profiles)

it.each(each)('16 and 64 rounds of two buffers of 4 MiB need 8 MiB on $name', (profile) => {
  for (const rounds of [16, 64]) {
    const plan = planGraph(parseGraph(pingPong(rounds, 4 << 20)), profile)
    expect(plan.report.memory).toMatchObject({ peakBytes: 8 << 20, proven: true })
  }
})

// `npx tsx scripts/memory-rules.ts --ping-pong` asks the same of many more.
it.each(each)('variants on $name need no more than declared order does in as many submissions', (profile) => {
  let held = 0
  for (let seed = 1; seed <= 12; seed++) {
    const { graph, traits } = seededPingPong(seed)
    const plan = planGraph(graph, profile)
    expect(checkPlan(graph, plan, profile), `${seed}: ${traits.join(', ')}`).toEqual({ ok: true })
    const { peakBytes, declaredOrderBytes, withoutAliasingBytes } = plan.report.memory
    expect(peakBytes, `seed ${seed}`).toBeLessThanOrEqual(Math.min(declaredOrderBytes!, withoutAliasingBytes))
    const culled = new Set(decisionsOf(plan, 'CULLED').flatMap(({ passes }) => passes))
    const byRules = peakAsDeclared(graph, (id) => culled.has(id), profile)
    if (byRules === undefined || plan.submissions.length > 1) continue
    expect(peakBytes, `seed ${seed}: ${traits.join(', ')}`).toBeLessThanOrEqual(byRules)
    held++
  }
  expect(held).toBeGreaterThan(5)
})
