/** Data that changes from frame to frame: the uniform buffer of all passes. */
import {
  invert,
  lookAt,
  multiply,
  normalise,
  orthographic,
  perspective,
  type Matrix,
  type Vector,
} from '../support/matrix.ts'
import type { Size } from './passes.ts'

/** Four matrices and four vectors. */
export const frameBytes = 4 * (4 * 16 + 4 * 4)

export function packFrame(frame: number, { width, height }: Size, shadowTexels: number): Float32Array {
  const eye = eyeAt(frame)
  const viewProjection = cameraAt(frame, width / height)
  const sun = normalise([-0.55, 0.75, 0.35])
  const light = multiply(orthographic(13, 13, 1, 40), lookAt([sun[0] * 20, sun[1] * 20, sun[2] * 20 - 5], [0, 0, -5]))
  return Float32Array.from(
    [
      viewProjection,
      invert(viewProjection)!,
      cameraAt(Math.max(0, frame - 1), width / height),
      light,
      [...eye, 1],
      [...sun, 0],
      [width, height, 1 / width, 1 / height],
      [frame, shadowTexels, 0, 0],
    ].flat(),
  )
}

/** A slow step to the side each frame. */
const eyeAt = (frame: number): Vector => [0.9 + 0.02 * frame, 1.9, 5.6]

const cameraAt = (frame: number, aspect: number): Matrix =>
  multiply(perspective(0.95, aspect, 0.1, 60), lookAt(eyeAt(frame), [0, 1.25, -2]))
