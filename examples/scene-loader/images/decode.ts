/** One image file of any kind. */
import { plainImage, type BlockFormat, type Image } from '../image.ts'
import { SceneError } from '../scene.ts'
import { decodeJpeg, sizeOfJpeg } from './jpeg.ts'
import { decodeKtx2, headerOfKtx2 } from './ktx2.ts'
import { decodePng, sizeOfPng } from './png.ts'
import { ImageError, mostTexels } from './texels.ts'
import { decodeWebp, sizeOfWebp } from './webp.ts'

export type ImageKind = 'PNG' | 'JPEG' | 'WebP' | 'KTX2'

const beginnings: readonly [kind: ImageKind, at: number, bytes: readonly number[]][] = [
  ['PNG', 0, [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', 0, [0xff, 0xd8]],
  ['WebP', 8, [0x57, 0x45, 0x42, 0x50]],
  ['KTX2', 0, [0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb]],
]

/** By its first bytes: names and types in files are often wrong. @returns undefined for what is none of them */
export const imageKind = (file: Uint8Array): ImageKind | undefined =>
  beginnings.find(([, at, bytes]) => bytes.every((byte, i) => file[at + i] === byte))?.[0]

export interface Job {
  readonly file: Uint8Array
  readonly kind: ImageKind
  readonly block: BlockFormat | undefined
}

/** An image, or what is wrong with its file, in words that follow `it`; or what is missing to decode it. */
export type Decoded = { readonly image: Image } | { readonly wrong: string } | { readonly missing: string }

const sizes = { PNG: sizeOfPng, JPEG: sizeOfJpeg, WebP: sizeOfWebp, KTX2: headerOfKtx2 } as const

/** Bytes of an image's largest level, read off its file; 0 where the decoder will refuse it. */
export function bytesOfImage({ file, kind, block }: Job): number {
  try {
    const { width, height } = sizes[kind](file)
    const texels = width * height
    return texels > mostTexels ? 0 : texels * (block ? 1 : 4)
  } catch {
    return 0
  }
}

export async function decodeImage({ file, kind, block }: Job): Promise<Decoded> {
  try {
    if (kind === 'KTX2') return { image: await decodeKtx2(file, block) }
    const decode = { PNG: decodePng, JPEG: decodeJpeg, WebP: decodeWebp }[kind]
    return { image: plainImage(await decode(file)) }
  } catch (error) {
    if (error instanceof SceneError) return { missing: error.message }
    // A library's own error would tell a user nothing.
    return { wrong: error instanceof ImageError ? error.message : 'is damaged' }
  }
}
