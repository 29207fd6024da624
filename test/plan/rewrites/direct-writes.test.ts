/** Which uploads the host may write straight to device heaps: a matter of the plan alone. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planDirectWrites } from '../../../src/plan/rewrites/direct-writes.ts'
import { FirstTouch } from '../../../src/plan/rewrites/first-touch.ts'
import { visitAccesses } from '../../../src/plan/facts/accesses.ts'
import { parseGraph, planGraph, profiles, type Plan } from '../../../src/index.ts'
import type { Command, HostCopy } from '../../../src/plan/document.ts'
import { device, handPlan, imported, readback, upload } from '../../support/hand-plan.ts'
import { graphArbitrary } from '../../support/random-graph.ts'

const copy = (from: number, to: number, ...regions: [number, number, number][]): Command => {
  return { op: 'copy', from, to, regions, passes: [] }
}
const fill = (heap: number, offset: number, size: number): Command => {
  return { op: 'fill', heap, offset, size, value: 0, passes: [] }
}
/** What is still copied from heap 0, and where the host writes. */
const outcome = (plan: Plan) => {
  const direct = planDirectWrites(plan)
  if (!direct) return undefined
  const commands = direct.direct.submissions.flatMap((submission) => submission.commands)
  return {
    heaps: [...direct.heaps],
    left: commands.flatMap((command) => (command.op === 'copy' && command.from === 0 ? command.regions : [])),
    writes: direct.direct.timeline.flatMap((step) =>
      step.do === 'write'
        ? step.copies.map(({ heap, nameOffset, offset, size }) => [heap, nameOffset, offset, size])
        : [],
    ),
  }
}

describe('an upload is written directly', () => {
  const heaps = [upload(64), device(256), readback(256)]

  it('whole, where nothing comes before it', () => {
    const plan = handPlan({ heaps, submissions: [[copy(0, 1, [0, 128, 64]), copy(1, 2, [0, 0, 256])]] })
    expect(outcome(plan)).toEqual({ heaps: [1], left: [], writes: [[1, 0, 128, 64]] })
  })

  it('in parts, where its regions are apart, and several times, where several take the same bytes', () => {
    const apart = handPlan({ heaps, submissions: [[copy(0, 1, [0, 100, 16], [16, 10, 48])]] })
    expect(outcome(apart)?.writes).toEqual([
      [1, 0, 100, 16],
      [1, 16, 10, 48],
    ])
    const twice = handPlan({ heaps, submissions: [[copy(0, 1, [0, 0, 64])], [copy(0, 1, [0, 64, 64])]] })
    expect(outcome(twice)?.writes).toEqual([
      [1, 0, 0, 64],
      [1, 0, 64, 64],
    ])
  })

  it.each([
    ['a command of the same submission', [[fill(1, 63, 1), copy(0, 1, [0, 0, 64])]]],
    ['an earlier submission', [[copy(1, 2, [0, 0, 1])], [copy(0, 1, [0, 0, 64])]]],
    ['a shader that sees the rest of a word', [[seenBy(61), copy(0, 1, [0, 62, 64])]]],
  ])('not where %s touches its bytes before it', (_, submissions) => {
    expect(outcome(handPlan({ heaps, submissions }))).toBeUndefined()
  })

  it('region by region: one that comes too late leaves the others alone', () => {
    const plan = handPlan({ heaps, submissions: [[fill(1, 100, 4), copy(0, 1, [0, 0, 32], [32, 90, 32])]] })
    const wanted = {
      heaps: [1],
      left: [[32, 90, 32]],
      writes: [
        [1, 0, 0, 32],
        [0, 32, 32, 32],
      ],
    }
    // Whether one host copy fills the staging of both or two do.
    expect(outcome(plan)).toEqual(wanted)
    const step = plan.timeline[0]!
    if (step.do === 'write') step.copies = halves(step.copies[0]!, 32)
    expect(outcome(plan)).toEqual(wanted)
  })

  it('all or none of the regions that overlap in staging', () => {
    const plan = handPlan({ heaps, submissions: [[fill(1, 100, 4), copy(0, 1, [0, 0, 40], [32, 90, 32])]] })
    expect(outcome(plan)).toBeUndefined()
  })

  it('not where the device needs it in staging too', () => {
    const twoTargets = [upload(64), device(256), imported('mine', 64)]
    const plan = handPlan({ heaps: twoTargets, submissions: [[copy(0, 1, [0, 0, 64]), copy(0, 2, [60, 0, 4])]] })
    expect(outcome(plan)).toBeUndefined()
  })

  it('not where the heap rotates, or staging is written twice', () => {
    const rotating = { ...device(256), rotation: { group: 0, slot: 0, count: 1 } }
    const load = copy(0, 1, [0, 0, 64])
    expect(outcome(handPlan({ heaps: [upload(64), rotating], submissions: [[load]] }))).toBeUndefined()
    const plan = handPlan({ heaps, submissions: [[load], [copy(0, 1, [0, 64, 64])]] })
    plan.timeline.splice(2, 0, { ...plan.timeline[0]! })
    expect(outcome(plan)).toBeUndefined()
  })
})

