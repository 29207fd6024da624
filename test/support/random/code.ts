/** Code for random graphs: kernels and bodies that mix every byte they may read into every byte they promise to write. */
import type { Body, BodyContext, HostBodyContext } from '../../../src/backends/backend.ts'
import type { AccessMode } from '../../../src/cpu/access-mode.ts'
import type { Kernel, KernelBinding } from '../../../src/cpu/kernel.ts'
import { gather, scatter, texelRuns } from './texels.ts'

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
  /** Of a texture's bytes, those of the region that is used. */
  readonly runs?: readonly number[] | undefined
}

/** `write` fills every byte; `read-write` changes some bytes and keeps the rest; `update` sets some and keeps the rest unread. */
function mix(seed: number, uses: readonly Used[]): void {
  let h = seed
  const parts = uses.map(({ bytes, runs }) => (runs ? gather(bytes, runs) : bytes))
  uses.forEach(({ access }, index) => {
    if (access === 'read' || access === 'read-write') h = hash(h, parts[index]!)
  })
  uses.forEach(({ access, bytes: whole, runs }, index) => {
    if (access === 'read') return
    const bytes = parts[index]!
    for (let i = 0; i < bytes.length; i++) {
      if (access !== 'write' && (h + i) % 3 === 0) continue
      const fresh = Math.imul((h ^ Math.imul(i + 1, 0x9e3779b1)) + index * 0x85ebca6b, 0xc2b2ae35) >>> 24
      bytes[i] = access === 'read-write' ? bytes[i]! ^ fresh : fresh
    }
    if (runs) scatter(bytes, whole, runs)
  })
}

/** Entry point `count` writes workgroup counts, words from 1 to 3; any other mixes bytes. */
export const mixKernel: Kernel = (call) => {
  let seed = hashText(0x811c9dc5, call.entryPoint)
  for (const count of call.workgroups) seed = Math.imul(seed ^ count, 0x01000193) >>> 0
  const order = call.bindings.toSorted((a, b) => a.group - b.group || a.binding - b.binding)
  mix(
    seed,
    order.map((binding) => ({ bytes: binding.bytes, access: binding.access, runs: runsOf(binding) })),
  )
  if (call.entryPoint === 'count') for (const { bytes, access } of order) if (access === 'write') beCounts(bytes)
}

/** Words from 1 to 3 of any bytes. */
export function beCounts(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = i % 4 === 0 ? 1 + (bytes[i]! % 3) : 0
}

function runsOf({ texture }: KernelBinding): readonly number[] | undefined {
  if (!texture) return undefined
  const { layout, mipLevel, mipLevelCount, baseLayer, layerCount, aspect } = texture
  const { width, height, slices } = layout.levels[mipLevel]!
  const [first, count] = layout.dimension === '3d' ? [0, slices] : [baseLayer, layerCount]
  return texelRuns(layout, { mipLevel, mipLevelCount, origin: [0, 0, first], size: [width, height, count], aspect })
}

export interface BodyUse {
  readonly resource: string
  /** `none`: the device does something with it, the body does not. */
  readonly access: AccessMode | 'none'
  readonly runs?: readonly number[] | undefined
}

/** The body of a custom or render pass. A body sees slices by resource, in the order of the pass's uses. */
export function mixBody(uses: readonly BodyUse[], log: string[]): Body {
  return ({ pass, slices }: BodyContext<unknown, Uint8Array>) => {
    log.push(pass)
    const taken = new Map<string, number>()
    mix(
      hashText(0x811c9dc5, pass),
      uses.flatMap(({ resource, access, runs }) => {
        const index = taken.get(resource) ?? 0
        taken.set(resource, index + 1)
        return access === 'none' ? [] : [{ bytes: slices[resource]![index]!, access, runs }]
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
