/**
 * Resources that share memory use it one after another in every order that plans may take, also in that of values as declared: there a reader on
 * another queue could come after the pass that writes over what it reads.
 */
import { expect, it } from 'vitest'
import { checkPlan, objectives, parseGraph, planGraph, type GraphDocument } from '../../src/index.ts'
import { targets } from '../properties/profiles.ts'

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
