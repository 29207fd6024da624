/** Three small meshes in one vertex and one index buffer, each inside of a sphere of radius 1. */
import { cross, normalise, subtract, type Vector } from '../support/matrix.ts'

export interface Mesh {
  readonly indexCount: number
  readonly firstIndex: number
  readonly baseVertex: number
}

export interface Meshes {
  /** Position and normal: 6 floats a vertex. */
  readonly vertices: Float32Array<ArrayBuffer>
  readonly indices: Uint16Array<ArrayBuffer>
  readonly meshes: readonly Mesh[]
}

/** Faces of corners, counter-clockwise from outside. */
type Faces = readonly (readonly Vector[])[]

const s = 1 / Math.sqrt(3)
const box: Faces = [-1, 1].flatMap((sign) =>
  [0, 1, 2].map((axis) =>
    [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ].map(([a, b]) => {
      const at = [0, 0, 0]
      at[axis] = sign * s
      at[(axis + 1) % 3] = a! * sign * s
      at[(axis + 2) % 3] = b! * s
      return at as unknown as Vector
    }),
  ),
)
const octahedron: Faces = [-1, 1].flatMap((x) =>
  [-1, 1].flatMap((y) =>
    [-1, 1].map((z): Vector[] =>
      x * y * z > 0
        ? [
            [x, 0, 0],
            [0, y, 0],
            [0, 0, z],
          ]
        : [
            [x, 0, 0],
            [0, 0, z],
            [0, y, 0],
          ],
    ),
  ),
)
const a: Vector = [s, s, s]
const b: Vector = [s, -s, -s]
const c: Vector = [-s, s, -s]
const d: Vector = [-s, -s, s]
const tetrahedron: Faces = [
  [a, b, c],
  [a, d, b],
  [a, c, d],
  [b, d, c],
]

export function makeMeshes(): Meshes {
  const vertices: number[] = []
  const indices: number[] = []
  const meshes = [box, octahedron, tetrahedron].map((faces): Mesh => {
    const baseVertex = vertices.length / 6
    const firstIndex = indices.length
    for (const face of faces) {
      const normal = normalise(cross(subtract(face[1]!, face[0]!), subtract(face[2]!, face[0]!)))
      const first = vertices.length / 6 - baseVertex
      for (const corner of face) vertices.push(...corner, ...normal)
      for (let i = 2; i < face.length; i++) indices.push(first, first + i - 1, first + i)
    }
    return { indexCount: indices.length - firstIndex, firstIndex, baseVertex }
  })
  return { vertices: Float32Array.from(vertices), indices: Uint16Array.from(indices), meshes }
}
