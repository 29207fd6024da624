/**
 * A scene as two frame graphs with the same persistent resources. The first loads it: every accessor and image has a resource
 * and an upload. The second draws what is there, as often as wanted: a camera, one render pass, a readback.
 */
import { parseGraph, type FrameGraph, type Input, type Pass, type Resource } from 'memkit-gpu'
import { multiply } from '../support/matrix.ts'
import { defaults, packDraws } from './draw-data.ts'
import type { Camera, Draw, Scene, SceneTexture } from './scene.ts'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

export const samples = 4
export const pictureFormat = 'rgba8unorm-srgb'
export const depthFormat = 'depth32float'
/** The picture before anything is drawn, linear. */
const background: [number, number, number, number] = [0.32, 0.38, 0.46, 1]

const mipLevels = ({ image }: SceneTexture): number => 1 + Math.floor(Math.log2(Math.max(image.width, image.height)))

/** Loads the scene, once. */
export function loadGraph(scene: Scene): { readonly graph: FrameGraph; readonly inputs: Record<string, Input> } {
  const passes: Pass[] = []
  const inputs: Record<string, Input> = {}
  const load = (id: string, bytes: Uint8Array, mipLevelCount?: number): void => {
    const to = mipLevelCount === undefined ? id : { resource: id, mipLevelCount: 1 }
    passes.push({ id: `load-${id}`, kind: 'upload', to, input: id })
    inputs[id] = bytes
  }
  for (const { id, bytes } of scene.buffers) load(id, bytes)
  for (const [id, floats] of Object.entries({ draws: packDraws(scene.draws), defaults }))
    load(id, new Uint8Array(floats.buffer))
  for (const texture of scene.textures) load(texture.id, texture.image.texels, mipLevels(texture))
  for (const texture of scene.textures)
    if (mipLevels(texture) > 1) passes.push({ id: `mipmap-${texture.id}`, kind: 'mipmap', texture: texture.id })
  const resources = persistentResources(scene)
  return { graph: parseGraph({ version: 1, name: `load ${scene.name}`, resources, passes }), inputs }
}

/** Draws the loaded scene once, in linear light, with four samples a texel. The input is `camera`, the body `draw`. */
export function drawGraph(scene: Scene, { width, height }: PictureSize): FrameGraph {
  const attachment = { kind: 'texture', size: [width, height] } satisfies Partial<Resource>
  const resources: Resource[] = [
    ...persistentResources(scene),
    { id: 'camera', kind: 'buffer', size: cameraBytes },
    { id: 'colour', ...attachment, format: pictureFormat, sampleCount: samples },
    { id: 'depth', ...attachment, format: depthFormat, sampleCount: samples },
    { id: 'picture', ...attachment, format: pictureFormat },
  ]
  const passes: Pass[] = [
    { id: 'aim', kind: 'upload', to: 'camera', input: 'camera' },
    {
      id: 'draw',
      kind: 'render',
      body: 'draw',
      color: [{ use: 'colour', load: 'clear', clearValue: background, resolve: 'picture' }],
      depth: { use: 'depth', load: 'clear', clearValue: 1 },
      uses: [
        { use: 'camera', as: 'uniform' },
        { use: 'draws', as: 'storage-read' },
        { use: 'defaults', as: 'vertex' },
        ...drawnBuffers(scene.draws),
        ...drawnTextures(scene.draws).map((use) => ({ use, as: 'sampled' as const })),
      ],
    },
    { id: 'save', kind: 'readback', from: 'picture', output: 'picture' },
  ]
  return parseGraph({ version: 1, name: `draw ${scene.name}`, resources, passes })
}

function persistentResources(scene: Scene): Resource[] {
  const kept = { lifetime: 'persistent' } as const
  return [
    ...scene.buffers.map(({ id, bytes, usage }): Resource => ({
      id,
      kind: 'buffer',
      size: bytes.length,
      usage: [usage],
      ...kept,
    })),
    { id: 'draws', kind: 'buffer', size: packDraws(scene.draws).byteLength, usage: ['storage'], ...kept },
    { id: 'defaults', kind: 'buffer', size: defaults.byteLength, usage: ['vertex'], ...kept },
    ...scene.textures.map((texture): Resource => ({
      id: texture.id,
      kind: 'texture',
      format: texture.colour ? 'rgba8unorm-srgb' : 'rgba8unorm',
      size: [texture.image.width, texture.image.height],
      mipLevelCount: mipLevels(texture),
      usage: ['sampled'],
      ...kept,
    })),
  ]
}

function drawnBuffers(draws: readonly Draw[]): { use: string; as: 'vertex' | 'index' }[] {
  const vertex = new Set(draws.flatMap(({ attributes }) => Object.values(attributes)))
  const index = new Set(draws.flatMap(({ index }) => (index ? [index.id] : [])))
  return [
    ...[...vertex].map((use) => ({ use, as: 'vertex' as const })),
    ...[...index].map((use) => ({ use, as: 'index' as const })),
  ]
}

const drawnTextures = (draws: readonly Draw[]): string[] => [
  ...new Set(draws.flatMap(({ surface }) => Object.values(surface.maps).map(({ id }) => id))),
]

/** A matrix and a vector. */
const cameraBytes = 4 * (16 + 4)

/** The input `camera`. */
export const packCamera = ({ projection, view, eye }: Camera, { width, height }: PictureSize): Float32Array =>
  new Float32Array([...multiply(projection(width / height), view), ...eye, 1])
