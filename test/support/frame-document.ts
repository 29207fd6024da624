/** A frame of 23 passes as an engine has it: uploads, a fill, chains of dispatches and draws that share memory, readbacks. */
type Plain = Record<string, unknown>

const wgsl = `
  override scale: f32 = 1;
  @group(0) @binding(0) var<storage, read> source: array<f32>;
  @group(0) @binding(1) var<storage, read_write> target: array<f32>;
  @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) { target[i.x] = source[i.x] * scale; }`

const range = (count: number): number[] => [...Array(count).keys()]
const binding = (number: number, use: string, as: string, access?: string): Plain => ({
  group: 0,
  binding: number,
  use,
  as,
  ...(access === undefined ? {} : { access }),
})

export const frameDocument = (): { resources: Plain[]; passes: Plain[]; shaders: Plain[]; [key: string]: unknown } => ({
  version: 1,
  name: 'frame',
  resources: [
    ...range(3).map((i) => ({ id: `in-${i}`, kind: 'buffer', size: 4096 * (i + 1) })),
    ...range(9).map((i) => ({ id: `work-${i}`, kind: 'buffer', size: 4096 * (1 + ((i * 7) % 5)) })),
    ...range(8).map((i) => ({ id: `tex-${i}`, kind: 'texture', format: 'rgba8unorm', size: [64, 64 << (i % 3)] })),
  ],
  shaders: [{ id: 'step', wgsl }],
  passes: [
    ...range(3).map((i) => ({ id: `load-${i}`, kind: 'upload', to: `in-${i}`, input: `in-${i}` })),
    { id: 'zero', kind: 'fill', to: { resource: 'in-2', offset: 64, size: 256 }, value: 0 },
    ...range(9).map((i) => ({
      id: `step-${i}`,
      kind: 'compute',
      shader: 'step',
      entryPoint: 'main',
      constants: { scale: 0.5 },
      workgroups: [4, 1, 1],
      bindings: [
        binding(0, i < 3 ? `in-${i}` : `work-${i - (i % 2 === 1 ? 1 : 3)}`, 'storage-read'),
        binding(1, `work-${i}`, 'storage', 'write'),
        ...(i === 2 ? [{ group: 1, binding: 0, sampler: { magFilter: 'linear' } }] : []),
      ],
    })),
    ...range(8).map((i) => ({
      id: `draw-${i}`,
      kind: 'render',
      body: 'draw',
      color: [{ use: `tex-${i}`, load: 'clear', clearValue: [0, 0, 0, 1] }],
      uses: [{ use: `work-${i}`, as: 'storage-read' }, ...(i > 0 ? [{ use: `tex-${i - 1}`, as: 'sampled' }] : [])],
    })),
    { id: 'get', kind: 'readback', from: 'work-8', output: 'get' },
    { id: 'save', kind: 'readback', from: 'tex-7', output: 'save' },
  ],
})