it('a rewritten plan is a plan of its own: the one it came from stays, and all that the device writes is shown to the host', () => {
  const plan = handPlan({
    heaps: [upload(64), device(256)],
    submissions: [[copy(0, 1, [0, 128, 64])], [fill(1, 0, 4)]],
  })
  for (const submission of plan.submissions) delete submission.epilogue
  const before = structuredClone(plan)
  const { staged, direct } = planDirectWrites(plan)!
  expect(plan).toEqual(before)
  const submissions = before.submissions.map((submission) => ({ ...submission, epilogue: { visibleToHost: true } }))
  expect(staged).toEqual({ ...before, submissions, hash: expect.any(String) })
  expect(direct.hash).not.toBe(staged.hash)
  expect(direct.submissions[0]).toEqual({ ...submissions[0], commands: [copy(0, 1)] })
  expect(direct.submissions[1]).toBe(staged.submissions[1])
})

it('a plan that only uploads buffers copies nothing', () => {
  const names = ['a', 'b', 'c']
  const graph = parseGraph({
    version: 1,
    resources: names.map((id, i) => ({ id, kind: 'buffer', size: 100 + i, lifetime: 'persistent' })),
    passes: names.map((id) => ({ id, kind: 'upload', to: id, input: id })),
  })
  const plan = planGraph(graph, profiles.vulkan)
  expect(plan.report.transfers.regions).toBeGreaterThan(0)
  expect(outcome(plan)?.left).toEqual([])
  expect(outcome(plan)?.writes).toHaveLength(names.length)
})

it('the first to touch a range is found like by looking at every byte', () => {
  const range = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 12 }))
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), (ranges) => {
      const touch = new FirstTouch()
      const touched = new Set<number>()
      const expected = ranges.map(([begin, size], i) => {
        expect(touch.add(begin, begin + size)).toBe(i)
        const bytes = Array.from({ length: size }, (_, at) => begin + at)
        const isFirst = bytes.every((byte) => !touched.has(byte))
        for (const byte of bytes) touched.add(byte)
        return isFirst ? 1 : 0
      })
      expect([...touch.find()]).toEqual(expected)
    }),
    { numRuns: 1000 },
  )
})

it('in plans of random graphs, what is left out arrives from the host instead, before anything else touches it', () => {
  let leftOut = 0
  fc.assert(
    fc.property(
      graphArbitrary({ bindingAlignment: 256, exclusive: false, textures: { draws: true, separateAspects: true } }),
      ({ graph }) => {
        const plan = planGraph(graph, profiles.vulkan)
        const direct = planDirectWrites(plan)?.direct
        if (!direct) return
        const writes = (step: Plan['timeline'][number]) => (step.do === 'write' ? step.copies : [])
        const copies = new Map(plan.timeline.flatMap((step, i) => writes(step).map((one) => [one, i] as const)))
        const written = direct.timeline.flatMap((step, i) =>
          writes(step).flatMap((one) => (copies.has(one) ? [] : [{ ...one, step: i }])),
        )
        const before: [heap: number, begin: number, end: number][] = []
        plan.timeline.forEach((step, i) => {
          if (step.do !== 'submit') return
          for (const [c, command] of plan.submissions[step.submission]!.commands.entries()) {
            const shorter = direct.submissions[step.submission]!.commands[c]!
            const remaining = shorter !== command && shorter.op === 'copy' ? shorter : undefined
            for (const [from, to, size] of command.op === 'copy' && remaining ? command.regions : []) {
              if (command.op !== 'copy' || remaining!.regions.some((region) => region[1] === to && region[2] === size))
                continue
              leftOut++
              expect(before.some(([heap, begin, end]) => heap === command.to && begin < to + size && end > to)).toBe(
                false,
              )
              // Every byte that the host put into staging for it, it puts there.
              for (const [one, at] of copies) {
                if (one.heap !== command.from || one.offset >= from + size || one.offset + one.size <= from) continue
                expect(at).toBeLessThan(i)
                const begin = Math.max(one.offset, from)
                const part = {
                  name: one.name,
                  nameOffset: one.nameOffset + begin - one.offset,
                  heap: command.to,
                  offset: to + begin - from,
                  size: Math.min(one.offset + one.size, from + size) - begin,
                  step: at,
                }
                expect(written).toContainEqual(part)
              }
            }
            visitAccesses(plan, command, {
              bytes: (heap, begin, end) => void before.push([heap, begin, end]),
              texels() {},
              transition() {},
            })
          }
        })
      },
    ),
    { numRuns: 600 },
  )
  expect(leftOut).toBeGreaterThan(50)
})

function seenBy(bytes: number): Command {
  return {
    op: 'custom',
    body: 'look',
    uses: [{ resource: 'a', slice: { heap: 1, offset: 0, size: bytes }, as: 'storage', access: 'read' }],
    passes: ['look'],
  }
}

function halves(whole: HostCopy, at: number): HostCopy[] {
  return [
    { ...whole, size: at },
    { ...whole, nameOffset: at, offset: at, size: whole.size - at },
  ]
}
