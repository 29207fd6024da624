/**
 * A scene as frame graphs. Two share their persistent resources: the first loads, so that every accessor and image has a resource
 * and an upload; the second draws what is there, as often as wanted: a camera, one render pass, a readback. `sceneGraph` is both in
 * one document, for one picture.
 */
import { parseGraph, type Endpoint, type FrameGraph, type Input, type Pass, type Resource } from 'memkit-gpu'
import { multiply } from '../support/matrix.ts'
import type { GraphWithInputs } from '../support/write-document.ts'
import { defaults, packInstances, packLights, packSurfaces } from './draw-data.ts'
import { isCompressed, type Image } from './image.ts'
import { describeDrawing, type Drawing } from './drawing.ts'
import type { Camera, Scene } from './scene.ts'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

const samples = 4
const pictureFormat = 'rgba8unorm-srgb'
const depthFormat = 'depth32float'
/** The picture before anything is drawn, linear. */
const background: [number, number, number, number] = [0.32, 0.38, 0.46, 1]

/** All down to one texel, made by the device; those that the file has, where it has some, or where devices make none. */
const mipLevels = ({ width, height, levels, format }: Image): number =>
  isCompressed(format) || levels.length > 1 ? levels.length : 1 + Math.floor(Math.log2(Math.max(width, height)))

/** Loads the scene, once. */
export function loadGraph(scene: Scene): GraphWithInputs {
  const { passes, inputs } = loading(scene)
  const resources = sceneResources(scene, kept)
  return { graph: parseGraph({ version: 1, name: `load ${scene.name}`, resources, passes }), inputs }
}

/** Draws the loaded scene once, in linear light, with four samples a texel. The input is `camera`. */
export function drawGraph(scene: Scene, size: PictureSize, camera: Camera = scene.camera): FrameGraph {
  const { resources, passes, ...drawing } = drawingFrom(scene, size, camera)
  return parseGraph({
    version: 1,
    name: `draw ${scene.name}`,
    resources: [...sceneResources(scene, kept), ...resources],
    ...drawing,
    passes,
  })
}

/** Loads the scene and draws it, all in one run; what the picture does not need is not even loaded. */
export function sceneGraph(scene: Scene, size: PictureSize): GraphWithInputs {
  const load = loading(scene)
  const { resources, passes, ...drawing } = drawingFrom(scene, size, scene.camera)
  const graph = parseGraph({
    version: 1,
    name: scene.name,
    resources: [...sceneResources(scene, {}), ...resources],
    ...drawing,
    passes: [...load.passes, ...passes],
  })
  return { graph, inputs: { ...load.inputs, camera: packCamera(scene.camera, size) } }
}

function loading(scene: Scene): { readonly passes: Pass[]; readonly inputs: Record<string, Input> } {
  const passes: Pass[] = []
  const inputs: Record<string, Input> = {}
  const load = (id: string, bytes: Uint8Array, to: Endpoint): void => {
    passes.push({ id: `load-${id}`, kind: 'upload', to, input: id })
    inputs[id] = bytes
  }
  for (const { id, bytes } of scene.buffers) load(id, bytes, id)
  for (const [id, bytes] of Object.entries(tables(scene))) load(id, bytes, id)
  for (const { id, image } of scene.textures)
    image.levels.forEach((bytes, mipLevel) => {
      const name = mipLevel === 0 ? id : `${id}-level-${mipLevel}`
      load(name, bytes, { resource: id, mipLevel, mipLevelCount: 1 })
    })
  for (const { id, image } of scene.textures)
    if (mipLevels(image) > image.levels.length) passes.push({ id: `mipmap-${id}`, kind: 'mipmap', texture: id })
  return { passes, inputs }
}

interface DrawingParts extends Omit<Drawing, 'draws'> {
  readonly resources: readonly Resource[]
  readonly passes: readonly Pass[]
}

function drawingFrom(scene: Scene, { width, height }: PictureSize, { eye }: Camera): DrawingParts {
  const attachment = { kind: 'texture', size: [width, height] } satisfies Partial<Resource>
  const { shaders, pipelines, draws } = describeDrawing(scene, eye)
  return {
    resources: [
      { id: 'camera', kind: 'buffer', size: cameraBytes },
      { id: 'colour', ...attachment, format: pictureFormat, sampleCount: samples },
      { id: 'depth', ...attachment, format: depthFormat, sampleCount: samples },
      { id: 'picture', ...attachment, format: pictureFormat },
    ],
    shaders,
    pipelines,
    passes: [
      { id: 'aim', kind: 'upload', to: 'camera', input: 'camera' },
      {
        id: 'draw',
        kind: 'render',
        color: [{ use: 'colour', load: 'clear', clearValue: background, resolve: 'picture' }],
        depth: { use: 'depth', load: 'clear', clearValue: 1 },
        bindings: [
          { group: 0, binding: 0, use: 'camera', as: 'uniform' },
          { group: 0, binding: 1, use: 'instances', as: 'storage-read' },
          { group: 0, binding: 2, use: 'surfaces', as: 'storage-read' },
          { group: 0, binding: 3, use: 'lights', as: 'storage-read' },
        ],
        draws,
      },
      { id: 'save', kind: 'readback', from: 'picture', output: 'picture' },
    ],
  }
}

const kept = { lifetime: 'persistent' } as const

function sceneResources(scene: Scene, lifetime: typeof kept | object): Resource[] {
  return [
    ...scene.buffers.map(({ id, bytes, usage }): Resource => ({
      id,
      kind: 'buffer',
      size: bytes.length,
      usage: [usage],
      ...lifetime,
    })),
    ...Object.entries(tables(scene)).map(([id, { length }]): Resource => ({
      id,
      kind: 'buffer',
      size: length,
      usage: [id === 'defaults' ? 'vertex' : 'storage'],
      ...lifetime,
    })),
    ...scene.textures.map(({ id, image, colour }): Resource => ({
      id,
      kind: 'texture',
      format: colour ? `${image.format}-srgb` : image.format,
      size: [image.width, image.height],
      mipLevelCount: mipLevels(image),
      usage: ['sampled'],
      ...lifetime,
    })),
  ]
}

/** Inputs made for the shader: tables of all draws, and stand-ins for missing attributes. */
const tables = ({ draws, lights }: Scene): Readonly<Record<string, Uint8Array>> => ({
  instances: packInstances(draws),
  surfaces: packSurfaces(draws),
  lights: packLights(lights),
  defaults: new Uint8Array(defaults.buffer),
})

/** A matrix and a vector. */
const cameraBytes = 4 * (16 + 4)

/** The input `camera`. */
export const packCamera = (
  { projection, view, eye }: Camera,
  { width, height }: PictureSize,
): Float32Array<ArrayBuffer> => new Float32Array([...multiply(projection(width / height), view), ...eye, 1])
