/** A scene as the loader sees it: bytes for the device, and what to draw with them. */
import type { Matrix, Vector } from '../support/matrix.ts'
import type { Image } from './image.ts'

/** One accessor's bytes, ready for the device. Ids of resources are made from its index in the file. */
export interface SceneBuffer {
  readonly id: string
  readonly bytes: Uint8Array
  readonly usage: 'vertex' | 'index' | 'storage'
}

export interface SceneTexture {
  readonly id: string
  readonly image: Image
  /** Colours are stored in sRGB, data (normals, roughness) as it is. */
  readonly colour: boolean
}

/** A sampler in WebGPU's words. */
export interface Sampling {
  readonly addressModeU: GPUAddressMode
  readonly addressModeV: GPUAddressMode
  readonly magFilter: GPUFilterMode
  readonly minFilter: GPUFilterMode
  readonly mipmapFilter: GPUMipmapFilterMode
}

export interface Surface {
  readonly baseColour: readonly [number, number, number, number]
  readonly emissive: Vector
  readonly metallic: number
  readonly roughness: number
  readonly texture: { readonly id: string; readonly sampling: Sampling } | undefined
  readonly alpha: 'opaque' | 'mask' | 'blend'
  readonly alphaCutoff: number
  readonly doubleSided: boolean
}

/** One primitive of one node. Buffers by id. */
export interface Draw {
  readonly topology: GPUPrimitiveTopology
  readonly count: number
  readonly index: { readonly id: string; readonly format: GPUIndexFormat } | undefined
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>
  readonly world: Matrix
  readonly surface: Surface
}

/** All as 32-bit floats: 3, 3, 2 and 4 of them. */
export const attributeSizes = { position: 3, normal: 3, texcoord: 2, colour: 4 } as const
export type AttributeName = keyof typeof attributeSizes

export interface Camera {
  readonly eye: Vector
  readonly view: Matrix
  /** Needs the picture's width over its height. */
  readonly projection: (aspect: number) => Matrix
}

export interface Scene {
  readonly name: string
  readonly buffers: readonly SceneBuffer[]
  readonly textures: readonly SceneTexture[]
  readonly draws: readonly Draw[]
  readonly camera: Camera
  /** What a viewer should know: what was replaced or left out. */
  readonly notes: readonly string[]
}

/** What is wrong with a file, in one line. */
export class SceneError extends Error {}
