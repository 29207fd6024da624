/**
 * Phase 9, placement: a heap and an offset, or a texture, for every value.
 *
 * Values are divided by their resources: device heaps (`place-device.ts`), rotating heaps of buffers with history
 * (`place-history.ts`), textures of their own (`place-textures.ts`), and memory of the caller (`imports.ts`).
 */
import { emptyPlaces, placeImports } from './imports.ts'
import type { Placements, PlacementContext, ValueFacts } from './placements.ts'
import { placeDevice } from './place-device.ts'
import { placeHistory } from './place-history.ts'
import { nameOwnTextures, namePlacedTextures, shareByDescriptor } from './place-textures.ts'
import { isPlacedTexture } from './planned-texture.ts'
import { usesSeveralQueues } from '../schedule/level-times.ts'

export function placeValues(context: PlacementContext): Placements {
  const { graph, values, lifetimes, schedule } = context
  const facts = valueFacts(context)
  const places = emptyPlaces(values.valueCount)
  const persistent: number[] = []
  const transient: number[] = []
  const rotating: number[] = []
  const imported: number[] = []
  const sharedTextures: number[] = []
  const ownTextures: number[] = []
  for (let v = 0; v < values.valueCount; v++) {
    const { lifetime, layout, history } = graph.resources[facts.resource[v]!]!
    if (lifetime === 'imported') imported.push(v)
    else if (layout && lifetime === 'persistent') ownTextures.push(v)
    else if (layout && !isPlacedTexture(graph.profile, facts.sizeBytes[v]!)) sharedTextures.push(v)
    else if (history > 0) rotating.push(v)
    else if (lifetime === 'persistent') persistent.push(v)
    else if (lifetimes.start[v]! >= 0) transient.push(v)
  }

  const device = placeDevice(facts, places, persistent, transient)
  const rotatingBytes = placeHistory(facts, places, rotating)
  placeImports(facts, places, imported)
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
    generalLayouts: usesSeveralQueues(schedule),
    peakBytes: device.peakBytes + sharedBytes,
    lowerBoundBytes: device.lowerBoundBytes + sharedBytes,
    proven: device.proven,
    persistentBytes: device.persistentBytes + rotatingBytes + ownBytes,
  }
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
    nodeFacts: context.nodeFacts,
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
    usages: context.nodeFacts.usages,
  }
}
