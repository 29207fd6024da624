/** What a sample of a render pass's colour attachments takes, by WebGPU's rules (its "render target pixel byte cost"). */
import { formatInfo, type TextureFormat } from '../../graph/formats.ts'

/** Formats that count for more than their bytes. */
const cost = (format: TextureFormat): number =>
  /^(rgba8(unorm|snorm)|bgra8|rgb10a2|rg11b10)/.test(format) ? 8 : formatInfo(format).blockBytes

/** Of packed formats all four bytes are one component. */
const componentBytes = (format: TextureFormat): number =>
  /^(rgb10a2|rg11b10)/.test(format) ? 4 : Number(/\d+/.exec(format)![0]) / 8

/** In the order of the attachments, each aligned to its components. */
export const drawnBytes = (formats: readonly TextureFormat[]): number =>
  formats.reduce((bytes, format) => {
    const unit = componentBytes(format)
    return Math.ceil(bytes / unit) * unit + cost(format)
  }, 0)
