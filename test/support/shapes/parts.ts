/** What the documents of the shapes are made of. */
import type { DeviceProfile, GraphDocument, GraphPatch } from 'memkit-gpu'

export type Pass = GraphDocument['passes'][number]
export type Resource = GraphDocument['resources'][number]

export interface Shape {
  /** Where the document is large enough to be measured. */
  readonly n: number
  readonly make: (n: number) => unknown
  readonly profile?: 'dummy' | 'webgpu' | 'vulkan'
  /** Limits of the device that the profile leaves open. */
  readonly limits?: Partial<DeviceProfile['limits']>
  /** Patches of the parsed document; applying them counts as parsing. */
  readonly patches?: (n: number) => GraphPatch[]
  /** Ids of passes that are switched off before planning. */
  readonly off?: (n: number) => string[]
  /** The document is at fault; saying so is what is measured. */
  readonly refused?: boolean
}

export type Shapes = Readonly<Record<string, Shape>>

export const times = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: Math.max(1, n) }, (_, i) => make(i))
export const document = (resources: readonly Resource[], passes: readonly Pass[]): unknown => ({
  version: 1,
  resources,
  shaders: [{ id: 's' }],
  passes,
})
export const buffer = (id: string, size = 256, more = {}): Resource => ({ id, kind: 'buffer', size, ...more })
export const texture = (id: string, size: [number, number, number], more = {}): Resource => ({
  id,
  kind: 'texture',
  format: 'rgba8unorm',
  size,
  ...more,
})
export const part = (resource: string, i: number, size = 256) => ({ resource, offset: i * size, size })
export const upload = (id: string, to: unknown, input: string, more = {}) =>
  ({ id, kind: 'upload', to, input, ...more }) as Pass
export const fill = (id: string, to: unknown, more = {}) => ({ id, kind: 'fill', to, value: 1, ...more }) as Pass
export const clear = (id: string, to: unknown, more = {}) => ({ id, kind: 'fill', to, value: 0, ...more }) as Pass
export const copy = (id: string, from: unknown, to: unknown, more = {}) =>
  ({ id, kind: 'copy', from, to, ...more }) as Pass
export const readback = (id: string, from: unknown) => ({ id, kind: 'readback', from, output: id }) as Pass
export const compute = (id: string, reads: readonly unknown[], writes: readonly unknown[], more = {}) =>
  ({
    id,
    kind: 'compute',
    shader: 's',
    entryPoint: 'main',
    workgroups: [1, 1, 1],
    bindings: [
      ...reads.map((use, binding) => ({ group: 0, binding, use, as: 'storage-read' })),
      ...writes.map((use, i) => ({ group: 0, binding: reads.length + i, use, as: 'storage', access: 'write' })),
    ],
    ...more,
  }) as Pass
export const custom = (id: string, uses: readonly unknown[], more = {}) =>
  ({ id, kind: 'custom', body: 'b', uses, sideEffects: true, ...more }) as Pass
export const draw = (id: string, target: unknown, uses: readonly unknown[], load = 'load') =>
  ({ id, kind: 'render', color: [{ use: target, load }], uses, body: 'b' }) as Pass
export const use = (what: unknown, as: string, access?: string) => ({ use: what, as, ...(access ? { access } : {}) })
export const box = (resource: string, origin: number[], size: number[], mipLevel = 0) => ({
  resource,
  mipLevel,
  origin,
  size,
})
export const persistent = { lifetime: 'persistent' }
export const optional = { optional: true }

export const side = 4096
export const canvas = (more = {}) => texture('t', [side, side, 1], { ...persistent, ...more })

/** A seeded sequence: 0 … below − 1. */
export const random = (seed: number) => {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) % below
  }
}

/**
 * Whole numbers below 2^31 that V8 puts into one bucket of a Map or Set, up to 2^15 of them: its hash of integers, which has no secret,
 * backwards.
 */
export function alikeNumbers(n: number): number[] {
  const numbers: number[] = []
  for (let i = 0; numbers.length < n; i++) {
    let x = unshifted((i << 16) | 5, 16)
    x = unshifted(Math.imul(x, inverse(2057)), 4)
    x = unshifted(Math.imul(x, inverse(5)), 12)
    x = Math.imul(x + 1, inverse(2 ** 15 - 1)) >>> 0
    if (x < 2 ** 31) numbers.push(x)
  }
  return numbers
}

/** x, where the product of x and the odd number is 1 modulo 2^32 (Newton). */
function inverse(odd: number): number {
  let x = odd
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x))
  return x
}

/** x, where x ^ (x >>> by) is the number. */
function unshifted(number: number, by: number): number {
  let x = number
  for (let shift = by; shift < 32; shift += by) x = number ^ (x >>> by)
  return x
}
