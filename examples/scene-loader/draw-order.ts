/** In which order draws are made, and which pipeline makes them: the same on every API. */
import type { Vector } from '../support/matrix.ts'
import { attributeNames, type Draw } from './scene.ts'
import { shaderKey } from './shader.ts'

/** The order of draws: opaque ones first, then transparent ones, the farthest first. */
export function drawOrder(draws: readonly Draw[], eye: Vector): number[] {
  const blended = (i: number): number => Number(draws[i]!.surface.alpha === 'blend')
  const distances = draws.map(({ worlds: [world] }) => {
    const distance = Math.hypot(...[0, 1, 2].map((c) => world![12 + c]! - eye[c]!))
    // A distance that is no number would make the order inconsistent.
    return Number.isFinite(distance) ? distance : 0
  })
  return [...draws.keys()].sort(
    (a, b) => blended(a) - blended(b) || blended(a) * (distances[b]! - distances[a]!) || a - b,
  )
}

/** Equal for draws that one pipeline can draw. */
export function pipelineKey(draw: Draw): string {
  const { topology, index, attributes, surface, mirrored } = draw
  const strip = topology.endsWith('strip') && index ? index.format : undefined
  const given = attributeNames.filter((name) => name in attributes)
  return [topology, strip, given, shaderKey(draw), surface.alpha === 'blend', surface.doubleSided, mirrored].join('|')
}
