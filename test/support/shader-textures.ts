/** Every kind of texture that WGSL declares, and textures of every shape that might be bound to it. */
import type { FrameGraph, TextureResource } from '../../src/graph/document.ts'

const sampledTypes = ['1d', '2d', '2d_array', '3d', 'cube', 'cube_array'] as const

const sampledOf = (numbers: string): string[] => sampledTypes.map((shape) => `texture_${shape}<${numbers}>`)

/** WGSL's types of textures. */
export const declaredTextures: readonly string[] = [
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
export const boundTextures: Readonly<Record<string, { texture: Texture; part?: object }>> = {
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
export function dispatchWith(declared: string, bound: string): FrameGraph | undefined {
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
