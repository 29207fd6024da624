/** Every kind of texture that WGSL declares, and textures of every shape that might be bound to it. */
import type { FrameGraph, TextureResource } from '../../src/graph/document.ts'

const sampledTypes = ['1d', '2d', '2d_array', '3d', 'cube', 'cube_array'] as const

const sampledOf = (numbers: string): string[] => sampledTypes.map((shape) => `texture_${shape}<${numbers}>`)

/** WGSL's types of textures. */
const declaredTextures: readonly string[] = [
  ...sampledOf('f32'),
  ...sampledOf('u32').slice(0, 4),
  'texture_2d<i32>',
  'texture_multisampled_2d<f32>',
  'texture_multisampled_2d<u32>',
  'texture_depth_2d',
  'texture_depth_2d_array',
  'texture_depth_cube',
  'texture_depth_multisampled_2d',
  ...['1d', '2d', '2d_array', '3d'].map((shape) => `texture_storage_${shape}<rgba8uint, write>`),
  'texture_storage_2d<rgba8unorm, write>',
  'texture_storage_2d<rgba16uint, write>',
]

type Texture = Omit<TextureResource, 'id' | 'kind'>

const texture = (format: Texture['format'], size: Texture['size'], rest: Partial<Texture> = {}): Texture => ({
  format,
  size,
  ...rest,
})

/** Textures, by what a reader calls them. */
const boundTextures: Readonly<Record<string, { texture: Texture; part?: object }>> = {
  'a line': { texture: texture('rgba8uint', [4], { dimension: '1d' }) },
  'one layer': { texture: texture('rgba8uint', [4, 4]) },
  'six layers': { texture: texture('rgba8unorm', [4, 4, 6]) },
  'twelve layers': { texture: texture('rgba8unorm', [4, 4, 12]) },
  'six oblong layers': { texture: texture('rgba8unorm', [4, 2, 6]) },
  'a layer of three': {
    texture: texture('rgba8uint', [4, 4, 3]),
    part: { mipLevel: 0, origin: [0, 0, 1], size: [4, 4, 1] },
  },
  'a volume': { texture: texture('rgba8uint', [4, 4, 4], { dimension: '3d' }) },
  'a volume of floats': { texture: texture('rgba8unorm', [4, 4, 4], { dimension: '3d' }) },
  'signed integers': { texture: texture('rgba8sint', [4, 4]) },
  'wider integers': { texture: texture('rgba16uint', [4, 4]) },
  colours: { texture: texture('rgba8unorm', [4, 4]) },
  'samples of floats': { texture: texture('rgba8unorm', [4, 4], { sampleCount: 4 }) },
  'samples of integers': { texture: texture('rgba8uint', [4, 4], { sampleCount: 4 }) },
  depth: { texture: texture('depth32float', [4, 4]) },
  'six depths': { texture: texture('depth32float', [4, 4, 6]) },
  'samples of depth': { texture: texture('depth24plus', [4, 4], { sampleCount: 4 }) },
  stencil: { texture: texture('stencil8', [4, 4]) },
  'depth and stencil': { texture: texture('depth24plus-stencil8', [4, 4]) },
  'depth beside stencil': {
    texture: texture('depth24plus-stencil8', [4, 4]),
    part: { aspect: 'depth-only' },
  },
  'stencil beside depth': {
    texture: texture('depth24plus-stencil8', [4, 4]),
    part: { aspect: 'stencil-only' },
  },
}

/** A graph whose only dispatch is given the texture as what the shader declares; undefined where no use of that kind is allowed. */
function dispatchWith(declared: string, bound: string): FrameGraph | undefined {
  const { texture: shape, part } = boundTextures[bound]!
  const stores = declared.startsWith('texture_storage')
  if (stores && (shape.sampleCount || /depth|stencil/.test(shape.format))) return undefined
  return {
    version: 1,
    name: `${declared}, ${bound}`,
    resources: [
      { id: 'texels', kind: 'texture', lifetime: 'persistent', ...shape },
      { id: 'found', kind: 'buffer', size: 4 },
    ],
    shaders: [
      {
        id: 'reads',
        wgsl: `@group(0) @binding(0) var texels: ${declared};
          @group(0) @binding(1) var<storage, read_write> found: u32;
          @compute @workgroup_size(1) fn main() { found = ${/1d/.test(declared) ? 'textureDimensions(texels)' : 'textureDimensions(texels).x'}; }`,
      },
    ],
    passes: [
      {
        id: 'read',
        kind: 'compute',
        shader: 'reads',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [
          {
            group: 0,
            binding: 0,
            use: part ? { resource: 'texels', ...part } : 'texels',
            as: stores ? 'storage-texture' : 'sampled',
            ...(stores ? { access: 'write' } : {}),
          },
          { group: 0, binding: 1, use: 'found', as: 'storage', access: 'write' },
        ],
      },
      { id: 'get', kind: 'readback', from: 'found', output: 'width' },
    ],
  }
}

