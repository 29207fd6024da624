/** Passes switched off: copies of what they would have read, or nothing. */
import { expect, it } from 'vitest'
import {
  checkPlan,
  createPlanner,
  disablePasses,
  parseGraph,
  planGraph,
  profiles,
  referenceRun,
  type FrameGraph,
  type GraphDocument,
} from '../../src/index.ts'

type Pass = GraphDocument['passes'][number]

const buffer = (id: string, more: object = {}) => ({ id, kind: 'buffer' as const, size: 64, ...more })
const work = (id: string, from: string[], to: string, more: object = {}): Pass => ({
  id,
  kind: 'custom',
  body: 'add',
  uses: [
    ...from.map((use) => ({ use, as: 'storage-read' as const })),
    { use: to, as: 'storage' as const, access: 'write' as const },
  ],
  ...more,
})
const load = (to: string): Pass => ({ id: `load-${to}`, kind: 'upload', to, input: to })
const save = (from: string): Pass => ({ id: `save-${from}`, kind: 'readback', from, output: from })
const graphOf = (...passes: Pass[]): FrameGraph => {
  const ids = [...new Set(JSON.stringify(passes).match(/"[a-z]"/g))].map((id) => JSON.parse(id) as string)
  return parseGraph({ version: 1, resources: ids.map((id) => buffer(id)), passes })
}
const ids = (graph: FrameGraph): string[] => graph.passes.map(({ id }) => id)

const frame = graphOf(
  load('a'),
  work('tone', ['a'], 'b', { bypass: { b: 'a' } }),
  work('blur', ['b'], 'c', { after: ['tone'] }),
  save('c'),
)

it.each(Object.values(profiles))(
  'on $name a pass with a bypass is a copy, which planning turns into a name',
  (profile) => {
    const graph = disablePasses(frame, ['tone'])
    expect(graph.passes[1]).toEqual({ id: 'tone', kind: 'copy', from: 'a', to: 'b' })
    const plan = planGraph(graph, profile)
    expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    expect(plan.decisions).toContainEqual(expect.objectContaining({ code: 'FORWARDED', passes: ['tone'] }))
    expect(plan.bodies.map(({ pass }) => pass)).toEqual(['blur'])
  },
)

it('readers of what it would have written find what it would have read', async () => {
  const bodies = {
    add: ({ pass, slices }: { pass: string; slices: Readonly<Record<string, readonly Uint8Array[]>> }) => {
      const [from, to] = pass === 'tone' ? ['a', 'b'] : ['b', 'c']
      slices[to]![0]!.set(slices[from]![0]!.map((byte) => byte * 2 + 1))
    },
  }
  const run = async (graph: FrameGraph) =>
    (await referenceRun(graph, { a: new Uint8Array(64).fill(3) }, { bodies })).outputs['c']
  expect(await run(frame)).toEqual(new Uint8Array(64).fill(15))
  expect(await run(disablePasses(frame, ['tone']))).toEqual(new Uint8Array(64).fill(7))
})

it('parts are copied as the pass uses them, of several resources, and ids stay free', () => {
  const graph = parseGraph({
    version: 1,
    resources: [buffer('a', { size: 128 }), buffer('b'), buffer('c'), buffer('out', { lifetime: 'persistent' })],
    passes: [
      { id: 'load', kind: 'upload', to: 'a', input: 'a' },
      { id: 'split/2', kind: 'fill', to: 'c', value: 1 },
      {
        id: 'split',
        kind: 'custom',
        body: 'split',
        uses: [
          { use: { resource: 'a', offset: 64 }, as: 'storage-read' },
          { use: 'c', as: 'copy-src' },
          { use: 'b', as: 'storage', access: 'write' },
          { use: 'out', as: 'copy-dst' },
        ],
        after: ['load'],
        bypass: { b: 'a', out: 'c' },
      },
      { id: 'get', kind: 'readback', from: 'b', output: 'b' },
    ],
  })
  expect(disablePasses(graph, ['split']).passes.slice(2, 4)).toEqual([
    { id: 'split', kind: 'copy', after: ['load'], from: { resource: 'a', offset: 64 }, to: 'b' },
    { id: 'split/2-2', kind: 'copy', after: ['load'], from: 'c', to: 'out' },
  ])
})

it('without a bypass, what only fed it is culled, and what it alone fed goes where nothing needs it', () => {
  const graph = graphOf(
    load('a'),
    load('x'),
    work('shadow', ['x'], 'y'),
    work('debug', ['y'], 'z', { after: ['shadow'] }),
    work('draw', ['a'], 'b', { after: ['debug'] }),
    save('b'),
  )
  const off = disablePasses(graph, ['shadow'])
  expect(ids(off)).toEqual(['load-a', 'load-x', 'draw', 'save-b'])
  expect('after' in off.passes[2]!).toBe(false)
  const { decisions, report } = planGraph(off, profiles.vulkan)
  expect(report.passes.culled).toBe(1)
  expect(decisions).toContainEqual(expect.objectContaining({ code: 'CULLED', passes: ['load-x'] }))
})

