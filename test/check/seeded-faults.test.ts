/**
 * Faults put into what the planner is told of a pass: the plan it makes of them looks sound to everything that was told the same, and
 * is refused by the checker, which reads the document itself.
 */
import { afterEach, expect, it, vi } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { READS, WRITES, COVERS } from '../../src/graph/access.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import type { EndpointUse } from '../../src/graph/endpoint-use.ts'
import type { Region } from '../../src/graph/endpoint.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { changed } from './support/by-hand.ts'

type Uses = (uses: EndpointUse[], pass: string) => EndpointUse[]
const told = vi.hoisted(() => ({
  uses: undefined as Uses | undefined,
  region: undefined as ((region: Region, path: string) => Region) | undefined,
  hostEdges: true,
}))

vi.mock(import('../../src/graph/pass-endpoints.ts'), async (importOriginal) => {
  const original = await importOriginal()
  return {
    ...original,
    passEndpoints: (pass, p, levels) => {
      const uses = original.passEndpoints(pass, p, levels)
      return told.uses ? told.uses(uses, pass.id) : uses
    },
  }
})
vi.mock(import('../../src/graph/endpoint.ts'), async (importOriginal) => {
  const original = await importOriginal()
  return {
    ...original,
    resolveEndpoint: (endpoint, info, path, otherSize) => {
      const region = original.resolveEndpoint(endpoint, info, path, otherSize)
      return told.region ? told.region(region, path()) : region
    },
  }
})
vi.mock(import('../../src/planner/analyse/host-edges.ts'), async (importOriginal) => {
  const original = await importOriginal()
  return {
    ...original,
    hostEdges: (graph) => {
      const edges = original.hostEdges(graph)
      return told.hostEdges ? edges : { start: edges.start.map(() => 0), before: edges.before }
    },
  }
})

afterEach(() => Object.assign(told, { uses: undefined, region: undefined, hostEdges: true }))

const buffer = (id: string, more: object = {}) => ({ id, kind: 'buffer', size: 64, ...more })
const texture = (id: string, more: object = {}) => ({
  id,
  kind: 'texture',
  format: 'rgba8unorm',
  size: [8, 8],
  ...more,
})
const upload = (to: unknown, input = 'in') => ({ id: `upload-${input}`, kind: 'upload', to, input })
const readback = (from: unknown, output = 'out') => ({ id: `readback-${output}`, kind: 'readback', from, output })
const custom = (...uses: object[]) => ({ id: 'pass', kind: 'custom', body: 'body', uses })
const render = (fields: object) => ({ id: 'pass', kind: 'render', body: 'body', ...fields })
const clear = (use: string) => ({ use, load: 'clear' })
const depth = (id: string) => texture(id, { format: 'depth32float' })

const document = (resources: object[], passes: object[]) =>
  ({
    version: 1,
    resources,
    shaders: [{ id: 's', wgsl: 'never compiled' }],
    passes,
  }) as unknown as Parameters<typeof parseGraph>[0]

const check = (graph: FrameGraph) => checkPlan(graph, planGraph(graph, profiles.dummy), profiles.dummy)

/** Slot `slot` of the pass "pass" with other flags. */
const withFlags =
  (id: string, slot: number, change: (flags: number) => number): Uses =>
  (uses, pass) =>
    uses.map((use, i) =>
      pass === id && i === slot
        ? Object.assign(Object.create(Object.getPrototypeOf(use)), use, { flags: change(use.flags) })
        : use,
    )

const levels = [texture('t', { mipLevelCount: 2 })]
const mipmap = { id: 'pass', kind: 'mipmap', texture: 't' }
const compute = {
  id: 'pass',
  kind: 'compute',
  shader: 's',
  entryPoint: 'main',
  bindings: [{ group: 0, binding: 0, use: 'b', as: 'storage', access: 'write' }],
  workgroups: { indirect: { resource: 'a', size: 12 } },
}

