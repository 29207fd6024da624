/** Documents that say what the golden ones leave out, so that the reference has an example of every field. */

const code = {
  compute:
    '@group(0) @binding(0) var shadow: texture_depth_2d; @group(0) @binding(1) var compare: sampler_comparison; @group(0) @binding(2) var<storage, read_write> out: array<f32>; @compute @workgroup_size(1) fn main() { out[0] = textureSampleCompareLevel(shadow, compare, vec2f(0.5), 0.5); }',
  draw: 'override scale: f32 = 1; @vertex fn vs(@location(0) at: vec2f) -> @builtin(position) vec4f { return vec4f(at * scale, 0, 1); } @fragment fn fs() -> @location(0) vec4f { return vec4f(scale); }',
}

const stencil = { compare: 'equal', failOp: 'keep', depthFailOp: 'increment-clamp', passOp: 'replace' }

/** A document with the notes that every part of one may carry; they change no plan. */
export function noted(document: object): object {
  const note = { label: 'the sun', meta: { author: 'Ada' } }
  const parts = Object.entries(document).map(([name, part]) => [
    name,
    Array.isArray(part)
      ? part.map((one: object) => ({ ...one, ...note, ...(name === 'passes' && { bypass: { lit: 'unlit' } }) }))
      : part,
  ])
  return { $schema: 'node_modules/memkit-gpu/schema/graph.json', ...Object.fromEntries(parts), ...note }
}

