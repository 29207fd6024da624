/** One frame as data: a triangle drawn into a texture of high range, then brought to what a screen can show. */
import { frameGraph, type FrameGraph } from 'memkit-gpu'

const scene = `
  struct Corner { @builtin(position) position: vec4f, @location(0) color: vec3f }

  @vertex fn corner(@location(0) position: vec2f, @location(1) color: vec3f) -> Corner {
    return Corner(vec4f(position, 0, 1), color);
  }
  @fragment fn shade(in: Corner) -> @location(0) vec4f {
    return vec4f(in.color * 4, 1);
  }`

const tonemap = `
  @group(0) @binding(0) var hdr: texture_2d<f32>;

  @vertex fn screen(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
    return vec4f(f32(i & 1) * 4 - 1, f32(i >> 1) * 4 - 1, 0, 1);
  }
  @fragment fn shown(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let color = textureLoad(hdr, vec2i(at.xy), 0).rgb;
    return vec4f(color / (color + 1), 1);
  }`

/** Positions and colours of three corners: two floats and three. */
export const triangle = new Float32Array([-0.8, -0.8, 1, 0, 0, 0.8, -0.8, 0, 1, 0, 0, 0.8, 0, 0, 1])

export function makeFrame(width: number, height: number): FrameGraph {
  return frameGraph('frame')
    .buffer('triangle', { size: triangle.byteLength, lifetime: 'persistent' })
    .texture('hdr', { format: 'rgba16float', size: [width, height] })
    .texture('picture', { format: 'rgba8unorm', size: [width, height] })
    .shader('scene', { wgsl: scene })
    .shader('tonemap', { wgsl: tonemap })
    .pipeline('scene', {
      shader: 'scene',
      vertex: {
        entryPoint: 'corner',
        buffers: [
          {
            arrayStride: 20,
            attributes: [
              { shaderLocation: 0, format: 'float32x2', offset: 0 },
              { shaderLocation: 1, format: 'float32x3', offset: 8 },
            ],
          },
        ],
      },
      fragment: { entryPoint: 'shade' },
    })
    .pipeline('tonemap', { shader: 'tonemap', vertex: { entryPoint: 'screen' }, fragment: { entryPoint: 'shown' } })
    .upload('triangle', { input: 'triangle' })
    .render('scene', {
      color: [{ use: 'hdr', load: 'clear', clearValue: [0.02, 0.02, 0.05, 1] }],
      draws: [{ pipeline: 'scene', vertexBuffers: ['triangle'], vertexCount: 3 }],
    })
    .render('tonemap', {
      color: [{ use: 'picture', load: 'discard' }],
      bindings: [{ group: 0, binding: 0, use: 'hdr', as: 'sampled' }],
      draws: [{ pipeline: 'tonemap', vertexCount: 3 }],
    })
    .readback('picture', { output: 'picture' })
    .build()
}
