/** Physical textures for texture values: persistent, placed in a heap, or shared by descriptor. */
import type { TextureResource } from '../../graph/document.ts'
import type { Places, ValueFacts } from './placements.ts'
import { TextureLists, textureKey } from './planned-texture.ts'
import { shareByOrder } from './share-by-order.ts'
import { shareTextures } from './texture-sharing.ts'
import { noIndices, uint8Array } from '../../graph/typed-arrays.ts'

const resourceOf = ({ graph, resource }: ValueFacts, v: number) =>
  graph.graph.resources[resource[v]!] as TextureResource

/**
 * Gives persistent textures one physical texture each; with history, one per slot, used or not, because the slots exchange
 * roles every run.
 *
 * @returns their bytes
 */
export function nameOwnTextures(
  facts: ValueFacts,
  { heaps, textures, texture }: Places,
  own: readonly number[],
): number {
  if (own.length === 0) return 0
  const { graph, resource, previous, usages, values } = facts
  const usageOf = new Map<number, number>(own.map((v) => [resource[v]!, 0]))
  for (let v = 0; v < values.valueCount; v++) {
    const usage = usageOf.get(resource[v]!)
    if (usage !== undefined) usageOf.set(resource[v]!, usage | usages[v]!)
  }
  const lists = new TextureLists()
  const first = new Map<number, number>()
  let group = heaps.reduce((most, heap) => Math.max(most, (heap.rotation?.group ?? -1) + 1), 0)
  let bytes = 0
  for (const v of own) {
    const info = graph.resources[resource[v]!]!
    if (!first.has(info.index)) {
      first.set(info.index, textures.length)
      const count = info.history + 1
      const { id: resource, sizeBytes } = info
      const declared = resourceOf(facts, v)
      const { format, dimension = '2d', mipLevelCount = 1, sampleCount = 1 } = declared
      const size = lists.sizeOf(declared)
      const usage = lists.usage(usageOf.get(info.index)!)
      const lifetime = 'persistent'
      for (let slot = 0; slot < count; slot++) {
        bytes += sizeBytes
        // Literals, of one hidden class each: updates compare them all.
        textures.push(
          count === 1
            ? { format, dimension, size, mipLevelCount, sampleCount, usage, lifetime, resource, sizeBytes }
            : {
                format,
                dimension,
                size,
                mipLevelCount,
                sampleCount,
                usage,
                lifetime,
                resource,
                sizeBytes,
                rotation: { group, slot, count },
              },
        )
      }
      if (count > 1) group += 1
    }
    texture[v] = first.get(info.index)! + previous[v]!
  }
  return bytes
}

/** Placed transient textures, which have an offset in the heap, become one physical texture each. */
export function namePlacedTextures(facts: ValueFacts, places: Places, transient: readonly number[]): void {
  const { graph, resource, sizeBytes, usages } = facts
  const { heap, offset, textures, texture } = places
  if (!graph.hasTextures) return
  const lists = new TextureLists()
  for (const v of transient) {
    if (!graph.resources[resource[v]!]!.layout) continue
    texture[v] = textures.length
    const declared = resourceOf(facts, v)
    const { format, dimension = '2d', mipLevelCount = 1, sampleCount = 1 } = declared
    textures.push({
      format,
      dimension,
      size: lists.sizeOf(declared),
      mipLevelCount,
      sampleCount,
      usage: lists.usage(usages[v]!),
      lifetime: 'transient',
      heap: heap[v]!,
      offset: offset[v]!,
      sizeBytes: sizeBytes[v]!,
    })
  }
}

/**
 * Where textures cannot be placed, textures with equal descriptors share one physical texture at different times, or, where several queues
 * run, one after another.
 *
 * @returns the bytes of those textures
 */
export function shareByDescriptor(facts: ValueFacts, { textures, texture }: Places, shared: readonly number[]): number {
  if (shared.length === 0) return 0
  const { lifetimes, usages, declaredBytes } = facts
  const live = shared.filter((v) => lifetimes.start[v]! >= 0)
  const lives = live.map((value) => ({
    value,
    descriptor: textureKey(resourceOf(facts, value)),
    start: lifetimes.start[value]!,
    end: lifetimes.end[value]!,
  }))
  const inTime = shareTextures(lives)
  const { precedes } = lifetimes
  const { texture: chosen, count } = precedes ? shareByOrder(lives, inTime, precedes) : inTime
  const first = textures.length
  const usage = uint8Array(count)
  const example = noIndices(count)
  live.forEach((v, i) => {
    const t = chosen[i]!
    texture[v] = first + t
    usage[t]! |= usages[v]!
    if (example[t]! < 0) example[t] = v
  })
  const lists = new TextureLists()
  let bytes = 0
  for (let t = 0; t < count; t++) {
    const v = example[t]!
    bytes += declaredBytes[v]!
    const declared = resourceOf(facts, v)
    const { format, dimension = '2d', mipLevelCount = 1, sampleCount = 1 } = declared
    textures.push({
      format,
      dimension,
      size: lists.sizeOf(declared),
      mipLevelCount,
      sampleCount,
      usage: lists.usage(usage[t]!),
      lifetime: 'transient',
      sizeBytes: declaredBytes[v]!,
    })
  }
  return bytes
}
