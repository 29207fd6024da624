/** One scene for each feature of drawing, for rasterisers to agree on. */
import { bytesOf, floats, type Scene, type SceneBinding, type SceneDraw } from './raster-scene.ts'

/** Positions in clip space, a colour, and a place in a texture. */
const stride = 40
const buffers = [
  {
    arrayStride: stride,
    attributes: [
      { shaderLocation: 0, format: 'float32x4' as const, offset: 0 },
      { shaderLocation: 1, format: 'float32x4' as const, offset: 16 },
      { shaderLocation: 2, format: 'float32x2' as const, offset: 32 },
    ],
  },
]
const shader = (fragment: string, more = '', interpolate = '') => `
  struct Vertex { @builtin(position) at: vec4f, @location(0) ${interpolate} color: vec4f, @location(1) uv: vec2f }
  @vertex fn vs(@location(0) at: vec4f, @location(1) color: vec4f, @location(2) uv: vec2f) -> Vertex {
    return Vertex(at, color, uv);
  }
  ${more}
  ${fragment}`
const plain = shader('@fragment fn fs(v: Vertex) -> @location(0) vec4f { return v.color; }')
const red = [1, 0, 0, 1]
const green = [0, 1, 0, 1]
const blue = [0, 0, 1, 0.5]
const white = [1, 1, 1, 0.75]
type Corner = readonly [at: readonly number[], color: readonly number[], uv?: readonly number[]]
const mesh = (...corners: Corner[]) =>
  floats(...corners.flatMap(([at, color, uv = [0, 0]]) => [...at, ...color, ...uv]))
const drawOf = (vertices: Uint8Array<ArrayBuffer>, more: Partial<SceneDraw> = {}): SceneDraw => ({
  vertex: { buffers },
  vertexBuffers: [vertices],
  call: { vertexCount: vertices.byteLength / stride },
  ...more,
})
const size = [256, 256] as const
const big = mesh([[-0.9, -0.8, 0.5, 1], red], [[0.95, -0.6, 0.5, 1], green], [[-0.2, 0.9, 0.5, 1], blue])
const small = mesh([[-0.6, -0.9, 0.2, 1], white], [[0.7, -0.2, 0.8, 1], white], [[-0.1, 0.5, 0.4, 1], green])
/** A floor that reaches from near the eye to far away. */
const floor = (w: number) =>
  mesh(
    [[-1, -1, 0, 1], red, [0, 0]],
    [[1, -1, 0, 1], green, [8, 0]],
    [[-w, w / 2, w * 0.9, w], blue, [0, 8 * w]],
    [[-w, w / 2, w * 0.9, w], blue, [0, 8 * w]],
    [[1, -1, 0, 1], green, [8, 0]],
    [[w, w / 2, w * 0.9, w], white, [8, 8 * w]],
  )
const screen = (color: readonly number[], z = 0.5) =>
  mesh(
    [[-1, -1, z, 1], color, [0, 1]],
    [[1, -1, z, 1], color, [1, 1]],
    [[-1, 1, z, 1], color, [0, 0]],
    [[-1, 1, z, 1], color, [0, 0]],
    [[1, -1, z, 1], color, [1, 1]],
    [[1, 1, z, 1], color, [1, 0]],
  )
/** Bytes of moderate contrast: filters of devices weigh with few bits. */
const noise = (length: number, contrast = 0.2): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length)
  for (let i = 0, state = 1; i < length; i++)
    bytes[i] = 128 + contrast * ((((state = (state * 48271) % 0x7fffffff) >>> 8) & 0xff) - 128)
  return bytes
}
/** Every level has a pattern of its own. */
const picture = (format: 'rgba8unorm' | 'rgba8unorm-srgb' = 'rgba8unorm', contrast?: number): SceneBinding => ({
  kind: 'texture',
  format,
  size: [16, 16, 1],
  mipLevelCount: 5,
  bytes: noise(4 * (256 + 64 + 16 + 4 + 1), contrast),
})
/** Cubes of 8 × 8 texels a face, each level with a pattern of its own. */
const cubes = (count: number): SceneBinding => ({
  kind: 'texture',
  format: 'rgba8unorm',
  size: [8, 8, 6 * count],
  mipLevelCount: 4,
  dimension: count === 1 ? 'cube' : 'cube-array',
  bytes: noise(4 * (64 + 16 + 4 + 1) * 6 * count),
})
const sampled = (body: string) =>
  shader(
    `@fragment fn fs(v: Vertex) -> @location(0) vec4f { ${body} }`,
    '@group(0) @binding(0) var t: texture_2d<f32>; @group(0) @binding(1) var s: sampler;',
  )
