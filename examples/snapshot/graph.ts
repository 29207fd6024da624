/** The graph of a team that blurs pictures: two passes, and a copy of the original to compare with. */
import { frameGraph } from 'memkit-gpu'

const size: [number, number] = [256, 256]
const workgroups: [number, number, number] = [32, 32, 1]

const blur = (step: string): string => `
  @group(0) @binding(0) var source: texture_2d<f32>;
  @group(0) @binding(1) var blurred: texture_storage_2d<rgba8unorm, write>;

  @compute @workgroup_size(8, 8, 1)
  fn main(@builtin(global_invocation_id) id: vec3u) {
    let here = vec2i(id.xy);
    var sum = vec4f(0);
    for (var i = -2; i <= 2; i++) { sum += textureLoad(source, clamp(here + ${step} * i, vec2i(0), vec2i(255)), 0); }
    textureStore(blurred, here, sum / 5);
  }`

const bindings = <From extends string, To extends string>(from: From, to: To) =>
  [
    { group: 0, binding: 0, use: from, as: 'sampled' },
    { group: 0, binding: 1, use: to, as: 'storage-texture', access: 'write' },
  ] as const

export const graph = frameGraph('blur')
  .texture('photo', { format: 'rgba8unorm', size })
  .texture('across', { format: 'rgba8unorm', size })
  .texture('blurred', { format: 'rgba8unorm', size })
  .texture('original', { format: 'rgba8unorm', size })
  .shader('blur-across', { wgsl: blur('vec2i(1, 0)') })
  .shader('blur-down', { wgsl: blur('vec2i(0, 1)') })
  .upload('photo', { input: 'photo' })
  .copy('photo', 'original')
  .compute('blur-across', { shader: 'blur-across', workgroups, bindings: bindings('photo', 'across') })
  .compute('blur-down', { shader: 'blur-down', workgroups, bindings: bindings('across', 'blurred') })
  .readback('original', { output: 'original' })
  .readback('blurred', { output: 'blurred' })
  .build()
