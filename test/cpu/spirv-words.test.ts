import { expect, it } from 'vitest'
import { spirvWords } from '../../src/cpu/spirv/words.ts'
import { thrown } from '../support/thrown.ts'

const base64 = (...bytes: number[]): string => btoa(String.fromCharCode(...bytes))

it('reads words from base64, the lowest byte first', () => {
  expect([...spirvWords('s', base64(3, 2, 35, 7, 0, 255, 0, 128))]).toEqual([0x07230203, 0x8000ff00])
})

it.each([
  ['what is no base64', '?', 'its "spirv" is not base64'],
  ['base64 as in addresses', '_-8A', 'its "spirv" is not base64'],
  ['bytes that make no whole words', base64(1, 2, 3), 'its "spirv" is not made of 32-bit words'],
])('refuses %s by the name of the shader', (_, text, why) => {
  expect(thrown(() => spirvWords('blur', text))).toMatchObject({
    code: 'SHADER_FAILED',
    message: expect.stringMatching(new RegExp(`"blur".*${why}`)),
  })
})
