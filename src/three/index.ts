/**
 * Device objects behind those of three.js, for `WebGPURenderer` of `three/webgpu`. Renderer and executor share one device: either
 * `new WebGPURenderer({ device: backend.device })`, or `createWebGpuBackend({ device: nativeDevice(renderer) })`. What the executor
 * makes goes to three as `new THREE.ExternalTexture(gpuTexture)`, or is written into a target of three's.
 */
import { engineNotReady } from '../errors.ts'
import type { NativeGpuBuffer, NativeGpuDevice, NativeGpuTexture } from '../global-types.ts'
import { backendOf, mismatch, three } from './private.ts'

/** The part of a `WebGPURenderer` that is used. */
export interface ThreeRenderer {
  readonly backend: unknown
  initTexture(texture: never): void
  initRenderTarget(target: never): void
}
/** The part of a `Texture` that is used. */
export interface ThreeTexture {
  readonly isTexture: boolean
}
/** The part of a `RenderTarget` that is used. */
export interface ThreeRenderTarget {
  readonly isRenderTarget: boolean
  readonly textures: readonly ThreeTexture[]
  readonly depthTexture: ThreeTexture | null
}
/** The part of a `BufferAttribute` that is used. */
export interface ThreeAttribute {
  readonly isBufferAttribute?: boolean
  readonly array: ArrayLike<number>
}

/**
 * The renderer's device, after `await renderer.init()`.
 * @throws MemkitError ENGINE_NOT_READY before that, or where the renderer fell back to WebGL; ENGINE_MISMATCH with another three
 */
export function nativeDevice(renderer: ThreeRenderer): NativeGpuDevice {
  return backendOf(renderer).device as NativeGpuDevice
}

/**
 * The texture behind a texture of three's, or behind an attachment of a render target: a number of its `textures`, or `'depth'` for
 * its `depthTexture`. What was not drawn to yet is made. After `target.setSize()` it is another one, so ask in each frame.
 * Its usage is TEXTURE_BINDING, RENDER_ATTACHMENT, COPY_SRC and COPY_DST; STORAGE_BINDING for a `StorageTexture` only.
 *
 * @throws MemkitError ENGINE_NOT_READY before `await renderer.init()`, or where the target has no such attachment; ENGINE_MISMATCH
 */
export function nativeTexture(
  renderer: ThreeRenderer,
  source: ThreeTexture | ThreeRenderTarget,
  attachment: number | 'depth' = 0,
): NativeGpuTexture {
  const backend = backendOf(renderer)
  const isTarget = 'isRenderTarget' in source
  const texture = isTarget ? attachmentOf(source, attachment) : source
  if (!backend.get(texture).texture) {
    if (isTarget) renderer.initRenderTarget(source as never)
    else renderer.initTexture(texture as never)
  }
  const native = backend.get(texture).texture
  if (!native || !('createView' in native)) throw mismatch('renderer.backend.get(texture).texture')
  return native as NativeGpuTexture
}

/**
 * The buffer behind a `BufferAttribute`, a `StorageBufferAttribute` or an index, once three has drawn or computed with it.
 * Elements of three numbers are padded to four in storage attributes.
 *
 * @throws MemkitError ENGINE_NOT_READY before that; ENGINE_MISMATCH
 */
export function nativeBuffer(renderer: ThreeRenderer, attribute: ThreeAttribute): NativeGpuBuffer {
  const { buffer } = backendOf(renderer).get(attribute)
  if (!buffer)
    throw engineNotReady(
      three,
      'an attribute has no buffer before three draws or computes with it; render it once before',
    )
  if (!('mapAsync' in buffer)) throw mismatch('renderer.backend.get(attribute).buffer')
  return buffer as NativeGpuBuffer
}

function attachmentOf(target: ThreeRenderTarget, attachment: number | 'depth'): ThreeTexture {
  const texture = attachment === 'depth' ? target.depthTexture : target.textures[attachment]
  if (texture) return texture
  throw engineNotReady(
    three,
    attachment === 'depth'
      ? 'the render target has no depth texture; give it one: `new RenderTarget(w, h, { depthTexture: new DepthTexture(w, h) })`'
      : `the render target has ${target.textures.length} textures, and none of number ${attachment}; make it with \`count\``,
  )
}
