/** The scene of the frame: a floor with blocks, balls and lamps, as one list of triangles. */
import type { Vector } from '../support/matrix.ts'

/** Position, normal, and colour, whose alpha says how much it glows: 10 floats. */
export const vertexFloats = 10

export interface Geometry {
  readonly vertices: Float32Array
  /** The floor comes first. */
  readonly floorVertices: number
}

type Colour = readonly [number, number, number, number]

/** As the albedo keeps it: half-way between two bytes, devices would round either way. */
const inBytes = (part: number): number => Math.round(part * 255) / 255

export function makeGeometry(): Geometry {
  const vertices: number[] = []
  const quad = (corners: readonly Vector[], normals: readonly Vector[], colour: Colour): void => {
    for (const i of [0, 1, 2, 0, 2, 3]) vertices.push(...corners[i]!, ...normals[i]!, ...colour.map(inBytes))
  }
  const box = (centre: Vector, half: Vector, colour: Colour): void => {
    for (const axis of [0, 1, 2])
      for (const sign of [-1, 1]) {
        const normal = [0, 0, 0].map((_, i) => (i === axis ? sign : 0)) as unknown as Vector
        const corner = (a: number, b: number): Vector => {
          const at: number[] = []
          at[axis] = sign
          at[(axis + 1) % 3] = a * sign
          at[(axis + 2) % 3] = b
          return centre.map((c, i) => c + half[i]! * at[i]!) as unknown as Vector
        }
        quad([corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)], [normal, normal, normal, normal], colour)
      }
  }
  const ball = (centre: Vector, radius: number, colour: Colour): void => {
    const [columns, rows] = [20, 12]
    const at = (column: number, row: number): Vector => {
      const [turn, tilt] = [(-2 * Math.PI * column) / columns, (Math.PI * row) / rows]
      return [Math.cos(turn) * Math.sin(tilt), Math.cos(tilt), Math.sin(turn) * Math.sin(tilt)]
    }
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const normals = [at(column, row), at(column, row + 1), at(column + 1, row + 1), at(column + 1, row)]
        const corners = normals.map((n) => centre.map((c, i) => c + radius * n[i]!) as unknown as Vector)
        quad(corners, normals, colour)
      }
  }

  const up: Vector = [0, 1, 0]
  for (let x = -10; x < 10; x++)
    for (let z = -16; z < 6; z++) {
      const shade = (x + z) % 2 === 0 ? 0.42 : 0.3
      const corners: Vector[] = [
        [x, 0, z],
        [x, 0, z + 1],
        [x + 1, 0, z + 1],
        [x + 1, 0, z],
      ]
      quad(corners, [up, up, up, up], [shade, shade * 0.96, shade * 0.9, 0])
    }
  const floorVertices = vertices.length / vertexFloats

  for (let i = 0; i < 7; i++)
    for (const side of [-1, 1]) {
      const z = 2 - 2.4 * i
      box([3 * side, 1.3, z], [0.35, 1.3, 0.35], [0.62, 0.56, 0.48, 0])
      box([3 * side, 2.72, z], [0.5, 0.12, 0.5], [0.5, 0.44, 0.38, 0])
      const lamp: Colour = (i + (side + 1) / 2) % 2 === 0 ? [1, 0.5, 0.15, 1] : [0.2, 0.55, 1, 1]
      ball([3 * side, 3.1, z], 0.24, lamp)
    }
  box([0, 0.3, -1.2], [0.9, 0.3, 0.9], [0.35, 0.12, 0.1, 0])
  ball([0, 1.3, -1.2], 0.7, [0.75, 0.7, 0.2, 0])
  ball([-1.5, 0.4, 0.6], 0.4, [0.15, 0.5, 0.3, 0])
  ball([1.4, 0.5, -0.2], 0.5, [0.55, 0.2, 0.5, 0])
  box([0, 0.6, -6], [0.6, 0.6, 0.6], [0.2, 0.3, 0.55, 0])
  box([0.2, 1.5, -6.1], [0.35, 0.3, 0.35], [0.6, 0.3, 0.12, 0])
  return { vertices: Float32Array.from(vertices), floorVertices }
}
