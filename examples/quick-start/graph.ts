/** A small frame: particles are uploaded, moved, kept inside a wall, and read back; a copy keeps where they were. */
import { frameGraph } from 'memkit-gpu'

/** 256 particles, one coordinate each. */
export const particleCount = 256
const size = 4 * particleCount
const workgroups = [particleCount / 64, 1, 1] as const

const move = `
  @group(0) @binding(0) var<storage, read> positions: array<u32>;
  @group(0) @binding(1) var<storage, read> velocities: array<u32>;
  @group(0) @binding(2) var<storage, read_write> moved: array<u32>;

  @compute @workgroup_size(64, 1, 1)
  fn main(@builtin(global_invocation_id) id: vec3u) {
    moved[id.x] = positions[id.x] + velocities[id.x];
  }`

const bound = `
  @group(0) @binding(0) var<storage, read> moved: array<u32>;
  @group(0) @binding(1) var<storage, read_write> bounded: array<u32>;

  @compute @workgroup_size(64, 1, 1)
  fn main(@builtin(global_invocation_id) id: vec3u) {
    bounded[id.x] = min(moved[id.x], 50u);
  }`

export const graph = frameGraph('move-particles')
  .buffer('positions', { size })
  .buffer('velocities', { size })
  .buffer('before', { size })
  .buffer('moved', { size })
  .buffer('bounded', { size })
  .buffer('unused', { size: 1_000_000 })
  .shader('move', { wgsl: move })
  .shader('bound', { wgsl: bound })
  .upload('positions', { input: 'positions' })
  .upload('velocities', { input: 'velocities' })
  .copy('positions', 'before')
  .fill('unused')
  .compute('move', {
    shader: 'move',
    workgroups,
    bindings: [
      { group: 0, binding: 0, use: 'positions', as: 'storage-read' },
      { group: 0, binding: 1, use: 'velocities', as: 'storage-read' },
      { group: 0, binding: 2, use: 'moved', as: 'storage', access: 'write' },
    ],
  })
  .compute('bound', {
    shader: 'bound',
    workgroups,
    bindings: [
      { group: 0, binding: 0, use: 'moved', as: 'storage-read' },
      { group: 0, binding: 1, use: 'bounded', as: 'storage', access: 'write' },
    ],
  })
  .readback('before', { output: 'before' })
  .readback('bounded', { output: 'bounded' })
  .build()
