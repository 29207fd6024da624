/**
 * Textures as shaders declare them against those that they are bound to, by the rules that WebGPU and Vulkan share. WebGPU's
 * implementations refuse what differs; on Vulkan it is undefined what a shader reads, and where it writes.
 */
import { formatInfo, type Aspect, type TextureFormat } from './formats.ts'

/** The kind of number that a texel, an input or an output is in a shader. */
export type NumberClass = 'float' | 'sint' | 'uint'

/** What a shader says of a texture. */
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
  /** Of both aspects together a shader sees depth. */
  readonly aspect: Aspect
  readonly width: number
  readonly height: number
  readonly layers: number
  readonly sampleCount: number
}

/** The kind of number that the channels of a format are in a shader. */
export const numbersOf = (format: TextureFormat, aspect: Aspect = 'all'): NumberClass =>
  aspect === 'stencil-only' || format.endsWith('uint') || format === 'stencil8'
    ? 'uint'
    : format.endsWith('sint')
      ? 'sint'
      : 'float'

/** Why a texture cannot be what a shader declares, to follow the texture's name; undefined where it can. */
export function textureMisfit(declared: DeclaredTexture, bound: BoundTexture): string | undefined {
  const { texel, depth, format, multisampled } = declared
  const has = numbersOf(bound.format, bound.aspect)
  if (texel !== undefined && has !== texel) return `whose ${bound.format} is read as ${has} and not as ${texel}`
  if (depth && !formatInfo(bound.format).depth) return `whose ${bound.format} holds no depth`
  if (format !== undefined && format !== bound.format) return `whose format is ${bound.format} and not ${format}`
  if (multisampled !== bound.sampleCount > 1)
    return multisampled
      ? 'which has one sample a texel and not several'
      : `which has ${bound.sampleCount} samples a texel and not one`
  return shapeMisfit(declared, bound)
}

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
