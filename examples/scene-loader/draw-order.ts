/** In which order draws are made, and which way their triangles turn. */
import type { Matrix, Vector } from '../support/matrix.ts'
import type { Draw } from './scene.ts'

/** What covers first; then what one sees through, the farthest first. */
export function drawOrder(draws: readonly Draw[], eye: Vector): number[] {
  const blended = (i: number): number => Number(draws[i]!.surface.alpha === 'blend')
  const distance = (i: number): number => Math.hypot(...[0, 1, 2].map((c) => draws[i]!.world[12 + c]! - eye[c]!))
  return [...draws.keys()].sort((a, b) => blended(a) - blended(b) || blended(a) * (distance(b) - distance(a)) || a - b)
}

/** A node that mirrors its mesh turns the winding of its triangles. */
export function isMirrored([a, b, c, , d, e, f, , g, h, i]: Matrix): boolean {
  return a! * (e! * i! - f! * h!) - d! * (b! * i! - c! * h!) + g! * (b! * f! - c! * e!) < 0
}
