import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import type { FrameGraph, GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { hashPlan } from '../../src/plan/hash.ts'
import { profiles } from '../../src/plan/profile.ts'
import { planGraph } from '../../src/planner/index.ts'
import { changed, profile, scaleGraph, scalePlan, sealed } from './support/by-hand.ts'

const check = (change: (plan: any) => void = () => {}) => checkPlan(scaleGraph, changed(scalePlan(), change), profile)
const commands = (plan: any): any[] => plan.submissions[0].commands
const refused = (change: (plan: any) => void) => {
  const result = check(change)
  return result.ok ? 'accepted' : result.code
}

/** The upload on queue 2, all else on queue 0. */
const onTwoQueues = (waits: number[]) => (p: any) => {
  const [upload, , ...rest] = commands(p)
  p.submissions = [
    { queue: 2, prologue: { afterRunsOn: [0, 2] }, waits: [], commands: [upload] },
    { queue: 0, waits, commands: rest, epilogue: { visibleToHost: true } },
  ]
  p.placements[0] = { ...p.placements[0], first: [0, 0], last: [1, 0] }
  p.placements[1] = { ...p.placements[1], first: [1, 0], last: [1, 3] }
  p.timeline = [
    p.timeline[0],
    { do: 'submit', submission: 0 },
    { do: 'submit', submission: 1 },
    { ...p.timeline[2], after: [1] },
  ]
  p.report.submissions = { count: 2, lowerBound: 2, proven: true }
  p.report.barriers = { count: 1, lowerBound: 1 }
}

describe('a plan written by hand', () => {
  it('is accepted', () => {
    expect(check()).toEqual({ ok: true })
  })

  it('names the first command that breaks it, the bytes, and what was expected', () => {
    const result = check((plan) => (commands(plan)[0].regions = [[0, 0, 48]]))
    expect(result).toMatchObject({ ok: false, code: 'WRONG_INPUT_TO_PASS', submission: 0, command: 2 })
    expect(result.ok === false && result.message).toContain('bytes 48…64 of input "data" in bytes 48…64')
  })

  it('may do more than it must: a barrier with more kinds, a copy with an extra region to bytes nobody needs', () => {
    expect(check((plan) => commands(plan)[1].before.push('storage-write', 'copy-read'))).toEqual({ ok: true })
  })
})

describe('bytes', () => {
  it.each<[string, string, (plan: any) => void]>([
    ['WRONG_INPUT_TO_PASS', 'an upload that lands one byte off', (p) => (commands(p)[0].regions = [[0, 1, 63]])],
    [
      'WRONG_INPUT_TO_PASS',
      'staging written from the wrong place of the input',
      (p) => {
        p.timeline[0].copies = [
          { name: 'data', nameOffset: 0, heap: 2, offset: 4, size: 60 },
          { name: 'data', nameOffset: 60, heap: 2, offset: 0, size: 4 },
        ]
      },
    ],
    [
      'WRONG_OUTPUT',
      'a readback with its halves swapped',
      (p) =>
        (commands(p)[5].regions = [
          [96, 0, 32],
          [64, 32, 32],
        ]),
    ],
    ['WRONG_OUTPUT', 'a readback that is dropped', (p) => (commands(p).pop(), (p.placements[1].last = [0, 4]))],
    [
      'WRONG_FINAL_BYTES',
      'a write to a persistent resource that is dropped',
      (p) => (commands(p).splice(4, 1), (p.placements[1].last = [0, 4])),
    ],
    ['WRONG_OUTPUT', 'an output that is only partly read', (p) => (p.timeline[2].copies[0].size = 60)],
    [
      'WRONG_OUTPUT',
      'a pass that is not run',
      (p) => (
        commands(p).splice(2, 1),
        (p.placements[0].last = [0, 1]),
        (p.placements[1].first = [0, 1]),
        (p.placements[1].last = [0, 4])
      ),
    ],
    ['WRONG_OUTPUT', 'a placement that ends before its last use', (p) => (p.placements[1].last = [0, 4])],
    ['WRONG_INPUT_TO_PASS', 'a placement that begins after its first write', (p) => (p.placements[0].first = [0, 1])],
    [
      'PLACEMENT',
      'F21: placements that overlap while both live',
      (p) => {
        p.placements[1].offset = 48
        commands(p)[2].bindings[1].slice.offset = 48
      },
    ],
    [
      'OVERLAP_IN_COMMAND',
      'F20: a copy whose regions overlap where it writes',
      (p) =>
        (commands(p)[0].regions = [
          [0, 0, 40],
          [36, 36, 28],
        ]),
    ],
    ['MALFORMED', 'a region that reaches past its heap', (p) => (commands(p)[0].regions = [[0, 100, 64]])],
    ['MALFORMED', 'a heap that does not exist', (p) => (commands(p)[0].from = 9)],
  ])('%s: %s', (code, _what, change) => {
    expect(refused(change)).toBe(code)
  })
})

describe('order', () => {
  it.each<[string, string, (plan: any) => void]>([
    [
      'RACE',
      'no barrier between upload and dispatch',
      (p) => commands(p).splice(1, 1, { op: 'barrier', before: [], after: [] }),
    ],
    ['RACE', 'a barrier that covers another kind before', (p) => (commands(p)[1].before = ['storage-write'])],
    ['RACE', 'a barrier that covers another kind after', (p) => (commands(p)[1].after = ['uniform-read'])],
    ['RACE', 'no barrier between dispatch and copies', (p) => (commands(p)[3].before = [])],
    ['RACE', 'a host read that does not wait', (p) => (p.timeline[2].after = [])],
    [
      'TIMELINE',
      'a host read that waits for what comes later',
      (p) => (p.timeline = [p.timeline[0], p.timeline[2], p.timeline[1]]),
    ],
    ['TIMELINE', 'a submission that is submitted twice', (p) => p.timeline.push({ do: 'submit', submission: 0 })],
    ['TIMELINE', 'a submission that is never submitted', (p) => (p.timeline.splice(1, 1), (p.timeline[1].after = []))],
    [
      'WRONG_INPUT_TO_PASS',
      'a host write after the submission that reads it',
      (p) => (p.timeline = [p.timeline[1], p.timeline[0], p.timeline[2]]),
    ],
    ['RACE', 'staging overwritten while a submission may read it', (p) => p.timeline.splice(2, 0, p.timeline[0])],
    [
      'WRONG_INPUT_TO_PASS',
      'upload and dispatch swapped',
      (p) => commands(p).splice(0, 3, ...commands(p).slice(0, 3).reverse()),
    ],
    ['PASS_REPEATED', 'a dispatch that runs twice', (p) => commands(p).splice(3, 0, commands(p)[3], commands(p)[2])],
  ])('%s: %s', (code, _what, change) => {
    expect(refused(change)).toBe(code)
  })

  it('accepts two queues with a wait between them', () => {
    expect(check(onTwoQueues([0]))).toEqual({ ok: true })
  })

  it('rejects two queues without it', () => {
    expect(refused(onTwoQueues([]))).toBe('RACE')
  })

  it('holds a wait true for what follows on the queue, and for no other', () => {
    const onceWaited = (queue: number) => (p: any) => {
      onTwoQueues([])(p)
      p.submissions.splice(1, 0, { queue, waits: [0], commands: [] })
      p.submissions[2].prologue = { afterRunsOn: [0, 1, 2] }
      p.submissions[0].prologue = p.submissions[2].prologue
      p.placements[0].last = [2, 0]
      p.placements[1] = { ...p.placements[1], first: [2, 0], last: [2, 3] }
      p.timeline.splice(2, 1, { do: 'submit', submission: 1 }, { do: 'submit', submission: 2 })
      p.timeline.at(-1).after = [2]
      p.report.submissions = { count: 3, lowerBound: 2, proven: false }
    }
    expect(check(onceWaited(0))).toEqual({ ok: true })
    expect(refused(onceWaited(1))).toBe('RACE')
  })

  it('follows a barrier into the next submission of its queue', () => {
    const split = (p: any) => {
      const all = commands(p)
      p.submissions = [
        { queue: 0, prologue: { afterRunsOn: [0] }, waits: [], commands: all.slice(0, 1) },
        { queue: 0, waits: [], commands: all.slice(1), epilogue: { visibleToHost: true } },
      ]
      p.placements[0].last = [1, 1]
      p.placements[1] = { ...p.placements[1], first: [1, 1], last: [1, 4] }
      p.timeline = [
        p.timeline[0],
        { do: 'submit', submission: 0 },
        { do: 'submit', submission: 1 },
        { ...p.timeline[2], after: [1] },
      ]
      p.report.submissions = { count: 2, lowerBound: 2, proven: true }
    }
    expect(check(split)).toEqual({ ok: true })
    expect(
      refused((p) => (split(p), p.submissions[1].commands.splice(0, 1, { op: 'barrier', before: [], after: [] }))),
    ).toBe('RACE')
  })
})

describe('between runs and with the host', () => {
  const first = (p: any) => p.submissions[0]
  it.each<[string, string, (plan: any) => void]>([
    ['RACE', 'no prologue', (p) => delete first(p).prologue],
    ['RACE', 'a prologue that leaves out the queue itself', (p) => (first(p).prologue.afterRunsOn = [])],
    ['RACE', 'a prologue for another queue', (p) => (first(p).prologue.afterRunsOn = [1])],
    ['MALFORMED', 'a prologue for a queue that does not exist', (p) => first(p).prologue.afterRunsOn.push(9)],
    ['RACE', 'no epilogue before the host reads', (p) => delete first(p).epilogue],
  ])('%s: %s', (code, _what, change) => {
    expect(refused(change)).toBe(code)
  })

  it('says which submission comes after which earlier runs, or what the host does not see', () => {
    expect(check((p) => delete first(p).prologue)).toMatchObject({
      message: expect.stringContaining(
        'Nothing orders the submission of "in" … "out" (submissions[0]) after what earlier runs did on the queue for graphics',
      ),
    })
    expect(check((p) => delete first(p).epilogue)).toMatchObject({
      message: expect.stringContaining(
        'nothing shows the host what was written by copy of pass "out" (submissions[0].commands[5])',
      ),
    })
  })

  it('a prologue may be for more queues than the plan uses', () => {
    expect(check((p) => (first(p).prologue.afterRunsOn = [2, 0, 1]))).toEqual({ ok: true })
  })

  /** Copies on queue 2, what follows on queue 0. */
  const split = (prologues: [object | undefined, object | undefined], waits: number[]) => (p: any) => {
    onTwoQueues(waits)(p)
    p.submissions.forEach((submission: any, s: number) => {
      delete submission.prologue
      if (prologues[s]) submission.prologue = prologues[s]
    })
  }
  it('one prologue is enough for all that waits for its submission, and has to be for all queues', () => {
    const all = { afterRunsOn: [0, 2] }
    expect(refused(split([all, undefined], [0]))).toBe('accepted')
    expect(refused(split([all, all], [0]))).toBe('accepted')
    expect(refused(split([undefined, all], [0]))).toBe('RACE')
    expect(refused(split([{ afterRunsOn: [2] }, { afterRunsOn: [0] }], [0]))).toBe('RACE')
  })

  it('an epilogue shows what came before it on its queue, and what that waited for, to who waits for it', () => {
    const last = { queue: 0, waits: [] as number[], commands: [], epilogue: { visibleToHost: true } }
    const later = (queue: number, waits: number[], after: number[]) => (p: any) => {
      delete first(p).epilogue
      if (queue !== 0) first(p).prologue.afterRunsOn = [0, queue]
      p.submissions.push({ ...last, queue, waits })
      p.timeline.splice(2, 0, { do: 'submit', submission: 1 })
      p.timeline[3].after = after
      p.report.submissions = { count: 2, lowerBound: 2, proven: true }
    }
    expect(refused(later(0, [], [1]))).toBe('accepted')
    expect(refused(later(1, [0], [1]))).toBe('accepted')
    expect(refused(later(0, [], [0]))).toBe('RACE')
    expect(refused(later(1, [], [0, 1]))).toBe('RACE')
  })
})

describe('what a pass is', () => {
  it.each<[string, (plan: any) => void]>([
    ['its shader', (p) => (commands(p)[2].entryPoint = 'other')],
    ['its workgroups', (p) => (commands(p)[2].workgroups = [2, 1, 1])],
    ['a binding number', (p) => (commands(p)[2].bindings[0].binding = 3)],
    ['how a binding is used', (p) => (commands(p)[2].bindings[1].access = 'read-write')],
    ['the size of a binding', (p) => (commands(p)[2].bindings[0].slice.size = 60)],
  ])('PASS_DIFFERS: %s', (_what, change) => {
    expect(refused(change)).toBe('PASS_DIFFERS')
  })
})

describe('the device', () => {
  const small = { ...profile, limits: { ...profile.limits, maxBufferBytes: 100, maxStorageBindingBytes: 60 } }

  it('F10: rejects a heap above maxBufferBytes', () => {
    expect(checkPlan(scaleGraph, scalePlan(), small)).toMatchObject({
      code: 'DEVICE_RULE',
      message: expect.stringContaining('maxBufferBytes'),
    })
  })

  it('F30: rejects a submission that reads more staging than the device has', () => {
    // A profile has at least 256 bytes of staging, so the graph and its plan have eight times their bytes.
    const larger = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value).replace(/\b(32|64|128|160)\b/g, (bytes) => String(8 * Number(bytes)))) as T
    const plan = sealed(larger(scalePlan()))
    expect(checkPlan(larger(scaleGraph), plan, profile)).toEqual({ ok: true })
    const little = { ...profile, limits: { ...profile.limits, stagingBytes: 256 } }
    expect(checkPlan(larger(scaleGraph), plan, little)).toMatchObject({
      code: 'DEVICE_RULE',
      message: expect.stringContaining('stagingBytes'),
    })
  })

  it('rejects a placement off the alignment', () => {
    expect(
      refused((p) => {
        p.heaps[0].sizeBytes = 136
        p.placements[1].offset = 72
        commands(p)[2].bindings[1].slice.offset = 72
      }),
    ).toBe('DEVICE_RULE')
  })

  it('F29: rejects a dispatch on a transfer queue', () => {
    expect(refused((p) => ((p.submissions[0].queue = 2), (p.submissions[0].prologue.afterRunsOn = [2])))).toBe(
      'DEVICE_RULE',
    )
  })

  it('rejects one heap both writable and read-only in a dispatch where the device forbids it, and needs no barriers there', () => {
    const webgpu = { ...profiles.webgpu, name: 'dummy', queues: profile.queues, alignments: profile.alignments }
    const plan = changed(scalePlan(), (p) => {
      p.submissions = [{ queue: 0, waits: [], commands: commands(p).filter(({ op }) => op !== 'barrier') }]
      p.placements[0].last = [0, 1]
      p.placements[1] = { ...p.placements[1], first: [0, 1], last: [0, 3] }
      p.report.barriers = { count: 0, lowerBound: 0 }
    })
    expect(checkPlan(scaleGraph, plan, webgpu)).toMatchObject({
      code: 'DEVICE_RULE',
      message: expect.stringContaining('both writable and read-only'),
    })
    const apart = changed(plan, (p) => {
      p.heaps.push({ memory: 'device', sizeBytes: 64 })
      p.placements[1] = { ...p.placements[1], heap: 4, offset: 0 }
      commands(p)[1].bindings[1].slice = { heap: 4, offset: 0, size: 64 }
      commands(p)[2] = { ...commands(p)[2], from: 4, regions: [[0, 0, 32]] }
      commands(p)[3] = { ...commands(p)[3], from: 4, regions: [[0, 0, 64]] }
    })
    expect(checkPlan(scaleGraph, apart, webgpu)).toEqual({ ok: true })
    for (const more of [{ prologue: { afterRunsOn: [0] } }, { epilogue: { visibleToHost: true } }]) {
      const explicit = changed(apart, (p) => Object.assign(p.submissions[0], more))
      expect(checkPlan(scaleGraph, explicit, webgpu)).toMatchObject({ code: 'DEVICE_RULE' })
    }
  })
})

