/**
 * Random graphs made runnable on a GPU: the mix kernel and body of `random/code.ts` again, as WGSL that gives the same bytes.
 *
 * Every compute pass gets a shader of its own, because a shader says its bindings, their sizes and the text that seeds it. One
 * that uses textures has no kernel: the CPU runs the shader too.
 */
import type { Body, BodyContext } from '../../src/backends/backend.ts'
import type { WebGpuBufferSlice } from '../../src/backends/webgpu/index.ts'
import type { AccessMode } from '../../src/cpu/access-mode.ts'
import type { Kernels } from '../../src/cpu/kernel.ts'
import type { FrameGraph, GraphDocument, PassOf } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { passRegions } from '../../src/graph/pass-regions.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'
import { drawsToAttachments, webGpuEngine } from './gpu/engine-bodies.ts'
import { mixKernel } from './random/code.ts'
import { stillBody } from './random/runnable.ts'
import type { RandomGraph } from './random-graph.ts'
import { declareTexture, readTexture, writeTexture, type TextureUse } from './wgsl-textures.ts'

type Use = MixUse | TextureUse
const isTexture = (use: Use): use is TextureUse => 'layout' in use

export interface MixUse {
  readonly access: AccessMode
  /** Of the first byte, from the start of the binding. */
  readonly offset: number
  readonly size: number
  readonly uniform?: boolean
}

/** `hash` of random/code.ts over the bytes of a text. */
function hashText(text: string): number {
  let h = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193) >>> 0
  return Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) >>> 0
}

/** Declarations of the bindings, and functions that read (r0, r1 …) and write (w0 …) single bytes of them. */
function byteAccess(uses: readonly Use[]): string {
  return uses
    .map((use, k) => {
      if (isTexture(use)) return declareTexture(use, k)
      const { access, offset, size, uniform } = use
      const type = uniform
        ? `var<uniform> b${k}: array<vec4u, ${size / 16}>`
        : `var<storage, ${access === 'read' ? 'read' : 'read_write'}> b${k}: array<u32>`
      const word = uniform ? `b${k}[a / 16u][(a / 4u) % 4u]` : `b${k}[a / 4u]`
      const write = `fn w${k}(i: u32, v: u32) {
        let a = i + ${offset}u; let s = (a % 4u) * 8u;
        b${k}[a / 4u] = (b${k}[a / 4u] & ~(0xffu << s)) | ((v & 0xffu) << s); }`
      return `@group(0) @binding(${k}) ${type};
        fn r${k}(i: u32) -> u32 { let a = i + ${offset}u; return (${word} >> ((a % 4u) * 8u)) & 0xffu; }
        ${access === 'read' ? '' : write}`
    })
    .join('\n')
}

/** One invocation does it all: order matters to the hash. `dispatched`: it hashes how many workgroups there are. */
export function mixShader(
  entryPoint: string,
  seedText: string,
  uses: readonly Use[],
  { dispatched = false }: { dispatched?: boolean } = {},
): string {
  const reads = uses.map((use, k) => {
    if (use.access === 'write' || use.access === 'update') return ''
    return isTexture(use)
      ? readTexture(use, k)
      : `for (var i = 0u; i < ${use.size}u; i++) { h = (h ^ r${k}(i)) * 0x01000193u; }
         h = (h ^ (h >> 15u)) * 0x2c1b3c6du;`
  })
  const writes = uses.map((use, k) => {
    const { access } = use
    if (access === 'read') return ''
    if (isTexture(use)) return writeTexture(use, k)
    const fresh = `(((h ^ ((i + 1u) * 0x9e3779b1u)) + ${k}u * 0x85ebca6bu) * 0xc2b2ae35u) >> 24u`
    const value = entryPoint === 'count' ? `select(0u, 1u + (${fresh}) % 3u, i % 4u == 0u)` : fresh
    return access === 'write'
      ? `for (var i = 0u; i < ${use.size}u; i++) { w${k}(i, ${value}); }`
      : `for (var i = 0u; i < ${use.size}u; i++) { if ((h % 3u + i % 3u) % 3u != 0u) { w${k}(i, ${access === 'update' ? '' : `r${k}(i) ^ `}(${fresh})); } }`
  })
  const counts = dispatched
    ? 'h = (h ^ counts.x) * 0x01000193u; h = (h ^ counts.y) * 0x01000193u; h = (h ^ counts.z) * 0x01000193u;'
    : ''
  return `${byteAccess(uses)}
    @compute @workgroup_size(1, 1, 1)
    fn ${entryPoint}(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) counts: vec3u) {
      if (any(id != vec3u(0u))) { return; }
      var h = ${hashText(seedText)}u;
      ${counts}
      ${reads.join('\n')}
      ${writes.join('\n')}
    }`
}

export interface GpuGraph {
  readonly graph: FrameGraph
  readonly kernels: Kernels
  cpuBodies(log: string[]): Record<string, Body>
  /** Bodies for WebGPU; host bodies are those of the CPU. */
  bodies(device: GPUDevice, log: string[]): Record<string, Body>
}

