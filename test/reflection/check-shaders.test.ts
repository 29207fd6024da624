/** Shaders held against the passes that run them: each fault is named with pass, draw, pipeline, group, binding or location. */
import { describe, expect, it } from 'vitest'
import { checkShaders, parseGraph } from 'memkit-gpu'

const wgsl = `
  override scale: f32 = 1;
  struct Camera { view: mat4x4f }
  @group(0) @binding(0) var<uniform> camera: Camera;
  @group(0) @binding(1) var<storage, read> offsets: array<vec4f>;
  @group(1) @binding(0) var albedo: texture_2d<f32>;
  @group(1) @binding(1) var linear: sampler;
  @group(1) @binding(2) var<storage, read_write> seen: array<atomic<u32>>;
  struct Varying { @builtin(position) position: vec4f, @location(0) uv: vec2f, @location(1) @interpolate(flat) id: u32 }
  @vertex fn vs(@location(0) position: vec3f, @location(1) uv: vec2f, @builtin(instance_index) i: u32) -> Varying {
    return Varying(camera.view * vec4f(position * scale, 1) + offsets[i], uv, i);
  }
  @vertex fn bare() -> @builtin(position) vec4f { return vec4f(); }
  fn color(uv: vec2f) -> vec4f { return textureSample(albedo, linear, uv); }
  @fragment fn fs(in: Varying) -> @location(0) vec4f {
    atomicAdd(&seen[in.id], 1u);
    return color(in.uv);
  }
  @fragment fn ids(in: Varying) -> @location(0) u32 { return in.id; }
  @fragment fn two() -> @location(0) vec2f { return vec2f(); }
  @compute @workgroup_size(1) fn main() { atomicAdd(&seen[0], 1u); }`

const attribute = (shaderLocation: number, format: string, offset: number) => ({ shaderLocation, format, offset })

/** A document that fits its shader; tests change one thing. */
const document = () => ({
  version: 1,
  resources: [
    { id: 'vertices', kind: 'buffer', size: 60 },
    { id: 'camera', kind: 'buffer', size: 64 },
    { id: 'offsets', kind: 'buffer', size: 64 },
    { id: 'seen', kind: 'buffer', size: 64 },
    { id: 'albedo', kind: 'texture', format: 'rgba8unorm', size: [4, 4] },
    { id: 'numbers', kind: 'texture', format: 'rgba8uint', size: [4, 4] },
    { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [4, 4] },
  ],
  shaders: [{ id: 'mesh', wgsl }, { id: 'kernel' }],
  pipelines: [
    {
      id: 'lit',
      kind: 'render',
      shader: 'mesh',
      vertex: {
        entryPoint: 'vs',
        buffers: [{ arrayStride: 20, attributes: [attribute(0, 'float32x3', 0), attribute(1, 'float32x2', 12)] }],
      },
      fragment: { entryPoint: 'fs' } as { entryPoint: string; targets?: unknown[] },
    },
  ],
  passes: [
    ...['vertices', 'camera', 'offsets', 'seen', 'albedo', 'numbers'].map((to) => ({
      id: `upload-${to}`,
      kind: 'upload',
      to,
      input: to,
    })),
    {
      id: 'scene',
      kind: 'render',
      color: [{ use: 'picture', load: 'clear' }],
      bindings: [
        { group: 0, binding: 0, use: 'camera', as: 'uniform' },
        { group: 0, binding: 1, use: 'offsets', as: 'storage-read' },
      ],
      draws: [
        {
          pipeline: 'lit',
          vertexBuffers: ['vertices'],
          vertexCount: 3,
          bindings: [
            { group: 1, binding: 0, use: 'albedo', as: 'sampled' },
            { group: 1, binding: 1, sampler: {} },
            { group: 1, binding: 2, use: 'seen', as: 'storage' },
          ] as Record<string, unknown>[],
        },
      ],
    },
    {
      id: 'count',
      kind: 'compute',
      shader: 'mesh',
      entryPoint: 'main',
      bindings: [{ group: 1, binding: 2, use: 'seen', as: 'storage' }],
      workgroups: [1, 1, 1],
    },
    { id: 'save', kind: 'readback', from: 'picture', output: 'picture' },
  ],
})
type Doc = ReturnType<typeof document>
type Scene = { bindings: Record<string, unknown>[]; draws: Doc['passes'][6] extends never ? never : any[] }

const check = (change: (doc: Doc, scene: Scene) => void) => {
  const doc = document()
  change(doc, doc.passes[6] as unknown as Scene)
  return checkShaders(parseGraph(doc))
}

