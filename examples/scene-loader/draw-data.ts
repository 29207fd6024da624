/** Instances, surfaces and lights as the bytes that the shader reads. */
import { cofactors } from '../support/matrix.ts'
import { mapNames, type Draw, type Light, type Surface } from './scene.ts'

/** For attributes that a primitive lacks: no normal, coordinates (0, 0), white. */
export const defaults = new Float32Array([0, 0, 0, 0, 1, 1, 1, 1])
/** Bytes into `defaults`. */
export const defaultOffsets = { position: 0, normal: 0, texcoord: 0, texcoord1: 0, colour: 16 } as const

/** `Instance` of the shader: a matrix for places, the columns of one for normals, the number of a surface. */
const instanceFloats = 16 + 12 + 4

/** The surfaces that draws have, each once, in the order in which the draws name them. */
const surfacesOf = (draws: readonly Draw[]): Surface[] => [...new Set(draws.map(({ surface }) => surface))]

/** The first instance of each draw, and how many there are in all. */
export function firstInstances(draws: readonly Draw[]): readonly number[] {
  let next = 0
  return [...draws.map(({ worlds }) => (next += worlds.length) - worlds.length), next]
}

export function packInstances(draws: readonly Draw[]): Uint8Array {
  const surfaces = new Map(surfacesOf(draws).map((surface, i) => [surface, i]))
  // A buffer cannot be empty.
  const floats = new Float32Array(instanceFloats * Math.max(1, firstInstances(draws).at(-1)!))
  const words = new Uint32Array(floats.buffer)
  let at = 0
  for (const { worlds, surface } of draws)
    for (const world of worlds) {
      floats.set(world, at)
      floats.set(cofactors(world).slice(0, 12), at + 16)
      words[at + 28] = surfaces.get(surface)!
      at += instanceFloats
    }
  return new Uint8Array(floats.buffer)
}

/** `Surface` of the shader: four vectors, and two for each map. */
const surfaceFloats = 16 + 8 * mapNames.length

export function packSurfaces(draws: readonly Draw[]): Uint8Array {
  const surfaces = surfacesOf(draws)
  const floats = new Float32Array(surfaceFloats * Math.max(1, surfaces.length))
  surfaces.forEach((surface, i) => {
    const { alpha, normalScale, occlusionStrength, maps } = surface
    const at = surfaceFloats * i
    floats.set([...surface.baseColour, ...surface.emissive, alpha === 'mask' ? surface.alphaCutoff : -1], at)
    floats.set([surface.metallic, surface.roughness, alpha === 'blend' ? 1 : 0, normalScale, occlusionStrength], at + 8)
    mapNames.forEach((name, m) => {
      const [a, b, c, d, e, f] = maps[name]?.transform ?? [1, 0, 0, 0, 1, 0]
      floats.set([a, b, c, 0, d, e, f, 0], at + 16 + 8 * m)
    })
  })
  return new Uint8Array(floats.buffer)
}

/** `Light` of the shader: four vectors. */
const lightFloats = 16

export function packLights(lights: readonly Light[]): Uint8Array {
  const floats = new Float32Array(lightFloats * lights.length)
  lights.forEach(({ position, direction, colour, range, cone }, i) => {
    // As the extension has it: 1 within the inner cone, 0 outside of the outer one.
    const [inner, outer] = cone ? [Math.cos(cone.inner), Math.cos(cone.outer)] : [0, 0]
    const slope = 1 / Math.max(0.001, inner - outer)
    floats.set([...(position ?? [0, 0, 0]), position ? 1 : 0], lightFloats * i)
    floats.set([...direction, Number.isFinite(range) ? 1 / range : 0], lightFloats * i + 4)
    floats.set([...colour, 0, ...(cone ? [slope, -outer * slope] : [0, 1]), 0, 0], lightFloats * i + 8)
  })
  return new Uint8Array(floats.buffer)
}