const unread: [string, ReturnType<typeof document>, number][] = [
  [
    'mip level 0',
    document(levels, [upload({ resource: 't', mipLevel: 0 }), mipmap, readback({ resource: 't', mipLevel: 1 })]),
    0,
  ],
  [
    'load: "load"',
    document([texture('t')], [upload('t'), render({ color: [{ use: 't', load: 'load' }] }), readback('t')]),
    0,
  ],
  ['a storage use', document([buffer('a')], [upload('a'), custom({ use: 'a', as: 'storage' }), readback('a')]), 0],
  [
    'access: "read"',
    document(
      [buffer('a'), buffer('b')],
      [
        upload('a'),
        custom({ use: 'a', as: 'storage', access: 'read' }, { use: 'b', as: 'storage', access: 'write' }),
        readback('b'),
      ],
    ),
    0,
  ],
  [
    'depth that is loaded',
    document([depth('z')], [upload('z'), render({ depth: { use: 'z', load: 'load' } }), readback('z')]),
    0,
  ],
  [
    'read-only depth',
    document(
      [depth('z'), texture('t')],
      [upload('z'), render({ color: [clear('t')], depth: { use: 'z', load: 'load', readOnly: true } }), readback('t')],
    ),
    1,
  ],
  [
    'indirect arguments',
    document([buffer('a', { usage: ['indirect'] }), buffer('b')], [upload('a'), compute, readback('b')]),
    1,
  ],
]

it.each(unread)('a planner that is not told of reading %s is found out', (_, doc, slot) => {
  expect(check(parseGraph(doc))).toEqual({ ok: true })
  told.uses = withFlags('pass', slot, (flags) => (flags & WRITES ? WRITES | COVERS : flags & ~READS))
  expect(check(parseGraph(structuredClone(doc)))).toMatchObject({ ok: false, code: expect.any(String) })
})

const unwritten: [string, ReturnType<typeof document>, string, number][] = [
  ['an upload', document([buffer('a')], [{ ...upload('a'), id: 'pass' }, readback('a')]), 'pass', 0],
  [
    'a fill',
    document([buffer('a', { lifetime: 'persistent' })], [{ id: 'pass', kind: 'fill', to: 'a', value: 1 }]),
    'pass',
    0,
  ],
  [
    'a copy',
    document(
      [buffer('a'), buffer('b', { lifetime: 'persistent' })],
      [upload('a'), { id: 'pass', kind: 'copy', from: 'a', to: 'b' }],
    ),
    'pass',
    1,
  ],
  ['mip level 1', document([texture('t', { mipLevelCount: 2, lifetime: 'persistent' })], [mipmap]), 'pass', 1],
  ['a colour', document([texture('t', { lifetime: 'persistent' })], [render({ color: [clear('t')] })]), 'pass', 0],
  [
    'a resolve',
    document(
      [texture('m', { sampleCount: 4 }), texture('t', { lifetime: 'persistent' })],
      [render({ color: [{ ...clear('m'), resolve: 't' }] })],
    ),
    'pass',
    1,
  ],
  [
    'depth',
    document([texture('z', { format: 'depth32float', lifetime: 'persistent' })], [render({ depth: clear('z') })]),
    'pass',
    0,
  ],
  [
    'a storage use',
    document([buffer('a', { lifetime: 'persistent' })], [custom({ use: 'a', as: 'storage' })]),
    'pass',
    0,
  ],
]

it.each(unwritten)('a planner that is not told of writing %s is found out', (_, doc, id, slot) => {
  expect(check(parseGraph(doc))).toEqual({ ok: true })
  const graph = () => parseGraph(structuredClone(doc))
  told.uses = withFlags(id, slot, (flags) => flags & ~(WRITES | COVERS))
  let result: ReturnType<typeof check> | string
  try {
    result = check(graph())
  } catch (error) {
    // Or it finds out itself: bytes are read that, as it was told, nobody wrote.
    result = (error as { code: string }).code
  }
  expect(result).toEqual(typeof result === 'string' ? 'READ_BEFORE_WRITE' : expect.objectContaining({ ok: false }))
})

