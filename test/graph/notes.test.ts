import { describe, expect, it } from 'vitest'
import {
  createPlanner,
  frameGraph,
  parseGraph,
  parseGraphText,
  planGraph,
  profiles,
  type GraphDocument,
} from 'memkit-gpu'
import { graphJsonSchema } from 'memkit-gpu/json-schema'
import { sceneGraph } from '../support/drawn-scene.ts'

const meta = { owner: 'lighting', tags: ['a', 'b'], cost: 0.1, nested: { id: 7, none: null } }

/** A graph with notes wherever they may stand. */
function noted(graph: GraphDocument, label = 'A name', extra: object = meta): GraphDocument {
  const notes = { label, meta: extra as Record<string, unknown> }
  return {
    $schema: 'https://example.org/graph.json',
    ...graph,
    ...notes,
    resources: graph.resources.map((resource) => ({ ...resource, ...notes })),
    ...(graph.shaders && { shaders: graph.shaders.map((shader) => ({ ...shader, ...notes })) }),
    ...(graph.pipelines && { pipelines: graph.pipelines.map((pipeline) => ({ ...pipeline, ...notes })) }),
    passes: graph.passes.map((pass) => ({ ...pass, ...notes })),
  }
}

const scene = structuredClone(sceneGraph()) as GraphDocument

describe('$schema, label and meta', () => {
  it('stand in a document, its resources, shaders, pipelines and passes, and stay there', () => {
    const document = noted(scene)
    expect(parseGraph(document)).toEqual(document)
    expect(parseGraphText(JSON.stringify(document))).toEqual(document)
  })

  it.each(Object.values(profiles))('are no part of a plan for $name', (profile) => {
    const plan = planGraph(parseGraph(scene), profile)
    for (const document of [noted(scene), noted(scene, 'Another', { other: [1, 2] })]) {
      const other = planGraph(parseGraph(document), profile)
      expect(other.hash).toBe(plan.hash)
      expect(JSON.stringify(other)).toBe(JSON.stringify(plan))
    }
  })

  it('do not make a planner plan again', () => {
    const planner = createPlanner(profiles.webgpu)
    const plan = planner.plan(parseGraph(scene))
    expect(planner.plan(parseGraph(noted(scene)))).toBe(plan)
    expect(planner.plan(parseGraph(noted(scene, 'Another', {})))).toBe(plan)
    expect(planner.statistics).toMatchObject({ planned: 1, sameContent: 2 })
  })

  it('are told from constants and resources of these names, which make other plans', () => {
    const make = (label: number, from: 'meta' | 'other') =>
      frameGraph('named')
        .buffer('meta', { size: 4, lifetime: 'persistent' })
        .buffer('other', { size: 4, lifetime: 'persistent' })
        .buffer('$schema', { size: 4, lifetime: 'persistent' })
        .shader('s')
        .compute('c', {
          shader: 's',
          constants: { label, meta: 1 },
          bindings: [
            { group: 0, binding: 0, use: 'meta', as: 'storage-read' },
            { group: 0, binding: 1, use: 'other', as: 'storage-read' },
            { group: 0, binding: 2, use: '$schema', as: 'storage', access: 'write' },
          ],
          bypass: { $schema: from },
          workgroups: [1, 1, 1],
        })
        .build()
    const planner = createPlanner(profiles.webgpu)
    const plan = planner.plan(make(1, 'meta'))
    expect(planner.plan(make(2, 'meta')).hash).toBe(planGraph(make(2, 'meta'), profiles.webgpu).hash)
    expect(planner.plan(make(1, 'meta'))).toBe(plan)
    planner.plan(make(1, 'other'))
    expect(planner.statistics).toMatchObject({ planned: 3, sameContent: 1 })
  })

  it('are frozen and private like everything else', () => {
    const document = noted(scene)
    const graph = parseGraph(document)
    expect(graph.passes[0]!.meta).not.toBe(document.passes[0]!.meta)
    expect(Object.isFrozen(graph.passes[0]!.meta!['nested'])).toBe(true)
  })

  it('are given in code too', () => {
    const graph = frameGraph('small', { label: 'Small', meta })
      .buffer('a', { size: 4, label: 'The one', meta })
      .fill('a', { label: 'Clear', meta, sideEffects: true })
      .build()
    expect(graph).toMatchObject({
      label: 'Small',
      meta,
      resources: [{ label: 'The one', meta }],
      passes: [{ label: 'Clear', meta }],
    })
  })

  it.each([
    ['meta that is a list', { meta: [] }, 'passes[0].meta', '"meta" must be an object, not a list'],
    ['meta that is text', { meta: 'x' }, 'passes[0].meta', '"meta" must be an object, not "x"'],
    ['a label that is a number', { label: 7 }, 'passes[0].label', '"label" must be a string, not 7'],
  ])('are of their types: %s', (_, fields, path, words) => {
    const fill = { id: 'clear', kind: 'fill', to: 'a', value: 0, ...fields }
    const document = { version: 1, resources: [{ id: 'a', kind: 'buffer', size: 4 }], passes: [fill] }
    expect(() => parseGraph(document)).toThrow(
      expect.objectContaining({ path, message: `Pass "clear", "a": ${words} (${path})` }),
    )
  })

  it('are in the JSON Schema', () => {
    expect(Object.keys(graphJsonSchema()['properties'] as object)).toEqual(
      expect.arrayContaining(['$schema', 'label', 'meta']),
    )
  })
})
