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
    plan "round-trip" for dummy, explicit barriers, objective balanced
      passes: 2 declared, 2 planned, 0 culled; submissions: 1 (lower bound 1, proven); barriers: 1 (lower bound 1); transfers: 2 declared → 2 commands, 2 regions, 32 B moved of 32 B declared
      memory: peak 16 B at load; lower bound 16 B for this schedule, proven for it; 16 B for any order; 16 B in declared order; 16 B without aliasing; 0 B persistent
      alive at the peak: words#0 16 B

    queues
      graphics: graphics+compute+transfer, family 0
      compute: compute+transfer, family 1
      transfer: transfer, family 2

    heaps
      device 16 B: words#0 @0
      upload 16 B
      readback 16 B

    placements
      words#0               device              16 B        [load..get]

    interface
      in in 16 B
      out out 16 B

    submission get on graphics; after earlier runs on graphics; visible to the host
      load: copy in:in → words 16 B
      barrier copy-write → copy-read
      get: copy words → out:out 16 B

    timeline
      write 1 range 16 B: upload@0 in 16 B
      submit get
      read 1 range 16 B after get: readback@0 out 16 B

    hash 9bf62bd7e109aae7037fe532287f302f098f83eba0dad4aa2638d5fb5eea5b2a
  `)
})

it('writes what has the format of a plan and not its shape as any other object', () => {
  expect({ format: 'memkit-gpu/plan', hash: 1 }).toMatchInlineSnapshot(`
    {
      "format": "memkit-gpu/plan",
      "hash": 1,
    }
  `)
  // A snapshot with a part that may be anything is such an object.
  expect(planSerializer.test({ ...plan, hash: expect.any(String) as unknown })).toBe(false)
  const hostile = {
    get format(): string {
      throw new Error('mine')
    },
  }
  expect(planSerializer.test(hostile)).toBe(false)
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
  expect(plan).toPassCheck(graph)
  const elsewhere = planGraph(graph, { ...profiles.dummy, name: 'mine' })
  expect(() => expect(elsewhere).toPassCheck(graph)).toThrow(
    'is for "mine", which is no preset: give its profile behind the graph',
  )
})

it('rejects a plan that does less than its graph', () => {
  const broken = { ...plan, submissions: plan.submissions.map((submission) => ({ ...submission, commands: [] })) }
  expect(() => expect(broken).toPassCheck(graph, profiles.dummy)).toThrow(
    /expected the plan of "round-trip" to pass, but: [A-Z_]+: /,
  )
  expect(broken).not.toPassCheck(graph, profiles.dummy)
})

it.each<[string, () => void]>([
  ['no plan', () => expect(graph).not.toHaveSubmissions(7)],
  ['no bytes', () => expect(plan).not.toPeakBelow(NaN)],
  ['no count of submissions', () => expect(plan).not.toHaveSubmissions('2' as never)],
  ['no count of barriers', () => expect(plan).not.toHaveBarriersAtMost(undefined as never)],
  ['a pass that there is not', () => expect(plan).not.toBeOrdered('lod', 'get')],
  ['a resource that there is not', () => expect(plan).not.toAlias('words', 'wrods')],
  ['no picture', () => expect({ width: 1, height: 0, data: new Uint8Array(0) }).not.toMatchImage('nowhere.png')],
  ['no golden file', () => expect({ width: 1, height: 1, data: new Uint8Array(4) }).not.toMatchImage('nowhere.png')],
  [
    'no name of a file',
    () => expect({ width: 1, height: 1, data: new Uint8Array(4) }).not.toMatchImage(undefined as never),
  ],
  ['no tolerance', () => expect({ width: 1, height: 1, data: new Uint8Array(4) }).not.toMatchImage('nowhere.png', NaN)],
])('fails with `not` too where it is given %s: a test that could not fail', (_, act) => {
  expect(act).toThrow(/^expected |carries out no pass|places no resource/)
})

it('rejects what is not a plan at all', () => {
  expect(() => expect({}).toPassCheck(graph, profiles.dummy)).toThrow('expected a plan, as planGraph makes it')
})
