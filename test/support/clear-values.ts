/** Clears of every integer format to values inside and outside its range. */
import { isColorRenderable } from '../../src/graph/format-uses.ts'
import { textureFormatNames } from '../../src/graph/formats.ts'

const values = [
  [1, 2, 3, 1],
  [127.9, 0.5, 3.99, 1.2],
  [300, -5, 70_000, 200],
  [-129, 128, -40_000, 40_000],
  [2 ** 32 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 33],
  [1e30, -1e30, 1023, 1024],
] as const

/** A document that clears one texel of each format to each value, and reads all back. */
export const integerClears = () => {
  const clears = textureFormatNames
    .filter((format) => /[us]int$/.test(format) && isColorRenderable(format))
    .flatMap((format) => values.map((clearValue, v) => ({ id: `${format}-${v}`, format, clearValue })))
  return {
    version: 1,
    resources: clears.map(({ id, format }) => ({ id, kind: 'texture', format, size: [1, 1] })),
    passes: clears.flatMap(({ id, clearValue }) => [
      { id: `clear-${id}`, kind: 'render', color: [{ use: id, load: 'clear', clearValue }], draws: [] },
      { id: `get-${id}`, kind: 'readback', from: id, output: id },
    ]),
  }
}
