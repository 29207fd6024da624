/** The lights of a glTF file (KHR_lights_punctual), or the sun where it has none. */
import { normalise, transformPoint, type Matrix, type Vector } from '../support/matrix.ts'
import type { GltfLight } from './gltf/extensions.ts'
import type { Gltf } from './gltf/schema.ts'
import type { Box } from './geometry/extent.ts'
import { type Light, SceneError } from './scene.ts'

const sun: Light = {
  position: undefined,
  direction: normalise([-0.5, -0.9, -0.6]),
  colour: [3.14, 2.9, 2.51],
  range: Infinity,
  cone: undefined,
}
/** Lux; a white surface that gets π of it is as bright as a picture can show. */
const brightest = 4

const mostLights = 256

export interface Lighting {
  readonly lights: readonly Light[]
  /** There are more, but each costs time for every texel. */
  readonly isCut: boolean
  /** By how much they are dimmed: files give the sun 100 000 lux, and a picture has one exposure. */
  readonly dimmed: number
}

/** @throws SceneError for a light that is not there */
export function readLights(
  file: Gltf,
  nodes: readonly number[],
  worlds: readonly Matrix[],
  box: Box | undefined,
): Lighting {
  const all = file.extensions.KHR_lights_punctual?.lights ?? []
  const found = nodes.flatMap((node): Light[] => {
    const index = file.nodes[node]!.extensions.KHR_lights_punctual?.light
    if (index === undefined) return []
    const light = all[index]
    if (!light)
      throw new SceneError(
        `is not valid glTF 2.0: nodes[${node}].extensions.KHR_lights_punctual.light names a light ${index}, which is ` +
          'not there; put it into extensions.KHR_lights_punctual.lights',
      )
    return [place(light, worlds[node]!)]
  })
  if (found.length === 0) return { lights: [sun], dimmed: 1, isCut: false }
  const lights = found.slice(0, mostLights)
  const most = lights.reduce((most, light) => Math.max(most, illuminance(light, box)), 0)
  const dimmed = most > brightest && Number.isFinite(most) ? most / brightest : 1
  const scaled = lights.map((light) => ({ ...light, colour: scale(light.colour, 1 / dimmed) }))
  return { lights: scaled, dimmed, isCut: lights.length < found.length }
}

function place({ type, color, intensity, range = Infinity, spot }: GltfLight, world: Matrix): Light {
  const position = transformPoint(world, [0, 0, 0])
  return {
    position: type === 'directional' ? undefined : position,
    direction: normalise([-world[8]!, -world[9]!, -world[10]!]),
    colour: scale(color as unknown as Vector, intensity),
    range,
    cone:
      type === 'spot'
        ? { inner: Math.min(spot.innerConeAngle, spot.outerConeAngle), outer: spot.outerConeAngle }
        : undefined,
  }
}

const scale = (colour: Vector, factor: number): Vector => colour.map((value) => value * factor) as unknown as Vector

/** Illuminance in the middle of the scene; close to a light, at a distance that the scene still shows. */
function illuminance({ position, colour }: Light, box: Box | undefined): number {
  const strongest = Math.max(...colour)
  if (!position || !box) return strongest
  const [size, from] = [
    Math.hypot(...[0, 1, 2].map((i) => box.max[i]! - box.min[i]!)),
    Math.hypot(...[0, 1, 2].map((i) => (box.max[i]! + box.min[i]!) / 2 - position[i]!)),
  ]
  return strongest / Math.max(from, size / 4, 1e-3) ** 2
}
