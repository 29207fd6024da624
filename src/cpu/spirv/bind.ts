/** Bound memory in the form in which generated code reads it. */
import { bindingsDoNotFit, counted } from '../../errors.ts'
import {
  samplerMisfit,
  textureMisfit,
  type BoundTexture,
  type DeclaredTexture,
  type Sampling,
} from '../../graph/shader-texture.ts'
import type { KernelBinding, KernelSampler, KernelTexture } from '../kernel.ts'
import { createImage } from './images.ts'
import { sizeWords, type Type } from './types.ts'

/** A resource variable of the shader that the entry point uses. */
export type Slot = { readonly id: number; readonly group: number; readonly binding: number } & (
  | { readonly kind: 'buffer'; readonly type: Type }
  | { readonly kind: 'image'; readonly declared: DeclaredTexture; readonly sampling: Sampling | undefined }
  | { readonly kind: 'sampler'; readonly sampling: Sampling | undefined }
)

/**
 * Resources by variable id; `finish` copies back what was written to memory that could not be used in place.
 * @throws MemkitError SHADER_FAILED where a slot has nothing bound, the wrong kind of resource, another texture than is declared, or
 * too few bytes.
 */
export function bindResources(
  shader: string,
  slots: readonly Slot[],
  bindings: readonly (KernelBinding | KernelSampler)[],
): { resources: Record<number, unknown>; finish: () => void } {
  const resources: Record<number, unknown> = {}
  const written: { from: Uint8Array; to: Uint8Array }[] = []
  for (const slot of slots) {
    const place = `group ${slot.group}, binding ${slot.binding}`
    const found = bindings.find(({ group, binding }) => group === slot.group && binding === slot.binding)
    if (!found) throw bindingsDoNotFit(shader, `nothing is bound at ${place}`)
    if (slot.kind === 'sampler') {
      if (!('sampler' in found)) throw bindingsDoNotFit(shader, `it wants a sampler at ${place}`)
      const misfit = samplerMisfit(slot.sampling, found.sampler)
      if (misfit !== undefined) throw bindingsDoNotFit(shader, `at ${place} it is given a sampler ${misfit}`)
      resources[slot.id] = found.sampler
    } else if ('sampler' in found || (found.texture !== undefined) !== (slot.kind === 'image')) {
      throw bindingsDoNotFit(shader, `it wants a ${slot.kind === 'image' ? 'texture' : 'buffer'} at ${place}`)
    } else if (slot.kind === 'image') {
      const misfit = textureMisfit(slot.declared, boundTexture(found.texture!), slot.sampling)
      if (misfit !== undefined) throw bindingsDoNotFit(shader, `at ${place} it is given a texture ${misfit}`)
      resources[slot.id] = createImage(shader, found, found.texture!, slot.declared)
    } else {
      const wanted = sizeWords(slot.type)
      if (wordsIn(found.bytes) < wanted)
        throw bindingsDoNotFit(
          shader,
          `it wants at least ${counted(wanted * 4, 'byte')} at ${place}, but ${found.bytes.byteLength} are bound`,
        )
      resources[slot.id] = wordsOf(found, written)
    }
  }
  return {
    resources,
    finish: () => {
      for (const { from, to } of written) to.set(from)
    },
  }
}

function boundTexture({ layout, format, aspect, mipLevel, layerCount }: KernelTexture): BoundTexture {
  const { dimension, sampleCount, levels } = layout
  const { width, height } = levels[mipLevel]!
  return { dimension, format, aspect, width, height, layers: layerCount, sampleCount }
}

/**
 * The memory as words: in place where it is whole words at a multiple of 4, else a copy, which is listed in `written` where the
 * shader may write it. Half a word at the end is a word, as on devices: its padding reads as 0 here, and what is written there is lost.
 */
function wordsOf({ bytes, access }: KernelBinding, written: { from: Uint8Array; to: Uint8Array }[]) {
  const length = wordsIn(bytes)
  let { buffer, byteOffset } = bytes
  if (byteOffset % 4 !== 0 || bytes.byteLength % 4 !== 0) {
    const copy = new Uint8Array(length * 4)
    copy.set(bytes)
    if (access !== 'read') written.push({ from: copy.subarray(0, bytes.byteLength), to: bytes })
    ;({ buffer, byteOffset } = copy)
  }
  return {
    u: new Uint32Array(buffer, byteOffset, length),
    i: new Int32Array(buffer, byteOffset, length),
    f: new Float32Array(buffer, byteOffset, length),
  }
}

const wordsIn = ({ byteLength }: Uint8Array): number => Math.ceil(byteLength / 4)
