/**
 * Device objects behind those of Babylon.js, for its `WebGPUEngine`. Executor and engine share the engine's device:
 * `createWebGpuBackend({ device: nativeDevice(engine) })`. Make the engine with `setMaximumLimits` and `enableAllFeatures`, since its
 * device has the default limits otherwise. Babylon records a frame and submits it in `engine.endFrame()` or `engine.flushFramebuffer()`:
 * call one of them before a run that reads what was drawn.
 */
import { engineNotReady } from '../errors.ts'
import { isObject, readGiven } from '../given.ts'
import type { NativeGpuDevice, NativeGpuTexture } from '../global-types.ts'
import { babylon, deviceOf, makeViews, mismatch, textureOf, type WrappedTexture } from './private.ts'

/** The part of a `WebGPUEngine` that is used. */
export interface BabylonEngine<Internal extends object = object> {
  readonly isWebGPU: boolean
  wrapWebGPUTexture(texture: never): Internal
}
/** The part of a `BaseTexture` that is used, of which a `RenderTargetTexture` is one. */
export interface BabylonTexture {
  getInternalTexture(): object | null
  /** The depth texture of a render target, as `createDepthStencilTexture()` made it. */
  readonly depthStencilTexture?: object | null
}

/**
 * The engine's device, after `await engine.initAsync()`.
 * @throws MemkitError ENGINE_NOT_READY before that, and for WebGL engines; ENGINE_MISMATCH with another Babylon
 */
export const nativeDevice = (engine: BabylonEngine): NativeGpuDevice => deviceOf(engine) as NativeGpuDevice

/**
 * The texture behind one of Babylon's, or behind the depth of a render target that has `createDepthStencilTexture()`. After
 * `resize()` it is another one, so ask in each frame. Babylon draws into targets upside down, as WebGL has them: row 0 is the lowest.
 *
 * @throws MemkitError ENGINE_NOT_READY where it was not made, or disposed of; ENGINE_MISMATCH
 */
export function nativeTexture(texture: BabylonTexture, attachment: 'color' | 'depth' = 'color'): NativeGpuTexture {
  const isTexture = readGiven('texture', () => isObject(texture) && typeof texture.getInternalTexture === 'function')
  if (!isTexture) throw mismatch('texture.getInternalTexture()')
  const internal = attachment === 'depth' ? texture.depthStencilTexture : texture.getInternalTexture()
  if (internal) return textureOf(internal) as NativeGpuTexture
  throw engineNotReady(
    babylon,
    attachment === 'depth'
      ? 'the render target has no depth texture; call `createDepthStencilTexture()` on it'
      : 'the texture is not on the device yet; wait until `texture.isReady()`',
  )
}

/**
 * A texture of the device's as Babylon's `InternalTexture`, for `new BaseTexture(engine, internal)`: 2D, its first mip level. It needs the
 * usage TEXTURE_BINDING. Row 0 is taken for the lowest, as in Babylon's own targets.
 *
 * @throws MemkitError ENGINE_MISMATCH
 */
export function wrapTexture<Internal extends WrappedTexture>(
  engine: BabylonEngine<Internal>,
  texture: NativeGpuTexture,
): Internal {
  const isEngine = readGiven('engine', () => isObject(engine) && typeof engine.wrapWebGPUTexture === 'function')
  if (!isEngine) throw mismatch('engine.wrapWebGPUTexture()', engine)
  const internal = engine.wrapWebGPUTexture(texture as never)
  makeViews(internal)
  return internal
}
