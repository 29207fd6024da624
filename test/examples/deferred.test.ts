/** The deferred frame: its memory, its plan, its picture. */
import { planGraph, profiles } from 'memkit-gpu'
import { matchers, planSerializer } from 'memkit-gpu/vitest'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeGeometry } from '../../examples/deferred/geometry.ts'
import { deferredGraph, withoutAliasing } from '../../examples/deferred/graph.ts'
import { render } from '../../examples/deferred/render.ts'
import { planForMemory } from '../../examples/deferred/report.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { differ, expectPicture } from '../support/pictures.ts'

expect.addSnapshotSerializer(planSerializer)
expect.extend(matchers)
// Whole pictures on a software device: minutes are not a fault where cores are few and busy.
vi.setConfig({ testTimeout: 120_000 })

const geometry = makeGeometry()
const names = Object.keys(profiles) as (keyof typeof profiles)[]

describe('the deferred frame at 1080p', () => {
  const graph = deferredGraph({ width: 1920, height: 1080 }, geometry)

  it('has 25 render passes, two of which share their attachments and become one', () => {
    expect(graph.passes.filter(({ kind }) => kind === 'render')).toHaveLength(25)
    const { submissions } = planGraph(graph, profiles.webgpu)
    expect(submissions).toHaveLength(1)
    const renders = submissions[0]!.commands.filter((command) => command.op === 'render')
    expect(renders).toHaveLength(24)
    expect(renders[1]!.passes).toEqual(['g-buffer-floor', 'g-buffer-things'])
  })

  it.for(names)('needs no more transient memory than the lower bound on %s, proven, and so at other sizes', (name) => {
    for (const [width, height] of [
      [1920, 1080],
      [320, 180],
      [1280, 720],
      [3840, 2160],
    ] as const) {
      const sized = deferredGraph({ width, height }, geometry)
      const plan = planForMemory(sized, name)
      expect(plan).toPassCheck(sized, profiles[name])
      const { memory } = plan.report
      expect([width, memory.proven]).toEqual([width, true])
      expect(memory.peakBytes).toBe(memory.lowerBoundBytes)
      expect(memory.peakBytes).toBeLessThan(memory.withoutAliasingBytes)
    }
  })

  it('needs just what its largest pass touches where textures can be placed, a third less than without aliasing', () => {
    const { memory } = planForMemory(graph, 'dummy').report
    const texelBytes: Readonly<Record<string, number>> = {
      rgba8unorm: 4,
      rgba16float: 8,
      r16float: 2,
      r8unorm: 1,
      depth32float: 4,
    }
    const sizes = new Map(
      graph.resources.map((resource) => {
        if (resource.lifetime === 'persistent') return [resource.id, 0]
        if (resource.kind === 'buffer') return [resource.id, resource.size]
        return [resource.id, texelBytes[resource.format]! * resource.size[0] * (resource.size[1] ?? 1)]
      }),
    )
    const touched = graph.passes.map((pass) => {
      if (pass.kind !== 'render') return 0
      const bound = (pass.bindings ?? []).flatMap((binding) => ('use' in binding ? [binding] : []))
      const drawn = (pass.draws ?? []).flatMap(({ vertexBuffers = [] }) => vertexBuffers.map((use) => ({ use: use! })))
      const uses = [...(pass.color ?? []), ...bound, ...drawn, ...(pass.depth ? [pass.depth] : [])]
      const ids = new Set(uses.map(({ use }) => (typeof use === 'string' ? use : use.resource)))
      return [...ids].reduce((sum, id) => sum + sizes.get(id)!, 0)
    })
    expect(memory.peakBytes).toBe(Math.max(...touched))
    expect(memory.peakBytes).toBeLessThan(0.65 * memory.withoutAliasingBytes)
  })

  it('shares nothing when every resource is kept', () => {
    const { memory } = planGraph(withoutAliasing(graph), profiles.vulkan).report
    expect(memory.peakBytes).toBe(0)
  })

  it('is planned as committed', () => {
    expect(planForMemory(graph, 'vulkan')).toMatchSnapshot()
  })
})

await describeGpu('webgpu', 'the deferred frame', ({ gpu }) => {
  const size = { width: 320, height: 180 }
  const graph = deferredGraph(size, geometry)
  let backend: Awaited<ReturnType<typeof createWebGpuBackend>>
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  it('looks like the reference, and the same with aliasing and without, without a validation error', async () => {
    const { errors } = countGpu(backend.device)
    const shared = await render(backend, graph, size, geometry, { frames: 3, objective: 'memory' })
    const apart = await render(backend, withoutAliasing(graph), size, geometry, { frames: 3 })
    expect(apart.plan.report.memory.peakBytes).toBe(0)
    expect(shared.plan.report.memory.proven).toBe(true)
    expect(shared.plan.textures.length).toBeLessThan(apart.plan.textures.length)
    expect(Buffer.from(shared.picture).equals(apart.picture)).toBe(true)
    expect(errors).toEqual([])
    await expectPicture('deferred', size.width, size.height, shared.picture)
  })

  it('records and creates nothing in its tenth frame', async () => {
    const counts = countGpu(backend.device)
    let before = { ...counts }
    const onFrame = (done: number) => {
      if (done === 9) before = { ...counts }
    }
    const small = { width: 96, height: 54 }
    await render(backend, deferredGraph(small, geometry), small, geometry, { frames: 10, onFrame })
    const { submits, created, drawing } = counts
    expect({ submits: submits - before.submits, created: created - before.created, drawing }).toEqual({
      submits: 1,
      created: 0,
      drawing: 0,
    })
    expect(before.created).toBeGreaterThan(0)
  })

  it('looks different without its history', async () => {
    const first = await render(backend, graph, size, geometry, { frames: 1 })
    const third = await render(backend, graph, size, geometry, { frames: 3 })
    expect(differ(first.picture, third.picture).mean).toBeGreaterThan(0.2)
  })
})
