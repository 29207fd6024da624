/** A scene as a frame graph: every accessor and image has a resource and an upload; then one render pass and a readback. */
import { parseGraph, type FrameGraph, type Input, type Pass, type Resource } from 'memkit-gpu'
import { multiply, type Matrix } from '../support/matrix.ts'
import type { Draw, Scene, SceneTexture } from './scene.ts'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

export interface SceneGraph {
  readonly graph: FrameGraph
  readonly inputs: Readonly<Record<string, Input>>
}

export const samples = 4
export const pictureFormat = 'rgba8unorm-srgb'
export const depthFormat = 'depth32float'
/** The picture before anything is drawn, linear. */
const background: [number, number, number, number] = [0.32, 0.38, 0.46, 1]

const mipLevels = ({ image }: SceneTexture): number => 1 + Math.floor(Math.log2(Math.max(image.width, image.height)))

/** Only what loads the scene: its buffers and textures are kept from run to run. */
export function loadGraph(scene: Scene): SceneGraph {
  const { resources, passes, inputs } = loading(scene)
  return { graph: parseGraph({ version: 1, name: `load ${scene.name}`, resources, passes }), inputs }
}

/** Loads the scene and draws it once, in linear light, with four samples a texel. The body is `draw`. */
export function pictureGraph(scene: Scene, { width, height }: PictureSize): SceneGraph {
  const { resources, passes, inputs } = loading(scene)
  const draws = packDraws(scene.draws)
  const camera = packCamera(scene, width / height)
  const attachment = { kind: 'texture', size: [width, height] } as const
  resources.push(
    { id: 'camera', kind: 'buffer', size: camera.byteLength },
    { id: 'draws', kind: 'buffer', size: draws.byteLength },
    { id: 'defaults', kind: 'buffer', size: defaults.byteLength },
    { id: 'colour', ...attachment, format: pictureFormat, sampleCount: samples },
    { id: 'depth', ...attachment, format: depthFormat, sampleCount: samples },
    { id: 'picture', ...attachment, format: pictureFormat },
  )
  for (const id of ['camera', 'draws', 'defaults'])
    passes.push({ id: `upload-${id}`, kind: 'upload', to: id, input: id })
  passes.push(
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
        ...drawnTextures(scene).map((use) => ({ use, as: 'sampled' as const })),
      ],
    },
    { id: 'save', kind: 'readback', from: 'picture', output: 'picture' },
  )
  return {
    graph: parseGraph({ version: 1, name: `draw ${scene.name}`, resources, passes }),
    inputs: { ...inputs, camera, draws, defaults },
  }
}

function loading(scene: Scene): { resources: Resource[]; passes: Pass[]; inputs: Record<string, Input> } {
  const resources: Resource[] = []
  const passes: Pass[] = []
  const inputs: Record<string, Input> = {}
  for (const { id, bytes, usage } of scene.buffers) {
    resources.push({ id, kind: 'buffer', size: bytes.length, usage: [usage], lifetime: 'persistent' })
    passes.push({ id: `load-${id}`, kind: 'upload', to: id, input: id })
    inputs[id] = bytes
  }
  const mipmaps: Pass[] = []
  for (const texture of scene.textures) {
    const { id, image, colour } = texture
    const mipLevelCount = mipLevels(texture)
    resources.push({
      id,
      kind: 'texture',
      format: colour ? 'rgba8unorm-srgb' : 'rgba8unorm',
      size: [image.width, image.height],
      mipLevelCount,
      usage: ['sampled'],
      lifetime: 'persistent',
    })
    passes.push({ id: `load-${id}`, kind: 'upload', to: { resource: id, mipLevelCount: 1 }, input: id })
    if (mipLevelCount > 1) mipmaps.push({ id: `mipmap-${id}`, kind: 'mipmap', texture: id })
    inputs[id] = image.texels
  }
  return { resources, passes: [...passes, ...mipmaps], inputs }
}

function drawnBuffers(draws: readonly Draw[]): { use: string; as: 'vertex' | 'index' }[] {
  const vertex = new Set(draws.flatMap(({ attributes }) => Object.values(attributes)))
  const index = new Set(draws.flatMap(({ index }) => (index ? [index.id] : [])))
  return [
    ...[...vertex].map((use) => ({ use, as: 'vertex' as const })),
    ...[...index].map((use) => ({ use, as: 'index' as const })),
  ]
}

export const drawnTextures = ({ draws }: Scene): string[] => [
  ...new Set(draws.flatMap(({ surface }) => (surface.texture ? [surface.texture.id] : []))),
]

/** For attributes that a primitive lacks: no normal, coordinates (0, 0), white. */
const defaults = new Float32Array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
/** Bytes into `defaults`. */
export const defaultOffsets = { position: 0, normal: 0, texcoord: 16, colour: 32 } as const

/** `Draw` of the shader: two matrices and three vectors. */
const drawFloats = 16 + 16 + 12

function packDraws(draws: readonly Draw[]): Float32Array {
  // A buffer cannot be empty.
  const floats = new Float32Array(drawFloats * Math.max(1, draws.length))
  draws.forEach(({ world, surface }, i) => {
    const { baseColour, emissive, metallic, roughness, alpha, alphaCutoff } = surface
    floats.set(
      [
        ...world,
        ...normalMatrix(world),
        ...baseColour,
        ...emissive,
        alpha === 'mask' ? alphaCutoff : -1,
        metallic,
        roughness,
        alpha === 'blend' ? 1 : 0,
        0,
      ],
      drawFloats * i,
    )
  })
  return floats
}

/** Cofactors: they turn normals as the inverse transpose does, and exist for flat matrices too. */
function normalMatrix(m: Matrix): Matrix {
  const [a, b, c, , d, e, f, , g, h, i] = m as number[]
  return [
    [e! * i! - f! * h!, f! * g! - d! * i!, d! * h! - e! * g!, 0],
    [c! * h! - b! * i!, a! * i! - c! * g!, b! * g! - a! * h!, 0],
    [b! * f! - c! * e!, c! * d! - a! * f!, a! * e! - b! * d!, 0],
    [0, 0, 0, 1],
  ].flat()
}

function packCamera({ camera }: Scene, aspect: number): Float32Array {
  return new Float32Array([...multiply(camera.projection(aspect), camera.view), ...camera.eye, 1])
}
