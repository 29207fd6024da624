import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editGraph, patchGraph, type GraphDraft } from '../../src/graph/edit.ts'
import type { PassOf } from '../../src/graph/document.ts'
import { isFrameGraph, parseGraph } from '../../src/graph/parse.ts'

const base = parseGraph({
  version: 1,
  resources: [
    { id: 'a', kind: 'buffer', size: 64 },
    { id: 'b', kind: 'buffer', size: 64 },
  ],
  passes: [
    { id: 'up', kind: 'upload', to: 'a', input: 'i' },
    {
      id: 'c',
      kind: 'custom',
      body: 'body',
      uses: [
        { use: { resource: 'a', offset: 0, size: 16 }, as: 'storage-read' },
        { use: { resource: 'b', offset: 0, size: 16 }, as: 'storage' },
      ],
    },
    { id: 'get', kind: 'readback', from: 'b', output: 'o' },
  ],
})
const code = (wanted: string, path?: string): unknown =>
  expect.objectContaining(path === undefined ? { code: wanted } : { code: wanted, path })

describe('an edit', () => {
  it('gives a new valid graph and leaves the old one as it was', () => {
    const before = JSON.stringify(base)
    const { graph } = editGraph(base, (draft) => {
      draft.resources[1]!.id = 'renamed'
      const use = (draft.passes[1] as { uses: { use: { resource: string } }[] }).uses[1]!
      use.use.resource = 'renamed'
      ;(draft.passes[2] as { from: string }).from = 'renamed'
    })
    expect(JSON.stringify(base)).toBe(before)
    expect(isFrameGraph(graph)).toBe(true)
    expect(graph.resources[1]!.id).toBe('renamed')
    expect(graph).toEqual(parseGraph(JSON.parse(JSON.stringify(graph))))
  })
  it('shares what it did not touch, and freezes what it did', () => {
    const { graph } = editGraph(base, (draft) => {
      ;(draft.passes[1] as { uses: { use: { size: number } }[] }).uses[1]!.use.size = 32
    })
    expect(graph.resources).toBe(base.resources)
    expect(graph.passes[0]).toBe(base.passes[0])
    expect(graph.passes[2]).toBe(base.passes[2])
    expect(graph.passes[1]).not.toBe(base.passes[1])
    const usesOf = (one: typeof base) => (one.passes[1] as PassOf<'custom'>).uses!
    expect(usesOf(graph)[0]).toBe(usesOf(base)[0])
    expect(usesOf(graph)[1]).not.toBe(usesOf(base)[1])
    expect(Object.isFrozen(usesOf(graph)[1])).toBe(true)
  })
  it('that changes nothing gives the same graph and no patches', () => {
    expect(editGraph(base, () => {})).toEqual({ graph: base, patches: [], inversePatches: [] })
    expect(editGraph(base, () => {}).graph).toBe(base)
    expect(editGraph(base, (draft) => void (draft.resources[0]!.id = 'a')).graph).toBe(base)
  })
  it('is refused where the result is no graph: the place is named, and the old graph stays', () => {
    expect(() => editGraph(base, (draft) => void draft.resources.pop())).toThrow(
      code('UNKNOWN_REFERENCE', 'passes[1].uses[1].use.resource'),
    )
    expect(() => editGraph(base, (draft) => void ((draft.resources[0] as { size: number }).size = -1))).toThrow(
      code('INVALID_DOCUMENT', 'resources[0].size'),
    )
    expect(() => editGraph(base, (draft) => void draft.passes.push(draft.passes[0]!))).toThrow(code('DUPLICATE_ID'))
    expect(() => editGraph(base, (draft) => void Object.assign(draft, { version: 2 }))).toThrow(
      code('UNSUPPORTED_VERSION'),
    )
    expect(isFrameGraph(base)).toBe(true)
  })
  it('F47: copies what the recipe brings in: hostile data is refused, later changes do not matter', () => {
    const mine = { id: 'mine', kind: 'buffer' as const, size: 4 }
    const { graph, patches } = editGraph(base, (draft) => void draft.resources.push(mine))
    mine.size = 8
    expect(graph.resources[2]).toMatchObject({ size: 4 })
    expect(patches).toEqual([{ op: 'add', path: ['resources', 2], value: { id: 'mine', kind: 'buffer', size: 4 } }])
    expect(Object.isFrozen(mine)).toBe(false)
    const hostile = Object.freeze({
      id: 'h',
      kind: 'buffer' as const,
      get size(): number {
        throw new Error('boo')
      },
    })
    expect(() => editGraph(base, (draft) => void draft.resources.push(hostile))).toThrow(
      code('UNREADABLE_VALUE', 'resources[2].size'),
    )
    expect(() => editGraph(base, (draft) => void draft.resources.push(new Date() as never))).toThrow(
      code('UNREADABLE_VALUE'),
    )
  })
  it('F47: what the recipe put into an entry is refused with the list that it stands in', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const getter = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('boo')
      },
    })
    for (const value of [cycle, getter])
      expect(() => editGraph(base, (draft) => void ((draft.resources[0] as { meta: unknown }).meta = value))).toThrow(
        code('UNREADABLE_VALUE', 'resources'),
      )
  })
  it.each([
    ['asynchronous', async () => {}],
    ['asynchronous and fails', () => Promise.reject(new Error('later'))],
    // oxlint-disable-next-line unicorn/no-thenable -- of another library
    ['a thenable of its own', () => ({ then: () => undefined }) as unknown as Promise<void>],
  ])('refuses a recipe that is %s', (_, recipe) => {
    expect(() => editGraph(base, recipe)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringContaining('The option recipe must be'),
      }),
    )
  })

  it('throws what the recipe throws', () => {
    const error = new Error('mine')
    expect(() =>
      editGraph(base, () => {
        throw error
      }),
    ).toThrow(error)
  })
})

