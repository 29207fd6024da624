/** Documents that between them hold every kind of pass, of use and of endpoint, with defaults left out and said. */

const buffer = (id: string, more: object = {}) => ({ id, kind: 'buffer', size: 256, lifetime: 'persistent', ...more })
const texture = (id: string, more: object = {}) => ({
  id,
  kind: 'texture',
  format: 'rgba8unorm',
  size: [16, 16],
  lifetime: 'persistent',
  ...more,
})

const endpoints = {
  version: 1,
  resources: [
    buffer('a'),
    buffer('b'),
    buffer('old', { history: 3 }),
    buffer('wide', { size: 4096 }),
    texture('flat'),
    texture('levels', { size: [16, 8, 3], mipLevelCount: 4 }),
    texture('volume', { size: [8, 8, 8], dimension: '3d', mipLevelCount: 3, history: 2 }),
    texture('line', { size: [32], dimension: '1d' }),
    texture('blocks', { format: 'bc3-rgba-unorm', size: [24, 16], mipLevelCount: 3 }),
    texture('both', { format: 'depth32float-stencil8' }),
    texture('packed', { format: 'depth24plus-stencil8', size: [16, 16, 2] }),
  ],
  passes: [
    { kind: 'upload', to: 'a', input: 'x' },
    { kind: 'upload', to: { resource: 'a', offset: 16 }, input: { name: 'y', offset: 8 } },
    { kind: 'upload', to: { resource: 'b', offset: 8 }, input: 'perhaps', optional: true },
    { kind: 'upload', to: { resource: 'a', offset: 16, size: 0 }, input: { name: 'y' } },
    { kind: 'upload', to: 'levels', input: 'levels' },
    { kind: 'upload', to: { resource: 'levels', mipLevel: 1 }, input: 'level' },
    { kind: 'upload', to: { resource: 'levels', mipLevelCount: 2 }, input: 'two levels' },
    { kind: 'upload', to: { resource: 'levels', origin: [0, 0, 1] }, input: 'two layers' },
    {
      kind: 'upload',
      to: { resource: 'levels', mipLevel: 2, mipLevelCount: 2, origin: [0, 0, 1] },
      input: 'levels and layers',
    },
    { kind: 'upload', to: { resource: 'levels', origin: [3, 2, 1], size: [5, 4, 2] }, input: 'box' },
    { kind: 'upload', to: { resource: 'volume', mipLevel: 1, mipLevelCount: 2 }, input: 'volumes' },
    { kind: 'upload', to: { resource: 'blocks', mipLevel: 1 }, input: 'blocks' },
    { kind: 'upload', to: { resource: 'both', aspect: 'depth-only' }, input: 'depths' },
    { kind: 'upload', to: { resource: 'both', aspect: 'stencil-only' }, input: 'stencils' },
    { kind: 'upload', to: 'line', input: 'line' },
    { kind: 'fill', to: { resource: 'b', size: 16 }, value: 7 },
    { kind: 'copy', from: 'a', to: 'b' },
    { kind: 'copy', from: { resource: 'a', offset: 128 }, to: { resource: 'b', size: 32 } },
    { kind: 'copy', from: { resource: 'a', size: 32 }, to: { resource: 'b', offset: 64 } },
    { kind: 'copy', from: { resource: 'a', offset: 64 }, to: { resource: 'b', offset: 64 } },
    { kind: 'copy', from: { resource: 'wide', offset: 512 }, to: 'flat' },
    { kind: 'copy', from: 'flat', to: { resource: 'wide', offset: 8 } },
    { kind: 'copy', from: { resource: 'packed', aspect: 'stencil-only', origin: [0, 0, 1] }, to: { resource: 'wide' } },
    { kind: 'copy', from: { resource: 'old', previous: 2 }, to: 'b' },
    { kind: 'copy', from: { resource: 'volume', previous: 1 }, to: 'volume' },
    { kind: 'readback', from: { resource: 'old', previous: 3, offset: 4 }, output: 'old' },
    { kind: 'readback', from: 'volume', output: 'volume' },
    { kind: 'readback', from: { resource: 'packed', aspect: 'depth-only' }, output: 'depth' },
    { kind: 'mipmap', texture: 'levels' },
    { kind: 'mipmap', texture: 'flat' },
    { kind: 'host', body: 'h', consumes: ['old'], produces: [{ input: 'made', size: 64 }] },
    { kind: 'upload', to: { resource: 'a', size: 32 }, input: 'made' },
  ].map((pass, i) => ({ id: `p${i}`, ...pass })),
}

