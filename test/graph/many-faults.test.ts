import { describe, expect, it } from 'vitest'
import { parseGraph, parseProfile, profiles } from 'memkit-gpu'

const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 130_000 }, (_, i) => make(i))
const graph = (parts: object): unknown => ({ version: 1, resources: [], passes: [], ...parts })

describe('a document with 10^5 faults', () => {
  it.each([
    ['passes of no kind', graph({ passes: many(() => ({ x: 1 })) }), 'passes[0].kind'],
    ['passes that are numbers', graph({ passes: many((i) => i) }), 'passes[0]'],
    [
      'resources without a size',
      graph({ resources: many((i) => ({ id: `b${i}`, kind: 'buffer' })) }),
      'resources[0].size',
    ],
    [
      'one pass with uses of no kind',
      graph({ passes: [{ id: 'c', kind: 'custom', body: 'b', uses: many(() => ({ use: 'a', as: 'x' })) }] }),
      'passes[0].uses[0].as',
    ],
    [
      'one pass with no such queues',
      graph({ passes: [{ id: 'c', kind: 'custom', body: 'b', queue: many(() => 'x') }] }),
      'passes[0].queue[0]',
    ],
    [
      'more attachments than there may be',
      graph({ passes: [{ id: 'c', kind: 'render', body: 'b', color: many(() => ({ use: 'a', load: 'load' })) }] }),
      'passes[0].color',
    ],
  ])('names the first: %s', (_, document, path) => {
    expect(() => parseGraph(document)).toThrow(expect.objectContaining({ code: 'INVALID_DOCUMENT', path }))
  })

  it('lists fifty and counts all', () => {
    const act = () => parseGraph(graph({ passes: many((i) => i) }))
    expect(act).toThrow(/129999 more in details.issues/)
    expect(act).toThrow(
      expect.objectContaining({
        details: { issues: expect.objectContaining({ length: 50 }), issueCount: 130_000 },
      }),
    )
  })

  it('is valid where a number is only another way to write one: −0', () => {
    const passes = Array.from({ length: 20_000 }, (_, i) => ({
      id: `f${i}`,
      kind: 'fill',
      to: { resource: 'a', offset: -0 },
      value: 0,
    }))
    const parsed = parseGraph(graph({ resources: [{ id: 'a', kind: 'buffer', size: 16 }], passes }))
    expect(parsed.passes[19_999]).toMatchObject({ to: { offset: 0 } })
  })

  it('is refused as a profile too', () => {
    expect(() => parseProfile({ ...profiles.dummy, queues: many(() => 0) })).toThrow(
      expect.objectContaining({ code: 'INVALID_PROFILE', path: 'queues[0]' }),
    )
  })
})
