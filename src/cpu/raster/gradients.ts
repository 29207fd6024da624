/**
 * The functions of a primitive's varying values, in terms of the place, u = a·x + b·y + c with x and y in 1/256 pixel:
 *
 * - `n0 … n2`: the weights of the primitive's three vertices, each divided by w. Divided by their sum they are the weights of
 *   perspective-correct interpolation; their sum is 1/w.
 * - `l0 … l2`: the weights that are linear on the screen.
 * - `z`: depth in the viewport's range.
 *
 * Hot: one object for all primitives of a draw, its functions in one array.
 */
import { clipStride, type Clipper } from './clip.ts'

export interface Gradients {
  /** a, b and c of n0, n1, n2, l0, l1, l2 and z. */
  readonly planes: Float64Array
  front: boolean
  depthBias: number
}

export const planeOf = { n: 0, l: 9, z: 18 } as const

export const createGradients = (): Gradients => ({ planes: new Float64Array(21), front: true, depthBias: 0 })

/** A vertex on the screen: its place, and where it stands among the clipped vertices. */
export interface ScreenVertex {
  readonly x: number
  readonly y: number
  readonly z: number
  /** Index among the clipped vertices. */
  readonly index: number
}

/**
 * Sets the functions from up to three vertices and their screen weights: `weights` has a, b and c for each of them, and the
 * weights add up to 1 everywhere.
 */
export function setGradients(
  { planes }: Gradients,
  { vertices: clipped, ownW }: Clipper,
  vertices: readonly ScreenVertex[],
  weights: Float64Array,
): void {
  planes.fill(0)
  const z0 = vertices[0]!.z
  planes[planeOf.z + 2] = z0
  for (let j = 0; j < vertices.length; j++) {
    const { z, index } = vertices[j]!
    const at = index * clipStride
    const inverseW = 1 / clipped[at + 3]!
    for (let k = 0; k < 3; k++) {
      const weight = weights[3 * j + k]!
      for (let i = 0; i < 3; i++) {
        const part = weight * clipped[at + 4 + i]!
        planes[planeOf.n + 3 * i + k]! += part * inverseW
        // A varying that is linear on the screen was linear before clipping.
        planes[planeOf.l + 3 * i + k]! += part * inverseW * ownW[i]!
      }
      // Relative to the first vertex: a constant depth stays exactly what it is.
      planes[planeOf.z + k]! += weight * (z - z0)
    }
  }
}
