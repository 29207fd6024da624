/**
 * The cost of switching off a pass of a 30-pass frame: to plan the graph without it and to take the plan, the first time that it is
 * switched so, and again. Each pass samples what the one before has stored.
 */
import { createExecutor, createPlanner, disablePasses, parseGraph, type Backend } from 'memkit-gpu'

const passCount = 28
const wgsl = (factor: number) => `@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var to: texture_storage_2d<rgba8unorm, write>;
@compute @workgroup_size(8, 8, 1) fn main(@builtin(global_invocation_id) id: vec3u) {
  textureStore(to, vec2i(id.xy), textureLoad(source, vec2i(id.xy), 0) * ${factor}.0);
}`

function frameDocument() {
  const texture = (i: number) => ({ id: `t${i}`, kind: 'texture', format: 'rgba8unorm', size: [64, 64] })
  const passes = Array.from({ length: passCount }, (_, i) => {
    return {
      id: `p${i}`,
      kind: 'compute',
      shader: `s${i % 3}`,
      entryPoint: 'main',
      workgroups: [8, 8, 1],
      bindings: [
        { group: 0, binding: 0, use: `t${i}`, as: 'sampled' },
        { group: 0, binding: 1, use: `t${i + 1}`, as: 'storage-texture', access: 'write' },
      ],
      bypass: { [`t${i + 1}`]: `t${i}` },
    }
  })
  return {
    version: 1,
    resources: [
      { ...texture(0), lifetime: 'persistent' },
      ...Array.from({ length: passCount }, (_, i) => texture(i + 1)),
    ],
    shaders: [1, 2, 3].map((factor, i) => ({ id: `s${i}`, wgsl: wgsl(factor) })),
    passes: [
      { id: 'load', kind: 'upload', to: 't0', input: 'in' },
      ...passes,
      { id: 'save', kind: 'readback', from: `t${passCount}`, output: 'out' },
    ],
  }
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1]!

/** Milliseconds (wall) in a line for each of: the plan, the update, both; and both again. */
export async function measureToggles(backend: Backend): Promise<void> {
  const planner = createPlanner(backend.profile)
  const graph = parseGraph(frameDocument())
  const executor = await createExecutor(planner.plan(graph), backend)
  const times = { plan: [] as number[], update: [] as number[], both: [] as number[], 'seen before': [] as number[] }
  const inputs = { in: new Uint8Array(64 * 64 * 4) }
  // Pairs of passes: each is switched so once.
  for (let i = 0; i < passCount; i++)
    for (let j = i + 1; j < passCount; j += 3) {
      await executor.run({ inputs })
      const begin = performance.now()
      const off = disablePasses(graph, [`p${i}`, `p${j}`])
      const plan = planner.plan(off)
      const planned = performance.now()
      await executor.update(plan)
      const end = performance.now()
      times.plan.push(planned - begin)
      times.update.push(end - planned)
      times.both.push(end - begin)
      await executor.update(planner.plan(graph))
      const again = performance.now()
      await executor.update(planner.plan(off))
      times['seen before'].push(performance.now() - again)
      await executor.update(planner.plan(graph))
    }
  for (const [what, all] of Object.entries(times)) {
    const warm = all.slice(20)
    const cells = [all[0]!, median(warm), Math.min(...warm)].map((ms) => ms.toFixed(3).padStart(9))
    console.log(['toggle'.padEnd(8), what.padStart(11), ...cells].join(' '))
  }
  await executor.destroy()
}
