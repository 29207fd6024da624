/** A small frame: particles are uploaded, moved, kept inside a wall, and read back; a copy keeps where they were. */
import { parseGraph } from 'memkit-gpu'

/** 256 particles, one x coordinate each. */
export const particleCount = 256
const sizeBytes = 4 * particleCount

export const graph = parseGraph({
  version: 1,
  name: 'move-particles',
  resources: [
    { id: 'positions', kind: 'buffer', size: sizeBytes },
    { id: 'velocities', kind: 'buffer', size: sizeBytes },
    { id: 'before', kind: 'buffer', size: sizeBytes },
    { id: 'moved', kind: 'buffer', size: sizeBytes },
    { id: 'bounded', kind: 'buffer', size: sizeBytes },
    { id: 'unused', kind: 'buffer', size: 1_000_000 },
  ],
  shaders: [
    {
      id: 'move',
      wgsl: `
        @group(0) @binding(0) var<storage, read> positions: array<u32>;
        @group(0) @binding(1) var<storage, read> velocities: array<u32>;
        @group(0) @binding(2) var<storage, read_write> moved: array<u32>;

        @compute @workgroup_size(64, 1, 1)
        fn main(@builtin(global_invocation_id) id: vec3u) {
          moved[id.x] = positions[id.x] + velocities[id.x];
        }`,
    },
    {
      id: 'bound',
      wgsl: `
        @group(0) @binding(0) var<storage, read> moved: array<u32>;
        @group(0) @binding(1) var<storage, read_write> bounded: array<u32>;

        @compute @workgroup_size(64, 1, 1)
        fn main(@builtin(global_invocation_id) id: vec3u) {
          bounded[id.x] = min(moved[id.x], 50u);
        }`,
    },
  ],
  passes: [
    { id: 'load-positions', kind: 'upload', to: 'positions', input: 'positions' },
    { id: 'load-velocities', kind: 'upload', to: 'velocities', input: 'velocities' },
    { id: 'keep', kind: 'copy', from: 'positions', to: 'before' },
    { id: 'never-read', kind: 'fill', to: 'unused', value: 0 },
    {
      id: 'move',
      kind: 'compute',
      shader: 'move',
      entryPoint: 'main',
      workgroups: [particleCount / 64, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: 'positions', as: 'storage-read' },
        { group: 0, binding: 1, use: 'velocities', as: 'storage-read' },
        { group: 0, binding: 2, use: 'moved', as: 'storage', access: 'write' },
      ],
    },
    {
      id: 'bound',
      kind: 'compute',
      shader: 'bound',
      entryPoint: 'main',
      workgroups: [particleCount / 64, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: 'moved', as: 'storage-read' },
        { group: 0, binding: 1, use: 'bounded', as: 'storage', access: 'write' },
      ],
    },
    { id: 'get-before', kind: 'readback', from: 'before', output: 'before' },
    { id: 'get-bounded', kind: 'readback', from: 'bounded', output: 'bounded' },
  ],
})
