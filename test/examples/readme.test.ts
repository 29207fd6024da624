/** The document that the README shows. */
import { readFileSync } from 'node:fs'
import { execute, parseGraphText } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { expect, it } from 'vitest'

it('is a picture: a triangle over half of it', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [text] = /^ {4}\{ "version": 1,[^]*?(?=\n\n)/m.exec(readme)!
  const { outputs } = await execute(parseGraphText(text), createDummyBackend())
  const texels = outputs['picture']!
  const at = (x: number, y: number) => [...texels.subarray(4 * (256 * y + x), 4 * (256 * y + x) + 4)]
  expect(at(10, 200)).toEqual([255, 153, 51, 255])
  expect(at(200, 10)).toEqual([0, 0, 0, 0])
})
