/** Values in memory of the caller, which the plan does not place. */
import type { TextureResource } from '../../graph/document.ts'
import { float64Array, noIndices } from '../../graph/typed-arrays.ts'
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { Placements, Places, ValueFacts, ValueSizes } from './placements.ts'
import { TextureLists, textureUsages } from './planned-texture.ts'

/** Places of values before any is placed. */
export const emptyPlaces = (valueCount: number): Places => ({
  heaps: [],
  textures: [],
  heap: noIndices(valueCount),
  offset: float64Array(valueCount),
  texture: noIndices(valueCount),
})

/** Gives each import a heap or a texture of its own. */
export function placeImports(
  { graph, resource, declaredBytes, usages }: Pick<ValueFacts, 'graph' | 'resource' | 'declaredBytes' | 'usages'>,
  { heaps, textures, heap, texture }: Places,
  imported: readonly number[],
): void {
  const lists = new TextureLists()
  for (const v of imported) {
    const { id, layout, sizeBytes } = graph.resources[resource[v]!]!
    if (layout) {
      texture[v] = textures.length
      const declared = graph.graph.resources[resource[v]!] as TextureResource
      const { format, dimension = '2d', mipLevelCount = 1, sampleCount = 1 } = declared
      textures.push({
        format,
        dimension,
        size: lists.sizeOf(declared),
        mipLevelCount,
        sampleCount,
        usage: lists.usage(usages[v]!),
        lifetime: 'imported',
        resource: id,
        sizeBytes: declaredBytes[v]!,
      })
    } else {
      heap[v] = heaps.length
      heaps.push({ memory: 'imported', sizeBytes, resource: id })
    }
  }
}

/** The placement of a graph all of whose resources are imports. */
export function onlyImports(graph: NormalGraph, values: Values, schedule: Schedule, sizes: ValueSizes): Placements {
  const places = emptyPlaces(values.valueCount)
  const { resource, sizeBytes, declaredBytes } = sizes
  const usages = textureUsages(graph, values, schedule, resource)
  placeImports(
    { graph, resource, declaredBytes, usages },
    places,
    Array.from({ length: values.valueCount }, (_, v) => v),
  )
  const none = { peakBytes: 0, lowerBoundBytes: 0, persistentBytes: 0 }
  return { ...places, resource, sizeBytes, declaredBytes, generalLayouts: false, proven: true, ...none }
}