/** All pairs of a declaration and a texture. */
export const shaderTextures = (): FrameGraph[] =>
  declaredTextures.flatMap((declared) =>
    Object.keys(boundTextures).flatMap((bound) => dispatchWith(declared, bound) ?? []),
  )

/** What shaders do with a texture and a sampler: the types of both, and the call. */
const samplings = {
  samples: ['texture_2d<f32>', 'sampler', 'textureSampleLevel(texels, how, vec2f(0.5), 0).x'],
  gathers: ['texture_2d<f32>', 'sampler', 'textureGather(0, texels, how, vec2f(0.5)).x'],
  'gathers integers': ['texture_2d<u32>', 'sampler', 'f32(textureGather(0, texels, how, vec2f(0.5)).x)'],
  'samples depth': ['texture_depth_2d', 'sampler', 'textureSampleLevel(texels, how, vec2f(0.5), 0)'],
  compares: ['texture_depth_2d', 'sampler_comparison', 'textureSampleCompareLevel(texels, how, vec2f(0.5), 0.5)'],
  'gathers comparisons': [
    'texture_depth_2d',
    'sampler_comparison',
    'textureGatherCompare(texels, how, vec2f(0.5), 0.5).x',
  ],
  loads: ['texture_2d<f32>', undefined, 'textureLoad(texels, vec2u(0), 0).x'],
  'samples beside depth': [
    'texture_2d<f32>',
    'sampler',
    'textureSampleLevel(texels, how, vec2f(0.5), 0).x + textureSampleLevel(other, how, vec2f(0.5), 0)',
  ],
} as const

const samplers = {
  nearest: {},
  linear: { magFilter: 'linear', minFilter: 'linear' },
  mipmaps: { mipmapFilter: 'linear' },
  comparing: { compare: 'less' },
} as const

function sampledGraph(
  name: string,
  [type, sampler, call]: (typeof samplings)[keyof typeof samplings],
  given: object,
  { format, aspect }: { readonly format: TextureResource['format']; readonly aspect?: string | undefined },
): FrameGraph {
  const block = /^astc-(\d+)x(\d+)/.exec(format)
  const lifetime = 'persistent'
  return {
    version: 1,
    name,
    resources: [
      { id: 'texels', kind: 'texture', format, size: block ? [Number(block[1]), Number(block[2])] : [4, 4], lifetime },
      { id: 'other', kind: 'texture', format: 'depth32float', size: [4, 4], lifetime },
      { id: 'found', kind: 'buffer', size: 4 },
    ],
    shaders: [
      {
        id: 'reads',
        wgsl: `@group(0) @binding(0) var texels: ${type};
          ${sampler ? `@group(0) @binding(1) var how: ${sampler};` : ''}
          @group(0) @binding(2) var<storage, read_write> found: f32;
          @group(0) @binding(3) var other: texture_depth_2d;
          @compute @workgroup_size(1) fn main() { found = ${call}; }`,
      },
    ],
    passes: [
      {
        id: 'read',
        kind: 'compute',
        shader: 'reads',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [
          { group: 0, binding: 0, use: aspect ? { resource: 'texels', aspect } : 'texels', as: 'sampled' },
          ...(sampler ? [{ group: 0, binding: 1, sampler: given }] : []),
          { group: 0, binding: 2, use: 'found', as: 'storage', access: 'write' },
          { group: 0, binding: 3, use: 'other', as: 'sampled' },
        ],
      },
      { id: 'get', kind: 'readback', from: 'found', output: 'width' },
    ],
  } as FrameGraph
}

const seenFormats = ['rgba8unorm', 'rgba8uint', 'rgba16sint', 'depth16unorm', 'depth24plus', 'stencil8'] as const
const seenAspects = (['depth-only', 'stencil-only'] as const).map((aspect) => ({
  format: 'depth32float-stencil8' as const,
  aspect,
}))

/** Every way to sample with every sampler, of formats of each kind; and one way with one sampler, of every format. */
export const sampledTextures = (formats: readonly TextureResource['format'][]): FrameGraph[] => {
  const of = (how: keyof typeof samplings, given: keyof typeof samplers, seen: Parameters<typeof sampledGraph>[3]) =>
    sampledGraph(`${how}, ${given}, ${seen.format} ${seen.aspect ?? ''}`, samplings[how], samplers[given], seen)
  const every = [...seenFormats.map((format) => ({ format })), ...seenAspects]
  const all = Object.keys(samplings) as (keyof typeof samplings)[]
  return [
    ...all.flatMap((how) =>
      (Object.keys(samplers) as (keyof typeof samplers)[]).flatMap((given) =>
        every.map((seen) => of(how, given, seen)),
      ),
    ),
    ...formats.flatMap((format) =>
      (['samples', 'gathers integers'] as const).map((how) => of(how, 'nearest', { format })),
    ),
  ]
}
