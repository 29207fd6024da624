/** Uploads that a run may leave out. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { checkPlan, createExecutor, parseGraph, planGraph, profiles, type Plan } from '../../src/index.ts'
import { optionalFaults, optionalGraph } from '../support/optional-uploads.ts'

it.each(Object.values(profiles))(
  'on the Dummy, planned for $name, contents stay without the input',
  async (profile) => {
    for (const seed of [1, 2, 3]) {
      const backend = createDummyBackend({ profile, seed })
      expect(await optionalFaults(backend, 20)).toEqual([])
      await backend.destroy()
    }
  },
)

it('what is not optional is still missed, and a misspelt name is told', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(planGraph(optionalGraph(), backend.profile), backend)
  const always = new Uint8Array(64)
  await expect(executor.run({ inputs: { mesh: new Uint8Array(300) } })).rejects.toMatchObject({ code: 'MISSING_INPUT' })
  await expect(executor.run({ inputs: { always, mash: always } })).rejects.toMatchObject({ code: 'SURPLUS_INPUT' })
  await expect(executor.run({ inputs: { always, more: new Uint8Array(3) } })).rejects.toMatchObject({
    code: 'WRONG_INPUT_SIZE',
  })
  await executor.destroy()
  await backend.destroy()
})

const document = (change: object, more: object[] = [], lifetime = 'persistent') => ({
  version: 1,
  resources: [{ id: 'a', kind: 'buffer', size: 64, lifetime }],
  passes: [...more, { id: 'load', kind: 'upload', to: 'a', input: 'in', optional: true, ...change }],
})
it.each([
  ['a transient', document({}, [], 'transient')],
  ['an imported buffer', document({}, [], 'imported')],
  [
    'the input of a host pass',
    document({}, [{ id: 'h', kind: 'host', body: 'h', produces: [{ input: 'in', size: 64 }] }]),
  ],
  ['an input that another upload demands', document({}, [{ id: 'b', kind: 'upload', to: 'a', input: 'in' }])],
])('an optional upload of %s is refused', (_, wrong) => {
  expect(() => parseGraph(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONAL' }))
})

it('names the one of two uploads of one input that comes later, and what it says', () => {
  const other = { id: 'b', kind: 'upload', to: 'a', input: 'in' }
  const first = document({}, [other])
  const messageOf = (passes: object[]) => () => parseGraph({ ...first, passes })
  expect(messageOf(first.passes)).toThrow(
    'Pass "load", "a": the upload "load" is optional, but another one of the input "in" is not; say it for all or for none (passes[1].optional)',
  )
  expect(messageOf(first.passes.toReversed())).toThrow(
    'Pass "b", "a": the upload "b" is not optional, but another one of the input "in" is; say it for all or for none (passes[1])',
  )
})

it('the checker refuses a plan whose commands are left out at other times, or that drops what an optional upload may leave', () => {
  const graph = optionalGraph()
  const plan = planGraph(graph, profiles.vulkan)
  const always = JSON.parse(
    JSON.stringify(plan, (key, value: unknown) => (key === 'optional' && value !== true ? undefined : value)),
  ) as Plan
  expect(checkPlan(graph, always, profiles.vulkan)).toMatchObject({ ok: false, code: 'PASS_DIFFERS' })
  const swapped = JSON.parse(JSON.stringify(plan).replaceAll('"optional":"front"', '"optional":"back"')) as Plan
  expect(checkPlan(graph, swapped, profiles.vulkan)).toMatchObject({ ok: false, code: 'PASS_DIFFERS' })
  const required = parseGraph({
    ...graph,
    passes: graph.passes.map((pass) => ({ ...pass, optional: undefined }) as typeof pass),
  })
  expect(planGraph(required, profiles.vulkan).report.passes.culled).toBe(0)
})