export function toGpuGraph(random: RandomGraph): GpuGraph {
  const document = structuredClone(random.document)
  const regionsOf = (p: number) => passRegions(resolveGraph(random.graph), p)
  const kernels: Record<string, typeof mixKernel> = {}
  document.shaders = []
  document.passes.forEach((pass, p) => {
    if (pass.kind !== 'compute') return
    const regions = regionsOf(p)
    pass.shader = `mix-${p}`
    const uses = pass.bindings!.map((binding, i): Use => {
      const region = regions[i]!
      if (!('use' in binding)) throw new Error('random graphs bind no samplers')
      if (region.kind === 'texture') {
        const { layout } = resolveGraph(random.graph).resources[region.resource]!
        const as = binding.as === 'sampled' ? 'sampled' : 'storage-texture'
        return { access: accessOf(binding), layout: layout!, region, as }
      }
      if (binding.as === 'uniform' && region.size % 16 !== 0) binding.as = 'storage-read'
      return { access: accessOf(binding), offset: 0, size: region.size, uniform: binding.as === 'uniform' }
    })
    if (!uses.some(isTexture)) kernels[pass.shader] = mixKernel
    const wgsl = mixShader(pass.entryPoint, pass.entryPoint, uses, { dispatched: true })
    document.shaders!.push({ id: pass.shader, wgsl })
  })
  const graph = parseGraph(document)
  return {
    graph,
    kernels,
    cpuBodies: (log) => random.bodies(log),
    bodies: (device, log) => {
      const bodies = random.bodies(log)
      for (const pass of graph.passes)
        if ((pass.kind === 'custom' || pass.kind === 'external') && pass.body !== stillBody) {
          const body = drawsToAttachments(pass)
            ? webGpuEngine(graph, pass)
            : gpuBody(device, pass, log, (uses) => mixShader('main', pass.id, uses))
          bodies[pass.body] = pass.kind === 'custom' ? body : submitting(device, body)
        }
      return bodies
    },
  }
}

export type Used = NonNullable<NonNullable<GraphDocument['passes'][number] & { kind: 'custom' }>['uses']>[number]

export function accessOf({ as, access }: Pick<Used, 'as' | 'access'>): AccessMode {
  if (as === 'copy-dst' || as === 'attachment') return access ?? 'write'
  return as === 'storage' || as === 'storage-texture' ? (access ?? 'read-write') : 'read'
}

/** Copies the slices out, gives them to a shader, and copies those it may write back: bodies may do what they like. */
export function gpuBody(
  device: GPUDevice,
  pass: PassOf<'custom' | 'external'>,
  log: string[],
  shaderOf: (uses: readonly MixUse[]) => string,
): Body {
  const accesses = (pass.uses ?? []).map((use) => accessOf(use as Used))
  return ({ native, slices }: BodyContext<GPUCommandEncoder, WebGpuBufferSlice>) => {
    log.push(pass.id)
    const taken = new Map<string, number>()
    const parts = (pass.uses ?? []).map(({ use }, k) => {
      const id = typeof use === 'string' ? use : use.resource
      const nth = taken.get(id) ?? 0
      taken.set(id, nth + 1)
      const { buffer, offset, size } = slices[id]![nth]!
      const begin = Math.floor(offset / 4) * 4
      const bytes = Math.ceil((offset + size) / 4) * 4 - begin
      const copy = device.createBuffer({ size: bytes, usage: 0x80 | 0x4 | 0x8 })
      native.copyBufferToBuffer(buffer, begin, copy, 0, bytes)
      return { buffer, begin, bytes, copy, access: accesses[k]!, offset: offset - begin, size }
    })
    if (parts.every(({ access }) => access === 'read')) return
    const module = device.createShaderModule({ code: shaderOf(parts) })
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } })
    const entries = parts.map(({ copy }, binding) => ({ binding, resource: { buffer: copy } }))
    const dispatch = native.beginComputePass()
    dispatch.setPipeline(pipeline)
    dispatch.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }))
    dispatch.dispatchWorkgroups(1)
    dispatch.end()
    for (const { buffer, begin, bytes, copy, access } of parts)
      if (access !== 'read') native.copyBufferToBuffer(copy, 0, buffer, begin, bytes)
  }
}

/** The body as another engine would run it: in a command buffer of its own, which it submits. */
export const submitting =
  (device: GPUDevice, body: Body): Body =>
  (context: BodyContext) => {
    const encoder = device.createCommandEncoder()
    const rest = body({ ...context, native: encoder })
    device.queue.submit([encoder.finish()])
    return rest
  }

/** The custom body of golden/support/bodies.ts, as WGSL. */
export function stirShader(uses: readonly MixUse[]): string {
  const sums = uses.map(({ access, size }, k) =>
    access === 'write'
      ? ''
      : `{ var c = 0u; for (var i = 0u; i < ${size}u; i++) { c = c * 31u + r${k}(i); } sum += c; }`,
  )
  const stirs = uses.map(({ access, size }, k) =>
    access === 'read'
      ? ''
      : `for (var i = 0u; i < ${size}u; i++) { w${k}(i, ${access === 'read-write' ? `r${k}(i)` : '0u'} + (sum >> (8u * (i & 3u))) + i); }`,
  )
  return `${byteAccess(uses)}
    @compute @workgroup_size(1, 1, 1) fn main() { var sum = 1u; ${sums.join('\n')} ${stirs.join('\n')}
      ${uses.map(({ access }, k) => (access === 'write' ? '' : `_ = r${k}(0u);`)).join(' ')} }`
}
