/** Matchers that ask about a plan, and what they say where it is otherwise. */
import { editGraph, parseGraph, planGraph, profiles } from 'memkit-gpu'
import 'memkit-gpu/vitest/setup'
import { describe, expect, it } from 'vitest'

const graph = parseGraph({
  version: 1,
  name: 'chain',
  resources: [
    { id: 'a', kind: 'buffer', size: 1024 },
    { id: 'b', kind: 'buffer', size: 1024 },
    { id: 'c', kind: 'buffer', size: 1024 },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'a', input: 'in' },
    {
      id: 'first',
      kind: 'custom',
      body: 'step',
      uses: [
        { use: 'a', as: 'storage-read' },
        { use: 'b', as: 'storage', access: 'write' },
      ],
    },
    { id: 'beside', kind: 'custom', body: 'step', sideEffects: true, uses: [{ use: 'a', as: 'storage-read' }] },
    {
      id: 'second',
      kind: 'custom',
      body: 'step',
      uses: [
        { use: 'b', as: 'storage-read' },
        { use: 'c', as: 'storage', access: 'write' },
      ],
    },
    { id: 'get', kind: 'readback', from: 'c', output: 'out' },
    { id: 'unread', kind: 'fill', to: 'a', value: 0 },
  ],
})
const plan = planGraph(graph, profiles.vulkan)

const failure = (act: () => void): string => {
  try {
    act()
  } catch (error) {
    return (error as Error).message
  }
  return 'passed'
}

describe('toPeakBelow', () => {
  it('holds for a peak below, and says what is alive otherwise', () => {
    expect(plan).toPeakBelow(2049)
    expect(plan).not.toPeakBelow(2048)
    expect(failure(() => expect(plan).toPeakBelow(2048))).toMatchInlineSnapshot(`
      "expected the plan of "chain" to peak below 2048 B, but its peak is 2048 B, and this schedule needs 2048 B at least

        memory: peak 2048 B (2 KiB) at first; lower bound 2048 B (2 KiB) for this schedule, proven for it; 2048 B (2 KiB) for any order; 2048 B (2 KiB) in declared order; 3072 B (3 KiB) without aliasing; 0 B persistent
        alive at the peak: a#0 1024 B, b#0 1024 B"
    `)
  })
})

describe('toHaveSubmissions', () => {
  it('counts submissions, and shows them', () => {
    expect(plan).toHaveSubmissions(1)
    expect(failure(() => expect(plan).toHaveSubmissions(2))).toMatchInlineSnapshot(`
      "expected the plan of "chain" to have 2 submissions, but it has 1

      submission get on graphics; after earlier runs on graphics; visible to the host"
    `)
  })
})

describe('toHaveBarriersAtMost', () => {
  it('counts barriers, and shows what they stand between', () => {
    expect(plan).toHaveBarriersAtMost(3)
    expect(failure(() => expect(plan).toHaveBarriersAtMost(1))).toMatchInlineSnapshot(`
      "expected the plan of "chain" to have at most 1 barrier, but it has 3 (lower bound 3)

      submission get on graphics; after earlier runs on graphics; visible to the host
        load: copy in:in → a 1024 B
        barrier copy-write → storage-read
        first: custom step [a:r storage-read, b:w storage]
        beside: custom step [a:r storage-read]
        barrier storage-read storage-write → storage-read storage-write
        second: custom step [b:r storage-read, c:w storage]
        barrier storage-write → copy-read
        get: copy c → out:out 1024 B"
    `)
  })
})

describe('toBeOrdered', () => {
  it('holds where a barrier stands between, in this order only', () => {
    expect(plan).toBeOrdered('load', 'first')
    expect(plan).toBeOrdered('load', 'get')
    expect(plan).not.toBeOrdered('get', 'load')
  })

  it('does not hold where nothing keeps them apart', () => {
    expect(plan).not.toBeOrdered('first', 'beside')
    expect(failure(() => expect(plan).toBeOrdered('first', 'beside'))).toMatchInlineSnapshot(`
      "expected the plan of "chain" to keep "first" before "beside", but no barrier stands between them

      submission get on graphics; after earlier runs on graphics; visible to the host
        barrier copy-write → storage-read
        first: custom step [a:r storage-read, b:w storage]
        beside: custom step [a:r storage-read]
        barrier storage-read storage-write → storage-read storage-write
        barrier storage-write → copy-read"
    `)
  })

  it('takes the order of commands on devices without barriers', () => {
    expect(planGraph(graph, profiles.webgpu)).toBeOrdered('first', 'second')
  })

  it('says that a pass was culled', () => {
    expect(failure(() => expect(plan).toBeOrdered('load', 'unread'))).toMatchInlineSnapshot(`
      "the plan of "chain" carries out no pass "unread"

          unread, saves 1024 B and 1 command: Nothing reads what these transfers write before it is overwritten or the run ends"
    `)
  })

  it('suggests the id that was meant', () => {
    expect(failure(() => expect(plan).toBeOrdered('frist', 'second'))).toBe(
      'the plan of "chain" carries out no pass "frist"; did you mean "first"?',
    )
  })
})

