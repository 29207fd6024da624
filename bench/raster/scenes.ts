/** A wavy mesh across the picture, and the ways in which it is drawn. */
import type { GraphDocument } from 'memkit-gpu'

export interface Case {
  readonly wgsl: string
  readonly sampleCount?: 4
  readonly textured?: boolean
}

const vertexStage = `
  struct Vertex { @builtin(position) at: vec4f, @location(0) normal: vec3f, @location(1) uv: vec2f }
  @vertex fn vs(@location(0) at: vec3f, @location(1) normal: vec3f, @location(2) uv: vec2f, @builtin(instance_index) i: u32) -> Vertex {
    let w = 1.5 + at.z;
    return Vertex(vec4f(at.xy * w, (0.3 + 0.2 * at.z + 0.05 * f32(i)) * w, w), normal, uv);
  }`
const lit = `
  fn light(normal: vec3f) -> f32 { return 0.2 + 0.8 * max(0.0, dot(normalize(normal), normalize(vec3f(0.3, 0.5, 1)))); }`

export const cases: Readonly<Record<string, Case>> = {
  plain: {
    wgsl: `${vertexStage}${lit}
      @fragment fn fs(v: Vertex) -> @location(0) vec4f { return vec4f(vec3f(light(v.normal)), 1); }`,
  },
  textured: {
    textured: true,
    wgsl: `${vertexStage}${lit}
      @group(0) @binding(0) var t: texture_2d<f32>; @group(0) @binding(1) var s: sampler;
      @fragment fn fs(v: Vertex) -> @location(0) vec4f { return vec4f(textureSample(t, s, v.uv).rgb * light(v.normal), 1); }`,
  },
  multisampled: {
    sampleCount: 4,
    wgsl: `${vertexStage}${lit}
      @fragment fn fs(v: Vertex) -> @location(0) vec4f { return vec4f(vec3f(light(v.normal)), 1); }`,
  },
}

/** A grid of about `count` triangles: positions, normals and texture coordinates, and indices. */
export function mesh(count: number) {
  const cells = Math.max(1, Math.round(Math.sqrt(count / 4)))
  const side = cells + 1
  const vertices = new Float32Array(side * side * 8)
  const indices = new Uint32Array(cells * cells * 6)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [u, v] = [x / cells, y / cells]
      const z = 0.5 + 0.25 * (Math.sin(9 * u) + Math.cos(7 * v))
      vertices.set([2 * u - 1, 2 * v - 1, z, Math.cos(9 * u), Math.sin(7 * v), 1, 6 * u, 6 * v], (y * side + x) * 8)
    }
  for (let y = 0, at = 0; y < cells; y++)
    for (let x = 0; x < cells; x++, at += 6) {
      const a = y * side + x
      indices.set([a, a + 1, a + side, a + side, a + 1, a + side + 1], at)
    }
  const bytes = (view: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) => new Uint8Array(view.buffer)
  return { vertices: bytes(vertices), indices: bytes(indices), triangles: cells * cells * 2 }
}

type Buffers = { readonly vertices: Uint8Array; readonly indices: Uint8Array }

/** The document: the mesh twice, the second behind the first. */
export function sceneOf(
  { wgsl, sampleCount, textured }: Case,
  size: readonly [number, number],
  { vertices, indices }: Buffers,
): GraphDocument {
  const square: [number, number] = [256, 256]
  const across: [number, number] = [...size]
  return {
    version: 1,
    resources: [
      { id: 'vertices', kind: 'buffer', size: vertices.byteLength },
      { id: 'indices', kind: 'buffer', size: indices.byteLength },
      { id: 'target', kind: 'texture', format: 'rgba8unorm', size: across, ...(sampleCount && { sampleCount }) },
      { id: 'depth', kind: 'texture', format: 'depth32float', size: across, ...(sampleCount && { sampleCount }) },
      ...(sampleCount
        ? [{ id: 'resolved', kind: 'texture' as const, format: 'rgba8unorm' as const, size: across }]
        : []),
      ...(textured
        ? [{ id: 'texture', kind: 'texture' as const, format: 'rgba8unorm' as const, size: square, mipLevelCount: 9 }]
        : []),
    ],
    shaders: [{ id: 'shader', wgsl }],
    pipelines: [
      {
        id: 'mesh',
        kind: 'render',
        shader: 'shader',
        vertex: {
          entryPoint: 'vs',
          buffers: [
            {
              arrayStride: 32,
              attributes: [
                { shaderLocation: 0, format: 'float32x3', offset: 0 },
                { shaderLocation: 1, format: 'float32x3', offset: 12 },
                { shaderLocation: 2, format: 'float32x2', offset: 24 },
              ],
            },
          ],
        },
        fragment: { entryPoint: 'fs' },
        depthStencil: { depthWriteEnabled: true, depthCompare: 'less' },
      },
    ],
    passes: [
      { id: 'load-vertices', kind: 'upload', to: 'vertices', input: 'vertices' },
      { id: 'load-indices', kind: 'upload', to: 'indices', input: 'indices' },
      ...(textured
        ? [
            {
              id: 'paint',
              kind: 'render' as const,
              color: [
                {
                  use: { resource: 'texture', mipLevel: 0 },
                  load: 'clear' as const,
                  clearValue: [1, 0.5, 0, 1] as [number, number, number, number],
                },
              ],
              draws: [],
            },
            { id: 'levels', kind: 'mipmap' as const, texture: 'texture' },
          ]
        : []),
      {
        id: 'draw',
        kind: 'render',
        color: [{ use: 'target', load: 'clear', ...(sampleCount && { resolve: 'resolved' }) }],
        depth: { use: 'depth', load: 'clear' },
        ...(textured && {
          bindings: [
            { group: 0, binding: 0, use: 'texture', as: 'sampled' as const },
            {
              group: 0,
              binding: 1,
              sampler: {
                magFilter: 'linear' as const,
                minFilter: 'linear' as const,
                mipmapFilter: 'linear' as const,
                addressModeU: 'repeat' as const,
                addressModeV: 'repeat' as const,
              },
            },
          ],
        }),
        draws: [
          {
            pipeline: 'mesh',
            vertexBuffers: ['vertices'],
            indexBuffer: { use: 'indices', format: 'uint32' },
            indexCount: indices.byteLength / 4,
            instanceCount: 2,
          },
        ],
      },
      { id: 'get', kind: 'readback', from: sampleCount ? 'resolved' : 'target', output: 'picture' },
    ],
  }
}
