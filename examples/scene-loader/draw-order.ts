/** In which order draws are made, which pipeline makes them, and which way their triangles turn: the same on every API. */
import type { Matrix, Vector } from '../support/matrix.ts'
import { attributeNames, type Draw } from './scene.ts'
import { shaderKey } from './shader.ts'

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

/** Equal for draws that one pipeline can draw. */
export function pipelineKey({ topology, index, attributes, surface, world }: Draw): string {
  const strip = topology.endsWith('strip') && index ? index.format : undefined
  const given = attributeNames.filter((name) => name in attributes)
  return [
    topology,
    strip,
    given,
    shaderKey(surface),
    surface.alpha === 'blend',
    surface.doubleSided,
    isMirrored(world),
  ].join('|')
}
