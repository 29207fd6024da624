/**
 * The inputs of fragments: values of the primitive's vertices, weighted for a place, and the built-in ones.
 *
 * Hot: rows of 32-bit words; nothing is allocated for a fragment.
 */
import type { Stage, StageMemory } from '../spirv/stage.ts'
import type { StageVariable } from '../spirv/stage-variables.ts'
import { planeOf, type Gradients } from './gradients.ts'

/** A place in 1/256 pixel, and the weights of the primitive's vertices there. */
export interface Place {
  x: number
  y: number
  /** Perspective-correct, then linear on the screen. */
  readonly weights: Float64Array
  inverseW: number
}

export const createPlace = (): Place => ({ x: 0, y: 0, weights: new Float64Array(6), inverseW: 1 })

export function moveTo(place: Place, { planes }: Gradients, x: number, y: number): void {
  const { weights } = place
  place.x = x
  place.y = y
  let sum = 0
  for (let i = 0; i < 3; i++) {
    const at = planeOf.n + 3 * i
    sum += weights[i] = planes[at]! * x + planes[at + 1]! * y + planes[at + 2]!
  }
  for (let i = 0; i < 3; i++) {
    const at = planeOf.l + 3 * i
    weights[i]! /= sum
    weights[3 + i] = planes[at]! * x + planes[at + 1]! * y + planes[at + 2]!
  }
  place.inverseW = sum
}

export const depthAt = ({ planes, depthBias }: Gradients, x: number, y: number): number =>
  planes[planeOf.z]! * x + planes[planeOf.z + 1]! * y + planes[planeOf.z + 2]! + depthBias

/** An input that comes from the vertex stage: `from` is its word in a vertex's row. */
interface Varying {
  readonly word: number
  readonly words: number
  readonly from: number
  /** Index of the first weight; −1 where the provoking vertex decides. */
  readonly weights: 0 | 3 | -1
  readonly centroid: boolean
}

export interface FragmentInputs {
  /** Some input is interpolated at the mean of the covered samples. */
  readonly usesCentroid: boolean
  /** The shader runs once for each sample. */
  readonly perSample: boolean
  /** Writes the inputs of an invocation at `place`; those with `centroid` are taken at that place. */
  fill(into: StageMemory, vertices: StageMemory, place: Place, centroid: Place): void
  /** Writes the built-in inputs; `mask` holds the covered samples. */
  fillBuiltIns(into: StageMemory, place: Place, depth: number, front: boolean, sample: number, mask: number): void
}

export function fragmentInputs(vertex: Stage, fragment: Stage): FragmentInputs {
  const stride = vertex.outputWords
  const varyings = fragment.inputs.flatMap((input): Varying[] => {
    const source = vertex.outputs.find(({ location }) => location !== undefined && location === input.location)
    if (!source) return []
    const { interpolation, sampling } = input
    return [
      {
        word: input.word,
        words: Math.min(input.words, source.words),
        from: source.word,
        weights: interpolation === 'flat' ? -1 : interpolation === 'linear' ? 3 : 0,
        centroid: sampling === 'centroid',
      },
    ]
  })
  const wordOf = (name: StageVariable['builtIn']) => fragment.inputs.find(({ builtIn }) => builtIn === name)?.word ?? -1
  const position = wordOf('position')
  const frontFacing = wordOf('front_facing')
  const sampleIndex = wordOf('sample_index')
  const sampleMask = wordOf('sample_mask')
  return {
    usesCentroid: varyings.some(({ centroid }) => centroid),
    perSample: sampleIndex >= 0 || fragment.inputs.some(({ sampling }) => sampling === 'sample'),
    fill(into, vertices, place, centroid) {
      for (let v = 0; v < varyings.length; v++) {
        const { word, words, from, weights: first, centroid: isCentroid } = varyings[v]!
        if (first < 0) {
          for (let c = 0; c < words; c++) into.u[word + c] = vertices.u[from + c]!
          continue
        }
        const { weights } = isCentroid ? centroid : place
        const w0 = weights[first]!
        const w1 = weights[first + 1]!
        const w2 = weights[first + 2]!
        const { f } = vertices
        for (let c = from; c < from + words; c++)
          into.f[word + c - from] = w0 * f[c]! + w1 * f[c + stride]! + w2 * f[c + 2 * stride]!
      }
    },
    fillBuiltIns(into, place, depth, front, sample, mask) {
      if (position >= 0) {
        into.f[position] = place.x / 256
        into.f[position + 1] = place.y / 256
        into.f[position + 2] = depth
        into.f[position + 3] = place.inverseW
      }
      if (frontFacing >= 0) into.u[frontFacing] = front ? 1 : 0
      if (sampleIndex >= 0) into.u[sampleIndex] = sample
      if (sampleMask >= 0) into.u[sampleMask] = mask
    },
  }
}
