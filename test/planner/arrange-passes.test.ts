/** Render passes are merged, but not where that would cost what the objective puts first. */
import { checkPlan, parseGraph, planGraph, profiles, type GraphDocument, type Plan } from '../../src/index.ts'
import { describe, expect, it } from 'vitest'

type Pass = GraphDocument['passes'][number]
const target = { kind: 'texture', format: 'rgba8unorm', size: [128, 128] } as const
/** As large as the widest alignment of a texture. */
const targetBytes = 128 * 128 * 4

/** Draws into a target each, then each target into one picture: AMD's test of memory saving, smaller. */
function blits(count: number, extra: readonly Pass[] = []) {
  const numbers = Array.from({ length: count }, (_, i) => i)
  return parseGraph({
    version: 1,
    resources: [
      { id: 'picture', ...target, lifetime: 'persistent' },
      ...numbers.map((i) => ({ id: `t${i}`, ...target })),
    ],
    passes: [
      ...numbers.map((i) => ({
        id: `draw-${i}`,
        kind: 'render' as const,
        body: 'draw',
        color: [{ use: `t${i}`, load: 'clear' as const }],
      })),
      ...numbers.map((i) => ({
        id: `blit-${i}`,
        kind: 'render' as const,
        body: 'blit',
        color: [{ use: 'picture', load: 'load' as const }],
        uses: [{ use: `t${i}`, as: 'sampled' as const }],
      })),
      ...extra,
    ],
  })
}

const renders = ({ submissions }: Plan): string[][] =>
  submissions.flatMap(({ commands }) =>
    commands.flatMap((command) => (command.op === 'render' ? [command.passes] : [])),
  )

describe.each(Object.values(profiles))('on $name', (profile) => {
  it('one target is enough for six where memory comes first: what would bind them together stays apart', () => {
    const graph = blits(6)
    const plan = planGraph(graph, profile, { objective: 'memory' })
    expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    expect(plan.report.memory).toMatchObject({ peakBytes: targetBytes, proven: true })
    expect(plan.decisions.map(({ code }) => code)).not.toContain('MERGED_PASSES')
  })

  it('passes that follow one another anyway are merged still', () => {
    const over = ['a', 'b'].map((id): Pass => ({
      id,
      kind: 'render',
      body: 'draw',
      color: [{ use: 'picture', load: 'load' }],
    }))
    const graph = blits(3, over)
    const plan = planGraph(graph, profile, { objective: 'memory' })
    expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    expect(plan.report.memory.peakBytes).toBe(targetBytes)
    expect(renders(plan).at(-1)).toEqual(['blit-2', 'a', 'b'])
  })

  it('all blits are one pass where submissions and barriers come first', () => {
    const plan = planGraph(blits(6), profile, { objective: 'submissions' })
    expect(renders(plan).at(-1)).toHaveLength(6)
    expect(plan.report.memory.peakBytes).toBe(6 * targetBytes)
  })
})