it('HASH: a plan that was changed after it was made, whether its hash was asked for or not', () => {
  const changedBefore = Object.assign(planGraph(scaleGraph, profile), { name: 'other' })
  expect(checkPlan(scaleGraph, changedBefore, profile)).toMatchObject({ code: 'HASH' })
  const plan = planGraph(scaleGraph, profile)
  const { hash } = plan
  ;(plan.decisions as unknown[]).push(...plan.decisions)
  expect(checkPlan(scaleGraph, plan, profile)).toMatchObject({ code: 'HASH' })
  expect(plan.hash).toBe(hash)
  const untouched = planGraph(scaleGraph, profile)
  expect(checkPlan(scaleGraph, untouched, profile)).toEqual({ ok: true })
  expect(untouched.hash).toBe(hashPlan(untouched))
  expect(checkPlan(scaleGraph, { ...scalePlan(), name: 'other' }, profile)).toMatchObject({ code: 'HASH' })
})

describe('the report', () => {
  it.each<[string, (plan: any) => void]>([
    ['submissions', (p) => (p.report.submissions = { count: 2, lowerBound: 2, proven: true })],
    ['a proof', (p) => (p.report.submissions.lowerBound = 0)],
    ['the bytes moved', (p) => (p.report.transfers.bytesMoved = 159)],
    ['the peak', (p) => (p.report.memory.peakBytes = p.report.memory.lowerBoundBytes = 127)],
    ['barriers', (p) => (p.report.barriers.count = 1)],
    ['persistent bytes', (p) => (p.report.memory.persistentBytes = 0)],
    ['declared passes', (p) => (p.report.passes.declared = 3)],
  ])('REPORT: a lie about %s', (_what, change) => {
    expect(refused(change)).toBe('REPORT')
  })
})

