/** Skins at rest: vertices where the joints of the file's own pose carry them. The node of a skinned mesh moves nothing. */
import { cofactors, identity, multiply, type Matrix } from '../../support/matrix.ts'
import { SceneError } from '../scene.ts'
import type { Elements } from '../gltf/accessors.ts'
import type { Gltf } from '../gltf/schema.ts'
import type { Named, Shape, Source } from './shape.ts'

/** For each joint: from the mesh to the world. */
export function jointMatrices({ file, accessors }: Source, skin: number, worlds: readonly Matrix[]): Matrix[] {
  const { joints, inverseBindMatrices } = file.skins[skin]!
  const inverses = inverseBindMatrices === undefined ? undefined : bindMatrices(file, accessors, skin)
  return joints.map((joint, i) => multiply(worlds[joint]!, inverses?.[i] ?? identity))
}

function bindMatrices(file: Gltf, accessors: Source['accessors'], skin: number): Matrix[] {
  const { joints, inverseBindMatrices } = file.skins[skin]!
  const { type, componentType, count } = file.accessors[inverseBindMatrices!]!
  if (type !== 'MAT4' || componentType !== 5126 || count < joints.length)
    throw new SceneError(
      `is not valid glTF 2.0: skins[${skin}].inverseBindMatrices names accessors[${inverseBindMatrices}], which is ` +
        `${count} ${type} of ${componentType}; put ${joints.length} MAT4 of 5126 there`,
    )
  const { floats } = accessors.elements(inverseBindMatrices!)
  return joints.map((_, i) => [...floats.subarray(16 * i, 16 * (i + 1))])
}

/**
 * @param id of what is made: of the primitive, its weights and its skin
 * @returns the shape in the world; the same shape where it names no joints
 */
export function skinned(
  shape: Shape,
  joints: readonly Matrix[],
  { budget }: Source,
  { id, where }: { readonly id: string; readonly where: string },
): Shape {
  const influences = influencesOf(shape)
  if (influences.length === 0) return shape
  // Four matrices each.
  budget.spend('vertices', 4 * influences.length * shape.vertexCount, where)
  const positions = shape.attributes.get('POSITION')!.values.floats.slice()
  const normals = shape.attributes.get('NORMAL')?.values.floats.slice()
  for (let v = 0; v < shape.vertexCount; v++) {
    const m = blend(influences, v, joints, where)
    transform(positions, v, m, 1)
    if (normals) transform(normals, v, cofactors(m), 0)
  }
  const attributes = new Map<string, Named<Elements>>(shape.attributes)
  attributes.set('POSITION', { id: `${id}-position`, values: { size: 3, floats: positions } })
  if (normals) attributes.set('NORMAL', { id: `${id}-normal`, values: { size: 3, floats: normals } })
  return { ...shape, attributes }
}

type Influence = { readonly joints: Elements; readonly weights: Elements }

/** Four joints a vertex each: JOINTS_0 with WEIGHTS_0, and so on. */
function influencesOf({ attributes }: Shape): Influence[] {
  return [...attributes].flatMap(([name, { values: joints }]) => {
    const weights = name.startsWith('JOINTS_') ? attributes.get(name.replace('JOINTS', 'WEIGHTS'))?.values : undefined
    return weights ? [{ joints, weights }] : []
  })
}

function blend(influences: readonly Influence[], vertex: number, matrices: readonly Matrix[], where: string): Matrix {
  const sum = new Array<number>(16).fill(0)
  for (const { joints, weights } of influences)
    for (let i = 4 * vertex; i < 4 * vertex + 4; i++) {
      const weight = weights.floats[i]!
      if (weight === 0) continue
      const matrix = matrices[joints.floats[i]!]
      if (!matrix)
        throw new SceneError(
          `is not valid glTF 2.0: ${where} has a joint ${joints.floats[i]} of a skin with ${matrices.length}; ` +
            'put a smaller number into its JOINTS',
        )
      for (let c = 0; c < 16; c++) sum[c]! += weight * matrix[c]!
    }
  return sum
}

function transform(vectors: Float32Array, v: number, m: Matrix, w: 0 | 1): void {
  const [x, y, z] = [vectors[3 * v]!, vectors[3 * v + 1]!, vectors[3 * v + 2]!]
  for (let row = 0; row < 3; row++)
    vectors[3 * v + row] = m[row]! * x + m[row + 4]! * y + m[row + 8]! * z + m[row + 12]! * w
}
