/** A plan that follows another with its memory kept: it still means its graph, and overwrites nothing that the other has. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDummyBackend } from '../../../src/backends/dummy/index.ts'
import { checkPlan, frameGraph, parseGraph, planGraph, profiles } from '../../../src/index.ts'
import type { DeviceProfile, FrameGraph, Pass, Plan, Resource } from '../../../src/index.ts'
import { memoryUnits, unitAt, type MemoryUnit } from '../../../src/plan/facts/memory-units.ts'
import { persistentMemories } from '../../../src/plan/facts/persistent-memory.ts'
import { keepPlaces } from '../../../src/plan/rewrites/keep-places.ts'
import { UpdateModel } from '../../support/update-model.ts'

const notLent = () => false

/** Persistent buffers of a plan, as [heap in the plan before, begin, end]. */
const placesIn = (plan: Plan, heaps: readonly number[]) =>
  persistentMemories(plan).list.flatMap(({ resource, kind, members, offset, sizeBytes }) =>
    kind === 'heap'
      ? members.map((heap) => ({ resource, heap: heaps[heap]!, begin: offset, end: offset + sizeBytes }))
      : [],
  )

/** The units that are known beforehand are those that the plan has, cut no coarser, and each place lies in one of them. */
function expectUnits(plan: Plan): void {
  const [known, found] = [memoryUnits(plan), memoryUnits({ ...plan })]
  const isKept = ({ resource }: MemoryUnit) => resource !== undefined
  expect(known.units.filter(isKept)).toEqual(found.units.filter(isKept))
  for (const { members, begin, end } of known.units) {
    const whole = found.units[unitAt(found, members[0]!, begin)]!
    expect([whole.members, whole.begin <= begin, whole.end >= end]).toEqual([members, true, true])
  }
  for (const { heap, offset = 0, sizeBytes, lifetime } of plan.placements) {
    if (heap === undefined || plan.heaps[heap]!.memory !== 'device' || lifetime === 'imported') continue
    const unit = known.units[unitAt(known, heap, offset)]!
    expect([unit.begin <= offset, offset + sizeBytes <= unit.end]).toEqual([true, true])
  }
}

describe.each(['dummy', 'webgpu', 'vulkan'] as const)('on %s', (name) => {
  const profile = profiles[name]

  it('is accepted by the checker, and leaves alone what persists in the plan before', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const model = new UpdateModel(createDummyBackend(), seed)
        let previous = planGraph(model.next(), profile)
        for (let i = 0; i < 6; i++) {
          const graph = model.next()
          const { plan, heaps } = keepPlaces(planGraph(graph, profile), previous, profile, i, notLent)
          expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
          // What was known beforehand of the plan is what the plan says.
          const [known, found] = [persistentMemories(plan), persistentMemories({ ...plan })]
          expect([known.list, known.textures]).toEqual([found.list, found.textures])
          expectUnits(plan)
          plan.heaps.forEach(({ sizeBytes }, heap) => {
            if (heaps[heap]! >= 0) expect(previous.heaps[heaps[heap]!]!.sizeBytes).toBe(sizeBytes)
          })
          const before = placesIn(previous, Array.from(previous.heaps.keys()))
          for (const { resource, heap, begin, end } of placesIn(plan, heaps))
            for (const other of before)
              if (other.heap === heap && begin < other.end && other.begin < end)
                expect({ resource, begin, end }).toEqual({
                  resource: other.resource,
                  begin: other.begin,
                  end: other.end,
                })
          previous = plan
        }
      }),
      { numRuns: 30 },
    )
  })

  const graphOf = (ids: readonly string[], size: number) => {
    const resources = ids.map((id): Resource => ({ id, kind: 'buffer', size, lifetime: 'persistent' }))
    const passes = ids.map((id): Pass => ({ id: `in ${id}`, kind: 'upload', to: id, input: id }))
    return parseGraph({ version: 1, resources, passes })
  }

  it('keeps memory bounded while buffers come and go', () => {
    const size = 2 ** 16
    const ids = Array.from({ length: 16 }, (_, i) => `a${i}`)
    let previous = planGraph(graphOf(ids, size), profile)
    for (let i = 16; i < 64; i++) {
      ids.splice((i * 7) % 16, 1, `a${i}`)
      previous = keepPlaces(planGraph(graphOf(ids, size), profile), previous, profile, i, notLent).plan
      const bytes = previous.heaps.reduce(
        (sum, { memory, sizeBytes }) => sum + (memory === 'device' ? sizeBytes : 0),
        0,
      )
      expect(bytes).toBeLessThanOrEqual(18 * size)
    }
  })

  it('gives a large heap up when nearly all of it is gone', () => {
    const ids = Array.from({ length: 32 }, (_, i) => `a${i}`)
    const all = planGraph(graphOf(ids, 2 ** 16), profile)
    const { plan } = keepPlaces(planGraph(graphOf(ids.slice(0, 2), 2 ** 16), profile), all, profile, 0, notLent)
    const bytes = plan.heaps.reduce((sum, { memory, sizeBytes }) => sum + (memory === 'device' ? sizeBytes : 0), 0)
    expect(bytes).toBe(2 ** 17)
  })
})

describe('where buffers that shaders see are aligned more than others', () => {
  const alignments = { placementBytes: 16, uniformOffsetBytes: 16, storageOffsetBytes: 64 }
  const profile: DeviceProfile = {
    ...profiles.webgpu,
    alignments: { ...profiles.webgpu.alignments, ...alignments },
  }
  const persistent = { size: 16, lifetime: 'persistent' } as const
  const write = <Id extends string>(use: Id) => ({ group: 0, binding: 1, use, as: 'storage', access: 'write' }) as const

  const demandAccepted = (before: FrameGraph, after: FrameGraph) => {
    const [previous, planned] = [before, after].map((graph) => planGraph(graph, profile, { objective: 'memory' }))
    const { plan } = keepPlaces(planned!, previous!, profile, 1, notLent)
    expect(checkPlan(after, plan, profile)).toEqual({ ok: true })
  }

  it('a persistent one that a shader sees only in the later plan moves', () => {
    const copied = frameGraph('copied').buffer('a', persistent).buffer('b', persistent)
    const seen = frameGraph('seen').buffer('a', persistent).buffer('b', persistent).shader('add')
    demandAccepted(
      copied.upload('a', { input: 'a' }).upload('b', { input: 'b' }).build(),
      seen.compute('add', { shader: 'add', workgroups: [1, 1, 1], bindings: [write('b')] }).build(),
    )
  })

  it('transient memory moves by multiples of all alignments', () => {
    const after = frameGraph('both')
      .buffer('kept', persistent)
      .buffer('seen', { size: 4 })
      .buffer('copied', { size: 64 })
      .buffer('sum', { size: 4 })
      .shader('add')
      .custom('write', { uses: [{ use: 'seen', as: 'storage', access: 'write' }] })
      .compute('add', {
        shader: 'add',
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'seen', as: 'storage-read' }, write('sum')],
      })
      .readback('sum', { output: 'sum' })
      .upload('copied', { input: 'in' })
      .readback('copied', { output: 'out' })
      .build()
    demandAccepted(frameGraph('other').buffer('other', persistent).upload('other', { input: 'in' }).build(), after)
  })
})
