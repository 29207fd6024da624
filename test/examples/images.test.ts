/** Image files of all kinds: their texels, in threads or not, and what is said of broken ones. */
import { encode } from 'fast-png'
import { expect, it, vi } from 'vitest'
import { decodeAll } from '../../examples/scene-loader/images/decode-all.ts'
import { decodeImage, imageKind, type ImageKind, type Job } from '../../examples/scene-loader/images/decode.ts'
import { ktx2, pictureOf, webp } from '../support/gltf-files/compress.ts'
import { damagesOf } from '../support/gltf-files/changes.ts'
import { greenPng } from '../support/gltf.ts'
import { greenJpeg } from '../support/jpegs.ts'

vi.setConfig({ testTimeout: 120_000 })

const green = pictureOf(8, [0, 255, 0, 255])
const kinds: Readonly<Record<ImageKind, Uint8Array>> = {
  PNG: greenPng,
  JPEG: greenJpeg,
  WebP: await webp(green),
  KTX2: await ktx2(green, { isUASTC: true }),
}
const names = Object.keys(kinds) as ImageKind[]
/** Bytes that no coder makes smaller. */
function noiseOf(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24)
}
const job = (kind: ImageKind, file = kinds[kind]): Job => ({ file, kind, block: undefined })

it.for(names)('%s is known by its first bytes, and has its colours', async (kind) => {
  expect(imageKind(kinds[kind])).toBe(kind)
  const decoded = await decodeImage(job(kind))
  if (!('image' in decoded)) throw new Error(JSON.stringify(decoded))
  const [red, greenest, blue, alpha] = decoded.image.levels[0]!
  expect([red! < 8, greenest! > 247, blue! < 8, alpha]).toEqual([true, true, true, 255])
})

it.for(names)('%s that is damaged is a picture or refused in our words, and the next one is as ever', async (kind) => {
  const whole = await decodeImage(job(kind))
  for (const [what, file] of damagesOf(kinds[kind], 15)) {
    const decoded = await decodeImage(job(kind, file))
    if ('image' in decoded) continue
    expect([what, Object.values(decoded)[0]]).toEqual([what, expect.stringMatching(/^(is|has|ends|holds|does not) /)])
  }
  expect(await decodeImage(job(kind))).toEqual(whole)
})

it.for(['bc7-rgba-unorm', 'astc-4x4-unorm', 'etc2-rgba8unorm'] as const)(
  'Basis textures become %s where a device has that, 16 bytes a block, level by level',
  async (block) => {
    const file = await ktx2(green, { isUASTC: true, mipmaps: true })
    expect(await decodeImage({ file, kind: 'KTX2', block })).toMatchObject({
      image: { width: 8, height: 8, format: block, levels: [64, 16, 16, 16].map((length) => ({ length })) },
    })
  },
)

it('a PNG of a few bytes that unpacks to more than its size, or claims more than it holds, is refused before it is unpacked', async () => {
  const said = async (file: Uint8Array) => Object.values(await decodeImage(job('PNG', file)))[0]
  const claims = Uint8Array.from(greenPng)
  new DataView(claims.buffer).setUint32(16, 8192)
  new DataView(claims.buffer).setUint32(20, 8192)
  expect(await said(claims)).toMatch(/^is 8192×8192 texels large, and its \d+ bytes cannot hold that/)
  const noise = noiseOf(3 * 400 * 400)
  const small = Uint8Array.from(encode({ width: 400, height: 400, channels: 3, depth: 8, data: noise }))
  new DataView(small.buffer).setUint32(16, 1)
  new DataView(small.buffer).setUint32(20, 1)
  expect(await said(small)).toBe('has more data than 1×1 texels need')
})

it('large images decode in threads, to the same texels, and each is announced once', async () => {
  const noise = noiseOf(3 * 512 * 512)
  const large = encode({ width: 512, height: 512, channels: 3, depth: 8, data: noise })
  const jobs = [job('PNG', large), job('PNG', large.slice(0, 5000)), job('JPEG'), job('PNG', large)]
  expect(jobs.reduce((sum, { file }) => sum + file.length, 0)).toBeGreaterThan(2 ** 20)
  const announced: number[] = []
  const decoded = await decodeAll(jobs, (index) => announced.push(index))
  expect(announced).toEqual([0, 1, 2, 3])
  expect(decoded[1]).toEqual({ wrong: 'is cut short' })
  expect(decoded).toEqual(await Promise.all(jobs.map(decodeImage)))
})
