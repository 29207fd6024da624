/** Code for random graphs: kernels and bodies that mix every byte they may read into every byte they promise to write. */
import type { Body, BodyContext, HostBodyContext } from '../../../src/backends/backend.ts'
import type { AccessMode } from '../../../src/cpu/access-mode.ts'
import type { Kernel } from '../../../src/cpu/kernel.ts'

/** FNV-1a with a final scramble: order and value of every byte count. */
function hash(state: number, bytes: Uint8Array): number {
  let h = state >>> 0
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193) >>> 0
  return Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) >>> 0
}

const hashText = (state: number, text: string): number => hash(state, new TextEncoder().encode(text))

interface Used {
  readonly bytes: Uint8Array
  readonly access: AccessMode
}

/** `write` fills every byte; `read-write` changes some bytes and keeps the rest. */
function mix(seed: number, uses: readonly Used[]): void {
  let h = seed
  for (const { bytes, access } of uses) if (access !== 'write') h = hash(h, bytes)
  uses.forEach(({ bytes, access }, index) => {
    if (access === 'read') return
    for (let i = 0; i < bytes.length; i++) {
      if (access === 'read-write' && (h + i) % 3 === 0) continue
      const fresh = Math.imul((h ^ Math.imul(i + 1, 0x9e3779b1)) + index * 0x85ebca6b, 0xc2b2ae35) >>> 24
      bytes[i] = access === 'read-write' ? bytes[i]! ^ fresh : fresh
    }
  })
}

export const mixKernel: Kernel = (call) => {
  const seed = hashText(0x811c9dc5, `${call.entryPoint} ${call.workgroups.join(' ')}`)
  const order = call.bindings.toSorted((a, b) => a.group - b.group || a.binding - b.binding)
  mix(seed, order)
}

export interface BodyUse {
  readonly resource: string
  readonly access: AccessMode
}

/** The body of a custom or render pass. A body sees slices by resource, in the order of the pass's uses. */
export function mixBody(uses: readonly BodyUse[], log: string[]): Body {
  return ({ pass, slices }: BodyContext<unknown, Uint8Array>) => {
    log.push(pass)
    const taken = new Map<string, number>()
    mix(
      hashText(0x811c9dc5, pass),
      uses.map(({ resource, access }) => {
        const index = taken.get(resource) ?? 0
        taken.set(resource, index + 1)
        return { bytes: slices[resource]![index]!, access }
      }),
    )
  }
}

export function mixHostBody(log: string[]): Body {
  return ({ pass, outputs, inputs }: HostBodyContext) => {
    log.push(pass)
    let h = hashText(0x811c9dc5, pass)
    for (const name of Object.keys(outputs).sort()) h = hash(h, outputs[name]!)
    for (const name of Object.keys(inputs).sort()) mix(hashText(h, name), [{ bytes: inputs[name]!, access: 'write' }])
  }
}

/** Bytes of a named thing: the same name, the same bytes. */
export function bytesFor(name: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  mix(hashText(0x811c9dc5, name), [{ bytes, access: 'write' }])
  return bytes
}