describe('toAlias', () => {
  it('holds for resources that share memory, and shows their lives otherwise', () => {
    expect(plan).toAlias('a', 'c')
    expect(plan).not.toAlias('a', 'b')
    expect(failure(() => expect(plan).toAlias('a', 'b'))).toMatchInlineSnapshot(`
      "expected the plan of "chain" to give "a" and "b" the same memory, but they share none

      placements
        a#0                   device              1024 B      [load..beside]
        b#0                   device              1024 B      [first..second]"
    `)
    expect(failure(() => expect(plan).not.toAlias('a', 'c'))).toMatchInlineSnapshot(`
      "expected the plan of "chain" to give "a" and "c" memory of their own, but they share bytes 0 to 1024 of a heap

      placements
        a#0                   device              1024 B      [load..beside]
        c#0                   device              1024 B      [second..get]"
    `)
    expect(failure(() => expect(plan).toAlias('a', 'nothing'))).toBe('the plan of "chain" places no resource "nothing"')
    expect(failure(() => expect(plan).toAlias('A', 'b'))).toBe(
      'the plan of "chain" places no resource "A"; did you mean "a"?',
    )
  })
})

describe('toMatchPlanOf', () => {
  const larger = editGraph(graph, (draft) => {
    Object.assign(draft.resources[1]!, { size: 2048 })
  }).graph

  it('holds for the plan of an equal graph, and for an equal plan', () => {
    expect(plan).toMatchPlanOf(graph)
    expect(plan).toMatchPlanOf(JSON.parse(JSON.stringify(plan)))
    expect(plan).not.toMatchPlanOf(larger)
  })

  it('says what differs otherwise', () => {
    expect(failure(() => expect(plan).toMatchPlanOf(larger))).toMatchInlineSnapshot(`
      "expected the plan of "chain" to equal the plan of "chain", but (- expected, + received):

      figures
        memory.peakBytes: 3072 B (3 KiB) → 2048 B (2 KiB) (-33.3 %)
        memory.lowerBoundBytes: 3072 B (3 KiB) → 2048 B (2 KiB) (-33.3 %)
        memory.anyOrderLowerBoundBytes: 3072 B (3 KiB) → 2048 B (2 KiB) (-33.3 %)
        memory.declaredOrderBytes: 3072 B (3 KiB) → 2048 B (2 KiB) (-33.3 %)
        memory.withoutAliasingBytes: 4096 B (4 KiB) → 3072 B (3 KiB) (-25 %)

      peak
        - b#0 2048 B
        + b#0 1024 B

      heaps
        - device 3072 B (3 KiB)
        + device 2048 B (2 KiB)

      placements
        - b#0                   device              2048 B      [first..second]
        + b#0                   device              1024 B      [first..second]
      "
    `)
  })
})

it('refuses what is no plan', () => {
  for (const act of [
    () => expect({}).toPeakBelow(1),
    () => expect(undefined).toHaveSubmissions(1),
    () => expect('plan').toBeOrdered('a', 'b'),
    () => expect(graph).toAlias('a', 'b'),
  ])
    expect(failure(act)).toMatch(/^expected a plan, as planGraph makes it, not (an object|undefined|"plan")$/)
})