export const rarelySaid: readonly object[] = [
  {
    version: 1,
    name: 'drawn',
    resources: [
      { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [64, 64], usage: ['sampled'], sampleCount: 4 },
      { id: 'shown', kind: 'texture', format: 'rgba8unorm', size: [64, 64] },
      { id: 'depth', kind: 'texture', format: 'depth24plus-stencil8', size: [64, 64], sampleCount: 4 },
      { id: 'corners', kind: 'buffer', size: 64, memory: 'upload' },
      { id: 'indices', kind: 'buffer', size: 16 },
      { id: 'offsets', kind: 'buffer', size: 16 },
    ],
    shaders: [{ id: 'draw', wgsl: code.draw }],
    pipelines: [
      {
        id: 'mesh',
        kind: 'render',
        shader: 'draw',
        vertex: {
          entryPoint: 'vs',
          constants: { scale: 2 },
          buffers: [
            { arrayStride: 8, stepMode: 'vertex', attributes: [{ shaderLocation: 0, format: 'float32x2', offset: 0 }] },
          ],
        },
        fragment: {
          shader: 'draw',
          entryPoint: 'fs',
          constants: { scale: 0.5 },
          targets: [
            {
              blend: {
                color: { operation: 'add', srcFactor: 'constant', dstFactor: 'one' },
                alpha: { operation: 'max', srcFactor: 'one', dstFactor: 'one' },
              },
              writeMask: 7,
            },
          ],
        },
        primitive: { topology: 'triangle-strip', stripIndexFormat: 'uint16', frontFace: 'cw', cullMode: 'back' },
        depthStencil: {
          depthWriteEnabled: true,
          depthCompare: 'less',
          stencilFront: stencil,
          stencilBack: stencil,
          stencilReadMask: 255,
          stencilWriteMask: 15,
          depthBias: 2,
          depthBiasSlopeScale: 1.5,
          depthBiasClamp: 0.01,
        },
        multisample: { mask: 15, alphaToCoverageEnabled: true },
      },
    ],
    passes: [
      { id: 'corners', kind: 'upload', to: 'corners', input: 'corners' },
      { id: 'indices', kind: 'upload', to: 'indices', input: 'indices', after: ['corners'] },
      {
        id: 'draw',
        kind: 'render',
        queue: 'graphics',
        after: ['indices'],
        color: [{ use: 'picture', load: 'clear', clearValue: [0, 0, 0, 1], store: 'discard', resolve: 'shown' }],
        depth: { use: 'depth', load: 'clear', clearValue: 1, stencilClearValue: 1, store: 'discard' },
        draws: [
          {
            pipeline: 'mesh',
            bindings: [],
            vertexBuffers: ['corners'],
            indexBuffer: { use: 'indices', format: 'uint16' },
            indexCount: 4,
            firstInstance: 0,
            stencilReference: 1,
            blendConstant: [1, 1, 1, 0.5],
          },
        ],
      },
      { id: 'save', kind: 'readback', from: 'shown', output: 'picture', sideEffects: true },
    ],
  },
  {
    version: 1,
    name: 'views-and-history',
    resources: [
      { id: 'color', kind: 'texture', format: 'rgba8unorm', size: [8, 8], lifetime: 'persistent', history: 1 },
      { id: 'levels', kind: 'texture', format: 'rgba8unorm', size: [8, 8], mipLevelCount: 2, memory: 'device' },
      { id: 'shadow', kind: 'texture', format: 'depth32float', size: [8, 8] },
      { id: 'texels', kind: 'buffer', size: 256 },
      { id: 'tint', kind: 'buffer', size: 16, lifetime: 'persistent' },
      { id: 'icon', kind: 'texture', format: 'rgba8unorm', size: [8, 8], lifetime: 'persistent' },
      { id: 'both', kind: 'texture', format: 'depth24plus-stencil8', size: [8, 8] },
      { id: 'stencil', kind: 'texture', format: 'stencil8', size: [8, 8] },
      { id: 'lit', kind: 'buffer', size: 4 },
      { id: 'copied', kind: 'buffer', size: 4 },
      { id: 'tally', kind: 'buffer', size: 6, lifetime: 'persistent' },
    ],
    shaders: [
      { id: 'shadow', wgsl: code.compute },
      { id: 'words', spirv: 'AwIjBwAAAQAAAAAA' },
    ],
    passes: [
      { id: 'load', kind: 'upload', to: 'color', input: 'color' },
      { id: 'count', kind: 'upload', to: 'tally', input: 'tally' },
      { id: 'tint', kind: 'upload', to: 'tint', input: 'tint', optional: true },
      { id: 'icon', kind: 'upload', to: 'icon', input: 'icon', optional: true },
      { id: 'zero', kind: 'fill', to: 'lit', value: 0, queue: 'compute' },
      { id: 'depths', kind: 'upload', to: { resource: 'shadow', aspect: 'depth-only' }, input: 'depths' },
      { id: 'base', kind: 'upload', to: { resource: 'levels', mipLevel: 0 }, input: 'base' },
      { id: 'mips', kind: 'mipmap', texture: 'levels', queue: 'graphics', after: ['base'], sideEffects: true },
      {
        id: 'light',
        kind: 'compute',
        shader: 'shadow',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        after: ['depths'],
        sideEffects: true,
        bindings: [
          { group: 0, binding: 0, use: 'shadow', as: 'sampled' },
          {
            group: 0,
            binding: 1,
            sampler: {
              addressModeU: 'clamp-to-edge',
              addressModeV: 'repeat',
              addressModeW: 'mirror-repeat',
              magFilter: 'linear',
              minFilter: 'linear',
              mipmapFilter: 'linear',
              lodMinClamp: 0,
              lodMaxClamp: 8,
              compare: 'less',
              maxAnisotropy: 4,
            },
          },
          { group: 0, binding: 2, use: 'lit', as: 'storage' },
        ],
      },
      { id: 'clear', kind: 'fill', to: 'both', value: 0 },
      {
        id: 'stencils',
        kind: 'copy',
        from: { resource: 'both', aspect: 'stencil-only' },
        to: 'stencil',
        sideEffects: true,
      },
      {
        id: 'binary',
        kind: 'compute',
        shader: 'words',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        sideEffects: true,
        bindings: [{ group: 0, binding: 0, use: 'lit', as: 'storage' }],
      },
      { id: 'keep', kind: 'copy', from: 'lit', to: 'copied', queue: 'transfer', after: ['light'] },
      {
        id: 'sample',
        kind: 'custom',
        body: 'sample',
        sideEffects: true,
        uses: [
          { use: { resource: 'color', mipLevel: 0, previous: 1 }, as: 'sampled' },
          { use: { resource: 'color', format: 'rgba8unorm-srgb' }, as: 'sampled' },
          { use: 'copied', as: 'storage-read' },
          { use: 'texels', as: 'storage', access: 'write', inPlace: true },
        ],
      },
      {
        id: 'scene',
        kind: 'external',
        label: 'drawn by the engine',
        meta: { author: 'engine' },
        body: 'scene',
        queue: 'graphics',
        after: ['sample'],
        sideEffects: true,
        bypass: { lit: 'copied' },
        uses: [
          { use: 'copied', as: 'copy-src' },
          { use: 'lit', as: 'storage' },
        ],
      },
      { id: 'down', kind: 'readback', from: 'texels', output: 'texels' },
      { id: 'think', kind: 'host', body: 'think', consumes: ['texels'], queue: 'compute', sideEffects: true },
    ],
  },
]
