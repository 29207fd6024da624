/** Passes that another engine submits: nothing of a plan is in one submission with them, and as few as can be stand between them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles, type Objective, type Plan } from '../../src/index.ts'
import { objectives } from '../../src/plan/objectives.ts'
import { sealed } from '../check/support/by-hand.ts'
import { graphArbitrary } from '../support/random-graph.ts'
import { fewestSubmissions, queuedPasses, type QueuedPass } from '../support/queued-passes.ts'
import { faultOf } from './planned-run.ts'
import { targets } from './profiles.ts'

const names = ['dummy', 'webgpu', 'vulkan, textures']

describe.each(targets.filter(({ name }) => names.includes(name)))(
  'for $name, a graph with external passes',
  (target) => {
    const rules = { ...target.rules, external: true }

    it.each(objectives)('is planned right (objective %s)', async (objective) => {
      await fc.assert(
        fc.asyncProperty(graphArbitrary(rules), fc.nat(), async (random, seed) => {
          expect(await faultOf(random, target, { objective, schedulerSeeds: [seed], runs: 2 })).toBeUndefined()
        }),
        { numRuns: 4 },
      )
    })

    it('is refused by the checker where a command joins the submission of an external pass', () => {
      let made = 0
      fc.assert(
        fc.property(graphArbitrary(rules), ({ graph }) => {
          for (const merged of mergedAcross(planGraph(graph, target.profile))) {
            made++
            expect(checkPlan(graph, merged, target.profile)).toMatchObject({ ok: false })
          }
        }),
        { numRuns: 10 },
      )
      expect(made).toBeGreaterThan(10)
    })
  },
)

/** The plan with each external command moved to its neighbours, and with a command of theirs moved to it. */
function mergedAcross(plan: Plan): Plan[] {
  const isExternal = (s: number) => plan.submissions[s]?.commands.some(({ op }) => op === 'external') ?? false
  const variants: Plan[] = []
  plan.submissions.forEach((_, s) => {
    for (const other of [s - 1, s + 1]) {
      if (!isExternal(s) || !plan.submissions[other] || isExternal(other)) continue
      for (const [from, to] of [
        [s, other],
        [other, s],
      ] as const) {
        const copy = structuredClone(plan)
        const moved = copy.submissions[from]!.commands.findLast(({ op }) => op !== 'barrier')!
        copy.submissions[from]!.commands = copy.submissions[from]!.commands.filter((command) => command !== moved)
        copy.submissions[to]!.commands.push(moved)
        variants.push(sealed(copy))
      }
    }
  })
  return variants
}

it('no legal schedule has fewer submissions, and overlap has no fewer than that', () => {
  const pass = fc.record({
    external: fc.boolean(),
    queue: fc.constantFrom('graphics' as const, 'compute' as const, 'transfer' as const),
    after: fc.array(fc.nat(5), { maxLength: 2 }),
  })
  fc.assert(
    fc.property(fc.array(pass, { minLength: 1, maxLength: 7 }), (passes: QueuedPass[]) => {
      const graph = parseGraph(queuedPasses(passes))
      const fewest = fewestSubmissions(passes)
      const counted = (objective: Objective) => planGraph(graph, profiles.vulkan, { objective }).report.submissions
      for (const objective of ['balanced', 'submissions', 'memory'] as const)
        expect(counted(objective)).toEqual({ count: fewest, lowerBound: fewest, proven: true })
      expect(counted('overlap')).toMatchObject({ lowerBound: fewest })
      expect(counted('overlap').count).toBeGreaterThanOrEqual(fewest)
    }),
    { numRuns: 60 },
  )
})
