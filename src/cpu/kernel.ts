/** What compute on the CPU looks like: used by the reference meaning and by the Dummy backend alike. */
import type { AccessMode } from './access-mode.ts'

/** One bound buffer or texture as a kernel sees it: a live view of its bytes (textures in their canonical linear layout). */
export interface KernelBinding {
  readonly group: number
  readonly binding: number
  readonly bytes: Uint8Array
  readonly access: AccessMode
}

export interface KernelCall {
  readonly entryPoint: string
  readonly workgroups: readonly [number, number, number]
  readonly bindings: readonly KernelBinding[]
  /** The bytes bound at a slot. @throws RangeError when nothing is bound there. */
  bytes(group: number, binding: number): Uint8Array
}

/** A compute shader as a JavaScript function, registered by shader id. It must write every byte that its uses promise. */
export type Kernel = (call: KernelCall) => void
export type Kernels = Readonly<Record<string, Kernel>>
