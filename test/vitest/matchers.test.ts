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
  expect(plan).toMatchInlineSnapshot(`
    plan "round-trip" for dummy, objective balanced
      passes: 2 declared, 2 planned, 0 culled
      submissions: 1 (lower bound 1, proven)
      memory: peak 16 B at 0.0; lower bound 16 B for this schedule, proven for it; 16 B for any order; 16 B in declared order; 16 B without aliasing; 0 B persistent
      transfers: 2 declared → 2 commands, 2 regions, 32 B moved of 32 B declared
      barriers: 1 (lower bound 1)

    heaps
      heap0 device 16 B
      heap1 upload 16 B
      heap2 readback 16 B

    placements
      words#0  heap0@0  +16  [0.0..0.2]

    interface
      in in 16 B
      out out 16 B

    submission 0 on queue 0 (graphics+compute+transfer), after earlier runs on queue 0, visible to the host
      0  copy upload1→heap0 1 region 16 B [0→0 +16]  load
      1  barrier copy-write → copy-read
      2  copy heap0→readback2 1 region 16 B [0→0 +16]  get

    timeline
      write 1 range 16 B: in → heap1@0 +16
      submit 0
      read 1 range 16 B after 0: heap2@0 +16 → out
  `)
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
