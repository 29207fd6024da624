/** Pictures compared by tolerance with committed references: devices differ in the last bits, and at edges. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { decodePng } from '../../examples/scene-loader/image.ts'
import { writePng } from '../../examples/support/picture.ts'

export interface Difference {
  /** Of all colour values, 0 to 255. */
  readonly mean: number
  /** Share of texels with a colour that is off by more than 32. */
  readonly farOff: number
}

/** RGBA, 8 bits each; alpha does not count. */
export function differ(a: Uint8Array, b: Uint8Array): Difference {
  let sum = 0
  let far = 0
  for (let i = 0; i < a.length; i += 4) {
    const offs = [0, 1, 2].map((c) => Math.abs(a[i + c]! - b[i + c]!))
    sum += offs[0]! + offs[1]! + offs[2]!
    if (Math.max(...offs) > 32) far++
  }
  return { mean: sum / (0.75 * a.length), farOff: far / (a.length / 4) }
}

/** With `UPDATE_GOLDEN=1` the reference is written anew. */
export async function expectPicture(name: string, width: number, height: number, texels: Uint8Array): Promise<void> {
  const path = fileURLToPath(new URL(`../examples/references/${name}.png`, import.meta.url))
  if (process.env['UPDATE_GOLDEN']) await writePng(path, width, height, texels)
  if (!existsSync(path))
    expect.fail(`There is no reference ${path}: look at the picture, then run with UPDATE_GOLDEN=1`)
  const reference = decodePng(readFileSync(path))
  expect([reference.width, reference.height]).toEqual([width, height])
  const { mean, farOff } = differ(texels, reference.texels)
  expect(mean).toBeLessThan(1.5)
  expect(farOff).toBeLessThan(0.01)
}
