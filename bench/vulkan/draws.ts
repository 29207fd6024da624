/** A warm frame of 25 render passes and 500 draws: recorded once, and recorded anew in every run because of a body beside it. */
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { open, type Context } from './context.ts'

type Document = Omit<GraphDocument, 'version' | 'name'>

const passCount = 25
const drawsPerPass = 20
const range = (count: number) => Array.from({ length: count }, (_, i) => i)
const wgsl = `
@group(0) @binding(0) var<uniform> place: vec4f;
@vertex fn vs(@location(0) at: vec2f) -> @builtin(position) vec4f { return vec4f(at * place.zw + place.xy, 0.5, 1); }
@fragment fn fs() -> @location(0) vec4f { return vec4f(0.1, 0.2, 0.3, 1); }`

/** Each draw has a uniform of its own; pipelines alternate by pass. */
const frame: Document = {
  resources: [
    ...range(passCount).map((p) => ({
      id: `target${p}`,
      kind: 'texture' as const,
      format: 'rgba8unorm' as const,
      size: [64, 64] as [number, number],
      lifetime: 'persistent' as const,
    })),
    { id: 'vertices', kind: 'buffer', size: 24, lifetime: 'persistent' },
    { id: 'places', kind: 'buffer', size: passCount * drawsPerPass * 256, lifetime: 'persistent' },
    { id: 'spare', kind: 'buffer', size: 16, lifetime: 'persistent' },
  ],
  shaders: [{ id: 'flat', wgsl }],
  pipelines: (['none', 'back'] as const).map((cullMode) => ({
    id: cullMode,
    kind: 'render',
    shader: 'flat',
    vertex: {
      entryPoint: 'vs',
      buffers: [{ arrayStride: 8, attributes: [{ shaderLocation: 0, format: 'float32x2', offset: 0 }] }],
    },
    fragment: { entryPoint: 'fs' },
    primitive: { cullMode },
  })),
  passes: range(passCount).map((p) => ({
    id: `pass${p}`,
    kind: 'render' as const,
    color: [{ use: `target${p}`, load: 'clear' as const }],
    draws: range(drawsPerPass).map((d) => ({
      pipeline: p % 2 === 0 ? 'none' : 'back',
      vertexBuffers: ['vertices'],
      vertexCount: 3,
      bindings: [
        {
          group: 0,
          binding: 0,
          use: { resource: 'places', offset: (p * drawsPerPass + d) * 256, size: 16 },
          as: 'uniform' as const,
        },
      ],
    })),
  })),
}
const beside: Document = {
  ...frame,
  passes: [...frame.passes, { id: 'beside', kind: 'custom', body: 'beside', uses: [{ use: 'spare', as: 'copy-dst' }] }],
}

export async function draws(context: Context): Promise<void> {
  const { backend, time } = context
  await submits(context, 'session.submit, recorded once', frame)
  await submits(context, 'session.submit, recorded anew', beside)
  const executor = await open(backend, frame, 2)
  await time('draws', 'executor.run, with the device', 0, () => executor.run(), 500)
  await executor.destroy()
}

/** The time that the JavaScript thread takes to hand a frame to the device. */
async function submits({ backend, note }: Context, way: string, document: Document): Promise<void> {
  const plan = planGraph(parseGraph({ version: 1, name: 'bench', ...document }), backend.profile)
  const session = await backend.open(plan, { framesInFlight: 1 })
  const bodies = { beside: () => undefined }
  const times: number[] = []
  for (let run = 0; run < 500; run++) {
    const start = performance.now()
    for (const submission of plan.submissions.keys())
      await session.submit({ run, frame: 0, bodies, imports: {} }, submission)
    if (run >= 50) times.push(performance.now() - start)
    for (const submission of plan.submissions.keys()) await session.completed(0, submission)
  }
  note('draws', way, 0, times)
  await session.destroy()
}
