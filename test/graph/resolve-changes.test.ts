import { describe, expect, it } from 'vitest'
import { editGraph, type GraphDraft } from '../../src/graph/edit.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'
import { seededDocument } from '../support/random-graph.ts'
import { editSequence } from '../support/random/edit-sequence.ts'
import { targets } from '../properties/profiles.ts'
import { isMemkitError } from '../../src/errors.ts'

type Edit = (draft: GraphDraft) => void

/** Edits that leave most of a graph alone; those that give no graph are passed over. */
const edits: Readonly<Record<string, Edit>> = {
  'a pass removed': ({ passes }) => void passes.splice(passes.length >> 1, 1),
  'the first pass removed': ({ passes }) => void passes.shift(),
  'a pass pinned': ({ passes }) => void (passes[passes.length >> 1]!.sideEffects = true),
  'passes turned round': ({ passes }) => void passes.reverse(),
  'a fill added': ({ passes, resources }) =>
    void passes.splice(1, 0, { id: 'new', kind: 'fill', to: resources[0]!.id, value: 0 }),
  'an order added': ({ passes }) => void (passes.at(-1)!.after = [passes[0]!.id]),
  'a resource resized': ({ resources }) => {
    for (const resource of resources) if (resource.kind === 'buffer') return void (resource.size += 64)
  },
  'a resource added, and used': ({ passes, resources }) => {
    resources.push({ id: 'new', kind: 'buffer', size: 64 })
    passes.push({ id: 'new', kind: 'fill', to: 'new', value: 0 })
  },
}

describe.each(Object.entries(edits))('an edit: %s', (_, edit) => {
  it('resolves as the document of its result does, field by field', () => {
    let valid = 0
    for (let seed = 0; seed < 150; seed++)
      for (const { rules } of [targets[0]!, targets.at(-1)!]) {
        let graph
        try {
          const base = parseGraph(seededDocument(seed, 20, rules))
          graph = editGraph(editGraph(base, edits['a pass pinned']!).graph, edit).graph
        } catch (error) {
          if (isMemkitError(error) || error instanceof TypeError) continue
          throw error
        }
        valid++
        const { passIndex, resourceIndex, graph: own, ...edited } = resolveGraph(graph)
        const anew = resolveGraph(parseGraph(JSON.parse(JSON.stringify(graph))))
        const { passIndex: _p, resourceIndex: _r, graph: _g, ...wanted } = anew
        expect(edited, `seed ${seed}`).toEqual({
          ...wanted,
          leavesOutEmpty: edited.leavesOutEmpty,
          shaderIndex: edited.shaderIndex,
        })
        expect(own.passes.map(({ id }) => passIndex.get(id))).toEqual([...own.passes.keys()])
        expect(own.resources.map(({ id }) => resourceIndex.get(id))).toEqual([...own.resources.keys()])
      }
    expect(valid).toBeGreaterThan(20)
  })
})

it('finds ids after any number of edits, one upon the other', () => {
  const passes = Array.from({ length: 60 }, (_, i) => ({ id: `p${i}`, kind: 'fill', to: 'words', value: i }))
  let graph = parseGraph({ version: 1, resources: [{ id: 'words', kind: 'buffer', size: 64 }], passes })
  for (let k = 0; k < 80; k++) {
    graph = editGraph(graph, ({ passes: list }) => {
      if (k % 3 === 0) list.push({ ...list.splice((7 * k) % list.length, 1)[0]!, id: `new${k}` })
      else if (k % 3 === 1) list.unshift(list.pop()!)
      else list[k % list.length]!.sideEffects = true
    }).graph
    const { passIndex } = resolveGraph(graph)
    expect(graph.passes.map(({ id }) => passIndex.get(id))).toEqual([...graph.passes.keys()])
    for (const { id } of passes) expect(passIndex.has(id)).toBe(graph.passes.some((pass) => pass.id === id))
  }
  expect(passes.filter(({ id }) => !resolveGraph(graph).passIndex.has(id)).length).toBeGreaterThan(10)
})

describe('patches of random edits', () => {
  it('lead to the new graph and back', () => {
    for (let seed = 1000; seed < 1030; seed++)
      expect(editSequence(seed, { target: targets[seed % targets.length]!, edits: 8, size: 12 }).fault).toBeUndefined()
  })
})
