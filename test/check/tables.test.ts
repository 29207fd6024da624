/**
 * The checker's own reading of a document against that of who makes plans: two tables, written apart, that must say the same of
 * every pass, or one of them has a fault.
 */
import { describe, expect, it } from 'vitest'
import { aspectBytes, formatInfo as ownFormat, type Aspect } from '../../src/check/formats.ts'
import { resolve, type ResolvedGraph } from '../../src/check/resolve.ts'
import { pathOf, slotsOf } from '../../src/check/slots.ts'
import { COVERS, IN_PLACE, READS, WRITES, accessKinds } from '../../src/graph/access.ts'
import { accessKinds as ownKinds } from '../../src/check/access-kinds.ts'
import type { FrameGraph, GraphDocument } from '../../src/graph/document.ts'
import { attachmentKind } from '../../src/graph/endpoint-use.ts'
import { aspectSpan, formatInfo, textureFormatNames } from '../../src/graph/formats.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { passEndpoints } from '../../src/graph/pass-endpoints.ts'
import { passRegions } from '../../src/graph/pass-regions.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'
import { freeRules, portableRules, seededGraph } from '../support/random-graph.ts'
import { drawnScene } from '../support/drawn-scene.ts'
import { everyPass } from './support/every-pass.ts'

/** What a pass does, endpoint by endpoint, as the graph tells the planner. */
function told(graph: FrameGraph, p: number) {
  const resolved = resolveGraph(graph)
  const { resources, resourceIndex } = resolved
  const levels = (id: string) => resources[resourceIndex.get(id)!]!.layout?.levels.length ?? 1
  const regions = passRegions(resolved, p)
  return passEndpoints(graph.passes[p]!, p, levels).map(({ flags, kind, path }, slot) => {
    const region = { ...regions[slot]! }
    if (region.kind === 'texture') delete (region as { wholeSlices?: boolean }).wholeSlices
    const does = !(flags & WRITES) ? 'read' : flags & READS ? 'read-write' : flags & COVERS ? 'write' : 'update'
    const format = resources[region.resource]!.layout?.format
    const accessed = format ? attachmentKind(kind, flags, format) : kind
    return { path, region, does, kind: accessKinds[accessed], inPlace: (flags & IN_PLACE) !== 0 }
  })
}

const seen = (own: ResolvedGraph, p: number) =>
  slotsOf(own, p).map(({ region, does, kind, inPlace }, slot) => ({
    path: `passes[${p}].${pathOf(own, p, slot).replace(/^texture.*/, 'texture')}`,
    region,
    does,
    kind,
    inPlace,
  }))

function expectSame(graph: FrameGraph): void {
  const own = resolve(graph)
  expect(graph.passes.map((_, p) => seen(own, p))).toEqual(graph.passes.map((_, p) => told(graph, p)))
  const { resources, inputs, outputs } = resolveGraph(graph)
  expect(
    [...own.inputs].map(([name, number]) => {
      const { sizeBytes, producer, optional = false } = own.inputs.at(number)
      return { name, sizeBytes, producer, optional }
    }),
  ).toEqual(
    expect.arrayContaining(
      [...inputs.values()].map(({ name, sizeBytes, producer, optional }) => ({ name, sizeBytes, producer, optional })),
    ),
  )
  expect([...own.outputs].map(([name, number]) => ({ name, sizeBytes: own.outputs.sizeOf(number) }))).toEqual(
    [...outputs.values()].map(({ name, sizeBytes }) => ({ name, sizeBytes })),
  )
  expect(own.resources.map(({ id, lifetime, history, sizeBytes }) => ({ id, lifetime, history, sizeBytes }))).toEqual(
    resources.map(({ id, lifetime, history, sizeBytes }) => ({ id, lifetime, history, sizeBytes })),
  )
}

it('every pass kind and every kind of use, with each default left out and said', () => {
  for (const document of [...everyPass, drawnScene]) expectSame(parseGraph(document as GraphDocument))
})

it.each([
  ['buffers', freeRules],
  ['textures', { ...freeRules, textures: { draws: true } }],
  ['textures, portable', { ...portableRules, textures: { draws: true } }],
])('random graphs: %s', (_, rules) => {
  for (let seed = 0; seed < 60; seed++) expectSame(seededGraph(seed, 30, rules).graph)
})

describe('texture formats', () => {
  it.each(textureFormatNames)('%s', (name) => {
    const { blockBytes, blockWidth, blockHeight, depth, stencil } = formatInfo(name)
    expect(ownFormat(name)).toEqual({ blockBytes, blockWidth, blockHeight, depth, stencil })
    const aspects: Aspect[] = [
      'all',
      ...(depth ? ['depth-only' as const] : []),
      ...(stencil ? ['stencil-only' as const] : []),
    ]
    for (const aspect of aspects)
      expect(aspectBytes(ownFormat(name), aspect)).toBe(aspectSpan(formatInfo(name), aspect).tightBytes)
  })
})

it('kinds of access have the names that barriers say', () => {
  expect(ownKinds).toEqual([...accessKinds])
})
