/**
 * The program of the page: particles of TypeGPU's are moved by a frame graph and drawn by TypeGPU, and what the graph found out comes back as
 * typed values.
 */
import { createExecutor, frameGraph, planGraph } from 'memkit-gpu'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { tgpu, warn } from 'typegpu'
import * as d from 'typegpu/data'
import { startPage } from '../support/page/start.ts'
import { count, moveShader, Particle, Particles, startOf, step, Summary } from './particles.ts'

const graph = frameGraph('particles')
  .buffer('particles', { size: d.sizeOf(Particles), lifetime: 'imported' })
  .buffer('summary', { size: d.sizeOf(Summary), lifetime: 'imported' })
  .shader('move', { wgsl: moveShader })
  .compute('move', {
    shader: 'move',
    entryPoint: 'moveAll',
    constants: { step },
    workgroups: [1, 1, 1],
    bindings: [
      { group: 0, binding: 0, use: 'particles', as: 'storage' },
      { group: 0, binding: 1, use: 'summary', as: 'storage', access: 'write' },
    ],
  })
  .build()

// TypeGPU 0.12 warns of `in` in WGSL of one's own, and is right with it all the same.
warn.disable('external-omitted')
const corner = tgpu.vertexFn({
  in: { index: d.builtin.vertexIndex, position: d.vec2f, velocity: d.vec2f },
  out: { clip: d.builtin.position, colour: d.vec4f },
})`{
  let corner = vec2f(f32(in.index % 2), f32(in.index / 2)) * 2 - 1;
  let colour = mix(vec3f(1, 0.55, 0.2), vec3f(0.3, 0.7, 1), saturate(in.velocity.y + 0.5));
  return Out(vec4f(in.position + corner * 0.03, 0, 1), vec4f(colour, 1));
}`
const paint = tgpu.fragmentFn({ in: { colour: d.vec4f }, out: d.vec4f })`{ return in.colour; }`

await startPage(async (canvas) => {
  const backend = await createWebGpuBackend()
  const root = tgpu.initFromDevice({ device: backend.device })
  const context = root.configureContext({ canvas })

  // One buffer is TypeGPU's, the other the backend's; each is typed here and an import there.
  const particles = root
    .createBuffer(
      Particles,
      Array.from({ length: count }, (_, i) => startOf(i)),
    )
    .$usage('storage', 'vertex')
  const summaryBuffer = backend.createBuffer(d.sizeOf(Summary))
  const summary = root.createBuffer(Summary, summaryBuffer.handle as GPUBuffer)
  const imports = { particles: root.unwrap(particles), summary: root.unwrap(summary) }

  const layout = tgpu.vertexLayout((n) => d.arrayOf(Particle, n), 'instance')
  const pipeline = root.createRenderPipeline({
    attribs: layout.attrib,
    vertex: corner,
    fragment: paint,
    primitive: { topology: 'triangle-strip' },
  })
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  let done = 0
  return {
    device: backend.device,
    resize: (width, height) => void Object.assign(canvas, { width, height }),
    async draw() {
      const steps = document.querySelector<HTMLInputElement>('#steps')!.valueAsNumber
      for (let i = 0; i < steps; i++, done++) await executor.run({ imports })
      pipeline
        .with(layout, particles)
        .withColorAttachment({ view: context, clearValue: [0.03, 0.04, 0.06, 1], loadOp: 'clear', storeOp: 'store' })
        .draw(4, count)
      const { centre, turned } = await summary.read()
      const { position } = (await particles.read())[0]!
      document.querySelector('#summary')!.textContent =
        `after ${done} steps: first at ${position.x} ${position.y}, centre at ${centre.x} ${centre.y}, ${turned} turned`
    },
  }
})
