/** What shaders do: constants, bindings of passes and draws, textures, discarding, interpolation, derivatives. */
import { blue, bytes, green, inRect, rect, red, vertices, white, type Corner } from './geometry.ts'
import { drawOf, flatFragment, picture } from './picture.ts'

const none = [0, 0, 0, 0]
const whole = vertices(rect(0, 0, 16, 16, [1, 0.5, 0.25, 1]))
const vertexOnly = `
struct Varying { @builtin(position) position: vec4f, @location(0) color: vec4f }
@vertex fn vs(@location(0) position: vec3f, @location(1) color: vec4f) -> Varying { return Varying(vec4f(position, 1), color); }`
const fragment = flatFragment
const uniform = (group: number, binding: number, resource: string, offset = 0) => ({
  group,
  binding,
  use: { resource, offset, size: 16 },
  as: 'uniform' as const,
})
/** Three colours, 256 bytes apart. */
const colors = new Float32Array(192)
;[red, green, blue].forEach((color, i) => colors.set(color, i * 64))

const sides = [0, 1, 2, 3, 4, 5].map((i) => [i * 40, 255 - i * 40, i % 2 ? 200 : 50, 255])
const texels = new Uint8Array([0, 1, 2, 3].flatMap((y) => [0, 1, 2, 3].flatMap((x) => [x * 80, y * 80, 255, 255])))

