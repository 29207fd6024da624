/** A scene with everything that a plan makes objects for, and ten kinds of edits of it with what each has to make. */
import type { GraphDocument } from '../../src/index.ts'

export type Scene = Omit<GraphDocument, 'resources' | 'passes'> & { resources: Part[]; passes: Part[] }
interface Part {
  id: string
  [field: string]: unknown
}

const wgsl = (number: number) => `
@group(0) @binding(0) var<storage, read> source: array<u32>;
@group(0) @binding(1) var<storage, read_write> result: array<u32>;
@compute @workgroup_size(1) fn main() { result[0] = source[0] + ${number}u; }`

/** Two meshes and a picture that persist, a state with history, and work on a transient buffer and texture. */
export function sceneOf(): Scene {
  return {
    version: 1,
    resources: [
      { id: 'mesh', kind: 'buffer', size: 4096, lifetime: 'persistent' },
      { id: 'spare', kind: 'buffer', size: 4096, lifetime: 'persistent' },
      { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [16, 16], lifetime: 'persistent' },
      { id: 'state', kind: 'buffer', size: 1024, lifetime: 'persistent', history: 1 },
      { id: 'view', kind: 'buffer', size: 64 },
      { id: 'work', kind: 'buffer', size: 8192 },
      { id: 'target', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
    ],
    shaders: [
      { id: 'work', wgsl: wgsl(1) },
      { id: 'other', wgsl: wgsl(2) },
    ],
    passes: [
      { id: 'load', kind: 'upload', to: 'mesh', input: 'mesh' },
      { id: 'load spare', kind: 'upload', to: 'spare', input: 'spare' },
      { id: 'load picture', kind: 'upload', to: 'picture', input: 'picture' },
      { id: 'look', kind: 'upload', to: 'view', input: 'view' },
      compute('compute', 'work', 'view', 'work'),
      compute('step', 'work', { resource: 'state', previous: 1 }, 'state'),
      { id: 'draw', kind: 'copy', from: { resource: 'picture', origin: [0, 0, 0], size: [8, 8, 1] }, to: 'target' },
      { id: 'result', kind: 'readback', from: 'work', output: 'result' },
      { id: 'image', kind: 'readback', from: 'target', output: 'image' },
    ],
  }
}

const compute = (id: string, shader: string, from: unknown, to: unknown) => ({
  id,
  kind: 'compute',
  shader,
  entryPoint: 'main',
  workgroups: [1, 1, 1],
  bindings: [
    { group: 0, binding: 0, use: from, as: 'storage-read' },
    { group: 0, binding: 1, use: to, as: 'storage', access: 'write' },
  ],
})

export interface Edit {
  readonly edit: string
  change(scene: Scene): Scene
  /** Objects that it has to make, by kind; staging counts once for each of two frames. */
  readonly makes: Readonly<Record<string, number>>
}

const without = (scene: Scene, ...ids: string[]): Scene => ({
  ...scene,
  resources: scene.resources.filter(({ id }) => !ids.includes(id)),
  passes: scene.passes.filter(({ id }) => !ids.includes(id)),
})
const changed = (scene: Scene, id: string, change: object): Scene => {
  const edit = (part: Part): Part => (part.id === id ? { ...part, ...change } : part)
  return { ...scene, resources: scene.resources.map(edit), passes: scene.passes.map(edit) }
}

export const edits: readonly Edit[] = [
  { edit: 'nothing at all: an equal graph', change: (scene) => scene, makes: {} },
  {
    edit: 'a persistent buffer more: its heap',
    change: (scene) => ({
      ...scene,
      resources: [...scene.resources, { id: 'new', kind: 'buffer', size: 100, lifetime: 'persistent' }],
      passes: [...scene.passes, { id: 'clear', kind: 'fill', to: 'new', value: 0 }],
    }),
    makes: { heaps: 1 },
  },
  {
    edit: 'a persistent texture more: that texture',
    change: (scene) => ({
      ...scene,
      resources: [
        ...scene.resources,
        { id: 'new', kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent' },
      ],
      passes: [...scene.passes, { id: 'clear', kind: 'fill', to: 'new', value: 0 }],
    }),
    makes: { textures: 1 },
  },
  { edit: 'a persistent buffer less', change: (scene) => without(scene, 'spare', 'load spare'), makes: {} },
  {
    edit: 'a persistent texture less',
    change: (scene) => without(scene, 'picture', 'load picture', 'draw', 'target', 'image'),
    makes: {},
  },
  {
    edit: 'a pass less: the placed texture that moves',
    change: (scene) => without(scene, 'compute', 'result', 'work'),
    makes: { textures: 1 },
  },
  {
    edit: 'a pass more',
    change: (scene) => ({
      ...scene,
      passes: [...scene.passes, { id: 'wipe', kind: 'fill', to: 'mesh', value: 7 }],
    }),
    makes: {},
  },
  {
    edit: 'another shader',
    change: (scene) => changed(scene, 'compute', { shader: 'other' }),
    makes: { shaders: 1 },
  },
  {
    edit: 'smaller transient memory: the placed texture that moves',
    change: (scene) => changed(scene, 'work', { size: 4096 }),
    makes: { textures: 1 },
  },
  {
    edit: 'larger transient memory: that with its texture, and larger staging',
    change: (scene) => changed(scene, 'work', { size: 65_536 }),
    makes: { heaps: 5, textures: 1 },
  },
  {
    edit: 'a larger transient texture: that, and what it is read back through',
    change: (scene) => changed(changed(scene, 'target', { size: [16, 16] }), 'draw', { from: 'picture' }),
    makes: { heaps: 3, textures: 1 },
  },
  { edit: 'a pass of another name', change: (scene) => changed(scene, 'look', { id: 'watch' }), makes: {} },
]