describe('what would make a test that cannot fail', () => {
  it.each([
    ['one id', ['toBeOrdered', 'load'], 'expected the ids of two passes, not undefined'],
    ['ids that are none', ['toBeOrdered', 'load', 5], 'expected the ids of two passes, not 5'],
    ['one pass twice', ['toBeOrdered', 'load', 'load'], 'expected the ids of two passes, not "load" twice'],
    ['one resource', ['toAlias', 'a'], 'expected the ids of two resources, not undefined'],
    ['one resource twice', ['toAlias', 'a', 'a'], 'expected the ids of two resources, not "a" twice'],
    ['half a submission', ['toHaveSubmissions', 1.5], 'expected a number of submissions, 0, 1, 2 or more, not 1.5'],
    ['a count as a text', ['toHaveBarriersAtMost', '3'], 'expected a number of barriers, 0, 1, 2 or more, not "3"'],
    ['bytes without end', ['toPeakBelow', Infinity], 'expected a number of bytes, 0 or more, not Infinity'],
    ['no graph', ['toPassCheck'], 'A value cannot be read: it is undefined; give plain data'],
    ['a plan for a graph', ['toPassCheck', plan], 'This is a plan, but a graph is wanted'],
    ['a name for a profile', ['toPassCheck', graph, 'vulkan'], 'This is a text, but a device profile is wanted'],
    ['no file', ['toMatchImage', ''], 'expected the name of a golden file, not ""'],
    ['no tolerance', ['toMatchImage', 'x.png', null], 'expected a tolerance, a number or { channel, share }, not null'],
  ] as const)('is refused, with `not` too: %s', (_, [matcher, ...given], why) => {
    type Matchers = Record<string, (...given: readonly unknown[]) => void>
    // oxlint-disable-next-line jest/valid-expect -- the matcher is called by its name
    for (const expected of [expect(plan), expect(plan).not] as unknown as Matchers[])
      expect(failure(() => expected[matcher]!(...given))).toContain(why)
  })

  it('is refused: half a plan', () => {
    const half = { format: 'memkit-gpu/plan', profile: 'vulkan' }
    for (const act of [
      () => expect(half).not.toPeakBelow(1),
      () => expect(half).not.toHaveSubmissions(1),
      () => expect(half).not.toHaveBarriersAtMost(1),
      () => expect(half).not.toBeOrdered('a', 'b'),
      () => expect(half).not.toAlias('a', 'b'),
      () => expect(half).not.toMatchPlanOf(plan),
    ])
      expect(failure(act)).toMatch(/^The plan is not valid: "version" is missing; /)
  })
})

describe('ids that are no plain words', () => {
  const odd = parseGraph({
    version: 1,
    resources: [
      { id: 'the words', kind: 'buffer', size: 64 },
      { id: 'b\u202e', kind: 'buffer', size: 64 },
    ],
    passes: [
      { id: 'load it', kind: 'upload', to: 'the words', input: 'in' },
      { id: 'and\u009bon', kind: 'copy', from: 'the words', to: 'b\u202e' },
      { id: 'get', kind: 'readback', from: 'b\u202e', output: 'out' },
    ],
  })
  const oddPlan = planGraph(odd, profiles.vulkan)

  it('are shown with their lines, and nothing that a terminal obeys', () => {
    const text = failure(() => expect(oddPlan).not.toBeOrdered('load it', 'get'))
    expect(text).toMatch(/^expected the plan not to keep "load it" before "get"\n/)
    expect(text).toMatch(/^ {2}"load it": copy /m)
    const missing = failure(() => expect(oddPlan).toAlias('the words', 'b\u202d'))
    expect(missing).toBe(String.raw`the plan places no resource "b\u202d"; did you mean "b\u202e"?`)
  })
})

describe('toPassCheck', () => {
  it('says what is wrong, and shows the commands around', () => {
    const [submission, ...others] = plan.submissions
    const commands = submission!.commands.map((command) =>
      command.op === 'barrier' ? { ...command, before: [], after: [] } : command,
    )
    const broken = { ...plan, submissions: [{ ...submission!, commands }, ...others] }
    expect(failure(() => expect(broken).toPassCheck(graph, profiles.vulkan))).toMatchInlineSnapshot(`
      "expected the plan of "chain" to pass, but: RACE: Custom of pass "first" (submissions[0].commands[2]) reads bytes 0…1024 of "a" (heaps[0]) as storage-read, and nothing orders it after copy of pass "load" (submissions[0].commands[0]), which writes there as copy-write

      submission get on graphics; after earlier runs on graphics; visible to the host
        load: copy in:in → a 1024 B
        barrier →
        first: custom step [a:r storage-read, b:w storage]
        beside: custom step [a:r storage-read]
        barrier →
        barrier →"
    `)
  })
})

it('toBeOrdered names the pass that comes later', () => {
  expect(failure(() => expect(plan).toBeOrdered('second', 'first'))).toContain('but "second" comes later')
})