describe('texels that hold again what they held at first', () => {
  const layer = { resource: 't', mipLevel: 0, origin: [0, 0, 0], size: [4, 4, 1] }
  const graph = (passes: object[]) =>
    parseGraph({
      version: 1,
      resources: [{ id: 't', kind: 'texture', format: 'r32float', size: [4, 4, 2] }],
      passes: [
        { id: 'zero', kind: 'fill', to: 't', value: 0 },
        ...passes,
        { id: 'get', kind: 'readback', from: 't', output: 'texels' },
      ],
    } as GraphDocument)
  const resultOf = (document: FrameGraph, change: (plan: any) => void) =>
    checkPlan(document, changed(planGraph(document, profiles.dummy), change), profiles.dummy)

  it('WRONG_OUTPUT: a pass whose attachment ends as zeros', () => {
    const drawn = graph([{ id: 'draw', kind: 'render', body: 'draw', color: [{ use: layer, load: 'clear' }] }])
    const end = (store: string) => (plan: any) =>
      (commands(plan).find(({ op }) => op === 'render').color[0].store = store)
    expect(resultOf(drawn, end('store'))).toEqual({ ok: true })
    expect(resultOf(drawn, end('zero'))).toMatchObject({ code: 'WRONG_OUTPUT' })
  })

  it('WRONG_OUTPUT: a fill that is left out', () => {
    const filled = graph([
      { id: 'load', kind: 'upload', to: layer, input: 'layer' },
      { id: 'see', kind: 'readback', from: 't', output: 'before' },
      { id: 'again', kind: 'fill', to: layer, value: 0 },
    ])
    const without = (plan: any) => {
      const [submission] = plan.submissions
      submission.commands = submission.commands.filter(({ passes }: any) => passes?.[0] !== 'again')
      plan.placements[0].last[1] -= 1
    }
    expect(resultOf(filled, without)).toMatchObject({ code: 'WRONG_OUTPUT' })
  })
})