const readers = ['vertex', 'index', 'indirect', 'uniform', 'storage-read', 'copy-src'] as const
const code = {
  version: 1,
  resources: [
    buffer('a'),
    buffer('b'),
    buffer('c'),
    buffer('d'),
    texture('picture'),
    texture('target'),
    texture('samples', { sampleCount: 4, usage: ['attachment'] }),
    texture('resolved'),
    texture('z', { format: 'depth32float' }),
    texture('drawn', { format: 'r32float' }),
  ],
  shaders: [{ id: 's', wgsl: 'never compiled' }],
  passes: [
    ...readers.map((as) => ({
      kind: 'custom',
      body: 'x',
      uses: [
        { use: 'a', as },
        { use: { resource: 'b', offset: 16 }, as, access: 'read' },
      ],
    })),
    ...(['read', 'write', 'read-write', undefined] as const).flatMap((access) =>
      [false, true].map((inPlace) => ({
        kind: 'custom',
        body: 'x',
        uses: [
          { use: { resource: 'a', size: 64 }, as: 'storage', ...(access && { access }), inPlace },
          { use: 'drawn', as: 'storage-texture', ...(access && { access }), inPlace },
        ],
      })),
    ),
    {
      kind: 'external',
      body: 'x',
      uses: [
        { use: 'a', as: 'storage-read' },
        { use: 'drawn', as: 'storage-texture', access: 'write' },
      ],
    },
    {
      kind: 'custom',
      body: 'x',
      uses: [
        { use: 'a', as: 'copy-dst' },
        { use: 'picture', as: 'sampled' },
      ],
    },
    { kind: 'custom', body: 'x', uses: [{ use: 'a', as: 'copy-dst', access: 'write', inPlace: true }] },
    {
      kind: 'custom',
      body: 'x',
      uses: [
        { use: 'a', as: 'copy-dst', access: 'update' },
        { use: 'b', as: 'storage', access: 'update' },
        { use: 'drawn', as: 'storage-texture', access: 'update' },
      ],
    },
    {
      kind: 'compute',
      shader: 's',
      entryPoint: 'main',
      workgroups: { indirect: { resource: 'd', offset: 4, size: 12 } },
      bindings: [
        { group: 0, binding: 0, use: 'a', as: 'storage' },
        { group: 0, binding: 1, sampler: {} },
        { group: 0, binding: 2, use: 'picture', as: 'sampled' },
        { group: 0, binding: 3, use: 'b', as: 'uniform' },
      ],
    },
    ...(['clear', 'load', 'discard'] as const).map((load) => ({
      kind: 'render',
      body: 'draw',
      color: [{ use: 'samples', load, resolve: 'resolved' }],
      uses: [{ use: 'c', as: 'vertex' }],
    })),
    ...(['clear', 'load', 'discard'] as const).flatMap((load) =>
      [false, true].map((readOnly) => ({
        kind: 'render',
        body: 'draw',
        color: [{ use: 'target', load, store: 'discard' }],
        depth: { use: 'z', load: readOnly ? 'load' : load, readOnly },
      })),
    ),
  ].map((pass, i) => ({ id: `p${i}`, ...pass })),
}

export const everyPass: readonly unknown[] = [endpoints, code]
