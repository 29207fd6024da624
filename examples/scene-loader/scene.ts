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

/** What a material may have a texture for; the shader's parts are in this order. */
export const mapNames = ['baseColour', 'metallicRoughness', 'occlusion', 'emissive', 'normal'] as const
export type MapName = (typeof mapNames)[number]

export interface SurfaceMap {
  /** The texture. */
  readonly id: string
  readonly sampling: Sampling
  /** Which of the two sets of coordinates lays it on. */
  readonly texcoord: 'texcoord' | 'texcoord1'
}

export interface Surface {
  readonly baseColour: readonly [number, number, number, number]
  readonly emissive: Vector
  readonly metallic: number
  readonly roughness: number
  readonly normalScale: number
  readonly occlusionStrength: number
  readonly maps: Readonly<Partial<Record<MapName, SurfaceMap>>>
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

/** All as 32-bit floats: so many of them a vertex. */
export const attributeSizes = { position: 3, normal: 3, texcoord: 2, colour: 4, texcoord1: 2 } as const
export type AttributeName = keyof typeof attributeSizes
export const attributeNames = Object.keys(attributeSizes) as AttributeName[]

export interface Camera {
  readonly eye: Vector
  /** Of the scene: what one turns round. */
  readonly centre: Vector
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