const linear = {
  magFilter: 'linear',
  minFilter: 'linear',
  mipmapFilter: 'linear',
  addressModeU: 'repeat',
  addressModeV: 'mirror-repeat',
} as const
const withTexture = (sampler: object = linear, format?: 'rgba8unorm-srgb', contrast?: number): Partial<SceneDraw> => ({
  bindings: [picture(format, contrast), { kind: 'sampler', sampler }],
})
const less = { depthWriteEnabled: true, depthCompare: 'less' } as const
const over = { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha' } as const
const ring = (count: number) =>
  mesh(
    ...Array.from({ length: count }, (_, i): Corner => {
      const [radius, angle] = [i % 2 ? 0.9 : 0.45, (i / count) * 2 * Math.PI]
      // Where a line steps is a matter of subpixels: odd sixteenths of a pixel are the same for all, and no line meets a corner.
      const [x, y] = [Math.cos(angle), Math.sin(angle)].map((one) => (Math.round(radius * one * 1024) + 0.5) / 1024)
      return [
        [x!, y!, 0.5, 1],
        [i / count, 1 - i / count, 0.5, 1],
      ]
    }),
  )

/** Lines along the axes, of which all devices draw the same pixels: others may be drawn as rectangles. */
const spiral = mesh(
  ...Array.from({ length: 24 }, (_, i): Corner => {
    const [x, y] = [i, i + 1].map((turn) => ((Math.floor(turn / 2) % 2 ? -1 : 1) * (120.5 - 4 * i)) / 128)
    return [
      [x!, y!, 0.5, 1],
      [i / 24, 1 - i / 24, 0.5, 1],
    ]
  }),
)

export const rasterScenes: Readonly<Record<string, Scene>> = {
  'triangles with interpolated colours': { wgsl: plain, size, draws: [drawOf(big), drawOf(small)] },
  'perspective and clipping at the near plane': {
    wgsl: plain,
    size,
    draws: [
      drawOf(mesh([[-2, -1, -1, 0.5], red], [[3, -1.5, 0.2, 1.2], green], [[0, 2, 2, 4], blue])),
      drawOf(mesh([[-0.5, -0.5, 0.5, 1], red], [[0.5, 0.3, -0.5, -0.7], green], [[0, 1, 1, 2], white])),
      drawOf(mesh([[0.2, 0.1, 0.5, 1], red], [[0.7, -0.3, 0.1, -0.7], green], [[0.9, 0.8, 1, 2], white])),
    ],
  },
  'vertices far outside of the viewport': {
    wgsl: plain,
    size,
    draws: [drawOf(mesh([[-5000, -4000, 0.5, 1], red], [[9000, -3, 0.5, 1], green], [[-1, 7000, 0.5, 1], blue]))],
  },
  'linear and flat interpolation': {
    wgsl: `
      struct Vertex { @builtin(position) at: vec4f, @location(0) @interpolate(linear) a: vec4f, @location(1) @interpolate(flat) b: vec4f, @location(2) c: vec2f }
      @vertex fn vs(@location(0) at: vec4f, @location(1) color: vec4f, @location(2) uv: vec2f) -> Vertex { return Vertex(at, color, color, uv / 256); }
      @fragment fn fs(v: Vertex) -> @location(0) vec4f { return vec4f(v.a.r, v.b.g * v.c.x, v.a.b, 1); }`,
    size,
    draws: [drawOf(floor(8))],
  },
  'triangle strips with restart, 16 bits': {
    wgsl: plain,
    size,
    draws: [
      drawOf(ring(16), {
        primitive: { topology: 'triangle-strip', stripIndexFormat: 'uint16', cullMode: 'back' },
        indexBuffer: {
          format: 'uint16',
          bytes: bytesOf(Uint16Array.of(0, 1, 2, 3, 4, 65535, 6, 7, 8, 65535, 9, 10, 11, 12, 13, 14)),
        },
        call: { indexCount: 16 },
      }),
    ],
  },
  'base vertex, first index, first instance': {
    wgsl: `
      struct Out { @builtin(position) at: vec4f, @location(0) color: vec4f }
      @vertex fn vs(@location(0) at: vec4f, @location(1) color: vec4f, @builtin(vertex_index) v: u32, @builtin(instance_index) i: u32, @location(3) shift: vec2f) -> Out {
        return Out(vec4f(at.xy * 0.4 + shift, at.zw), vec4f(color.rgb * f32(i) / 6, f32(v) / 10)); }
      @fragment fn fs(o: Out) -> @location(0) vec4f { return o.color; }`,
    size,
    draws: [
      drawOf(ring(12), {
        vertex: {
          buffers: [
            buffers[0]!,
            {
              arrayStride: 8,
              stepMode: 'instance',
              attributes: [{ shaderLocation: 3, format: 'float32x2', offset: 0 }],
            },
          ],
        },
        vertexBuffers: [ring(12), floats(9, 9, 9, 9, -0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5)],
        indexBuffer: { format: 'uint32', bytes: bytesOf(Uint32Array.of(7, 7, 7, 0, 1, 2, 4, 5, 6)) },
        call: { indexCount: 6, firstIndex: 3, baseVertex: 2, instanceCount: 4, firstInstance: 2 },
      }),
    ],
  },
  'lines and points': {
    wgsl: plain,
    size,
    draws: [
      drawOf(spiral, { primitive: { topology: 'line-strip' } }),
      drawOf(spiral, { primitive: { topology: 'line-list' }, viewport: [3, 5, 256, 256, 0, 1] }),
      drawOf(ring(40), { primitive: { topology: 'point-list' } }),
    ],
  },
  'culling and winding': {
    wgsl: plain,
    size,
    draws: [
      drawOf(big, { primitive: { cullMode: 'front' } }),
      drawOf(small, { primitive: { cullMode: 'back', frontFace: 'cw' } }),
      drawOf(ring(6), { primitive: { cullMode: 'back' } }),
    ],
  },
  'facing in the shader': {
    wgsl: shader(
      '@fragment fn fs(v: Vertex, @builtin(front_facing) front: bool) -> @location(0) vec4f { return select(v.color, vec4f(1, 1, 0, 1), front); }',
    ),
    size,
    draws: [drawOf(big), drawOf(small, { primitive: { frontFace: 'cw' } })],
  },
  'depth tests, 32 bits': {
    wgsl: plain,
    size,
    depth: { format: 'depth32float' },
    draws: [
      drawOf(floor(6), { depthStencil: less }),
      drawOf(small, { depthStencil: less }),
      drawOf(big, { depthStencil: less }),
    ],
  },
  'depth tests, 16 bits, a viewport with a depth range': {
    wgsl: plain,
    size,
    depth: { format: 'depth16unorm', clear: 0.6 },
    draws: [
      drawOf(floor(6), { depthStencil: less, viewport: [18.5, 12, 200, 220.25, 0.25, 0.75] }),
      drawOf(small, { depthStencil: { depthWriteEnabled: true, depthCompare: 'greater' } }),
    ],
  },
  'depth bias': {
    wgsl: plain,
    size,
    depth: { format: 'depth24plus' },
    draws: [
      drawOf(small, { depthStencil: less }),
      drawOf(small, { depthStencil: { ...less, depthBias: -4, depthBiasSlopeScale: -1 }, scissor: [0, 0, 128, 256] }),
      drawOf(floor(3), { depthStencil: { ...less, depthBias: 10, depthBiasSlopeScale: 2, depthBiasClamp: 0.01 } }),
    ],
  },
  stencil: {
    wgsl: plain,
    size,
    depth: { format: 'depth24plus-stencil8', stencilClear: 3 },
    draws: [
      drawOf(big, {
        stencilReference: 7,
        depthStencil: { ...less, stencilFront: { passOp: 'increment-wrap' }, stencilBack: { passOp: 'replace' } },
      }),
      drawOf(small, {
        stencilReference: 4,
        depthStencil: {
          ...less,
          stencilFront: { compare: 'equal', failOp: 'invert', depthFailOp: 'decrement-clamp', passOp: 'zero' },
          stencilBack: { compare: 'not-equal' },
          stencilReadMask: 0x0f,
          stencilWriteMask: 0xf7,
        },
      }),
      drawOf(screen([0.2, 0.4, 0.6, 1]), {
        stencilReference: 4,
        depthStencil: { depthWriteEnabled: false, depthCompare: 'always', stencilFront: { compare: 'less' } },
      }),
    ],
  },
  'blending over': {
    wgsl: plain,
    size,
    color: [{ format: 'rgba8unorm', clear: [0.1, 0.2, 0.3, 0.4] }],
    draws: [big, small].map((one) => drawOf(one, { fragment: { targets: [{ blend: { color: over, alpha: over } }] } })),
  },
  'blending with a constant, min and max, write masks': {
    wgsl: plain,
    size,
    color: [{ format: 'rgba16float', clear: [0.1, 0.2, 0.3, 0.4] }],
    draws: [
      drawOf(big, {
        blendConstant: [0.25, 0.5, 0.75, 1],
        fragment: {
          targets: [
            {
              blend: {
                color: { srcFactor: 'constant', dstFactor: 'one-minus-constant' },
                alpha: { operation: 'max', srcFactor: 'one', dstFactor: 'one' },
              },
              writeMask: 13,
            },
          ],
        },
      }),
      drawOf(small, {
        fragment: {
          targets: [
            {
              blend: {
                color: { operation: 'reverse-subtract', srcFactor: 'dst', dstFactor: 'one-minus-src' },
                alpha: { operation: 'min', srcFactor: 'one', dstFactor: 'one' },
              },
            },
          ],
        },
      }),
    ],
  },
  'sRGB with blending': {
    wgsl: plain,
    size,
    color: [{ format: 'bgra8unorm-srgb', clear: [0.5, 0.1, 0.2, 1] }],
    draws: [big, small].map((one) => drawOf(one, { fragment: { targets: [{ blend: { color: over, alpha: over } }] } })),
  },
  'several targets, integers, a target that is not written': {
    wgsl: `
      struct Out { @location(0) a: vec4f, @location(1) b: vec4u, @location(2) c: vec2i, @location(3) d: f32 }
      @vertex fn vs(@location(0) at: vec4f) -> @builtin(position) vec4f { return at; }
      @fragment fn fs(@builtin(position) p: vec4f) -> Out {
        return Out(vec4f(p.xy / 256, p.z, p.w), vec4u(vec2u(p.xy), 7, 250), vec2i(p.xy) - 128, p.x / 256); }`,
    size,
    color: [
      { format: 'rgba8unorm' },
      { format: 'rgba8uint' },
      { format: 'rg16sint' },
      { format: 'r8unorm', clear: [1, 0, 0, 0] },
    ],
    draws: [drawOf(big, { fragment: { targets: [{}, { writeMask: 11 }, {}, null] } })],
  },
  'four samples and their resolve': {
    wgsl: plain,
    size,
    sampleCount: 4,
    depth: { format: 'depth24plus' },
    draws: [
      drawOf(big, { depthStencil: less }),
      drawOf(small, { depthStencil: less }),
      drawOf(ring(9), { depthStencil: less }),
    ],
  },
  'shading of samples, their index and mask': {
    wgsl: `
      struct Vertex { @builtin(position) at: vec4f, @location(0) @interpolate(perspective, centroid) a: vec4f, @location(1) @interpolate(perspective, sample) b: vec2f }
      @vertex fn vs(@location(0) at: vec4f, @location(1) color: vec4f, @location(2) uv: vec2f) -> Vertex { return Vertex(at, color, uv / 256); }
      struct Out { @location(0) color: vec4f, @builtin(sample_mask) mask: u32 }
      @fragment fn fs(v: Vertex, @builtin(sample_index) i: u32, @builtin(sample_mask) covered: u32) -> Out {
        return Out(vec4f(v.a.r, v.b.y, f32(i) / 3, f32(covered) / 15), select(15u, 5u, v.at.x > 128)); }`,
    size,
    sampleCount: 4,
    draws: [drawOf(floor(6)), drawOf(big)],
  },
  'centroid interpolation': {
    wgsl: shader(
      '@fragment fn fs(v: Vertex) -> @location(0) vec4f { return v.color; }',
      '',
      '@interpolate(perspective, centroid)',
    ),
    size,
    sampleCount: 4,
    draws: [drawOf(big), drawOf(ring(9))],
  },
  'alpha to coverage and a mask of samples': {
    wgsl: plain,
    size,
    sampleCount: 4,
    draws: [
      // Which samples another alpha covers is a device's own choice.
      ...[0, 1].map((alpha, i) =>
        drawOf(screen([0.2, 1, 0.4, alpha]), {
          scissor: [i * 32, i * 32, 96, 32],
          multisample: { alphaToCoverageEnabled: true },
        }),
      ),
      drawOf(small, { multisample: { mask: 6 } }),
    ],
  },
  'discard and derivatives': {
    wgsl: shader(`@fragment fn fs(v: Vertex) -> @location(0) vec4f {
      if (fract(v.at.x / 32) < 0.3) { discard; }
      return vec4f(abs(dpdx(v.uv)) * 4, fwidth(v.uv.y * v.uv.y) * 0.01, 1); }`),
    size,
    draws: [drawOf(floor(4)), drawOf(small)],
  },
  'depth from the shader': {
    wgsl: `
      struct Out { @location(0) color: vec4f, @builtin(frag_depth) depth: f32 }
      @vertex fn vs(@location(0) at: vec4f) -> @builtin(position) vec4f { return at; }
      @fragment fn fs(@builtin(position) p: vec4f) -> Out { return Out(vec4f(p.xy / 256, 0, 1), fract(p.x / 64)); }`,
    size,
    depth: { format: 'depth32float', clear: 0.5 },
    draws: [drawOf(big, { depthStencil: less })],
  },
  'textures with mip levels by derivatives, trilinear': {
    wgsl: sampled('return textureSample(t, s, v.uv);'),
    size,
    // How far between two levels a place is, devices tell by derivatives of their own precision.
    draws: [drawOf(floor(5), withTexture(linear, undefined, 0.1))],
  },
  'textures with bias, offset and nearest levels, sRGB': {
    wgsl: sampled('return textureSampleBias(t, s, v.uv * 12 - 3, 0.6, vec2i(1, -2));'),
    size,
    draws: [
      drawOf(
        screen(white),
        withTexture(
          { magFilter: 'nearest', minFilter: 'linear', mipmapFilter: 'nearest', addressModeV: 'repeat' },
          'rgba8unorm-srgb',
        ),
      ),
    ],
  },
  'textures by gradients and levels, gathered': {
    wgsl: sampled(`return textureSampleGrad(t, s, v.uv, vec2f(0.1, 0), vec2f(0, 0.2)) * 0.5
        + textureSampleLevel(t, s, v.uv, 1.4) * 0.25 + textureGather(1, t, s, v.uv) * 0.25;`),
    size,
    draws: [drawOf(screen(white), withTexture({ ...linear, addressModeU: 'clamp-to-edge' }))],
  },
  'cubes, whose filters reach over edges and corners': {
    wgsl: shader(
      `@fragment fn fs(v: Vertex) -> @location(0) vec4f {
        let p = (v.uv * 2 - 1) * 1.4;
        // Six views, each around a corner or an edge of the cube.
        let cell = vec2i(v.at.xy / vec2f(86, 128));
        var way = vec3f(1, p.x, p.y);
        if cell.x == 1 { way = vec3f(p.y, -1, p.x); }
        if cell.x == 2 { way = vec3f(p.x, p.y, 1); }
        if cell.y == 1 { way = -way; }
        return textureSampleLevel(t, s, way, 0) * 0.5 + textureSample(t, s, way * 3) * 0.5; }`,
      '@group(0) @binding(0) var t: texture_cube<f32>; @group(0) @binding(1) var s: sampler;',
    ),
    size,
    draws: [drawOf(screen(white), { bindings: [cubes(1), { kind: 'sampler', sampler: linear }] })],
  },
  'arrays of cubes, by gradients, levels, and gathered': {
    wgsl: shader(
      `@fragment fn fs(v: Vertex) -> @location(0) vec4f {
        let p = v.uv * 2 - 1;
        let way = vec3f(p.x, 0.9 * p.y, 0.83);
        return textureSampleGrad(t, s, vec3f(0.6 * p, 1), i32(v.at.x) / 128, vec3f(0.1, 0, 0), vec3f(0, 0.3, 0)) * 0.25
          + textureSampleLevel(t, s, way, 1, 1.3) * 0.25
          + textureGather(1, t, s, vec3f(0.6 * p, 1), 1) * 0.25 + f32(textureNumLayers(t)) * 0.0625; }`,
      '@group(0) @binding(0) var t: texture_cube_array<f32>; @group(0) @binding(1) var s: sampler;',
    ),
    size,
    draws: [drawOf(screen(white), { bindings: [cubes(2), { kind: 'sampler', sampler: linear }] })],
  },
  'comparison samplers': {
    wgsl: shader(
      '@fragment fn fs(v: Vertex) -> @location(0) vec4f { return vec4f(textureSampleCompare(t, s, v.uv, 0.5), textureSampleCompareLevel(t, s, v.uv, v.uv.x), textureGatherCompare(t, s, v.uv, 0.7).x, 1); }',
      '@group(0) @binding(0) var t: texture_depth_2d; @group(0) @binding(1) var s: sampler_comparison;',
    ),
    size,
    draws: [
      drawOf(screen(white), {
        bindings: [
          { kind: 'texture', format: 'depth16unorm', size: [8, 8, 1], bytes: noise(128, 1) },
          { kind: 'sampler', sampler: { compare: 'less', magFilter: 'linear', minFilter: 'linear' } },
        ],
      }),
    ],
  },
  'an override, uniforms and storage': {
    wgsl: `
      override shade: f32 = 1.0; @id(3) override count: u32;
      @group(0) @binding(0) var<uniform> tint: vec4f;
      @group(0) @binding(1) var<storage, read> list: array<vec4f>;
      @vertex fn vs(@location(0) at: vec4f) -> @builtin(position) vec4f { return at; }
      @fragment fn fs(@builtin(position) p: vec4f) -> @location(0) vec4f { return tint * list[u32(p.x) % count] * shade; }`,
    size,
    draws: [
      drawOf(big, {
        fragment: { constants: { shade: 0.5, '3': 3 } },
        vertex: { buffers, constants: { '3': 3 } },
        bindings: [
          { kind: 'uniform', bytes: floats(1, 0.8, 0.6, 1) },
          { kind: 'storage', bytes: floats(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1) },
        ],
      }),
    ],
  },
}
