/**
 * Resources that share memory use it one after another in every order that plans may take, also in that of values as declared: there a reader on
 * another queue could come after the pass that writes over what it reads.
 */
import { expect, it } from 'vitest'
import { checkPlan, objectives, parseGraph, planGraph, type GraphDocument } from '../../src/index.ts'
import { targets } from '../properties/profiles.ts'
import { randomNumbers } from '../support/random/recipe.ts'

type Pass = GraphDocument['passes'][number]

const part = (resource: string, offset: number, size: number) => ({ resource, offset, size })
const compute = (id: string, bindings: object[], more: object = {}) =>
  ({
    id,
    kind: 'compute',
    shader: 'mix',
    entryPoint: 'main',
    workgroups: [1, 1, 1],
    bindings: bindings.map((binding, i) => ({ group: 0, binding: i, ...binding })),
    ...more,
  }) as Pass

/** Parts of `first` are copied to an import on two queues before `passes` give its memory to `second`; the rest makes room scarce. */
const graphOf = (passes: readonly Pass[]) =>
  parseGraph({
    version: 1,
    resources: [
      { id: 'large', kind: 'buffer', size: 777 },
      { id: 'second', kind: 'buffer', size: 256 },
      { id: 'first', kind: 'buffer', size: 256 },
      { id: 'out', kind: 'buffer', size: 256, lifetime: 'imported' },
    ],
    shaders: [{ id: 'mix' }],
    passes: [
      { id: 'load', kind: 'upload', to: 'first', input: 'first', queue: 'transfer' },
      compute('change', [
        { use: part('first', 116, 140), as: 'storage', access: 'update' },
        { use: 'out', as: 'storage', access: 'read' },
      ]),
      { id: 'copy there', kind: 'copy', from: part('first', 238, 7), to: part('out', 0, 7), queue: 'transfer' },
      { id: 'copy here', kind: 'copy', from: part('first', 70, 7), to: part('out', 168, 7) },
      { id: 'load large', kind: 'upload', to: part('large', 533, 244), input: 'large' },
      ...passes,
      compute('look', [{ use: part('large', 584, 193), as: 'uniform' }], { sideEffects: true }),
      { id: 'host', kind: 'host', body: 'host' },
      { id: 'get second', kind: 'readback', from: 'second', output: 'second' },
      { id: 'get out', kind: 'readback', from: 'out', output: 'out' },
    ],
  })

const graphs = {
  'a pass that works in place': graphOf([
    compute('in place', [
      { use: 'first', as: 'storage-read' },
      { use: 'second', as: 'storage', access: 'write', inPlace: true },
    ]),
  ]),
  'a copy that hands its memory over': graphOf([
    { id: 'copy', kind: 'copy', from: 'first', to: 'second' },
    compute('change again', [{ use: 'second', as: 'storage', access: 'update' }]),
  ]),
}

it.each(Object.entries(graphs))('%s', (_, graph) => {
  for (const { profile } of targets.filter(({ profile }) => profile.alignments.storageOffsetBytes <= 4))
    for (const objective of objectives)
      expect(checkPlan(graph, planGraph(graph, profile, { objective }), profile)).toEqual({ ok: true })
})

const queues = ['graphics', 'compute', 'transfer', undefined] as const

/** Chains of buffers that hand their memory on, in place or by copies, with readers on any queue between; the chains in turns. */
function chainsOf(seed: number) {
  const next = randomNumbers(seed)
  const queue = (most: number) => {
    const name = queues[next(most)]
    return name && { queue: name }
  }
  const buffers: string[] = []
  let read = 0
  const chain = (c: number): Pass[] => {
    const made: Pass[] = []
    const links = 2 + next(3)
    for (let i = 0; i < links; i++) {
      const [id, before] = [`c${c} ${i}`, `c${c} ${i - 1}`]
      buffers.push(id)
      const change = [{ use: part(id, 8 * next(16), 128), as: 'storage', access: 'update' }]
      if (i === 0) made.push({ id: `load ${id}`, kind: 'upload', to: id, input: id, ...queue(4) })
      else if (next(2) === 0)
        made.push(
          compute(`place ${id}`, [
            { use: before, as: 'storage-read' },
            { use: id, as: 'storage', access: 'write', inPlace: true },
          ]),
        )
      else
        made.push({ id: `copy ${id}`, kind: 'copy', from: before, to: id }, compute(`change ${id}`, change, queue(2)))
      for (let k = next(3); k > 0; k--)
        made.push({
          id: `read ${++read}`,
          kind: 'copy',
          from: part(id, next(250), 6),
          to: part('out', 8 * read, 6),
          ...queue(4),
        })
    }
    made.push({ id: `get ${c}`, kind: 'readback', from: `c${c} ${links - 1}`, output: `${c}` })
    return made
  }
  const chains = [chain(0), chain(1), chain(2)]
  const passes: Pass[] = []
  for (let left = chains; left.length > 0; left = left.filter(({ length }) => length > 0)) {
    passes.push(left[next(left.length)]!.shift()!)
    if (next(8) === 0) passes.push({ id: `host ${passes.length}`, kind: 'host', body: 'host' })
  }
  passes.push({ id: 'get out', kind: 'readback', from: 'out', output: 'out' })
  const ids = buffers.map((id) => ({ id, kind: 'buffer', size: 256 }))
  const resources = [...ids, { id: 'out', kind: 'buffer', size: 512, lifetime: 'imported' }]
  return parseGraph({ version: 1, resources, shaders: [{ id: 'mix' }], passes })
}

it('chains of any such passes on three queues', () => {
  const { profile } = targets.find(({ name }) => name === 'little-staging')!
  for (let seed = 0; seed < 200; seed++) {
    const graph = chainsOf(seed)
    for (const objective of objectives)
      expect([seed, checkPlan(graph, planGraph(graph, profile, { objective }), profile)]).toEqual([seed, { ok: true }])
  }
})
