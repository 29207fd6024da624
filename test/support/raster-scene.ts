/** Small pictures as data, drawn by the rasteriser of the CPU; `gpu/draw-scene.ts` draws the same by WebGPU. */
import { encodeClearColor, encodeClearDepth } from '../../src/cpu/clear.ts'
import type { KernelBinding, KernelSampler } from '../../src/cpu/kernel.ts'
import {
  createRaster,
  type RasterAttachment,
  type RasterDraw,
  type RasterPipeline,
} from '../../src/cpu/raster/index.ts'
import { resolveSamples } from '../../src/cpu/resolve-samples.ts'
import { texelCodec, type Texel } from '../../src/cpu/texel.ts'
import { fillTexture } from '../../src/cpu/texture.ts'
import type { SamplerDescription } from '../../src/graph/document.ts'
import type { TextureFormat } from '../../src/graph/formats.ts'
import { textureLayout, type TextureLayout } from '../../src/graph/texture-layout.ts'

type Four = readonly [number, number, number, number]
type WithoutShader<T> = Omit<T, 'shader'>

/** A resource at group 0 and the index of its place in the list. */
export type SceneBinding =
  | { readonly kind: 'uniform' | 'storage'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'sampler'; readonly sampler: SamplerDescription }
  | {
      readonly kind: 'texture'
      readonly format: TextureFormat
      readonly size: readonly [number, number, number]
      readonly mipLevelCount?: number
      /** How the view is bound; by default as the texture is. */
      readonly dimension?: 'cube' | 'cube-array' | '2d-array'
      /** All levels in the linear texel layout. */
      readonly bytes: Uint8Array<ArrayBuffer>
    }

export interface SceneDraw {
  readonly vertex?: Omit<Partial<RasterPipeline['vertex']>, 'shader'>
  /** null: only depth and stencil are drawn. */
  readonly fragment?: Partial<WithoutShader<NonNullable<RasterPipeline['fragment']>>> | null
  readonly primitive?: RasterPipeline['primitive']
  readonly depthStencil?: RasterPipeline['depthStencil']
  readonly multisample?: RasterPipeline['multisample']
  readonly call: RasterDraw['call']
  readonly vertexBuffers?: readonly (Uint8Array<ArrayBuffer> | null)[]
  readonly indexBuffer?: { readonly bytes: Uint8Array<ArrayBuffer>; readonly format: 'uint16' | 'uint32' }
  readonly bindings?: readonly SceneBinding[]
  readonly viewport?: RasterDraw['viewport']
  readonly scissor?: RasterDraw['scissor']
  readonly stencilReference?: number
  readonly blendConstant?: Four
}

export interface Scene {
  readonly wgsl: string
  readonly size?: readonly [number, number]
  /** Default: one target, rgba8unorm, cleared to 0. */
  readonly color?: readonly { readonly format: TextureFormat; readonly clear?: Four }[]
  readonly depth?: { readonly format: TextureFormat; readonly clear?: number; readonly stencilClear?: number }
  readonly sampleCount?: 1 | 4
  readonly draws: readonly SceneDraw[]
}

export const defaultColor: NonNullable<Scene['color']> = [{ format: 'rgba8unorm' }]
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(buffer, byteOffset, byteLength)
export const floats = (...numbers: number[]): Uint8Array<ArrayBuffer> => bytesOf(Float32Array.from(numbers))

export interface Picture {
  readonly format: TextureFormat
  readonly width: number
  readonly height: number
  /** Rows of texels without padding, resolved. */
  readonly bytes: Uint8Array
}

export interface Drawn {
  readonly color: readonly Picture[]
  /** Not resolved: the samples of a texel lie side by side. */
  readonly depth: RasterAttachment | undefined
}

