import {
  diffPlans,
  formatPlan,
  formatPlanDiff,
  parseGraph,
  planGraph,
  profiles,
  type DeviceProfile,
  type Plan,
} from 'memkit-gpu'
import { describe, expect, it } from 'vitest'
import { goldenCases } from '../golden/support/cases.ts'
import { frameDocument } from '../support/frame-document.ts'
import { planChanges } from '../support/plan-changes.ts'

const planOf = (
  edit: (document: ReturnType<typeof frameDocument>) => void,
  profile: DeviceProfile = profiles.vulkan,
): Plan => {
  const document = frameDocument()
  edit(document)
  return planGraph(parseGraph(document), profile)
}
const plan = planOf(() => {})
const withFill = planOf((document) => {
  document.resources.push({ id: 'marker', kind: 'buffer', size: 256 })
  document.passes.push({ id: 'mark', kind: 'fill', to: 'marker', value: 1, sideEffects: true })
})

describe('diffPlans', () => {
  it('finds nothing between equal plans', () => {
    const again = JSON.parse(JSON.stringify(plan)) as Plan
    expect(diffPlans(plan, again)).toEqual({ equal: true, figures: [], differences: [] })
    expect(formatPlanDiff(diffPlans(plan, again))).toBe('equal\n')
  })

  it('quotes the ids of passes once', () => {
    const planFor = (id: string): Plan =>
      planGraph(
        parseGraph({
          version: 1,
          resources: [{ id: 'words', kind: 'buffer', size: 64 }],
          passes: [
            { id, kind: 'upload', to: 'words', input: 'in' },
            { id: 'get', kind: 'readback', from: 'words', output: 'out' },
          ],
        }),
        profiles.vulkan,
      )
    const text = formatPlanDiff(diffPlans(planFor('load'), planFor('load "it"\u202e')))
    expect(text).toContain(String.raw`  memory.peakAt: load → "load \"it\"\u202e"`)
  })

  it('says in words what a fill more changes', () => {
    expect(formatPlanDiff(diffPlans(plan, withFill))).toMatchInlineSnapshot(`
      "figures
        memory.withoutAliasingBytes: 655360 B (640 KiB) → 655616 B (640.25 KiB)
        transfers.declared: 6 → 7
        transfers.commands: 4 → 5
        transfers.regions: 5 → 6
        transfers.bytesDeclared: 65792 B (64.25 KiB) → 66048 B (64.5 KiB) (+0.4 %)
        transfers.bytesMoved: 65792 B (64.25 KiB) → 66048 B (64.5 KiB) (+0.4 %)
        passes.declared: 23 → 24
        passes.planned: 23 → 24

      addresses
        marker#0: nowhere → device @0

      placements
        + marker#0              device              256 B       [mark]

      commands
        - barrier storage-write color-attachment → copy-read [color→copy-src tex-7]
        + barrier storage-write sampled-read color-attachment → copy-read copy-write [color→copy-src tex-7]
        + mark: fill marker 256 B with 0x00000001
      "
    `)
  })

  it('is plain data, and its opposite has the opposites', () => {
    const [there, back] = [diffPlans(plan, withFill), diffPlans(withFill, plan)]
    expect(JSON.parse(JSON.stringify(there))).toEqual(there)
    expect(there.differences).toContainEqual({
      area: 'commands',
      kind: 'added',
      id: 'mark',
      after: 'mark: fill marker 256 B with 0x00000001',
    })
    expect(back.figures).toEqual(
      there.figures.map(({ figure, before, after }) => ({ figure, before: after, after: before })),
    )
    const kinds = (diff: typeof there, kind: string) => diff.differences.filter((found) => found.kind === kind).length
    expect(kinds(back, 'removed')).toBe(kinds(there, 'added'))
    expect(kinds(back, 'moved')).toBe(kinds(there, 'moved'))
  })

  it('says which passes changed their places, and no others', () => {
    const moved = structuredClone(plan)
    const { commands } = moved.submissions[0]!
    const at = (id: string) => commands.findIndex((command) => command.op !== 'barrier' && command.passes.includes(id))
    commands.splice(at('draw-6'), 0, ...commands.splice(at('step-3'), 1))
    const found = diffPlans(plan, moved).differences.filter(({ area, kind }) => area === 'commands' && kind === 'moved')
    expect(found.map(({ id }) => id)).toEqual(['step-3'])
  })

  it('tells the profile and what comes of it', () => {
    const { equal, figures } = diffPlans(
      plan,
      planOf(() => {}, profiles.webgpu),
    )
    expect(equal).toBe(false)
    expect(figures[0]).toEqual({ figure: 'profile', before: 'vulkan', after: 'webgpu' })
  })

  it.for([
    ['history', 'vulkan'],
    ['host-pass', 'dummy'],
    ['multi-queue', 'vulkan'],
  ] as const)('differs just where the texts of %s on %s do', ([name, profile]) => {
    const { graphText } = goldenCases().find((golden) => golden.name === name)!
    const before = JSON.parse(JSON.stringify(planGraph(parseGraph(JSON.parse(graphText)), profiles[profile]))) as Plan
    const body = (of: Plan): string => formatPlan(of).replace(/\nhash .*\n$/, '')
    for (const { said, plan: after } of planChanges(before)) {
      const { equal, figures } = diffPlans(before, after)
      expect(`${said}: ${equal}`).toBe(`${said}: ${body(before) === body(after)}`)
      expect(`${said}: ${figures.some(({ figure }) => figure === 'text')}`).toBe(`${said}: false`)
    }
  })
})
