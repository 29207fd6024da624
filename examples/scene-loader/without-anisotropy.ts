/** A scene that all devices draw alike. */
import type { Scene, Surface, SurfaceMap } from './scene.ts'

/** The same scene without anisotropic filtering, which every device does in its own way, and the CPU not at all. */
export function withoutAnisotropy(scene: Scene): Scene {
  const plain = new Map<Surface, Surface>()
  const surfaceOf = (surface: Surface): Surface => {
    const known = plain.get(surface) ?? { ...surface, maps: mapsOf(surface) }
    plain.set(surface, known)
    return known
  }
  return { ...scene, draws: scene.draws.map((draw) => ({ ...draw, surface: surfaceOf(draw.surface) })) }
}

const mapsOf = ({ maps }: Surface): Surface['maps'] =>
  Object.fromEntries(
    Object.entries(maps).map(([name, map]: [string, SurfaceMap]) => {
      const { maxAnisotropy: _, ...sampling } = map.sampling
      return [name, { ...map, sampling }]
    }),
  )
