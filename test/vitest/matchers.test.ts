import { parseGraph, planGraph, profiles } from 'memkit-gpu'
import { matchers, planSerializer } from 'memkit-gpu/vitest'
import { expect, it } from 'vitest'

expect.addSnapshotSerializer(planSerializer)
expect.extend(matchers)

const graph = parseGraph({
  version: 1,
  name: 'round-trip',
  resources: [{ id: 'words', kind: 'buffer', size: 16 }],
  passes: [
    { id: 'load', kind: 'upload', to: 'words', input: 'in' },
    { id: 'get', kind: 'readback', from: 'words', output: 'out' },
  ],
})
const plan = planGraph(graph, profiles.dummy)

it('writes a plan in a snapshot as its text', () => {
  expect(plan).toMatchInlineSnapshot()
})

it('leaves what is not a plan to other serializers', () => {
  expect({ format: 'something else' }).toMatchInlineSnapshot(`
    {
      "format": "something else",
    }
  `)
})

it('accepts a plan that means what its graph means', () => {
  expect(plan).toPassCheck(graph, profiles.dummy)
})

it('rejects a plan that does less than its graph', () => {
  const broken = { ...plan, submissions: plan.submissions.map((submission) => ({ ...submission, commands: [] })) }
  expect(() => expect(broken).toPassCheck(graph, profiles.dummy)).toThrow(
    /expected the plan of "round-trip" to pass, but: [A-Z_]+: /,
  )
  expect(broken).not.toPassCheck(graph, profiles.dummy)
})

it('rejects what is not a plan at all', () => {
  expect(() => expect({}).toPassCheck(graph, profiles.dummy)).toThrow('expected a plan')
})
