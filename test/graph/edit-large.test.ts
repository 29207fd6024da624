import { describe, expect, it } from 'vitest'
import { editGraph, patchGraph, parseGraph, type GraphDocument, type GraphPatch } from 'memkit-gpu'
import { thrown } from '../support/thrown.ts'

/** A chain of fills and copies between two buffers. */
const long = (count: number): GraphDocument => ({
  version: 1,
  resources: [
    { id: 'a', kind: 'buffer', size: 64 },
    { id: 'b', kind: 'buffer', size: 64 },
  ],
  passes: Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? { id: `p${i}`, kind: 'fill', to: 'a', value: i } : { id: `p${i}`, kind: 'copy', from: 'a', to: 'b' },
  ),
})
const graph = parseGraph(long(20_000))
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

describe('an edit of a graph of 20 000 passes', () => {
  it('that removes pass 5 is one patch, by its id, and one back', () => {
    const { graph: next, patches, inversePatches } = editGraph(graph, (draft) => void draft.passes.splice(5, 1))
    expect(patches).toEqual([{ op: 'remove', path: ['passes', 'p5'] }])
    expect(inversePatches).toEqual([{ op: 'add', path: ['passes', 5], value: graph.passes[5] }])
    expect(next.passes[5]).toBe(graph.passes[6])
    expect(patchGraph(graph, json(patches))).toEqual(next)
    expect(patchGraph(next, json(inversePatches))).toEqual(graph)
  })

  it('is named by ids, not by places, so that it fits a graph whose other passes moved', () => {
    const { patches } = editGraph(graph, (draft) => {
      const fill = draft.passes.find(({ id }) => id === 'p10')
      if (fill?.kind === 'fill') fill.value = 7
    })
    expect(patches).toEqual([{ op: 'replace', path: ['passes', 'p10', 'value'], value: 7 }])
    const other = editGraph(graph, (draft) => void draft.passes.splice(0, 4)).graph
    expect(patchGraph(other, patches).passes[6]).toEqual({ id: 'p10', kind: 'fill', to: 'a', value: 7 })
  })

  it('has patches for what moved and nothing else', () => {
    const { graph: next, patches } = editGraph(
      graph,
      ({ passes }) => void passes.splice(100, 0, ...passes.splice(7, 2)),
    )
    expect(patches.map(({ op, path }) => [op, path[1]])).toEqual([
      ['remove', 'p7'],
      ['remove', 'p8'],
      ['add', 100],
      ['add', 101],
    ])
    expect(patchGraph(graph, json(patches))).toEqual(next)
  })

  it('shares every pass that it leaves alone, whatever method found the others', () => {
    const { graph: next, patches } = editGraph(graph, (draft) => {
      draft.passes = draft.passes.filter(({ id }) => id !== 'p3')
      draft.passes.at(-1)!.sideEffects = true
      const last = draft.passes.pop()!
      last.id = 'last'
      draft.passes.unshift(last)
    })
    expect(patches).toHaveLength(3)
    expect(next.passes).toHaveLength(19_999)
    expect(next.passes[0]).toEqual({ id: 'last', kind: 'copy', from: 'a', to: 'b', sideEffects: true })
    for (const [i, pass] of next.passes.entries()) if (i > 0) expect(pass).toBe(graph.passes[i < 4 ? i - 1 : i])
  })

  it('finds a draft by the entry that it stands for', () => {
    editGraph(graph, ({ passes }) => {
      const draft = passes[5]!
      expect(passes.indexOf(draft)).toBe(5)
      expect(passes.includes(draft)).toBe(true)
      expect(passes.findIndex(({ id }) => id === 'p5')).toBe(5)
      expect(passes.find(({ id }) => id === 'p5')).toBe(draft)
      expect(passes.slice(4, 6)[1]).toBe(draft)
    })
  })
})

describe('patches', () => {
  it.each([
    [{ op: 'remove', path: ['passes', 'nobody'] }, 'nobody'],
    [{ op: 'replace', path: ['passes', 'nobody', 'to'], value: 'a' }, 'nobody'],
    [{ op: 'remove', path: ['passes', 20_000] }, '20000'],
    [{ op: 'add', path: ['passes', 20_001], value: {} }, '20001'],
    [{ op: 'replace', path: ['passes', 'p0', 'size'], value: 1 }, 'size'],
    [{ op: 'add', path: ['passes', 'p0', '__proto__', 'x'], value: 1 }, '__proto__'],
    [{ op: 'remove', path: [] }, 'empty'],
  ] as const)('that do not fit are named: %j', (patch, word) => {
    const error = thrown(() => patchGraph(graph, [{ op: 'remove', path: ['passes', 'p1'] }, patch]))
    expect(error).toMatchObject({ code: 'PATCH_MISMATCH', phase: 'parse', path: 'patches[1]' })
    expect(error.message).toContain(word)
  })

  it.each([
    [null, 'patches'],
    ['remove', 'patches'],
    [{ length: 1 }, 'patches'],
    [[null], 'patches[0]'],
    [[{ op: 'remove' }], 'patches[0]'],
    [[{ op: 'remove', path: 'passes' }], 'patches[0]'],
    [[{ op: 'remove', path: ['passes', null] }], 'patches[0]'],
    [[{ op: 'move', path: ['passes', 'p1'] }], 'patches[0]'],
    [[{ path: ['name'], value: 'x' }], 'patches[0]'],
  ])('F46: that are none are refused: %j', (patches, path) => {
    const error = thrown(() => patchGraph(graph, patches as unknown as GraphPatch[]))
    expect(error).toMatchObject({ code: 'PATCH_MISMATCH', phase: 'parse', path })
  })
})
