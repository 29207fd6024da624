/**
 * Textures and samplers as shaders declare and use them against those that they are bound to, by the rules that WebGPU and Vulkan share. WebGPU's
 * implementations refuse what differs; on Vulkan it is undefined what a shader reads, and where it writes.
 */
import type { SamplerDescription } from './document.ts'
import { formatInfo, type Aspect, type TextureFormat } from './formats.ts'

/** The kind of number that a texel, an input or an output is in a shader. */
export type NumberClass = 'float' | 'sint' | 'uint'

/** A texture as a shader declares it. */
export interface DeclaredTexture {
  readonly dimension: '1d' | '2d' | '3d' | 'cube'
  readonly arrayed: boolean
  readonly multisampled: boolean
  /** Declared to hold depth, as textures that references are compared with. */
  readonly depth: boolean
  readonly texel: NumberClass | undefined
  /** Storage textures; undefined where the code leaves it open. */
  readonly format: TextureFormat | undefined
}

/** The part of a texture that is bound. */
export interface BoundTexture {
  readonly dimension: '1d' | '2d' | '3d'
  /** The format that the shader sees it in. */
  readonly format: TextureFormat
  /** A shader sees depth where both aspects are bound together. */
  readonly aspect: Aspect
  readonly width: number
  readonly height: number
  readonly layers: number
  readonly sampleCount: number
}

/** How a shader samples a texture, or samples with a sampler. */
export interface Sampling {
  /** Without a reference to compare with; of a texture, with a sampler that may filter. */
  readonly samples: boolean
  /** So of a texture that is declared to hold depth or whole numbers, which are not filtered. */
  readonly samplesUnfiltered: boolean
  /** With a reference. */
  readonly compares: boolean
}

/** Whether texels of what is declared are not filtered. */
export const isUnfiltered = ({ depth, texel }: DeclaredTexture): boolean => depth || texel !== 'float'

/** The sampling that two uses of one texture have together. */
export const eitherSampling = (a: Sampling | undefined, b: Sampling | undefined): Sampling | undefined =>
  a && b
    ? {
        samples: a.samples || b.samples,
        samplesUnfiltered: a.samplesUnfiltered || b.samplesUnfiltered,
        compares: a.compares || b.compares,
      }
    : (a ?? b)

/** The kind of number that the channels of a format are in a shader. */
export const numbersOf = (format: TextureFormat, aspect: Aspect = 'all'): NumberClass =>
  aspect === 'stencil-only' || format.endsWith('uint') || format === 'stencil8'
    ? 'uint'
    : format.endsWith('sint')
      ? 'sint'
      : 'float'

/** Why a texture cannot be what a shader declares, to follow the texture's name; undefined where it can. */
export function textureMisfit(
  declared: DeclaredTexture,
  bound: BoundTexture,
  sampling: Sampling | undefined,
): string | undefined {
  const { texel, depth, format, multisampled } = declared
  const has = numbersOf(bound.format, bound.aspect)
  if (texel !== undefined && has !== texel) return `whose ${bound.format} is read as ${has} and not as ${texel}`
  if (sampling?.samples && !depth && has === 'float' && formatInfo(bound.format).depth)
    return `whose ${bound.format} is depth, which no sampler filters: declare it as depth (texture_depth_2d and the like), or read it by textureLoad`
  if (depth && !formatInfo(bound.format).depth) return `whose ${bound.format} holds no depth`
  if (format !== undefined && format !== bound.format) return `whose format is ${bound.format} and not ${format}`
  if (multisampled !== bound.sampleCount > 1)
    return multisampled
      ? 'which has one sample a texel and not several'
      : `which has ${bound.sampleCount} samples a texel and not one`
  return shapeMisfit(declared, bound)
}

/** Why a sampler cannot be what a shader uses, to follow "a sampler"; undefined where it can. */
export function samplerMisfit(sampling: Sampling | undefined, sampler: SamplerDescription): string | undefined {
  const { samples, samplesUnfiltered, compares } = sampling ?? {}
  if (samples && sampler.compare !== undefined)
    return `with "compare": ${JSON.stringify(sampler.compare)}, which samples without a reference to compare with: leave "compare" out`
  if (compares && sampler.compare === undefined) return 'without "compare", with which it compares: say "compare"'
  const filter = filters.find((name) => sampler[name] === 'linear')
  if (samplesUnfiltered && filter)
    return `with "${filter}": "linear", with which it samples depth or whole numbers: make it "nearest"`
  return undefined
}

const filters = ['magFilter', 'minFilter', 'mipmapFilter'] as const

function shapeMisfit(
  { dimension, arrayed }: DeclaredTexture,
  { dimension: has, width, height, layers }: BoundTexture,
): string | undefined {
  const wants = dimension === 'cube' ? '2d' : dimension
  if (has !== wants) return `which is ${has} and not ${wants}`
  if (dimension === 'cube') {
    if (width !== height) return `whose layers are ${width} × ${height} texels, and faces of a cube are square`
    if (arrayed ? layers % 6 !== 0 : layers !== 6)
      return `of which it shows ${layers} layers, and ${arrayed ? 'each cube has six' : 'a cube has six'}`
  } else if (dimension === '2d' && !arrayed && layers > 1) return `of which it shows ${layers} layers and not one`
  return undefined
}
