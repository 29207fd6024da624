/** What is known of a draft before it is placed and lowered holds for what it becomes: by that, others are left out unplaced. */
import { expect, it } from 'vitest'
import { isMemkitError } from '../../../src/errors.ts'
import { resolveGraph } from '../../../src/graph/resolve.ts'
import { forwardCopies } from '../../../src/planner/analyse/forward-copies.ts'
import { chooseFrontier, choosePlan } from '../../../src/planner/choose/index.ts'
import { normalise } from '../../../src/planner/normalise/index.ts'
import { analyse } from '../../../src/planner/phases.ts'
import { objectives } from '../../../src/plan/objectives.ts'
import { targets } from '../../properties/profiles.ts'
import { seededGraph } from '../../support/random-graph.ts'

const graphs = 6

it.each(targets.filter(({ profile }) => profile.rules.explicitBarriers))(
  'no draft has fewer barriers or bytes than its bounds say: $name',
  ({ profile, rules }) => {
    let drafts = 0
    let mostBarriers = 0
    for (let seed = 0; seed < graphs; seed++) {
      const { graph } = seededGraph(seed, 24, rules)
      const options = { effort: 'default', memoryBudget: undefined, onPhase: () => {} } as const
      const analysed = () => analyse(normalise(resolveGraph(graph), profile), forwardCopies, () => {}).analysis
      try {
        const chosen = [
          ...objectives.map((objective) => choosePlan(analysed(), { ...options, objective })),
          ...chooseFrontier(analysed(), { ...options, objective: 'memory' }),
        ]
        for (const { draft } of chosen) {
          drafts++
          mostBarriers = Math.max(mostBarriers, draft.barrierCount)
          expect(draft.barrierCount).toBeGreaterThanOrEqual(draft.schedule.barrierLowerBound)
          expect(draft.peakBytes).toBeGreaterThanOrEqual(draft.leastBytes)
        }
      } catch (error) {
        if (!isMemkitError(error)) throw error
      }
    }
    expect(drafts).toBeGreaterThan(graphs)
    expect(mostBarriers).toBeGreaterThan(2)
  },
)