export async function drawOnCpu(scene: Scene): Promise<Drawn> {
  const { size = [8, 8], color = defaultColor, sampleCount = 1, depth } = scene
  const [width, height] = size
  const made = (format: TextureFormat, clear: Uint8Array, samples: number): RasterAttachment => {
    const layout = layoutOf(format, [width, height, 1], 1, samples)
    const bytes = new Uint8Array(layout.sizeBytes)
    fillTexture(bytes, layout, whole(layout), repeated(clear, samples))
    return { bytes, layout, format, mipLevel: 0, slice: 0 }
  }
  const colors = color.map(({ format, clear = [0, 0, 0, 0] }) =>
    made(format, encodeClearColor(format, clear), sampleCount),
  )
  const depthStencil =
    depth && made(depth.format, encodeClearDepth(depth.format, depth.clear ?? 1, depth.stencilClear ?? 0), sampleCount)
  const runner = await createRaster().prepare([{ id: 's', wgsl: scene.wgsl }], scene.draws.map(pipelineOf))
  scene.draws.forEach((draw, i) => {
    const { bindings = [], call, vertexBuffers, indexBuffer, viewport, scissor, stencilReference, blendConstant } = draw
    runner.draw(
      i,
      { color: colors, depthStencil },
      {
        call,
        vertexBuffers,
        indexBuffer,
        viewport,
        scissor,
        stencilReference,
        blendConstant,
        bindings: bindings.map(bind),
      },
    )
  })
  return {
    depth: depthStencil,
    color: colors.map((attachment) => ({ format: attachment.format, width, height, bytes: resolved(attachment) })),
  }
}

const pipelineOf = ({ vertex, fragment, ...state }: SceneDraw): RasterPipeline => ({
  primitive: state.primitive,
  depthStencil: state.depthStencil,
  multisample: state.multisample,
  vertex: { entryPoint: 'vs', ...vertex, shader: 's' },
  fragment: fragment === null ? undefined : { entryPoint: 'fs', ...fragment, shader: 's' },
})

function bind(binding: SceneBinding, i: number): KernelBinding | KernelSampler {
  const slot = { group: 0, binding: i }
  if (binding.kind === 'sampler') return { ...slot, sampler: binding.sampler }
  if (binding.kind !== 'texture')
    return { ...slot, bytes: binding.bytes, access: binding.kind === 'storage' ? 'read-write' : 'read' }
  const { format, size, mipLevelCount = 1, bytes } = binding
  const layout = layoutOf(format, size, mipLevelCount, 1)
  const view = { mipLevel: 0, mipLevelCount, baseLayer: 0, layerCount: size[2], aspect: 'all' } as const
  return { ...slot, bytes, access: 'read', texture: { format, layout, ...view } }
}

const layoutOf = (
  format: TextureFormat,
  size: readonly [number, number, number],
  mipLevelCount: number,
  sampleCount: number,
): TextureLayout => textureLayout({ id: 't', kind: 'texture', format, size, mipLevelCount, sampleCount } as never)

const whole = (layout: TextureLayout) => ({
  mipLevel: 0,
  origin: [0, 0, 0] as const,
  size: [layout.levels[0]!.width, layout.levels[0]!.height, 1] as const,
})

const repeated = (texel: Uint8Array, count: number): Uint8Array =>
  Uint8Array.from({ length: texel.length * count }, (_, i) => texel[i % texel.length]!)

function resolved({ bytes, layout, format }: RasterAttachment): Uint8Array {
  if (layout.sampleCount === 1) return bytes
  const { width, height } = layout.levels[0]!
  const to = layoutOf(format, [width, height, 1], 1, 1)
  const made = new Uint8Array(to.sizeBytes)
  resolveSamples(format, { bytes, layout, box: whole(layout) }, { bytes: made, layout: to, box: whole(to) })
  return made
}

/** The texel of a picture as numbers. */
export function texelAt({ format, width, bytes }: Picture, x: number, y: number): Texel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return texelCodec(format)!.decode(view, (y * width + x) * texelBytes(format))
}
export const texelBytes = (format: TextureFormat): number => layoutOf(format, [1, 1, 1], 1, 1).sizeBytes

/** A picture as rows of characters: what `show` makes of each texel. */
export const rowsOf = (picture: Picture, show: (texel: Texel) => string): string[] =>
  Array.from({ length: picture.height }, (_, y) =>
    Array.from({ length: picture.width }, (__, x) => show(texelAt(picture, x, y))).join(''),
  )

/** `#` where red is not 0. */
export const lit = (picture: Picture): string[] => rowsOf(picture, ([r]) => (r > 0 ? '#' : '.'))