describe('checkShaders', () => {
  it('accepts shaders that fit, and passes whose shaders have no code', async () => {
    await check(() => {})
    await check((doc) => Object.assign(doc.passes[7]!, { shader: 'kernel' }))
  })

  const faults: [string, (doc: Doc, scene: Scene) => void, string, RegExp][] = [
    [
      'a vertex entry point that is not there',
      (doc) => (doc.pipelines[0]!.vertex.entryPoint = 'vertices'),
      'pipelines[0].vertex.entryPoint',
      /"lit".*"mesh" has no vertex entry point.*"vs", "bare"/,
    ],
    [
      'a fragment entry point that is a vertex entry point',
      (doc) => (doc.pipelines[0]!.fragment.entryPoint = 'vs'),
      'pipelines[0].fragment.entryPoint',
      /no fragment entry point.*"fs", "ids", "two"/,
    ],
    [
      'a compute entry point that is not there',
      (doc) => Object.assign(doc.passes[7]!, { entryPoint: 'start' }),
      'passes[7].entryPoint',
      /"count".*"start".*"main"/,
    ],
    [
      'an input that no attribute feeds',
      (doc) => doc.pipelines[0]!.vertex.buffers[0]!.attributes.pop(),
      'pipelines[0].vertex.buffers',
      /"lit" reads location 1.*no attribute feeds/,
    ],
    [
      'an attribute of another kind of number',
      (doc) => (doc.pipelines[0]!.vertex.buffers[0]!.attributes[1]!.format = 'uint32x2'),
      'pipelines[0].vertex.buffers',
      /location 1 with uint32x2, which is read as uint.*reads float/,
    ],
    [
      'a fragment input that the vertex stage does not write',
      (doc) => {
        doc.pipelines[0]!.vertex.entryPoint = 'bare'
      },
      'pipelines[0].fragment.entryPoint',
      /reads location 0 in its fragment stage/,
    ],
    [
      'an output of another kind of number than the attachment',
      (doc) => (doc.pipelines[0]!.fragment.entryPoint = 'ids'),
      'pipelines[0].fragment',
      /writes a uint to location 0.*"picture" of render pass "scene".*rgba8unorm/,
    ],
    [
      'an output of too few components',
      (doc) => (doc.pipelines[0]!.fragment.entryPoint = 'two'),
      'pipelines[0].fragment',
      /2 components of float to location 0.*takes 4 components/,
    ],
    [
      'a group that a draw leaves out',
      (_, { draws }) => delete draws[0].bindings,
      'passes[6].draws[0]',
      /Draw 0 of render pass "scene", by pipeline "lit".*nothing at group 1, binding 0.*"fs" wants a texture/,
    ],
    [
      'a binding that the pass loses because the draw replaces the group',
      (_, { draws }) => draws[0].bindings.push({ group: 0, binding: 0, use: 'camera', as: 'uniform' }),
      'passes[6].draws[0]',
      /nothing at group 0, binding 1.*"vs" wants a storage buffer/,
    ],
    [
      'a storage buffer for a uniform',
      (_, { bindings }) => (bindings[0]!['as'] = 'storage-read'),
      'passes[6].bindings[0]',
      /"camera" as "storage-read" at group 0, binding 0.*a uniform buffer/,
    ],
    [
      'a buffer to read where the shader writes',
      (_, { draws }) => (draws[0].bindings[2].as = 'storage-read'),
      'passes[6].draws[0].bindings[2]',
      /"seen" as "storage-read" at group 1, binding 2.*to write/,
    ],
    [
      'a texture of whole numbers for a texture of floats',
      (_, { draws }) => (draws[0].bindings[0].use = 'numbers'),
      'passes[6].draws[0].bindings[0]',
      /"numbers".*rgba8uint is read as uint/,
    ],
    [
      'a misfit in a later draw of a pipeline that an earlier draw fits',
      (_, { draws }) => {
        const [first] = draws
        const [, ...others] = first.bindings
        draws.push({ ...first, bindings: [{ group: 1, binding: 0, use: 'numbers', as: 'sampled' }, ...others] })
      },
      'passes[6].draws[1].bindings[0]',
      /Draw 1 of render pass "scene".*"numbers"/,
    ],
    [
      'a texture for a sampler',
      (_, { draws }) => (draws[0].bindings[1] = { group: 1, binding: 1, use: 'albedo', as: 'sampled' }),
      'passes[6].draws[0].bindings[1]',
      /"albedo".*wants a sampler/,
    ],
    [
      'a sampler for a texture',
      (_, { draws }) => (draws[0].bindings[0] = { group: 1, binding: 0, sampler: {} }),
      'passes[6].draws[0].bindings[0]',
      /a sampler at group 1, binding 0.*wants a texture/,
    ],
    [
      'depth for a texture of floats that a sampler filters',
      (doc, { draws }) => {
        doc.resources.push({ id: 'far', kind: 'texture', format: 'depth32float', size: [4, 4] })
        draws[0].bindings[0].use = 'far'
      },
      'passes[6].draws[0].bindings[0]',
      /"far" as "sampled", whose depth32float is depth.*declare it as depth.*at group 1, binding 0/,
    ],
    [
      'a sampler that compares where nothing is compared',
      (_, { draws }) => (draws[0].bindings[1].sampler = { compare: 'less' }),
      'passes[6].draws[0].bindings[1]',
      /a sampler with "compare": "less".*leave "compare" out, at group 1, binding 1/,
    ],
    [
      'nothing bound to a compute pass',
      (doc) => Object.assign(doc.passes[7]!, { bindings: [] }),
      'passes[7].bindings',
      /compute pass "count" is given nothing at group 1, binding 2/,
    ],
  ]
  it.each(faults)('refuses %s', async (_, change, path, message) => {
    await expect(check(change)).rejects.toMatchObject({
      code: 'SHADER_MISMATCH',
      path,
      message: expect.stringMatching(message),
    })
  })

  it('says which samplers fit, by what is sampled with them, through functions too', async () => {
    const sampled = (use: string, sampler: object) =>
      checkShaders({
        version: 1,
        name: 'sampled',
        resources: [
          { id: 'depth', kind: 'texture', format: 'depth32float', size: [4, 4], lifetime: 'persistent' },
          { id: 'found', kind: 'buffer', size: 4 },
        ],
        shaders: [
          {
            id: 'reads',
            wgsl: `@group(0) @binding(0) var seen: texture_depth_2d;
              @group(0) @binding(1) var plain: sampler;
              @group(0) @binding(2) var comparing: sampler_comparison;
              @group(0) @binding(3) var<storage, read_write> found: f32;
              fn deep(t: texture_depth_2d, s: sampler) -> f32 { return textureSampleLevel(t, s, vec2f(0.5), 0); }
              fn deeper(s: sampler) -> f32 { return deep(seen, s); }
              @compute @workgroup_size(1) fn samples() { found = deeper(plain); }
              @compute @workgroup_size(1) fn compares() {
                found = textureSampleCompareLevel(seen, comparing, vec2f(0.5), 0.5);
              }`,
          },
        ],
        passes: [
          {
            id: 'read',
            kind: 'compute',
            shader: 'reads',
            entryPoint: use,
            workgroups: [1, 1, 1],
            bindings: [
              { group: 0, binding: 0, use: 'depth', as: 'sampled' },
              { group: 0, binding: use === 'samples' ? 1 : 2, sampler },
              { group: 0, binding: 3, use: 'found', as: 'storage', access: 'write' },
            ],
          },
        ],
      } as Parameters<typeof checkShaders>[0])
    const refusal = { code: 'SHADER_MISMATCH', path: 'passes[0].bindings[1]', details: { pass: 'read', group: 0 } }
    await sampled('samples', {})
    await expect(sampled('samples', { mipmapFilter: 'linear' })).rejects.toMatchObject(refusal)
    await expect(sampled('samples', { compare: 'less' })).rejects.toMatchObject(refusal)
    await sampled('compares', { compare: 'less', magFilter: 'linear' })
    await expect(sampled('compares', {})).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('say "compare"'),
    })
  })

  it('refuses to read a storage texture that a shader only writes', async () => {
    const stored = (access: 'read' | 'write') =>
      checkShaders({
        version: 1,
        name: 'stored',
        resources: [{ id: 'a', kind: 'texture', format: 'r32uint', size: [4, 4], lifetime: 'persistent' }],
        shaders: [
          {
            id: 'stores',
            wgsl: `@group(0) @binding(0) var a: texture_storage_2d<r32uint, write>;
              @compute @workgroup_size(1) fn main() { textureStore(a, vec2u(0), vec4u(1)); }`,
          },
        ],
        passes: [
          {
            id: 'store',
            kind: 'compute',
            shader: 'stores',
            entryPoint: 'main',
            workgroups: [1, 1, 1],
            bindings: [{ group: 0, binding: 0, use: 'a', as: 'storage-texture', access }],
          },
        ],
      })
    await stored('write')
    await expect(stored('read')).rejects.toMatchObject({
      code: 'SHADER_MISMATCH',
      path: 'passes[0].bindings[0]',
      message: expect.stringMatching(/"a" as "storage-texture" with "access": "read".*a storage texture to write/),
    })
  })

  it('leaves SPIR-V alone that is cut off, which the device refuses', async () => {
    const doc = document()
    const words = Uint32Array.of(0x07230203, 0x10300, 0, 8, 0, 0x50011)
    const spirv = Buffer.from(words.buffer).toString('base64')
    const shaders = doc.shaders.map((shader) => (shader.id === 'mesh' ? { id: 'mesh', spirv } : shader))
    await expect(checkShaders(parseGraph({ ...doc, shaders }))).resolves.toBeUndefined()
  })

  it('lets a target be that nothing writes, where the pipeline says so', async () => {
    await check((doc) => {
      doc.pipelines[0]!.fragment = { entryPoint: 'ids', targets: [null] }
    })
  })
  it('gives the compiler’s message for code that does not compile, and for constants that are not there', async () => {
    await expect(check((doc) => (doc.shaders[0] = { id: 'mesh', wgsl: 'fn (' }))).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      path: 'shaders[0]',
    })
    await expect(
      check((doc) => Object.assign(doc.pipelines[0]!.vertex, { constants: { size: 2 } })),
    ).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      path: 'pipelines[0].vertex.constants',
      message: expect.stringMatching(/^Pipeline "\w+".*"size"/),
    })
  })
})
