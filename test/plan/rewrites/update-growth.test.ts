/** Pairs of plans, written to be slow, that follow each other: what is kept is found in time that is near-linear in their text. */
import { describe, expect, it } from 'vitest'
import type { Command, Heap, Plan, PlannedTexture } from '../../../src/plan/document.ts'
import { profiles } from '../../../src/index.ts'
import { keepPlaces } from '../../../src/plan/rewrites/keep-places.ts'
import { validatePlan } from '../../../src/plan/validate/index.ts'
import { device, handPlan, upload } from '../../support/hand-plan.ts'

type Placement = Plan['placements'][number]

/** Bytes and CPU milliseconds of a pair of so many things: what was n² took ten seconds and more. */
const count = 8000
const mostMs = 3000

const times = <T>(make: (i: number) => T, n = count): T[] => Array.from({ length: n }, (_, i) => make(i))

const texture = (more: Partial<PlannedTexture> = {}): PlannedTexture => ({
  format: 'rgba8unorm',
  dimension: '2d',
  size: [4, 4, 1],
  mipLevelCount: 1,
  sampleCount: 1,
  usage: ['copy-src', 'copy-dst'],
  lifetime: 'transient',
  sizeBytes: 64,
  ...more,
})

const placed = (resource: string, heap: number, offset: number, sizeBytes: number): Placement => ({
  resource,
  version: 0,
  lifetime: 'persistent',
  heap,
  offset,
  sizeBytes,
})

const plan = (heaps: Heap[], placements: Placement[], commands: Command[] = [], textures: PlannedTexture[] = []) => ({
  ...handPlan({ heaps, textures, submissions: [commands], timeline: [{ do: 'submit', submission: 0 }] }),
  inputs: [],
  outputs: [],
  placements,
})

/** n buffers in one heap, each with as much room behind it. */
const gaps = (name: string, sizeBytes: number) =>
  plan(
    [device(count * 512)],
    times((i) => placed(`${name}${i}`, 0, i * 512, sizeBytes)),
  )

const uses = (name: string): Command => ({
  op: 'custom',
  body: 'body',
  passes: ['body'],
  uses: times((i) => ({
    resource: `${name}${i}`,
    as: i % 2 === 0 ? ('storage' as const) : ('storage-read' as const),
    access: i % 2 === 0 ? ('read-write' as const) : ('read' as const),
    slice: { heap: 0, offset: i * 256, size: 256 },
  })),
})

const many: Heap = device(count * 256)
const dense = (name: (i: number) => string, commands: Command[] = []) =>
  plan(
    [many],
    times((i) => placed(name(i), 0, i * 256, 256)),
    commands,
  )
const fills = times((): Command => ({ op: 'fill', heap: 0, offset: 0, size: count * 256, value: 0, passes: ['fill'] }))

const pairs: Record<string, readonly [Plan, Plan]> = {
  'textures that are alike but for their format': [
    plan(
      [],
      [],
      [],
      times(() => texture()),
    ),
    plan(
      [],
      [],
      [],
      times(() => texture({ format: 'bgra8unorm' })),
    ),
  ],
  'textures that are alike but for their usages': [
    plan(
      [],
      [],
      [],
      times(() => texture()),
    ),
    plan(
      [],
      [],
      [],
      times(() => texture({ usage: ['sampled', 'copy-src'] })),
    ),
  ],
  'new buffers that fit into no room': [gaps('a', 256), gaps('b', 260)],
  'new buffers that fit': [gaps('a', 128), gaps('b', 128)],
  'heaps for each buffer': [
    plan(
      times(() => device(256)),
      times((i) => placed(`a${i}`, i, 0, 64)),
    ),
    plan(
      times(() => device(256)),
      times((i) => placed(`b${i}`, i, 0, 64)),
    ),
  ],
  'staging heaps': [
    plan(
      times((i) => upload(64 + 4 * i)),
      [],
    ),
    plan([device(64), ...times((i) => upload(64 + 4 * (count - i)))], []),
  ],
  'a pass that reads one half of many buffers and writes the other': [
    dense((i) => `a${i}`, [uses('a')]),
    dense((i) => `b${i}`, [uses('b')]),
  ],
  'fills of a heap whose buffers change places': [dense((i) => `a${i}`), dense((i) => `a${count - 1 - i}`, fills)],
}

describe.each(['webgpu', 'vulkan'] as const)('on %s', (name) => {
  it.each(Object.entries(pairs))('%s', (_, [before, after]) => {
    const profile = profiles[name]
    const taken = (one: Plan) => validatePlan({ ...one, explicitBarriers: name === 'vulkan' }, profile, true)
    const [previous, next] = [taken(before), taken(after)]
    const begin = process.cpuUsage()
    const kept = keepPlaces(next, previous, profile, 3, () => false)
    const { user, system } = process.cpuUsage(begin)
    expect((user + system) / 1000).toBeLessThan(mostMs)
    expect(kept.plan.placements.length).toBe(next.placements.length)
  })
})
