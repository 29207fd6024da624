/**
 * Phase 8, placement: a heap and an offset, or a texture, for every value.
 *
 * Values are divided by their resources: device heaps (`place-device.ts`), rotating heaps of buffers with history
 * (`place-history.ts`), textures of their own (`place-textures.ts`), and memory of the caller.
 */
import { accessCode } from '../../graph/access.ts'
import type { Values } from '../analyse/forward-copies.ts'
import { commonMultiple, roundUp } from '../../plan/multiples.ts'
import type { Placements, PlacementContext, Places, ValueFacts, ValueSizes } from './placements.ts'
import { placeDevice } from './place-device.ts'
import { placeHistory } from './place-history.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { importTexture, nameOwnTextures, namePlacedTextures, shareByDescriptor } from './place-textures.ts'
import { textureUsages } from './planned-texture.ts'
import type { Versions } from '../analyse/versions.ts'
import { float64Array, int32Array } from '../../graph/typed-arrays.ts'

export function placeValues(context: PlacementContext): Placements {
  const { graph, values, lifetimes, schedule } = context
  const facts = valueFacts(context)
  const places: Places = {
    heaps: [],
    textures: [],
    heap: int32Array(values.valueCount).fill(-1),
    offset: float64Array(values.valueCount),
    texture: int32Array(values.valueCount).fill(-1),
  }
  const persistent: number[] = []
  const transient: number[] = []
  const rotating: number[] = []
  const imported: number[] = []
  const sharedTextures: number[] = []
  const ownTextures: number[] = []
  const { rules, limits } = graph.profile
  // A texture that is too large for every heap of the plan is not placed.
  const isPlaced = (v: number) => rules.placedTextures && facts.sizeBytes[v]! <= limits.maxBufferBytes
  for (let v = 0; v < values.valueCount; v++) {
    const { lifetime, layout, history } = graph.resources[facts.resource[v]!]!
    if (lifetime === 'imported') imported.push(v)
    else if (layout && lifetime === 'persistent') ownTextures.push(v)
    else if (layout && !isPlaced(v)) sharedTextures.push(v)
    else if (history > 0) rotating.push(v)
    else if (lifetime === 'persistent') persistent.push(v)
    else if (lifetimes.start[v]! >= 0) transient.push(v)
  }

  const device = placeDevice(facts, places, persistent, transient)
  const rotatingBytes = placeHistory(facts, places, rotating)
  for (const v of imported) {
    const info = graph.resources[facts.resource[v]!]!
    if (info.layout) importTexture(facts, places, v)
    else {
      places.heap[v] = places.heaps.length
      places.heaps.push({ memory: 'imported', sizeBytes: info.sizeBytes, resource: info.id })
    }
  }
  const ownBytes = nameOwnTextures(facts, places, ownTextures)
  namePlacedTextures(facts, places, transient)
  const sharedBytes = shareByDescriptor(facts, places, sharedTextures)
  return {
    heaps: places.heaps,
    textures: places.textures,
    heap: places.heap,
    offset: places.offset,
    texture: places.texture,
    resource: facts.resource,
    sizeBytes: facts.sizeBytes,
    declaredBytes: facts.declaredBytes,
    generalLayouts: new Set(schedule.submissionQueue).size > 1,
    peakBytes: device.peakBytes + sharedBytes,
    lowerBoundBytes: device.lowerBoundBytes + sharedBytes,
    proven: device.proven,
    persistentBytes: device.persistentBytes + rotatingBytes + ownBytes,
  }
}

/** Sizes of all values, which do not depend on the schedule, so that schedules can be compared by them. */
export function valueSizes(graph: NormalGraph, versions: Versions, values: Values): ValueSizes {
  const count = values.valueCount
  const { copyBytes } = graph.profile.alignments
  const resource = int32Array(count)
  const previous = int32Array(count)
  const declaredBytes = float64Array(count)
  const sizeBytes = float64Array(count)
  for (let v = 0; v < count; v++) {
    const instance = versions.versionInstance[values.valueVersion[v]!]!
    resource[v] = graph.instanceResource[instance]!
    previous[v] = graph.instancePrevious[instance]!
    declaredBytes[v] = graph.instanceBytes[instance]!
    // Imported memory belongs to the caller, so it is not rounded up.
    const imported = graph.resources[resource[v]!]!.lifetime === 'imported'
    sizeBytes[v] = imported ? declaredBytes[v]! : roundUp(declaredBytes[v]!, copyBytes)
  }
  return { resource, previous, declaredBytes, sizeBytes, alignment: alignmentsOf(graph, values, resource) }
}

function valueFacts(context: PlacementContext): ValueFacts {
  const { graph, versions, values, schedule, sizes } = context
  return {
    graph,
    versions,
    values,
    schedule,
    sizes,
    lifetimes: context.lifetimes,
    transfers: context.transfers,
    objective: context.objective,
    effort: context.effort,
    decisions: context.decisions,
    known: context.known,
    mostSteps: context.mostSteps,
    isEstimate: context.isEstimate,
    resource: sizes.resource,
    previous: sizes.previous,
    declaredBytes: sizes.declaredBytes,
    sizeBytes: sizes.sizeBytes,
    alignment: sizes.alignment,
    usages: textureUsages(graph, values, schedule),
  }
}

/** Bytes of a word. Shaders read and write whole words, so values in one heap never share one. */
const wordBytes = 4

/** Buffers start at multiples of the copy unit, so that their padded ends are multiples of it as well. */
function alignmentsOf(graph: NormalGraph, values: Values, resource: Int32Array): Float64Array {
  const { placementBytes, copyBytes, texturePlacementBytes, storageOffsetBytes, uniformOffsetBytes } =
    graph.profile.alignments
  const buffer = commonMultiple(commonMultiple(placementBytes, copyBytes), wordBytes)
  const texture = commonMultiple(texturePlacementBytes, wordBytes)
  const alignment = float64Array(resource.length)
  for (let v = 0; v < resource.length; v++) alignment[v] = graph.resources[resource[v]!]!.layout ? texture : buffer
  if (buffer % storageOffsetBytes === 0 && buffer % uniformOffsetBytes === 0) return alignment
  const storage = commonMultiple(buffer, storageOffsetBytes)
  const uniform = commonMultiple(buffer, uniformOffsetBytes)
  const { accessKind, accessInstance, instanceTexture } = graph
  for (let a = 0; a < accessKind.length; a++) {
    const v = values.accessValue[a]!
    const kind = accessKind[a]!
    if (v < 0 || instanceTexture[accessInstance[a]!] === 1) continue
    if (kind === accessCode['uniform-read']) alignment[v] = commonMultiple(alignment[v]!, uniform)
    else if (kind === accessCode['storage-read'] || kind === accessCode['storage-write'])
      alignment[v] = commonMultiple(alignment[v]!, storage)
  }
  return alignment
}