const extents: [string, ReturnType<typeof document>, RegExp][] = [
  ['an upload', document([buffer('a', { lifetime: 'persistent' })], [upload('a')]), /^passes\[0\]\.to/],
  [
    'a fill',
    document([buffer('a', { lifetime: 'persistent' })], [{ id: 'f', kind: 'fill', to: 'a', value: 1 }]),
    /^passes\[0\]\.to/,
  ],
  [
    'both sides of a copy',
    document(
      [buffer('a'), buffer('b', { lifetime: 'persistent' })],
      [
        upload({ resource: 'a', offset: 0 }),
        { id: 'c', kind: 'copy', from: { resource: 'a', offset: 0 }, to: { resource: 'b', offset: 0 } },
      ],
    ),
    /^passes\[1\]\.(from|to)/,
  ],
]

it.each(extents)('a planner that takes %s for a byte shorter is found out', (_, doc, where) => {
  expect(check(parseGraph(doc))).toEqual({ ok: true })
  // Ids mean the whole and never ask; a range does.
  const ranges = JSON.parse(JSON.stringify(doc).replaceAll('"to":"a"', '"to":{"resource":"a","offset":0}'))
  told.region = (region, path) => (region.kind === 'buffer' && where.test(path) ? { ...region, size: 63 } : region)
  expect(check(parseGraph(ranges))).toMatchObject({ ok: false })
})

it('a planner that takes a part of a picture for all of it, and so the rest for dead, is found out', () => {
  const part = { ...upload({ resource: 't', size: [4, 4, 1] }, 'part'), id: 'part' }
  const doc = document([texture('t')], [upload('t'), part, readback('t')])
  expect(check(parseGraph(doc))).toEqual({ ok: true })
  told.region = (region, path) => (path.startsWith('passes[1]') ? { ...region, wholeSlices: true } : region)
  expect(check(parseGraph(structuredClone(doc)))).toMatchObject({ ok: false })
})

const twoQueues = (more: object) =>
  document(
    [buffer('a'), buffer('b')],
    [
      {
        ...custom({ use: 'a', as: 'storage', access: 'write' }),
        id: 'one',
        queue: 'graphics',
        ...('sideEffects' in more && more),
      },
      { ...custom({ use: 'b', as: 'storage', access: 'write' }), id: 'two', queue: 'compute', ...more },
      readback('a', 'a'),
      readback('b', 'b'),
    ],
  )

it('a planner that is not told of `after` is found out', () => {
  const graph = () => parseGraph(twoQueues({ after: ['one'] }))
  expect(check(graph())).toEqual({ ok: true })
  const blind = graph()
  resolveGraph(blind).afterStart.fill(0)
  expect(check(blind)).toMatchObject({ ok: false, code: 'ORDER' })
})

it('a planner that is not told of side effects is found out', () => {
  const graph = () => parseGraph(twoQueues({ sideEffects: true }))
  expect(check(graph())).toEqual({ ok: true })
  const blind = graph()
  resolveGraph(blind).sideEffects.fill(0)
  expect(check(blind)).toMatchObject({ ok: false, code: 'ORDER' })
})

it('a planner that does not know what a host pass consumes and produces is found out', () => {
  const doc = document(
    [buffer('a'), buffer('b')],
    [
      upload('a'),
      readback('a', 'seen'),
      { id: 'host', kind: 'host', body: 'body', consumes: ['seen'], produces: [{ input: 'made', size: 64 }] },
      upload('b', 'made'),
      readback('b', 'end'),
    ],
  )
  expect(check(parseGraph(doc))).toEqual({ ok: true })
  told.hostEdges = false
  expect(check(parseGraph(structuredClone(doc)))).toMatchObject({ ok: false })
})

it('a resolve that is dropped is found out', () => {
  const graph = parseGraph(unwritten.find(([what]) => what === 'a resolve')![1])
  const plan = changed(planGraph(graph, profiles.dummy), (draft) => {
    for (const { commands } of draft.submissions)
      for (const command of commands) if (command.op === 'render') delete command.color[0].resolve
  })
  expect(checkPlan(graph, plan, profiles.dummy)).toMatchObject({ ok: false, code: 'PASS_DIFFERS' })
})
