/** Sizes and alignments of values, which do not depend on the schedule, so that schedules can be compared by them. */
import { accessCode } from '../../graph/access.ts'
import { float64Array, int32Array } from '../../graph/typed-arrays.ts'
import { commonMultiple, roundUp } from '../../plan/multiples.ts'
import type { Values } from '../analyse/values.ts'
import type { Versions } from '../analyse/versions.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { ValueSizes } from './placements.ts'

/** Sizes of all values. */
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
    const isImported = graph.resources[resource[v]!]!.lifetime === 'imported'
    sizeBytes[v] = isImported ? declaredBytes[v]! : roundUp(declaredBytes[v]!, copyBytes)
  }
  return { resource, previous, declaredBytes, sizeBytes, alignment: alignmentsOf(graph, values, resource) }
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
      // Mostly it is that already, or that of a buffer: remainders of what is no small integer are calls.
      alignment[v] =
        alignment[v] === storage || alignment[v] === buffer ? storage : commonMultiple(alignment[v]!, storage)
  }
  return alignment
}
