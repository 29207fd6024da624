/** Compressed geometry and images, made when a test needs them. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import encodeWebp, { init as initWebp } from '@jsquash/webp/encode.js'
import draco from 'draco3dgltf'
import { encodeToKTX2 } from 'ktx2-encoder'
import { MeshoptEncoder } from 'meshoptimizer/encoder'

/** Triangles of as many corners as there are, with their coordinates: positions have the id 0, coordinates 1. */
export async function dracoMesh(positions: Float32Array, texcoords: Float32Array): Promise<Uint8Array> {
  const module = await draco.createEncoderModule()
  const [builder, mesh, encoder, out] = [
    new module.MeshBuilder(),
    new module.Mesh(),
    new module.Encoder(),
    new module.DracoInt8Array(),
  ]
  const count = positions.length / 3
  builder.AddFacesToMesh(
    mesh,
    count / 3,
    Uint32Array.from({ length: count }, (_, i) => i),
  )
  builder.AddFloatAttribute(mesh, module.POSITION, count, 3, positions)
  builder.AddFloatAttribute(mesh, module.TEX_COORD, count, 2, texcoords)
  const length: number = encoder.EncodeMeshToDracoBuffer(mesh, out)
  return Uint8Array.from({ length }, (_, i) => out.GetValue(i))
}

export async function meshopt(bytes: Uint8Array, count: number, stride: number, mode: string): Promise<Uint8Array> {
  await MeshoptEncoder.ready
  return MeshoptEncoder.encodeGltfBuffer(bytes, count, stride, mode)
}

/** Unit vectors as four bytes each, for the filter OCTAHEDRAL. */
export async function octahedral(vectors: Float32Array): Promise<Uint8Array> {
  await MeshoptEncoder.ready
  return MeshoptEncoder.encodeFilterOct(vectors, vectors.length / 4, 4, 8)
}

export interface Picture {
  readonly width: number
  readonly height: number
  /** RGBA. */
  readonly data: Uint8ClampedArray
}

/** Of one colour, or its left half and its right half. */
export function pictureOf(size: number, left: readonly number[], right: readonly number[] = left): Picture {
  const data = new Uint8ClampedArray(4 * size * size)
  for (let i = 0; i < size * size; i++) data.set(i % size < size / 2 ? left : right, 4 * i)
  return { width: size, height: size, data }
}

export async function webp(picture: Picture): Promise<Uint8Array> {
  const path = createRequire(import.meta.url).resolve('@jsquash/webp/codec/enc/webp_enc_simd.wasm')
  await initWebp(await WebAssembly.compile(await readFile(path)))
  return new Uint8Array(await encodeWebp(picture as unknown as ImageData, { lossless: 1 }))
}

export const ktx2 = (picture: Picture, options: { readonly isUASTC: boolean; readonly mipmaps?: boolean }) =>
  encodeToKTX2(new Uint8Array(1), {
    isUASTC: options.isUASTC,
    generateMipmap: options.mipmaps ?? false,
    isKTX2File: true,
    imageDecoder: async () => ({ width: picture.width, height: picture.height, data: new Uint8Array(picture.data) }),
  })
