/** A city of square tiles, made from nothing but numbers: the same on every machine. */

export interface Tile {
  readonly id: string
  /** Its middle. */
  readonly x: number
  readonly z: number
  /** Three floats of position and four bytes of colour a vertex, three vertices a triangle. */
  readonly vertices: () => Uint8Array
  readonly sizeBytes: number
}

export const tileSize = 24
export const vertexBytes = 16
const verticesOfBox = 5 * 6
const groundVertices = 6

/** `across` tiles on each side, around the origin. */
export function makeCity(across: number): Tile[] {
  return Array.from({ length: across * across }, (_, i) => {
    const [column, row] = [i % across, Math.floor(i / across)]
    const at = (n: number) => (n - (across - 1) / 2) * tileSize
    const [x, z] = [at(column), at(row)]
    // The middle of the town is built up, and its edge is not.
    const density = 1 - Math.hypot(x, z) / (across * tileSize * 0.75)
    const houses = 3 + Math.floor(22 * Math.max(0, density) * (0.6 + 0.4 * hash(i, 1)))
    return {
      id: `tile-${column}-${row}`,
      x,
      z,
      vertices: () => build(i, x, z, houses, density),
      sizeBytes: vertexBytes * (groundVertices + houses * verticesOfBox),
    }
  })
}

/** 0 to 1. */
function hash(a: number, b: number): number {
  const n = Math.imul(a * 374761393 + b * 668265263 + 1274126177, 2246822519) >>> 0
  return (Math.imul(n ^ (n >>> 15), 3266489917) >>> 8) / 2 ** 24
}

type Corner = readonly [x: number, y: number, z: number]
type Colour = readonly [red: number, green: number, blue: number]

function build(seed: number, x: number, z: number, houses: number, density: number): Uint8Array {
  const bytes = new Uint8Array(vertexBytes * (groundVertices + houses * verticesOfBox))
  const words = new DataView(bytes.buffer)
  let at = 0
  const face = (corners: readonly [Corner, Corner, Corner, Corner], colour: Colour, light: number): void => {
    for (const i of [0, 1, 2, 0, 2, 3]) {
      corners[i]!.forEach((value, c) => words.setFloat32(at + 4 * c, value, true))
      bytes.set([...colour.map((value) => Math.round(255 * value * light)), 255], at + 12)
      at += vertexBytes
    }
  }
  const half = tileSize / 2
  face(rectangle(x - half, x + half, z - half, z + half, 0), [0.24, 0.27, 0.25], 1)
  for (let house = 0; house < houses; house++) {
    const random = (n: number) => hash(seed * 64 + house, n)
    const [w, d] = [1.2 + 1.6 * random(2), 1.2 + 1.6 * random(3)]
    const [left, front] = [
      x + (random(4) - 0.5) * (tileSize - 2 * w - 4),
      z + (random(5) - 0.5) * (tileSize - 2 * d - 4),
    ]
    const height = 2 + 4 * random(6) + Math.max(0, density) ** 2 * 18 * random(7) ** 2
    const warm = random(8)
    const colour: Colour = [0.55 + 0.35 * warm, 0.55 + 0.2 * warm, 0.6 - 0.15 * warm]
    box([left - w, left + w, front - d, front + d], height, (corners, light) => face(corners, colour, light))
  }
  return bytes
}

const rectangle = (x0: number, x1: number, z0: number, z1: number, y: number): [Corner, Corner, Corner, Corner] => [
  [x0, y, z0],
  [x0, y, z1],
  [x1, y, z1],
  [x1, y, z0],
]

/** Four walls and a roof, lit from the south-east; each wall counter-clockwise from outside. */
function box(
  [x0, x1, z0, z1]: readonly [number, number, number, number],
  y: number,
  face: (corners: [Corner, Corner, Corner, Corner], light: number) => void,
): void {
  const wall = (xa: number, za: number, xb: number, zb: number, light: number) =>
    face(
      [
        [xa, 0, za],
        [xb, 0, zb],
        [xb, y, zb],
        [xa, y, za],
      ],
      light,
    )
  wall(x0, z1, x1, z1, 0.9)
  wall(x1, z1, x1, z0, 0.75)
  wall(x1, z0, x0, z0, 0.45)
  wall(x0, z0, x0, z1, 0.55)
  face(rectangle(x0, x1, z0, z1, y), 1)
}