describe('patches', () => {
  const edits: Record<string, (draft: GraphDraft, n: number) => void> = {
    resize: (draft, n) => void ((draft.resources[0] as { size: number }).size = 64 + n),
    add: (draft, n) =>
      void draft.resources.push({ id: `new-${n}-${draft.resources.length}`, kind: 'buffer', size: 4 + n }),
    insert: (draft, n) =>
      void draft.passes.splice(n % draft.passes.length, 0, {
        id: `fill-${n}-${draft.passes.length}`,
        kind: 'fill',
        to: 'a',
        value: n,
      }),
    remove: (draft, n) =>
      void (
        n % 2 &&
        draft.passes.splice(
          draft.passes.findIndex(({ kind }) => kind === 'fill'),
          1,
        )
      ),
    reverse: (draft) => void draft.passes.reverse(),
    name: (draft, n) => void (n % 3 === 0 ? delete draft.name : (draft.name = `n${n}`)),
    undefine: (draft) => void (draft.name = undefined),
    shaders: (draft, n) => void (draft.shaders = [{ id: `s${n}` }]),
  }
  it('are JSON, lead from the old graph to the new, and their inverses back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.nat(20)), { maxLength: 5 }), (steps) => {
        const withFill = editGraph(base, (draft) => edits['insert']!(draft, 1)).graph
        const { graph, patches, inversePatches } = editGraph(withFill, (draft) => {
          for (const [name, n] of steps)
            if (name !== 'remove' || draft.passes.some(({ kind }) => kind === 'fill')) edits[name]!(draft, n)
        })
        const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
        expect(patchGraph(withFill, json(patches))).toEqual(graph)
        expect(patchGraph(graph, json(inversePatches))).toEqual(withFill)
      }),
    )
  })
  it('that do not make a graph, or reach for prototypes, are refused', () => {
    expect(() => patchGraph(base, [{ op: 'replace', path: ['resources', 0, 'size'], value: -1 }])).toThrow(
      code('INVALID_DOCUMENT'),
    )
    expect(() => patchGraph(base, [{ op: 'add', path: ['__proto__', 'polluted'], value: 1 }])).toThrow('Patching')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

it.each(['__proto__', 'constructor', 'prototype', 'toString'])('F34: an entry or a field may be called %s', (name) => {
  const own = (value: unknown) => Object.fromEntries([[name, value]])
  const before = parseGraph({
    version: 1,
    resources: [{ id: name, kind: 'buffer', size: 4, ...(name !== '__proto__' && { meta: own(1) }) }],
    passes: [{ id: name, kind: 'fill', to: name, value: 0 }],
  })
  const { graph, patches, inversePatches } = editGraph(before, (draft) => {
    Object.assign(draft.resources[0]!, { size: 8 }, name !== '__proto__' && { meta: own(2) })
    draft.passes.push({ id: `${name}/2`, kind: 'fill', to: name, value: 1 })
    Object.assign(draft.passes[0]!, { value: 2 })
  })
  expect(patchGraph(before, patches)).toEqual(graph)
  expect(patchGraph(graph, inversePatches)).toEqual(before)
})

it('F33: no patch reaches what all objects share', () => {
  const graph = parseGraph({ version: 1, resources: [{ id: 'a', kind: 'buffer', size: 4, meta: {} }], passes: [] })
  for (const path of [
    ['__proto__', 'polluted'],
    ['resources', 'a', '__proto__', 'polluted'],
    ['resources', 'a', 'meta', '__proto__'],
    ['resources', '__proto__', 'polluted'],
    ['resources', '__proto__'],
    ['resources', 'a', 'constructor', 'prototype', 'polluted'],
    ['resources', 'constructor', 'prototype', 'polluted'],
  ])
    expect(() => patchGraph(graph, [{ op: 'add', path, value: 1 }])).toThrow('Patching')
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
