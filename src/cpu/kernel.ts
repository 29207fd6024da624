/** The interface of compute kernels on the CPU, which the reference and the Dummy backend share. */
import { checkFunction, givenRecord } from '../given.ts'
import type { SamplerDescription } from '../graph/document.ts'
import type { TextureFormat } from '../graph/formats.ts'
import type { TextureLayout } from '../graph/texture-layout.ts'
import type { AccessMode } from './access-mode.ts'

/** The part of a texture that is bound, and its texel layout. */
export interface KernelTexture {
  /** Format of the view: the one that the endpoint asks for, or else the texture's own. */
  readonly format: TextureFormat
  readonly layout: TextureLayout
  readonly mipLevel: number
  readonly mipLevelCount: number
  readonly baseLayer: number
  readonly layerCount: number
  readonly aspect: 'all' | 'depth-only' | 'stencil-only'
}

/** One bound buffer or texture as a kernel sees it: a live view of its bytes. */
export interface KernelBinding {
  /** The shader's `@group`. */
  readonly group: number
  /** The shader's `@binding`. */
  readonly binding: number
  /** Buffers: the bound range. Textures: the whole texture in its canonical linear texel layout. */
  readonly bytes: Uint8Array
  /** Whether the kernel may read it, write it, or both. */
  readonly access: AccessMode
  /** Textures only. */
  readonly texture?: KernelTexture
}

export interface KernelSampler {
  readonly group: number
  readonly binding: number
  readonly sampler: SamplerDescription
}

/** One dispatch, as a JavaScript kernel sees it. */
export interface KernelCall {
  /** The entry point that the pass names. */
  readonly entryPoint: string
  /** Workgroups along x, y and z. */
  readonly workgroups: readonly [number, number, number]
  /** The bindings of the pass, with the memory behind them. */
  readonly bindings: readonly KernelBinding[]
  /** The bytes bound at a slot. @throws RangeError when nothing is bound there. */
  bytes(group: number, binding: number): Uint8Array
}

/**
 * A compute shader as a JavaScript function, registered by shader id. It must write every byte that its pass declares as
 * written, before it returns.
 */
export type Kernel = (call: KernelCall) => void
/** JavaScript kernels by id of the shader that they stand for. */
export type Kernels = Readonly<Record<string, Kernel>>

/** A copy of the kernels. @throws MemkitError INVALID_OPTION for what is no function, UNREADABLE_VALUE */
export function givenKernels(given: Kernels): Kernels {
  const kernels = givenRecord(given, 'kernels', 'functions by id of shader')
  for (const [id, kernel] of Object.entries(kernels)) checkFunction(kernel, `kernels[${JSON.stringify(id)}]`)
  return kernels
}