it('a pass that is needed and has nothing left to read is named', () => {
  const graph = graphOf(load('a'), work('shadow', ['a'], 'b'), work('light', ['a', 'b'], 'c'), save('c'))
  expect(() => disablePasses(graph, ['shadow'])).toThrow(/Pass "light".*reads "b".*"shadow" switched off/)
  expect(() => disablePasses(graph, ['light'])).toThrow(/Pass "save-c".*reads "c"/)
  expect(ids(disablePasses(graph, ['shadow', 'light', 'save-c']))).toEqual(['load-a'])
  expect(() => disablePasses(graph, ['shado'])).toThrow(/did you mean "shadow"/)
})

it('an upload of what a host pass no longer makes has nothing left to read', () => {
  const graph = parseGraph({
    version: 1,
    resources: [buffer('a')],
    passes: [
      { id: 'think', kind: 'host', body: 'think', produces: [{ input: 'made', size: 64 }] },
      { id: 'load', kind: 'upload', to: 'a', input: 'made' },
      { id: 'save', kind: 'readback', from: 'a', output: 'a' },
    ],
  })
  // A bypass writes resources only, so none is advised.
  expect(() => disablePasses(graph, ['think'])).toThrow(
    expect.objectContaining({
      path: 'passes[1]',
      details: { pass: 'load', input: 'made', disabled: ['think'] },
      message: expect.stringMatching(/reads the input "made", .* switched off; switch "load" off too/) as string,
    }),
  )
})

it('an external pass that writes nothing known is needed, so what it reads cannot go', () => {
  const show = {
    id: 'show',
    kind: 'external' as const,
    body: 'show',
    uses: [{ use: 'b', as: 'storage-read' as const }],
  }
  const shown = graphOf(load('a'), work('tone', ['a'], 'b'), show)
  expect(() => disablePasses(shown, ['tone'])).toThrow(/Pass "show".*reads "b"/)
  expect(ids(disablePasses(shown, ['tone', 'show']))).toEqual(['load-a'])
})

it('what persists keeps its contents, so its readers stay', () => {
  const graph = parseGraph({
    version: 1,
    resources: [buffer('a', { lifetime: 'persistent' })],
    passes: [
      { id: 'load', kind: 'upload', to: 'a', input: 'a' },
      { id: 'save', kind: 'readback', from: 'a', output: 'a' },
    ],
  })
  expect(ids(disablePasses(graph, ['load']))).toEqual(['save'])
})

it('the same passes off are the same graph, whose plan is known; none off is the graph itself', () => {
  expect(disablePasses(frame, [])).toBe(frame)
  expect(disablePasses(frame, ['tone'])).toBe(disablePasses(frame, new Set(['tone'])))
  expect(disablePasses(frame, ['tone']).passes[0]).toBe(frame.passes[0])
  const planner = createPlanner(profiles.webgpu)
  expect(planner.plan(disablePasses(frame, ['tone']))).toBe(planner.plan(disablePasses(frame, ['tone'])))
})

it.each([
  ['a resource it does not write', { a: 'b' }],
  ['a resource it does not read', { b: 'c' }],
  ['a resource of its own', { b: 'b' }],
  ['a resource of another size', { b: 'w' }],
  ['nothing of that name', { q: 'a' }],
])('a bypass of %s is refused', (_, bypass) => {
  const document = {
    version: 1,
    resources: [buffer('a'), buffer('b'), buffer('c'), buffer('w', { size: 32 })],
    passes: [load('a'), load('w'), work('tone', ['a', 'w'], 'b', { bypass })],
  }
  expect(() => parseGraph(document)).toThrow(
    expect.objectContaining({ code: 'INVALID_BYPASS', path: expect.stringMatching(/^passes\[2\]\.bypass/) as string }),
  )
})

it('a host pass that consumes the output of a readback that is off has nothing left to read', () => {
  const graph = parseGraph({
    version: 1,
    resources: [buffer('a')],
    passes: [load('a'), save('a'), { id: 'think', kind: 'host', body: 'think', consumes: ['a'] }],
  })
  expect(() => disablePasses(graph, ['save-a'])).toThrow(
    expect.objectContaining({
      code: 'NOTHING_LEFT_TO_READ',
      path: 'passes[2]',
      details: { pass: 'think', output: 'a', disabled: ['save-a'] },
    }),
  )
  expect(ids(disablePasses(graph, ['save-a', 'think']))).toEqual(['load-a'])
})
