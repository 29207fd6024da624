/** A walk through the town: once around, in and out, a little above the houses. */
import type { Vector } from '../support/matrix.ts'

/** @param part of the walk, 0 to 1 @param across of the town, in units of length */
export function walk(part: number, across: number): { readonly eye: Vector; readonly target: Vector } {
  const at = (t: number): Vector => {
    const angle = 2 * Math.PI * t
    const radius = across * (0.26 + 0.14 * Math.cos(3 * angle))
    return [radius * Math.cos(angle), 19 + 3 * Math.sin(2 * angle), radius * Math.sin(angle)]
  }
  const [eye, ahead] = [at(part), at(part + 0.02)]
  return { eye, target: [ahead[0], eye[1] - 4, ahead[2]] }
}
