/**
 * Weights of transient values in bounds of memory: their bytes, which of them can never share memory, and what alignment adds to those
 * that all lie in one heap.
 */
import type { TextureResource } from '../../graph/document.ts'
import { float64Array, int32Array, noIndices } from '../../graph/typed-arrays.ts'
import { roundUp } from '../../plan/multiples.ts'
import { handBack } from '../support/reused-memory.ts'
import type { ValueSizes } from '../place/placements.ts'
import { isPlacedTexture, textureKey } from '../place/planned-texture.ts'
import type { NormalGraph } from '../normalise/index.ts'

/** Bytes of values in whole steps of an alignment. */
export interface Lattice {
  /** By value: up to whole steps where it starts at one, down elsewhere. */
  readonly bytes: Float64Array
  /** By value: what was added, which the topmost of a heap does not need. */
  readonly spare: Float64Array
}

export interface ValueWeights {
  /** Bytes of transient values, 0 for others. */
  readonly bytes: Float64Array
  /**
   * Number of the kind of each transient value, −1 for others. Values of different kinds never share memory: 0 is all that the plan places,
   * others are textures of equal descriptors.
   */
  readonly kind: Int32Array
  readonly kindCount: number
  /** Number of kinds that values are of, where the plan places none of them too. */
  readonly kindsInUse: number
  /**
   * Lattices of the values of kind 0, where these lie in one heap. Two values that start at whole steps are whole steps apart, and others
   * in between share the rest of a step: so no placement needs less than the sum of a lattice, without one spare.
   */
  readonly lattices: readonly Lattice[]
}

/** O(values). */
export function valueWeights(graph: NormalGraph, sizes: ValueSizes): ValueWeights {
  const { resources } = graph
  const count = sizes.resource.length
  const bytes = float64Array(count)
  const kind = noIndices(count)
  /** By key, from 1 on. */
  let kinds: Map<string, number> | undefined
  const placed = int32Array(count)
  let placedCount = 0
  for (let v = 0; v < count; v++) {
    const { lifetime, layout } = resources[sizes.resource[v]!]!
    if (lifetime !== 'transient') continue
    // A texture that the plan does not place needs its declared bytes.
    bytes[v] = layout ? sizes.declaredBytes[v]! : sizes.sizeBytes[v]!
    const key = layout ? sharingKey(graph, sizes, v) : ''
    if (key === '') {
      kind[v] = 0
      placed[placedCount++] = v
      continue
    }
    kinds ??= new Map()
    kind[v] = kinds.get(key) ?? kinds.size + 1
    kinds.set(key, kind[v]!)
  }
  const kindCount = 1 + (kinds?.size ?? 0)
  const kindsInUse = kindCount - (placedCount === 0 ? 1 : 0)
  const lattices = latticesOf(graph, sizes, placed, placedCount)
  handBack(placed)
  return { bytes, kind, kindCount, kindsInUse, lattices }
}

/** Key of a value: values of different keys never share memory. */
export function sharingKey(
  { resources, graph, profile }: NormalGraph,
  { resource, sizeBytes }: ValueSizes,
  v: number,
): string {
  const { layout, index } = resources[resource[v]!]!
  if (!layout || isPlacedTexture(profile, sizeBytes[v]!)) return ''
  return textureKey(graph.resources[index] as TextureResource)
}

function latticesOf({ profile }: NormalGraph, sizes: ValueSizes, all: Int32Array, count: number): Lattice[] {
  const { rules, limits } = profile
  // Each of several heaps has a topmost value, and there may be any number of them.
  if (rules.exclusiveUsagePerScope || !rules.sameBufferCopy) return []
  let most = 0
  const placed = count === all.length ? all : all.subarray(0, count)
  for (let k = 0; k < placed.length; k++) most += roundUp(sizes.sizeBytes[placed[k]!]!, sizes.alignment[placed[k]!]!)
  if (most > limits.maxBufferBytes) return []
  // There are as many alignments as kinds of use.
  const steps: number[] = []
  for (let k = 0; k < placed.length; k++) {
    const step = sizes.alignment[placed[k]!]!
    if (!steps.includes(step)) steps.push(step)
  }
  const lattices: Lattice[] = []
  for (const step of steps) {
    const lattice = latticeOf(sizes, placed, step)
    if (lattice) lattices.push(lattice)
  }
  return lattices
}

/** undefined where alignment adds nothing. */
function latticeOf({ resource, sizeBytes, alignment }: ValueSizes, placed: Int32Array, step: number) {
  const isPadded = (v: number): boolean => alignment[v]! % step === 0 && sizeBytes[v]! % step > 0
  if (!placed.some(isPadded)) return undefined
  const bytes = float64Array(resource.length)
  const spare = float64Array(resource.length)
  for (const v of placed) {
    const size = sizeBytes[v]!
    if (alignment[v]! % step === 0) {
      bytes[v] = roundUp(size, step)
      spare[v] = bytes[v]! - size
    } else bytes[v] = size - (size % step)
  }
  return { bytes, spare }
}
