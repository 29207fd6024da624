/** Passes switched off whose neighbours are many: what goes with them, and in which order the others stay. */
import { expect, it } from 'vitest'
import { checkPlan, disablePasses, parseGraph, planGraph, profiles, type FrameGraph } from '../../src/index.ts'

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))
const buffer = (id: string, more: object = {}) => ({ id, kind: 'buffer', size: 64, ...more })
const persistent = { lifetime: 'persistent' }
const fill = (id: string, to: unknown, more: object = {}) => ({ id, kind: 'fill', to, value: 0, ...more })
const copy = (id: string, from: string, to: string, more: object = {}) => ({ id, kind: 'copy', from, to, ...more })
const ids = ({ passes }: FrameGraph) => passes.map(({ id }) => id)

it('a chain that nobody needs goes with the pass that fed it, and what is needed at its end is named', () => {
  const chain = (...end: object[]) =>
    parseGraph({
      version: 1,
      resources: [...times(101, (i) => buffer(`b${i}`)), buffer('p', persistent)],
      passes: [fill('f', 'b0'), ...times(100, (i) => copy(`c${i}`, `b${i}`, `b${i + 1}`)), ...end],
    })
  expect(ids(disablePasses(chain(fill('kept', 'p')), ['f']))).toEqual(['kept'])
  expect(() => disablePasses(chain(copy('save', 'b100', 'p')), ['f'])).toThrow(
    /Pass "c0".*reads "b0".*"f" switched off/,
  )
  expect(() => disablePasses(chain(copy('save', 'b100', 'p')), ['c50'])).toThrow(/Pass "c51".*reads "b51"/)
})

it('of two writers of a buffer, the one that is left feeds its readers', () => {
  const graph = parseGraph({
    version: 1,
    resources: [buffer('a'), buffer('b'), buffer('p', persistent)],
    passes: [
      fill('first', { resource: 'a', size: 32 }),
      fill('second', { resource: 'a', offset: 32, size: 32 }),
      copy('part', 'a', 'b'),
      fill('again', 'a'),
      copy('save', 'a', 'p'),
    ],
  })
  expect(ids(disablePasses(graph, ['second']))).toEqual(['first', 'again', 'save'])
})

it('a pass that samples texels that nobody draws any more goes too, and one that samples the others stays', () => {
  const tile = (x: number) => ({ resource: 't', mipLevel: 0, origin: [x, 0, 0], size: [4, 8, 1] })
  const graph = parseGraph({
    version: 1,
    resources: [
      { id: 't', kind: 'texture', format: 'r8unorm', size: [8, 8] },
      ...['l', 'r', 'all'].map((id) => ({ id, kind: 'texture', format: 'r8unorm', size: [8, 8] })),
      { id: 'p', kind: 'texture', format: 'r8unorm', size: [8, 8], ...persistent },
    ],
    passes: [
      fill('left', tile(0)),
      fill('right', tile(4)),
      { id: 'see-all', kind: 'copy', from: 't', to: 'all' },
      { id: 'see-right', kind: 'copy', from: tile(4), to: { ...tile(4), resource: 'r' } },
      { id: 'save', kind: 'copy', from: tile(0), to: { ...tile(0), resource: 'p' } },
    ],
  })
  expect(ids(disablePasses(graph, ['right']))).toEqual(['left', 'save'])
})

const manyAfterMany = (n: number) =>
  parseGraph({
    version: 1,
    resources: [...times(2 * n, (i) => buffer(`b${i}`, persistent)), buffer('o', persistent)],
    passes: [
      ...times(n, (i) => fill(`c${i}`, `b${i}`)),
      fill('off', 'o', { after: times(n, (i) => `c${i}`) }),
      ...times(n, (i) => fill(`d${i}`, `b${n + i}`, { after: ['off'] })),
    ],
  })

it('passes after one that is off come after what that one came after', () => {
  expect(disablePasses(manyAfterMany(2), ['off']).passes[3]).toMatchObject({ id: 'd1', after: ['c0', 'c1'] })
})

it.each(Object.values(profiles))('on $name many come after many through a pass that is culled', (profile) => {
  const graph = disablePasses(manyAfterMany(40), ['off'])
  expect(graph.passes[40]).toMatchObject({ id: 'off', kind: 'fill' })
  const entries = graph.passes.reduce((sum, { after = [] }) => sum + after.length, 0)
  expect(entries).toBe(80)
  const plan = planGraph(graph, profile)
  expect(plan.report.passes).toMatchObject({ planned: 80, culled: 1 })
  expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
})

it('a pass with many copies in its place says once what they come after', () => {
  const graph = parseGraph({
    version: 1,
    resources: times(30, (i) => buffer(`b${i}`, persistent)),
    passes: [
      ...times(10, (i) => fill(`c${i}`, `b${i}`)),
      {
        id: 'off',
        kind: 'custom',
        body: 'b',
        uses: times(20, (i) => ({
          use: `b${i + 10}`,
          as: i < 10 ? 'storage-read' : 'storage',
          access: i < 10 ? 'read' : 'write',
        })),
        bypass: Object.fromEntries(times(10, (i) => [`b${20 + i}`, `b${10 + i}`])),
        after: times(10, (i) => `c${i}`),
      },
    ],
  })
  const without = disablePasses(graph, ['off'])
  expect(without.passes.slice(10).map(({ kind, after }) => [kind, after?.length])).toEqual([
    ['fill', 10],
    ...times(10, () => ['copy', 1]),
  ])
  expect(checkPlan(without, planGraph(without, profiles.dummy), profiles.dummy)).toEqual({ ok: true })
})
