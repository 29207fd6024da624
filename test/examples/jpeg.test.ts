/** JPEG files of the kinds that glTF files hold, against the colours that they were made of; and broken ones. */
import { describe, expect, it } from 'vitest'
import { decodeJpeg } from '../../examples/scene-loader/jpeg.ts'
import { gradients, greenJpeg } from '../support/jpegs.ts'

const most = 2 ** 27
const kinds = Object.keys(gradients) as (keyof typeof gradients)[]

/** What a decoder says of a file, whatever it is. */
function outcome(file: Uint8Array): string {
  try {
    return `${decodeJpeg(file, most).texels.length} bytes`
  } catch (error) {
    return (error as Error).message
  }
}

describe.each(kinds)('a %s file', (kind) => {
  it('has the colours that it was made of, but for what JPEG loses', () => {
    const { width, height, texels } = decodeJpeg(gradients[kind], most)
    expect([width, height, texels.length]).toEqual([24, 17, 4 * 24 * 17])
    let sum = 0
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)]
      const across = (255 * x) / (width - 1)
      const rgb = kind === 'grey' ? [across, across, across] : [across, (255 * y) / (height - 1), 128]
      rgb.forEach((value, c) => (sum += Math.abs(texels[4 * i + c]! - value)))
      expect(texels[4 * i + 3]).toBe(255)
    }
    expect(sum / (3 * width * height)).toBeLessThan(3)
  })

  it('that is cut short is refused, wherever', () => {
    const file = gradients[kind]
    for (let length = 0; length < file.length - 2; length++)
      expect([length, outcome(file.slice(0, length))]).not.toEqual([length, `${4 * 24 * 17} bytes`])
  })

  it('with any byte changed is a picture or an error, soon', () => {
    const file = gradients[kind]
    for (let at = 2; at < file.length; at++) {
      const changed = Uint8Array.from(file)
      changed[at] = changed[at]! ^ (1 << (at % 8))
      expect(outcome(changed)).not.toBe('')
    }
  })
})

it('green is green', () => {
  const [red, green, blue] = decodeJpeg(greenJpeg, most).texels
  expect([red! < 8, green! > 247, blue! < 8]).toEqual([true, true, true])
})

it('what is too large, of another kind, or no JPEG at all is refused before memory is taken for it', () => {
  const frame = greenJpeg.findIndex((byte, i) => byte === 0xff && greenJpeg[i + 1] === 0xc0)
  const changed = (offset: number, ...bytes: number[]): Uint8Array => {
    const file = Uint8Array.from(greenJpeg)
    file.set(bytes, frame + offset)
    return file
  }
  expect(outcome(changed(5, 0xff, 0xff, 0xff, 0xff))).toBe('it is 65535×65535 texels large, more than 134217728')
  expect(outcome(changed(5, 0, 0))).toBe('it is 4×0 texels large')
  expect(outcome(changed(4, 12))).toBe('it has 12 bits a sample; 8 are read here')
  expect(outcome(changed(9, 4))).toBe('it has 4 components; 1 and 3 are read here')
  expect(outcome(changed(1, 0xc9))).toMatch(/coded losslessly, arithmetically or in layers/)
  expect(outcome(Uint8Array.of(1, 2, 3))).toBe('it does not begin as one')
  expect(outcome(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toBe('it shows nothing')
})
