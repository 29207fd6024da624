/** Pictures held against golden PNG files. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, shown } from '../errors.ts'
import { decodePng, encodePng, isPng, type Picture } from './png.ts'
import { refuse, type MatcherResult, type MatcherState } from './result.ts'

/** The distance that a picture may have from its golden file. */
export interface ImageTolerance {
  /** Most that a channel of a texel may be off, 0 to 255. Default 2: devices round differently. */
  readonly channel?: number
  /** Share of the texels that may be further off, 0 to 1: edges. Default 0.001. */
  readonly share?: number
}

/**
 * A picture: RGBA of 8 bits in `data` (or `texels`, or `bytes`), or the bytes of a PNG file. Bytes without a size are held against
 * the size of the golden file.
 */
export type ReceivedImage =
  | { readonly width: number; readonly height: number; readonly data: Uint8Array | Uint8ClampedArray }
  | { readonly width: number; readonly height: number; readonly texels: Uint8Array }
  | { readonly width: number; readonly height: number; readonly bytes: Uint8Array }
  | Uint8Array

export function matchImage(
  state: MatcherState,
  received: unknown,
  file: string | URL,
  tolerance: number | ImageTolerance = {},
): MatcherResult {
  if (typeof tolerance !== 'number' && (typeof tolerance !== 'object' || tolerance === null))
    refuse(`expected a tolerance, a number or { channel, share }, not ${shown(tolerance)}`)
  const odd = Object.keys(tolerance).find((name) => name !== 'channel' && name !== 'share')
  if (odd !== undefined) refuse(`a tolerance has a channel and a share, and no ${JSON.stringify(odd)}`)
  const { channel = 2, share = 0.001 } = typeof tolerance === 'number' ? { channel: tolerance, share: 0 } : tolerance
  if ((typeof file !== 'string' || file === '') && !(file instanceof URL))
    refuse(`expected the name of a golden file, not ${shown(file)}`)
  if (!(channel >= 0 && channel <= 255 && share >= 0 && share <= 1))
    refuse(`expected a tolerance of 0 to 255 a channel and a share of 0 to 1, not ${channel} and ${share}`)
  const path = file instanceof URL ? fileURLToPath(file) : resolve(state.testPath ? dirname(state.testPath) : '.', file)
  const beside = (what: string) => path.replace(/(\.png)?$/i, `.${what}.png`)
  const update = process.env['UPDATE_GOLDEN']
    ? 'all'
    : ((state.snapshotState as { _updateSnapshot?: 'all' | 'new' | 'none' } | undefined)?._updateSnapshot ?? 'new')
  const golden = existsSync(path) ? goldenOf(path) : undefined
  const picture = pictureOf(received, golden)
  if (typeof picture === 'string') return fails(picture)

  const write = (to: string, content: Picture) => {
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, encodePng(content))
  }
  if (!golden && state.isNot) refuse(`expected a picture to differ from: there is no golden file ${path}`)
  if (!golden && update === 'none')
    return fails(`there is no golden file ${path}: make it where snapshots are written, and look at it`)
  const off = golden && difference(picture, golden, channel)
  const isSame = off !== undefined && typeof off !== 'string' && off.far <= share * picture.width * picture.height
  if (off === undefined || isSame || (!state.isNot && update === 'all')) {
    if (!isSame) write(path, picture)
    for (const what of ['actual', 'difference']) rmSync(beside(what), { force: true })
    return { pass: true, message: () => `expected a picture other than ${path}, but it is the same within ${channel}` }
  }
  if (state.isNot) return fails('it differs')
  write(beside('actual'), picture)
  if (typeof off === 'string') return fails(`${off}; ${path}\n\nwritten: ${beside('actual')}`)
  write(beside('difference'), off.picture)
  const texels = picture.width * picture.height
  return fails(
    `${off.far} of ${texels} texels (${Math.round((off.far / texels) * 10_000) / 100} %) are off by more than ${channel}, ` +
      `where ${share * 100} % may be; most at (${off.worst.join(', ')}), by ${off.most}\n\n` +
      `golden:     ${path}\nactual:     ${beside('actual')}\ndifference: ${beside('difference')}`,
  )
}

const fails = (why: string): MatcherResult => ({ pass: false, message: () => `expected the picture to match: ${why}` })

const noPicture = (why: string): never => refuse(`expected the picture to match: ${why}`)

function goldenOf(path: string): Picture {
  try {
    return decodePng(readFileSync(path))
  } catch (error) {
    return refuse(`the golden file ${path} cannot be read: ${messageOf(error)}`)
  }
}

/** A text where it is a picture of another size. */
function pictureOf(received: unknown, golden: Picture | undefined): Picture | string {
  if (received instanceof Uint8Array) {
    if (isPng(received)) return decodePng(received)
    if (!golden) return noPicture('bytes have no size of their own: give { width, height, data }')
    if (received.length !== golden.data.length)
      return `there are ${received.length} bytes, and the golden file has ${golden.width}×${golden.height} texels of 4`
    return { width: golden.width, height: golden.height, data: received }
  }
  const { width, height, data, texels, bytes } = (received ?? {}) as Record<string, unknown>
  const content = data ?? texels ?? bytes
  if (!isExtent(width) || !isExtent(height) || !ArrayBuffer.isView(content))
    return noPicture(
      'what was given is no picture: { width, height, data } with RGBA of 8 bits, or the bytes of a PNG file',
    )
  const view = new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
  if (view.length !== width * height * 4)
    return noPicture(`${width}×${height} texels are ${width * height * 4} bytes, not ${view.length}`)
  return { width, height, data: view }
}

const isExtent = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1

/** The texels that are too far off, red on a pale copy of the golden file; what is wrong where sizes differ. */
function difference(picture: Picture, golden: Picture, channel: number) {
  const { width, height } = golden
  if (picture.width !== width || picture.height !== height)
    return `it has ${picture.width}×${picture.height} texels, and the golden file ${width}×${height}`
  const data = new Uint8Array(golden.data.length)
  let [far, most, at] = [0, 0, 0]
  for (let i = 0; i < data.length; i += 4) {
    let off = 0
    for (let c = 0; c < 4; c++) off = Math.max(off, Math.abs(picture.data[i + c]! - golden.data[i + c]!))
    if (off > most) [most, at] = [off, i / 4]
    if (off > channel) far++
    const grey = 192 + (golden.data[i]! + golden.data[i + 1]! + golden.data[i + 2]!) / 12
    data.set(off > channel ? [255, 0, 0, 255] : [grey, grey, grey, 255], i)
  }
  return { far, most, worst: [at % width, Math.floor(at / width)], picture: { width, height, data } }
}
