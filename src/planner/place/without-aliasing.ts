/** Memory without aliasing, as a reference for the plan's peak: every resource has memory of its own. */
import { commonMultiple, roundUp } from '../../plan/multiples.ts'
import type { Values } from '../analyse/values.ts'
import type { Versions } from '../analyse/versions.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { ValueSizes } from './placements.ts'
import { isPlacedTexture } from './planned-texture.ts'
import { uint8Array } from '../../graph/typed-arrays.ts'

export interface WithoutAliasing {
  readonly graph: NormalGraph
  readonly versions: Versions
  readonly values: Values
  readonly sizes: ValueSizes
}

/**
 * Bytes of all transient resources in use, each in memory of its own: laid end to end at the device's alignments, where
 * a buffer suits every kind of use, with no padding after the last. Forwarded copies, and resources of several versions, count once. O(versions).
 */
export function bytesWithoutAliasing(
  { graph, versions, values, sizes }: WithoutAliasing,
  isUsed: (value: number) => boolean = () => true,
): number {
  const counted = uint8Array(graph.resources.length)
  const { ofBuffers, ofTextures } = paddingUnits(graph)
  let bytes = 0
  let leastPadding = Infinity
  for (let v = 0; v < versions.versionInstance.length; v++) {
    const value = values.versionValue[v]!
    if (value < 0 || !isUsed(value)) continue
    const info = graph.resources[graph.instanceResource[versions.versionInstance[v]!]!]!
    if (info.lifetime !== 'transient' || counted[info.index] === 1) continue
    counted[info.index] = 1
    const size = sizes.sizeBytes[value]!
    const padded = roundUp(size, info.layout === undefined ? ofBuffers : ofTextures(size))
    bytes += padded
    leastPadding = Math.min(leastPadding, padded - size)
  }
  return bytes === 0 ? 0 : bytes - leastPadding
}

/** Bytes of a word, which shaders write as a whole. */
const wordBytes = 4

/** Textures that the plan does not place are not laid end to end. */
function paddingUnits({ profile }: NormalGraph) {
  const { placementBytes, copyBytes, storageOffsetBytes, uniformOffsetBytes, texturePlacementBytes } =
    profile.alignments
  const ofPlaced = commonMultiple(texturePlacementBytes, wordBytes)
  return {
    ofBuffers: commonMultiple(
      commonMultiple(commonMultiple(placementBytes, copyBytes), commonMultiple(storageOffsetBytes, uniformOffsetBytes)),
      wordBytes,
    ),
    ofTextures: (sizeBytes: number): number => (isPlacedTexture(profile, sizeBytes) ? ofPlaced : 1),
  }
}
