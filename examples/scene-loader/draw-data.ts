/** What the shader reads of every draw, as bytes. */
import type { Matrix } from '../support/matrix.ts'
import type { Draw } from './scene.ts'

/** For attributes that a primitive lacks: no normal, coordinates (0, 0), white. */
export const defaults = new Float32Array([0, 0, 0, 0, 1, 1, 1, 1])
/** Bytes into `defaults`. */
export const defaultOffsets = { position: 0, normal: 0, texcoord: 0, texcoord1: 0, colour: 16 } as const

/** `Draw` of the shader: two matrices and four vectors. */
const drawFloats = 16 + 16 + 16

export function packDraws(draws: readonly Draw[]): Float32Array {
  // A buffer cannot be empty.
  const floats = new Float32Array(drawFloats * Math.max(1, draws.length))
  draws.forEach(({ world, surface }, i) => {
    const { alpha, normalScale, occlusionStrength } = surface
    const at = drawFloats * i
    floats.set(world, at)
    floats.set(normalMatrix(world), at + 16)
    floats.set([...surface.baseColour, ...surface.emissive, alpha === 'mask' ? surface.alphaCutoff : -1], at + 32)
    floats.set(
      [surface.metallic, surface.roughness, alpha === 'blend' ? 1 : 0, normalScale, occlusionStrength],
      at + 40,
    )
  })
  return floats
}

/** Cofactors: they turn normals as the inverse transpose does, and exist for flat matrices too. */
function normalMatrix(m: Matrix): Matrix {
  const [a, b, c, , d, e, f, , g, h, i] = m as number[]
  return [
    [e! * i! - f! * h!, f! * g! - d! * i!, d! * h! - e! * g!, 0],
    [c! * h! - b! * i!, a! * i! - c! * g!, b! * g! - a! * h!, 0],
    [b! * f! - c! * e!, c! * d! - a! * f!, a! * e! - b! * d!, 0],
    [0, 0, 0, 1],
  ].flat()
}
