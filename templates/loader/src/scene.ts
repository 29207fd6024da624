/** The data that the document loads: a cube with a checkered texture. A loader would read these from files. */
import { readFile } from 'node:fs/promises'
import { parseGraphText, type FrameGraph, type Inputs } from 'memkit-gpu'

/** @throws MemkitError that says what is wrong with the document, and where. */
export const readScene = async (): Promise<FrameGraph> =>
  parseGraphText(await readFile(new URL('../graph.json', import.meta.url)))

const corners = Array.from({ length: 8 }, (_, i) => [i & 1, (i >> 1) & 1, i >> 2].map((side) => 2 * side - 1))
const faces = [
  [0, 2, 1, 3],
  [4, 5, 6, 7],
  [0, 1, 4, 5],
  [2, 6, 3, 7],
  [0, 4, 2, 6],
  [1, 3, 5, 7],
]

export const inputs = {
  positions: new Float32Array(corners.flat()),
  indices: new Uint16Array(faces.flatMap(([a, b, c, d]) => [a!, b!, c!, c!, b!, d!])),
  albedo: Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 3 ? 255 : ((i >> 2) + (i >> 4)) % 2 ? 200 : 100)),
} satisfies Inputs