export const fragments = [
  picture('constants', {
    wgsl: `
override shift: f32 = 0;
override level: f32 = 1;
@id(7) override isBlue: bool = false;
struct Varying { @builtin(position) position: vec4f, @location(0) color: vec4f }
@vertex fn vs(@location(0) position: vec3f, @location(1) color: vec4f) -> Varying {
  return Varying(vec4f(position.x + shift, position.yz, 1), color);
}
@fragment fn fs(in: Varying) -> @location(0) vec4f { return vec4f(level, 0, select(0.0, 1.0, isBlue), 1); }`,
    vertices: vertices(rect(0, 0, 4, 16)),
    pipelines: [
      { id: 'as-written', fragment },
      {
        id: 'given',
        vertex: {
          entryPoint: 'vs',
          constants: { shift: 1 },
          buffers: [
            {
              arrayStride: 28,
              attributes: [
                { shaderLocation: 0, format: 'float32x3', offset: 0 },
                { shaderLocation: 1, format: 'float32x4', offset: 12 },
              ],
            },
          ],
        },
        fragment: { entryPoint: 'fs', constants: { level: 0.5, '7': 1 } },
      },
    ],
    draws: [drawOf('as-written'), drawOf('given')],
    texel: (x) => (x < 4 ? [255, 0, 0, 255] : x >= 8 && x < 12 ? [128, 0, 255, 255] : none),
  }),
  // Group 1 of the second draw replaces the pass's; its group 0 stays.
  picture('groups', {
    wgsl: `${vertexOnly}
@group(0) @binding(0) var<uniform> scale: vec4f;
@group(1) @binding(0) var<uniform> color: vec4f;
@fragment fn fs(in: Varying) -> @location(0) vec4f { return color * scale; }`,
    vertices: vertices([...rect(0, 0, 8, 16), ...rect(8, 0, 8, 16)]),
    buffers: { colors, scale: new Float32Array([0.5, 1, 1, 1]) },
    pipelines: [{ id: 'uniform', fragment }],
    pass: { bindings: [uniform(0, 0, 'scale'), uniform(1, 0, 'colors')] },
    draws: [drawOf('uniform'), drawOf('uniform', 6, 6, { bindings: [uniform(1, 0, 'colors', 256)] })],
    texel: (x) => (x < 8 ? [128, 0, 0, 255] : [0, 255, 0, 255]),
  }),
  // Six faces of a cube, one after the other along the picture; the middle of each is all its colour.
  picture('cube', {
    size: [24, 4],
    wgsl: `${vertexOnly}
@group(0) @binding(0) var sky: texture_cube<f32>;
@group(0) @binding(1) var smooth_sky: sampler;
@fragment fn fs(in: Varying) -> @location(0) vec4f {
  let ways = array<vec3f, 6>(vec3f(1, 0, 0), vec3f(-1, 0, 0), vec3f(0, 1, 0), vec3f(0, -1, 0), vec3f(0, 0, 1), vec3f(0, 0, -1));
  return textureSampleLevel(sky, smooth_sky, ways[u32(in.position.x) / 4], 0);
}`,
    vertices: vertices(rect(0, 0, 16, 16)),
    buffers: { faces: new Uint8Array(sides.flatMap((side) => Array.from({ length: 16 }, () => side).flat())) },
    resources: [{ id: 'sky', kind: 'texture', format: 'rgba8unorm', size: [4, 4, 6] }],
    before: [{ id: 'fill-sky', kind: 'copy', from: 'faces', to: 'sky' }],
    pipelines: [{ id: 'sky', fragment }],
    pass: {
      bindings: [
        { group: 0, binding: 0, use: 'sky', as: 'sampled' },
        { group: 0, binding: 1, sampler: { magFilter: 'linear', minFilter: 'linear' } },
      ],
    },
    draws: [drawOf('sky')],
    texel: (x) => sides[Math.floor(x / 4)],
  }),
  // Two pipelines use different bindings of the pass: each is given all of them.
  picture('unused-bindings', {
    wgsl: `${vertexOnly}
@group(0) @binding(0) var<uniform> first: vec4f;
@group(0) @binding(1) var<uniform> second: vec4f;
@group(1) @binding(0) var<storage, read> third: array<vec4f>;
@fragment fn one(in: Varying) -> @location(0) vec4f { return first; }
@fragment fn two(in: Varying) -> @location(0) vec4f { return second + third[0] * 0; }
@fragment fn fs(in: Varying) -> @location(0) vec4f { return in.color; }`,
    vertices: vertices([...rect(0, 0, 4, 16), ...rect(4, 0, 4, 16), ...rect(8, 0, 4, 16, white)]),
    buffers: { colors },
    pipelines: [
      { id: 'one', fragment: { entryPoint: 'one' } },
      { id: 'two', fragment: { entryPoint: 'two' } },
      { id: 'none', fragment },
    ],
    pass: {
      bindings: [
        uniform(0, 0, 'colors'),
        uniform(0, 1, 'colors', 256),
        { group: 1, binding: 0, use: 'colors', as: 'storage-read' },
      ],
    },
    draws: [drawOf('one'), drawOf('two', 6), drawOf('none', 12)],
    texel: (x) => [bytes(red), bytes(green), bytes(white), none][Math.floor(x / 4)],
  }),
  picture('discard', {
    wgsl: `${vertexOnly}
@fragment fn fs(in: Varying) -> @location(0) vec4f {
  if ((u32(in.position.x) + u32(in.position.y)) % 2 == 1) { discard; }
  return in.color;
}`,
    vertices: whole,
    pipelines: [{ id: 'checkered', fragment }],
    draws: [drawOf('checkered')],
    texel: (x, y) => ((x + y) % 2 === 1 ? none : [255, 128, 64, 255]),
  }),
  picture('nearest-texture', {
    ...textured(`textureSample(image, filtering, in.position.xy / 16)`, { magFilter: 'nearest' }),
    texel: (x, y) => [Math.floor(x / 4) * 80, Math.floor(y / 4) * 80, 255, 255],
  }),
  picture('linear-texture', textured(`textureSample(image, filtering, in.position.xy / 16)`, { magFilter: 'linear' })),
  // The second level of a texture whose levels are half as bright: derivatives choose it.
  picture('mip-levels', {
    ...textured(
      `textureSample(image, filtering, in.position.xy / 8)`,
      {
        minFilter: 'nearest',
        mipmapFilter: 'nearest',
        addressModeU: 'repeat',
        addressModeV: 'repeat',
      },
      [32, 32],
    ),
    size: [16, 16],
  }),
  picture('unfilterable-texture', {
    wgsl: `${vertexOnly}
@group(0) @binding(0) var image: texture_2d<f32>;
@fragment fn fs(in: Varying) -> @location(0) vec4f {
  return vec4f(textureLoad(image, vec2u(in.position.xy) / 8, 0).x, 0, 0, 1);
}`,
    resources: [{ id: 'image', kind: 'texture', format: 'r32float', size: [2, 2] }],
    vertices: whole,
    buffers: { levels: new Float32Array([0.25, 0.5, 0.75, 1]) },
    before: [{ id: 'fill-image', kind: 'copy', from: 'levels', to: 'image' }],
    pipelines: [{ id: 'loads', fragment }],
    pass: { bindings: [{ group: 0, binding: 0, use: 'image', as: 'sampled' }] },
    draws: [drawOf('loads')],
    texel: (x, y) => [[64, 128, 191, 255][Math.floor(y / 8) * 2 + Math.floor(x / 8)]!, 0, 0, 255],
  }),
  // A pass draws depth, the next compares with it as a shadow map does.
  picture('shadow', {
    wgsl: `${vertexOnly}
@group(0) @binding(0) var map: texture_depth_2d;
@group(0) @binding(1) var comparing: sampler_comparison;
@fragment fn fs(in: Varying) -> @location(0) vec4f {
  return vec4f(vec3f(textureSampleCompareLevel(map, comparing, in.position.xy / 16, 0.5)), 1);
}`,
    resources: [{ id: 'map', kind: 'texture', format: 'depth32float', size: [16, 16] }],
    vertices: vertices([...rect(0, 0, 8, 16, white, 0.25), ...rect(8, 0, 8, 16, white, 0.75), ...rect(0, 0, 16, 16)]),
    before: [
      {
        id: 'shadows',
        kind: 'render',
        depth: { use: 'map', load: 'clear', clearValue: 1 },
        draws: [drawOf('depth', 0, 12)],
      },
    ],
    pipelines: [
      { id: 'depth', depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } },
      { id: 'lit', fragment },
    ],
    pass: {
      bindings: [
        { group: 0, binding: 0, use: 'map', as: 'sampled' },
        { group: 0, binding: 1, sampler: { compare: 'less' } },
      ],
    },
    draws: [drawOf('lit', 12)],
    texel: (x) => (x < 8 ? [0, 0, 0, 255] : [255, 255, 255, 255]),
  }),
  picture('interpolation', {
    size: [32, 32],
    wgsl: `
struct Varying {
  @builtin(position) position: vec4f,
  @location(0) perspective: f32,
  @location(1) @interpolate(linear) linear: f32,
  @location(2) @interpolate(flat, first) flat: u32,
}
@vertex fn vs(@location(0) position: vec3f, @location(1) color: vec4f, @builtin(vertex_index) i: u32) -> Varying {
  let w = 1 + color.x * 3;
  return Varying(vec4f(position.xy * w, 0.5 * w, w), color.x, color.x, i);
}
@fragment fn fs(in: Varying) -> @location(0) vec4f {
  return vec4f(in.perspective, in.linear, f32(in.flat) / 5, 1);
}`,
    vertices: vertices(
      [...rect(0, 0, 32, 16), ...rect(0, 16, 32, 16)].map((corner: Corner) => ({
        ...corner,
        color: [corner.x / 32, 0, 0, 1] as const,
      })),
      [32, 32],
    ),
    pipelines: [{ id: 'varyings', fragment }],
    draws: [drawOf('varyings'), drawOf('varyings', 6)],
  }),
  picture('derivatives', {
    wgsl: `${vertexOnly}
@fragment fn fs(in: Varying) -> @location(0) vec4f {
  let v = in.position.x * 0.125 + in.position.y * 0.0625;
  return vec4f(dpdx(v), dpdy(v), fwidth(v), 1);
}`,
    vertices: whole,
    pipelines: [{ id: 'slopes', fragment }],
    draws: [drawOf('slopes')],
    texel: () => bytes([0.125, 0.0625, 0.1875, 1]),
  }),
  // Vertices from a storage buffer, without any vertex buffer.
  picture('pulled-vertices', {
    wgsl: `
@group(0) @binding(0) var<storage, read> corners: array<vec2f>;
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f { return vec4f(corners[i], 0, 1); }
@fragment fn fs() -> @location(0) vec4f { return vec4f(0, 1, 0, 1); }`,
    buffers: { corners: new Float32Array([-1, 1, -1, 0, 0, 1, 0, 0]) },
    pipelines: [{ id: 'pull', vertex: { entryPoint: 'vs' }, fragment, primitive: { topology: 'triangle-strip' } }],
    pass: { bindings: [{ group: 0, binding: 0, use: 'corners', as: 'storage-read' }] },
    draws: [{ pipeline: 'pull', vertexCount: 4 }],
    texel: (x, y) => (inRect(x, y, [0, 0, 8, 8]) ? bytes(green) : none),
  }),
]

function textured(expression: string, sampler: object, [width, height]: readonly [number, number] = [4, 4]) {
  const isSmall = width === 4
  const levels = isSmall ? [texels] : [32, 16, 8].map((n, i) => new Uint8Array(n * n * 4).fill(200 - i * 60))
  return {
    wgsl: `${vertexOnly}
@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var filtering: sampler;
@fragment fn fs(in: Varying) -> @location(0) vec4f { return ${expression}; }`,
    resources: [
      {
        id: 'image',
        kind: 'texture' as const,
        format: 'rgba8unorm' as const,
        size: [width, height] as [number, number],
        mipLevelCount: levels.length,
      },
    ],
    vertices: whole,
    buffers: Object.fromEntries(levels.map((bytes, i) => [`level${i}`, bytes])),
    before: levels.map((_, i) => ({
      id: `fill-${i}`,
      kind: 'copy' as const,
      from: `level${i}`,
      to: { resource: 'image', mipLevel: i },
    })),
    pipelines: [{ id: 'textured', fragment }],
    pass: {
      bindings: [
        { group: 0, binding: 0, use: 'image', as: 'sampled' as const },
        { group: 0, binding: 1, sampler },
      ],
    },
    draws: [drawOf('textured')],
  }
}
