/** Where a node's mesh stands: at the node, or at each of the places that EXT_mesh_gpu_instancing lists. */
import { compose, isMirrored, multiply, type Matrix } from '../../support/matrix.ts'
import { SceneError } from '../scene.ts'
import type { Elements } from '../gltf/accessors.ts'
import type { GltfNode } from '../gltf/schema.ts'
import { countOf, type Source } from './shape.ts'

export interface Placing {
  readonly worlds: readonly Matrix[]
  readonly mirrored: boolean
}

const types: Readonly<Record<string, string>> = { TRANSLATION: 'VEC3', ROTATION: 'VEC4', SCALE: 'VEC3' }
/**
 * Mirrored instances wind the other way, and so are drawn by another pipeline than the rest.
 *
 * @param where the path of the node
 */
export function placingsOf(source: Source, node: GltfNode, world: Matrix, where: string): Placing[] {
  const extension = node.extensions.EXT_mesh_gpu_instancing
  const worlds = extension
    ? instances(source, extension.attributes, `${where}.extensions.EXT_mesh_gpu_instancing`).map((local) =>
        multiply(world, local),
      )
    : [world]
  return [false, true].flatMap((mirrored) => {
    const those = worlds.filter((matrix) => isMirrored(matrix) === mirrored)
    return those.length > 0 ? [{ worlds: those, mirrored }] : []
  })
}

function instances({ file, accessors }: Source, attributes: Readonly<Record<string, number>>, where: string): Matrix[] {
  const given = new Map<string, Elements>()
  for (const [name, index] of Object.entries(attributes)) {
    const expected = Object.hasOwn(types, name) ? types[name] : undefined
    if (expected === undefined) continue
    const { type } = file.accessors[index]!
    if (type !== expected)
      throw new SceneError(
        `is not valid glTF 2.0: ${where}.attributes.${name} names accessors[${index}], which is ${type}; put ${expected} there`,
      )
    given.set(name, accessors.elements(index))
  }
  const counts = new Set([...given.values()].map(countOf))
  const [count = 0] = counts
  if (counts.size > 1)
    throw new SceneError(`is not valid glTF 2.0: ${where}.attributes are of different lengths; make them one length`)
  const at = (name: string, i: number, otherwise: readonly number[]): readonly number[] => {
    const elements = given.get(name)
    return elements ? [...elements.floats.subarray(i * elements.size, (i + 1) * elements.size)] : otherwise
  }
  return Array.from({ length: count }, (_, i) =>
    compose(at('TRANSLATION', i, [0, 0, 0]), at('ROTATION', i, [0, 0, 0, 1]), at('SCALE', i, [1, 1, 1])),
  )
}
