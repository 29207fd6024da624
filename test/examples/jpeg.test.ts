/** JPEG files of the kinds that glTF files hold, against the colours that they were made of; and broken ones. */
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../examples/scene-loader/images/decode.ts'
import { decodeJpeg } from '../../examples/scene-loader/images/jpeg.ts'
import { gradients, greenJpeg } from '../support/jpegs.ts'

const kinds = Object.keys(gradients) as (keyof typeof gradients)[]

/** What is said of a file, whatever it is. */
async function outcome(file: Uint8Array): Promise<string> {
  const decoded = await decodeImage({ file, kind: 'JPEG', block: undefined })
  return 'image' in decoded ? `${decoded.image.levels[0]!.length} bytes` : Object.values(decoded)[0]!
}

describe.each(kinds)('a %s file', (kind) => {
  it('has the colours that it was made of, but for what JPEG loses', async () => {
    const { width, height, texels } = await decodeJpeg(gradients[kind])
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

  it('that is cut short is refused, wherever', async () => {
    const file = gradients[kind]
    for (let length = 0; length < file.length - 2; length += 2)
      expect([length, await outcome(file.slice(0, length))]).not.toEqual([length, `${4 * 24 * 17} bytes`])
  })

  it('with a byte changed is a picture, or refused in our words', async () => {
    const file = gradients[kind]
    for (let at = 2; at < file.length; at += 3) {
      const changed = Uint8Array.from(file)
      changed[at] = changed[at]! ^ (1 << (at % 8))
      expect(await outcome(changed)).toMatch(/^(\d+ bytes|is |has |ends )/)
    }
  })
})

it('green is green', async () => {
  const [red, green, blue] = (await decodeJpeg(greenJpeg)).texels
  expect([red! < 8, green! > 247, blue! < 8]).toEqual([true, true, true])
})

it('what is too large, of another kind, or no JPEG at all is refused before memory is taken for it', async () => {
  const frame = greenJpeg.findIndex((byte, i) => byte === 0xff && greenJpeg[i + 1] === 0xc0)
  const changed = (offset: number, ...bytes: number[]): Uint8Array => {
    const file = Uint8Array.from(greenJpeg)
    file.set(bytes, frame + offset)
    return file
  }
  expect(await outcome(changed(5, 0xff, 0xff, 0xff, 0xff))).toMatch(/^is 65535×65535 texels large, more than 134217728/)
  expect(await outcome(changed(5, 0x20, 0, 0x20, 0))).toMatch(
    /^is 8192×8192 texels large, and its \d+ bytes cannot hold/,
  )
  expect(await outcome(changed(5, 0, 0))).toBe('is 4×0 texels large')
  expect(await outcome(changed(1, 0xc9))).toMatch(/coded losslessly, arithmetically or in layers/)
  expect(await outcome(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toBe('ends before its picture')
})
