/** Bodies that work for any graph on the CPU: what they write depends on all that they read, and on nothing else. */
import type { Body, BodyContext, FrameGraph, HostBodyContext, PassOf, Use } from 'memkit-gpu'

/** One body for every name that the graph's passes ask for. */
export function generateBodies(graph: FrameGraph): Record<string, Body> {
  const passes = new Map(graph.passes.map((pass) => [pass.id, pass]))
  const bodies: [string, Body][] = []
  for (const pass of graph.passes) {
    // Rasterisation is not imitated: a render pass does what its load operations do, and no more.
    if (pass.kind === 'render' && pass.body !== undefined) bodies.push([pass.body, () => undefined])
    if (pass.kind === 'host') bodies.push([pass.body, hostBody])
    if (pass.kind === 'external' || (pass.kind === 'custom' && attaches(pass)))
      bodies.push([pass.body, engineBody(graph, pass)])
    else if (pass.kind === 'custom')
      bodies.push([
        pass.body,
        (context: CpuContext) => customBody(context, passes.get(context.pass) as PassOf<'custom'>),
      ])
  }
  return Object.fromEntries(bodies)
}

type CpuContext = BodyContext<unknown, Uint8Array>

function customBody({ slices }: CpuContext, pass: PassOf<'custom'>): void {
  const seen = new Map<string, number>()
  const bound = (pass.uses ?? []).map((use) => {
    const id = typeof use.use === 'string' ? use.use : use.use.resource
    const nth = seen.get(id) ?? 0
    seen.set(id, nth + 1)
    return { use, bytes: slices[id]![nth]! }
  })
  const sum = bound.filter(({ use }) => reads(use)).reduce((total, { bytes }) => (total + checksum(bytes)) >>> 0, 1)
  for (const { use, bytes } of bound) if (writes(use)) stir(bytes, sum, reads(use))
}

const attaches = ({ uses = [] }: PassOf<'custom'>): boolean => uses.some(({ as }) => as === 'attachment')

/** An engine that makes white what it draws to, with depths of 1, and keeps what is there where it says that it reads it. */
function engineBody(graph: FrameGraph, { uses = [] }: PassOf<'custom' | 'external'>) {
  return ({ slices }: CpuContext): void => {
    for (const { use, as, access = 'write' } of uses) {
      const id = typeof use === 'string' ? use : use.resource
      const texture = graph.resources.find((resource) => resource.id === id)
      if (as !== 'attachment' || access !== 'write' || texture?.kind !== 'texture') continue
      const isFloat = texture.format.endsWith('32float')
      for (const bytes of slices[id]!) {
        if (isFloat) new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).fill(1)
        else bytes.fill(255)
      }
    }
  }
}

const writable = (use: Use): boolean => ['storage', 'storage-texture', 'copy-dst'].includes(use.as)
const writes = (use: Use): boolean => writable(use) && use.access !== 'read'
const reads = (use: Use): boolean => use.as !== 'copy-dst' && use.access !== 'write'

function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) >>> 0
  return sum
}

function stir(bytes: Uint8Array, seed: number, keepsOld: boolean): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (keepsOld ? bytes[i]! : 0) + (seed >>> (8 * (i & 3))) + i
}

function hostBody({ outputs, inputs }: HostBodyContext): void {
  const sum = Object.values(outputs).reduce((total, bytes) => (total + checksum(bytes)) >>> 0, 1)
  for (const bytes of Object.values(inputs)) stir(bytes, sum, false)
}
