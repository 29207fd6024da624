/**
 * Limits of everything that a file may ask for. A small file can name the same vertices, meshes and images any number of times, and each
 * time they are processed, or kept, again.
 */
import { SceneError } from './scene.ts'

/** Each is some seconds of work or some gigabytes, and more than scenes have that anybody draws as a whole. */
const kinds = {
  /** Vertices of primitives, each time they are read, morphed or skinned; and indices. */
  vertices: { most: 2 ** 27, name: 'vertices', cure: 'split the scene, or name the same data less often' },
  draws: { most: 2 ** 18, name: 'draws', cure: 'join its meshes, or show them by EXT_mesh_gpu_instancing' },
  instances: { most: 2 ** 20, name: 'instances', cure: 'split the scene' },
  /** Decoded bytes of the largest levels. */
  imageBytes: { most: 2 ** 31, name: 'bytes of images', cure: 'make its images smaller, or KTX2' },
} as const

export class Budget {
  private readonly spent = { vertices: 0, draws: 0, instances: 0, imageBytes: 0 }

  /** @param where the path of what asks @throws SceneError when it is too much */
  spend(kind: keyof typeof kinds, count: number, where: string): void {
    this.spent[kind] += count
    const { most, name, cure } = kinds[kind]
    if (this.spent[kind] > most) throw new SceneError(`has more than ${most} ${name} in all, at ${where}; ${cure}`)
  }
}
