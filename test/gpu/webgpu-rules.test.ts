/** WebGPU's rules for buffers hold for every plan, by reading plans; and at scale, by Dawn's validation without execution. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles, type Plan } from '../../src/planner/index.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { graphArbitrary, portableRules } from '../support/random-graph.ts'
import { randomNumbers } from '../support/random/recipe.ts'

/** What WebGPU would refuse, one line each. */
function brokenRules(plan: Plan): string[] {
  const broken: string[] = []
  plan.submissions.forEach(({ commands }, s) =>
    commands.forEach((command, c) => {
      const refuse = (rule: string) => broken.push(`submission ${s}, command ${c} (${command.op}): ${rule}`)
      if (command.op === 'copy' && command.from === command.to) refuse('one buffer on both sides')
      if (command.op !== 'dispatch' && command.op !== 'render') return
      const uses = command.op === 'dispatch' ? command.bindings : command.parts.flatMap((part) => part.uses)
      const writable = new Map<number, boolean>()
      const see = (heap: number, writes: boolean) => {
        if ((writable.get(heap) ?? writes) !== writes) refuse(`heap ${heap} is writable and read-only`)
        writable.set(heap, writes)
      }
      for (const use of uses) {
        if (!('slice' in use) || !('heap' in use.slice)) continue
        const { heap, offset, size } = use.slice
        if (plan.heaps[heap]!.memory === 'upload' || plan.heaps[heap]!.memory === 'readback') refuse('staging is bound')
        see(heap, use.access !== 'read')
        if (command.op === 'dispatch' && offset % profiles.webgpu.alignments.storageOffsetBytes !== 0)
          refuse(`offset ${offset} is not aligned`)
        const limit =
          use.as === 'uniform'
            ? profiles.webgpu.limits.maxUniformBindingBytes
            : profiles.webgpu.limits.maxStorageBindingBytes
        if (size > limit) refuse(`${size} bytes are bound`)
      }
      if (command.op === 'dispatch' && !Array.isArray(command.workgroups)) {
        see(command.workgroups.heap, false)
        if (command.workgroups.offset % 4 !== 0) refuse('the indirect offset is not aligned')
      }
    }),
  )
  plan.heaps.forEach(({ sizeBytes, memory }, h) => {
    if (memory !== 'imported' && sizeBytes > profiles.webgpu.limits.maxBufferBytes)
      broken.push(`heap ${h} has ${sizeBytes} bytes`)
  })
  return broken
}

it.each([
  ['buffers only', portableRules],
  ['with textures and render passes', { ...portableRules, textures: { draws: true, separateAspects: true } }],
] as const)('no dispatch, render pass or copy of any plan breaks the buffer rules (%s)', (_, rules) => {
  fc.assert(
    fc.property(graphArbitrary(rules, { maxSteps: 40, maxResources: 12 }), ({ graph }) => {
      expect(brokenRules(planGraph(graph, profiles.webgpu))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

const combine = `
  @group(0) @binding(0) var<storage, read> a: array<u32>;
  @group(0) @binding(1) var<storage, read> b: array<u32>;
  @group(0) @binding(2) var<storage, read_write> c: array<u32>;
  @compute @workgroup_size(64, 1, 1) fn main(@builtin(global_invocation_id) at: vec3u) { c[at.x] = a[at.x] + b[at.x]; }`

/** A frame of `count` passes over `buffers` buffers: whatever reads, something wrote. */
function largeGraph(count: number, buffers: number, seed: number): GraphDocument {
  const next = randomNumbers(seed)
  const id = (b: number) => `b${b}`
  const passes: GraphDocument['passes'] = Array.from({ length: buffers }, (_, b) => ({
    id: `load${b}`,
    kind: 'upload',
    to: id(b),
    input: id(b),
  }))
  for (let p = 0; passes.length < count - buffers; p++) {
    const [a, b, c] = [next(buffers), next(buffers), next(buffers)]
    if (a === c || b === c || a === b) continue
    const kind = next(8)
    if (kind === 0)
      passes.push({
        id: `p${p}`,
        kind: 'fill',
        to: { resource: id(c), offset: next(100), size: next(3000) },
        value: next(7),
      })
    else if (kind === 1)
      passes.push({
        id: `p${p}`,
        kind: 'upload',
        to: { resource: id(c), offset: 4 * next(100), size: 256 },
        input: `in${p}`,
      })
    else if (kind === 2)
      passes.push({
        id: `p${p}`,
        kind: 'copy',
        from: { resource: id(a), offset: next(50), size: 1000 },
        to: { resource: id(c), offset: next(50) },
      })
    else {
      const use = (binding: number, resource: number) => ({ group: 0, binding, use: id(resource) })
      const bindings = [
        { ...use(0, a), as: 'storage-read' as const },
        { ...use(1, b), as: 'storage-read' as const },
        { ...use(2, c), as: 'storage' as const },
      ]
      passes.push({
        id: `p${p}`,
        kind: 'compute',
        shader: 'combine',
        entryPoint: 'main',
        workgroups: [16, 1, 1],
        bindings,
      })
    }
  }
  for (let b = 0; b < buffers; b++) passes.push({ id: `get${b}`, kind: 'readback', from: id(b), output: id(b) })
  return {
    version: 1,
    resources: Array.from({ length: buffers }, (_, b) => ({ id: id(b), kind: 'buffer' as const, size: 4096 })),
    shaders: [{ id: 'combine', wgsl: combine }],
    passes,
  }
}

await describeGpu('webgpu', 'plans under Dawn’s validation', ({ gpu }) => {
  it.each([1, 2])('a frame of 10 000 passes has no validation error (seed %i)', async (seed) => {
    const plan = planGraph(parseGraph(largeGraph(10_000, 100, seed)), profiles.webgpu)
    expect(brokenRules(plan)).toEqual([])
    const backend = await createWebGpuBackend({ api: 'null' })
    const counts = countGpu(backend.device)
    const executor = await createExecutor(plan, backend)
    const inputs = Object.fromEntries(plan.inputs.map(({ name, sizeBytes }) => [name, new Uint8Array(sizeBytes)]))
    await executor.run({ inputs })
    await executor.run({ inputs })
    expect(counts.submits).toBe(2 * plan.report.submissions.count)
    expect(counts.errors).toEqual([])
    await executor.destroy()
    await backend.destroy()
  })

  it('scattered copies go as one dispatch, unless the adapter is a CPU', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const copies = Array.from({ length: 200 }, (_, i) => ({
      id: `copy${i}`,
      kind: 'copy' as const,
      from: { resource: 'a', offset: ((i * 7) % 200) * 512, size: 256 },
      to: { resource: 'b', offset: ((i * 11) % 200) * 512 },
    }))
    const buffer = (id: string) => ({ id, kind: 'buffer' as const, size: 200 * 512, lifetime: 'persistent' as const })
    const graph = parseGraph({ version: 1, resources: [buffer('a'), buffer('b')], passes: copies })
    const opsOn = (profile: typeof backend.profile) =>
      planGraph(graph, profile).submissions.flatMap(({ commands }) => commands.map(({ op }) => op))
    expect(opsOn(backend.profile)).toEqual([backend.device.adapterInfo.isFallbackAdapter ? 'copy' : 'scatter'])
    expect(opsOn(profiles.webgpu)).toEqual(['scatter'])
    await backend.destroy()
  })
})
