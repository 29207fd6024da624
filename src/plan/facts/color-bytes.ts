/** Bytes of a sample in all colour attachments of a render pass, as WebGPU counts them ("render target pixel byte cost"). */
import { formatInfo, type TextureFormat } from '../../graph/formats.ts'
import { roundUp } from '../multiples.ts'

/** Cost of a format, which is more than its bytes for some. */
const cost = (format: TextureFormat): number =>
  /^(rgba8(unorm|snorm)|bgra8|rgb10a2|rg11b10)/.test(format) ? 8 : formatInfo(format).blockBytes

/** Bytes of one component; a packed format is one component of four bytes. */
const componentBytes = (format: TextureFormat): number =>
  /^(rgb10a2|rg11b10)/.test(format) ? 4 : Number(/\d+/.exec(format)![0]) / 8

/** Sum over the attachments in order, each aligned to its components. */
export const colorBytesPerSample = (formats: readonly TextureFormat[]): number =>
  formats.reduce((bytes, format) => {
    const unit = componentBytes(format)
    return roundUp(bytes, unit) + cost(format)
  }, 0)
