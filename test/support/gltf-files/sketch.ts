/** A glTF file drawn by the CPU, small, as letters: one for each cell of a grid, by the colour in its middle. */
import { execute } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { sceneGraph } from '../../../examples/scene-loader/graph.ts'
import { readScene, type ReadOptions } from '../../../examples/scene-loader/read-scene.ts'
import type { Scene } from '../../../examples/scene-loader/scene.ts'

export interface Drawn {
  readonly scene: Scene
  /** Of the picture: a square. */
  readonly size: number
  /** RGBA. */
  readonly texels: Uint8Array
}

/** An odd number, so that the middle of a cell is that of a texel. */
const texelsPerCell = 5

export async function drawFile(path: string, options: ReadOptions = {}, cells = 3): Promise<Drawn> {
  const scene = await readScene(path, options)
  const size = texelsPerCell * cells
  const { graph, inputs } = sceneGraph(scene, { width: size, height: size })
  const { outputs } = await execute(graph, createDummyBackend(), { inputs })
  return { scene, size, texels: outputs['picture']! }
}

/** The colour at a place of −1…1 on both axes, upwards. */
export function colourAt({ size, texels }: Drawn, x: number, y: number): number[] {
  const [column, row] = [Math.floor(((x + 1) / 2) * size), Math.floor(((1 - y) / 2) * size)]
  return [...texels.subarray(4 * (row * size + column), 4 * (row * size + column) + 3)]
}

const letters: readonly [letter: string, colour: readonly number[]][] = [
  ['r', [255, 0, 0]],
  ['g', [0, 255, 0]],
  ['b', [0, 0, 255]],
  ['y', [255, 255, 0]],
  ['w', [255, 255, 255]],
  ['k', [0, 0, 0]],
  // What is cleared before anything is drawn.
  ['.', [153, 166, 181]],
]

/** `rg/b.`: two rows of two cells. Colours that are near to none of the letters are `?`. */
export function sketch(drawn: Drawn): string {
  const cells = drawn.size / texelsPerCell
  const middle = (i: number): number => -1 + (2 * i + 1) / cells
  const rows = Array.from({ length: cells }, (_, row) =>
    Array.from({ length: cells }, (_, column) => {
      const colour = colourAt(drawn, middle(column), -middle(row))
      const isNear = (other: readonly number[]) => colour.every((value, c) => Math.abs(value - other[c]!) < 24)
      return letters.find(([, other]) => isNear(other))?.[0] ?? '?'
    }).join(''),
  )
  return rows.join('/')
}
