/**
 * KTX2 with Basis Universal textures (KHR_texture_basisu): ETC1S and UASTC, made into blocks of the device's own format by the
 * transcoder in pixi-basis-ktx2, or into RGBA8.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { loadLibrary } from '../gltf/decoders.ts'
import type { BlockFormat, Image } from '../image.ts'
import { checkSize, ImageError, type Size } from './texels.ts'

interface Transcoder {
  readonly KTX2File: new (file: Uint8Array) => Ktx2File
  initializeBasis(): void
}
interface Ktx2File {
  isValid(): boolean
  startTranscoding(): boolean
  getImageTranscodedSizeInBytes(level: number, layer: number, face: number, format: number): number
  transcodeImage(into: Uint8Array, level: number, layer: number, face: number, ...options: number[]): boolean
  close(): void
  delete(): void
}

/** `transcoder_texture_format` of Basis Universal. */
const targets = { 'etc2-rgba8unorm': 1, 'bc7-rgba-unorm': 6, 'astc-4x4-unorm': 10, rgba8unorm: 13 } as const

/**
 * @param block the device's own format, where it has one
 * @throws Error when the file is broken, or holds no Basis texture
 */
export async function decodeKtx2(file: Uint8Array, block: BlockFormat | undefined): Promise<Image> {
  const { width, height, levelCount } = headerOfKtx2(file)
  // Devices want compressed textures of whole blocks.
  const format = block && width % 4 === 0 && height % 4 === 0 ? block : 'rgba8unorm'
  const { KTX2File } = await loadTranscoder()
  const ktx = new KTX2File(file)
  try {
    if (!ktx.isValid() || !ktx.startTranscoding()) throw new ImageError('is damaged')
    const levels = Array.from({ length: levelCount }, (_, level) => {
      const bytes = new Uint8Array(ktx.getImageTranscodedSizeInBytes(level, 0, 0, targets[format]))
      if (!ktx.transcodeImage(bytes, level, 0, 0, targets[format], 0, -1, -1))
        throw new ImageError(`is damaged in its level ${level}`)
      return bytes
    })
    ktx.close()
    ktx.delete()
    return { width, height, format, levels }
  } catch (error) {
    // A broken file may leave the transcoder broken: the next one gets a new one.
    loading = undefined
    throw error
  }
}

let loading: Promise<Transcoder> | undefined
function loadTranscoder(): Promise<Transcoder> {
  loading ??= loadLibrary(
    async () => {
      const require = createRequire(import.meta.url)
      // The package exports its door only, and the transcoder lies beside it.
      const assets = join(dirname(require.resolve('pixi-basis-ktx2')), '../../assets')
      const start = require(join(assets, 'basis_transcoder.js')) as (options: object) => Promise<Transcoder>
      const transcoder = await start({ wasmBinary: await readFile(join(assets, 'basis_transcoder.wasm')) })
      transcoder.initializeBasis()
      return transcoder
    },
    'pixi-basis-ktx2',
    'KHR_texture_basisu',
  )
  return loading
}

const headerBytes = 80
const levelBytes = 24

/** Size and levels from the header, whose ranges are checked first because the transcoder trusts them. */
export function headerOfKtx2(file: Uint8Array): Size & { readonly levelCount: number } {
  if (file.byteLength < headerBytes) throw new ImageError('ends in its header')
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const word = (i: number): number => view.getUint32(12 + 4 * i, true)
  const [vkFormat, , width, height, depth, layers, faces, levels] = [0, 1, 2, 3, 4, 5, 6, 7].map(word)
  if (vkFormat !== 0) throw new ImageError(`holds format ${vkFormat}, no Basis texture: encode it as ETC1S or UASTC`)
  if (depth !== 0 || layers! > 1 || faces !== 1)
    throw new ImageError('is a volume, an array or a cube: make it an image of two dimensions')
  checkSize(width!, height!, file.byteLength, headerBytes)
  const levelCount = Math.max(1, levels!)
  if (levelCount > 1 + Math.floor(Math.log2(Math.max(width!, height!))))
    throw new ImageError(`has ${levelCount} levels, more than its size has`)
  if (headerBytes + levelCount * levelBytes > file.byteLength) throw new ImageError('ends in its header')
  for (let level = 0; level < levelCount; level++) {
    const [offset, length, raw] = [0, 8, 16].map((at) =>
      Number(view.getBigUint64(headerBytes + level * levelBytes + at, true)),
    )
    if (offset! + length! > file.byteLength) throw new ImageError('is cut short')
    // A block of 4×4 texels is 16 bytes.
    const blocks = Math.ceil(Math.max(1, width! >> level) / 4) * Math.ceil(Math.max(1, height! >> level) / 4)
    if (raw! > 16 * blocks) throw new ImageError(`has more data than its level ${level} needs`)
  }
  return { width: width!, height: height!, levelCount }
}
