/** A scene as the loader sees it: bytes for the device, and what to draw with them. */
import type { Matrix, Vector } from '../support/matrix.ts'
import type { Image } from './image.ts'

/** One attribute, or the indices, of a primitive, ready for the device. */
export interface SceneBuffer {
  /** Made from the accessor's index in the file, or the primitive's where it is made of several. */
  readonly id: string
  readonly bytes: Uint8Array
  readonly usage: 'vertex' | 'index'
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
  readonly lodMaxClamp?: number
  readonly maxAnisotropy?: number
}

/** Maps that a material may have, in the order of the shader's parts. */
export const mapNames = ['baseColour', 'metallicRoughness', 'occlusion', 'emissive', 'normal'] as const
export type MapName = (typeof mapNames)[number]

export interface SurfaceMap {
  /** The texture. */
  readonly id: string
  readonly sampling: Sampling
  /** Which set of coordinates of the file lays it on. */
  readonly set: number
  /** Rows of an affine matrix: u′ = a·u + b·v + c, v′ = d·u + e·v + f. */
  readonly transform: readonly [a: number, b: number, c: number, d: number, e: number, f: number]
}

export interface Surface {
  readonly baseColour: readonly number[]
  readonly emissive: readonly number[]
  readonly metallic: number
  readonly roughness: number
  readonly normalScale: number
  readonly occlusionStrength: number
  readonly maps: Readonly<Partial<Record<MapName, SurfaceMap>>>
  readonly alpha: 'opaque' | 'mask' | 'blend'
  readonly alphaCutoff: number
  readonly doubleSided: boolean
  /** Shows its colour as it is, whatever the light. */
  readonly unlit: boolean
}

/** One primitive of one node, as often as the node has instances. Buffers by id. */
export interface Draw {
  readonly topology: GPUPrimitiveTopology
  readonly count: number
  readonly index: { readonly id: string; readonly format: GPUIndexFormat } | undefined
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>
  /** Where each instance stands. */
  readonly worlds: readonly Matrix[]
  /** Whether they are mirrored, all of them, so that their triangles wind the other way. */
  readonly mirrored: boolean
  readonly surface: Surface
  /** False for surfaces that are not, and for lines and points without normals. */
  readonly lit: boolean
  /** The sets of coordinates that lie in `texcoord` and `texcoord1`. */
  readonly sets: readonly number[]
}

/** All as 32-bit floats: so many of them a vertex. */
export const attributeSizes = { position: 3, normal: 3, texcoord: 2, colour: 4, texcoord1: 2 } as const
export type AttributeName = keyof typeof attributeSizes
export const attributeNames = Object.keys(attributeSizes) as AttributeName[]

export interface Light {
  /** Directional lights have none. */
  readonly position: Vector | undefined
  /** Where it shines; of length 1. */
  readonly direction: Vector
  /** Linear, times its intensity: lux for directional lights, else candela. */
  readonly colour: Vector
  readonly range: number
  /** Half angles of a spot, in radians. */
  readonly cone: { readonly inner: number; readonly outer: number } | undefined
}

export interface Camera {
  readonly eye: Vector
  /** The centre of the scene, which the camera turns around. */
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
  /** Never none: where the file has none, the sun shines. */
  readonly lights: readonly Light[]
  readonly camera: Camera
  /** Notes for a viewer: everything that was replaced or left out. */
  readonly notes: readonly string[]
}

/** A fault of a file, in one line. While the file is read, without its name in front. */
export class SceneError extends Error {}
