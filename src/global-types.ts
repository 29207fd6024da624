/**
 * Types of objects that other software defines: WebGPU's, `AbortSignal`, and elements of pages. They are those of the program's own types (its DOM library,
 * `@types/node`, `@webgpu/types`) where it has them. A program without them sees an object with the few members that are said here.
 */

/** The type of the instances of a global class, where the program's types know the class. */
type InstanceOf<Name extends string, Otherwise> =
  typeof globalThis extends Record<Name, { prototype: infer Known }> ? Known : Otherwise

/** A `GPU`, as `navigator.gpu`. */
export type NativeGpu = InstanceOf<'GPU', { requestAdapter(options?: object): Promise<unknown> }>
/** A `GPUDevice`. */
export type NativeGpuDevice = InstanceOf<'GPUDevice', { readonly queue: object; destroy(): void }>
/** A `GPUBuffer`. */
export type NativeGpuBuffer = InstanceOf<'GPUBuffer', { readonly size: number; destroy(): void }>
/** A `GPUTexture`. */
export type NativeGpuTexture = InstanceOf<'GPUTexture', { createView(descriptor?: object): unknown; destroy(): void }>
/** A `GPUTextureView`. */
export type NativeGpuTextureView = InstanceOf<'GPUTextureView', object>
/** An `AbortSignal`. */
export type NativeAbortSignal = InstanceOf<'AbortSignal', { readonly aborted: boolean; readonly reason: unknown }>
/** An image that a browser uploads to a texture by itself: a picture, a frame of a video, a canvas. */
export type NativeImage =
  | InstanceOf<'ImageBitmap', { readonly width: number; readonly height: number; close(): void }>
  | InstanceOf<'VideoFrame', { readonly displayWidth: number; readonly displayHeight: number; close(): void }>
  | InstanceOf<'OffscreenCanvas', { width: number; height: number; getContext(id: string): unknown }>
  | InstanceOf<'HTMLCanvasElement', { width: number; height: number; getContext(id: string): unknown }>
  | InstanceOf<'HTMLVideoElement', { readonly videoWidth: number; readonly videoHeight: number }>
  | InstanceOf<'HTMLImageElement', { readonly naturalWidth: number; readonly naturalHeight: number }>
  | InstanceOf<'ImageData', { readonly width: number; readonly height: number; readonly data: ArrayBufferView }>
/** An `Element` of a page. */
export type NativeElement = InstanceOf<'Element', { readonly ownerDocument: object }>
