/** The textures of a random graph: formats of every class, in every dimension, alike often enough to be copied to one another. */
import type { GraphDocument } from '../../../src/graph/document.ts'
import { formatInfo, type TextureFormat } from '../../../src/graph/formats.ts'
import { textureLayout, type TextureLayout } from '../../../src/graph/texture-layout.ts'
import type { DeviceProfile, FormatAbility } from '../../../src/plan/profile.ts'
import { Defined } from './defined.ts'
import { Reader } from './reader.ts'
import type { Numbers } from './recipe.ts'

export type TextureDocument = Extract<GraphDocument['resources'][number], { kind: 'texture' }>

export interface RandomTexture {
  readonly document: TextureDocument
  readonly layout: TextureLayout
  readonly defined: Defined
}

/** A class of formats is as likely as another, however many formats it has. */
export const formatClasses = {
  bytes: ['r8unorm', 'r8snorm', 'r8uint', 'r8sint'],
  pairs: ['r16uint', 'r16sint', 'r16float', 'rg8unorm', 'rg8snorm', 'rg8uint', 'rg8sint'],
  words: ['r32uint', 'r32sint', 'r32float', 'rg16uint', 'rg16sint', 'rg16float'],
  colors: ['rgba8unorm', 'rgba8unorm-srgb', 'bgra8unorm', 'bgra8unorm-srgb', 'rgba8uint', 'rgba8sint', 'rgba8snorm'],
  packed: ['rgb9e5ufloat', 'rgb10a2uint', 'rgb10a2unorm', 'rg11b10ufloat'],
  wide: [
    'rg32uint',
    'rg32sint',
    'rg32float',
    'rgba16uint',
    'rgba16sint',
    'rgba16float',
    'rgba32uint',
    'rgba32sint',
    'rgba32float',
  ],
  depth: ['depth16unorm', 'depth32float', 'depth24plus'],
  stencil: ['stencil8', 'depth24plus-stencil8', 'depth32float-stencil8'],
  bc: ['bc1-rgba-unorm', 'bc1-rgba-unorm-srgb', 'bc3-rgba-unorm', 'bc4-r-snorm', 'bc5-rg-unorm', 'bc6h-rgb-float'],
  etc: ['etc2-rgb8unorm', 'etc2-rgba8unorm-srgb', 'eac-r11unorm', 'eac-rg11snorm'],
  astc: [
    'astc-4x4-unorm',
    'astc-5x4-unorm',
    'astc-6x5-unorm-srgb',
    'astc-8x8-unorm',
    'astc-10x6-unorm',
    'astc-12x12-unorm',
  ],
} as const satisfies Record<string, readonly TextureFormat[]>
export type FormatClass = keyof typeof formatClasses

/** What WebGPU draws to without extra features, and what it can keep four samples of and resolve. */
const drawn = /^(r8|rg8|rgba8|bgra8)(unorm|uint|sint)(-srgb)?$|^(r|rg|rgba)(16|32)(uint|sint|float)$|^rgb10a2/
const sampled = /^(r8|rg8|rgba8|bgra8)(unorm|uint|sint)(-srgb)?$|^(r|rg|rgba)16(uint|sint|float)$|^rgb10a2/
const resolved = /^(r8|rg8|rgba8|bgra8)unorm(-srgb)?$|^(r|rg|rgba)16float$|^rgb10a2unorm$/
const stored = /^rgba(8(unorm|snorm|uint|sint)|16(uint|sint|float)|32(uint|sint|float))$|^(r|rg)32(uint|sint|float)$/
export const isDrawn = (format: TextureFormat): boolean => drawn.test(format)
export const isResolved = (format: TextureFormat): boolean => resolved.test(format)
export const isStored = (format: TextureFormat): boolean => stored.test(format)
export const isDepth = ({ layout: { format } }: RandomTexture): boolean => format.depth || format.stencil
export const isCompressed = ({ layout: { format } }: RandomTexture): boolean => format.blockWidth > 1

type Shape = Pick<TextureDocument, 'format' | 'size' | 'dimension' | 'mipLevelCount' | 'sampleCount'>

type Formats = DeviceProfile['formats']
/** What a device's list of formats says; without a list, all of them can. */
export const isAble = (formats: Formats, format: TextureFormat, ability?: FormatAbility): boolean => {
  if (!formats) return true
  const abilities = formats[format]
  return abilities !== undefined && (ability === undefined || abilities.includes(ability))
}

export interface TextureOptions {
  readonly classes: readonly FormatClass[]
  readonly formats?: Formats
  readonly imports: boolean
}

/** Textures are of few kinds; those of one kind have one format, or its twin, and sizes that are often the same. */
export function makeTextures(recipes: readonly Numbers[], options: TextureOptions): RandomTexture[] {
  const first = new Reader(recipes[0] ?? [])
  const kinds = [shape(first, options)]
  for (let i = first.below(3); i > 0; i--)
    kinds.push(first.once(2) ? shape(first, options) : beside(first, kinds[0]!, options))
  const samples = first.once(3)
  return recipes.map((numbers, t) => {
    const reader = new Reader(numbers)
    const kind = reader.pick(kinds)
    const lifetime = reader.pick([
      'transient',
      'transient',
      'transient',
      'transient',
      'persistent',
      options.imports ? 'imported' : 'persistent',
    ] as const)
    const history = lifetime === 'persistent' ? reader.pick([0, 0, 1, 2]) : 0
    const shaped = samples && reader.once(2) ? multisampled(kind, options) : vary(reader, kind, options)
    const kept = shaped.sampleCount && lifetime === 'imported' ? 'transient' : lifetime
    const document: TextureDocument = {
      id: `t${t}`,
      kind: 'texture',
      ...shaped,
      ...(kept === 'transient' ? {} : { lifetime: kept }),
      ...(history === 0 ? {} : { history }),
    }
    const layout = textureLayout(document as Parameters<typeof textureLayout>[0])
    return { document, layout, defined: new Defined(layout.sizeBytes, kept !== 'transient') }
  })
}

/** A kind of another format that can be an attachment together with a kind. */
function beside(reader: Reader, kind: Shape, options: TextureOptions): Shape {
  const other = shape(reader, {
    ...options,
    classes: ['colors', 'words', 'depth', 'stencil', 'packed', 'depth', 'stencil'],
  })
  const { dimension, mipLevelCount, size } = kind
  if (dimension !== undefined || formatInfo(kind.format).blockWidth > 1) return other
  return { format: other.format, size, ...(mipLevelCount === undefined ? {} : { mipLevelCount }) }
}

/** The kind with four samples, where its format has them. */
function multisampled(kind: Shape, { formats }: TextureOptions): Shape {
  const { format, size, dimension } = kind
  if (dimension !== undefined || !(sampled.test(format) || isDepthFormat(format))) return kind
  if (!isAble(formats, format, 'multisampled')) return kind
  return { format, size: [size[0], size[1] ?? 1], sampleCount: 4 }
}

function shape(reader: Reader, { classes, formats }: TextureOptions): Shape {
  const ofClass = (name: FormatClass): readonly TextureFormat[] =>
    (formatClasses[name] as readonly TextureFormat[]).filter((format) => isAble(formats, format))
  const format = reader.pick(ofClass(reader.pick(classes.filter((name) => ofClass(name).length > 0))))
  const { blockWidth, blockHeight, depth, stencil } = formatInfo(format)
  const flat = depth || stencil || blockWidth > 1
  const deep = isAble(formats, format, '3d')
  const dimension = reader.pick(flat ? (['2d'] as const) : (['2d', '2d', '2d', deep ? '3d' : '2d', '1d'] as const))
  const extent = (unit: number, most: number) => unit * (1 + reader.below(unit > 1 ? 3 : most))
  const width = extent(blockWidth, 12)
  const height = dimension === '1d' ? 1 : extent(blockHeight, 9)
  const layers = dimension === '1d' ? 1 : dimension === '3d' ? 1 + reader.below(5) : reader.pick([1, 1, 1, 2, 3])
  const most =
    dimension === '1d' ? 1 : Math.floor(Math.log2(Math.max(width, height, dimension === '3d' ? layers : 1))) + 1
  const mips = reader.once(2) ? 1 + reader.below(most) : 1
  return {
    format,
    size: dimension === '1d' ? [width] : layers === 1 && reader.once(2) ? [width, height] : [width, height, layers],
    ...(dimension === '2d' ? {} : { dimension }),
    ...(mips === 1 ? {} : { mipLevelCount: mips }),
  }
}

/** The kind as it is; or its twin; or one level less, or other layers. */
function vary(reader: Reader, kind: Shape, options: TextureOptions): Shape {
  const way = reader.below(7)
  const { format, size, dimension, mipLevelCount = 1 } = kind
  if (way === 6 && (format.endsWith('-srgb') || `${format}-srgb` in twins) && isAble(options.formats, twinOf(format)))
    return { ...kind, format: twinOf(format) }
  if (way === 5 && dimension !== '1d') {
    const { mipLevelCount: _, ...flat } = kind
    return mipLevelCount > 1 ? flat : { ...kind, size: [size[0], size[1] ?? 1, 1 + reader.below(4)] }
  }
  return kind
}

const isDepthFormat = (format: TextureFormat): boolean => formatInfo(format).depth || formatInfo(format).stencil
const twinOf = (format: TextureFormat): TextureFormat =>
  (format.endsWith('-srgb') ? format.slice(0, -5) : `${format}-srgb`) as TextureFormat
const twins = Object.fromEntries(
  Object.values(formatClasses)
    .flat()
    .filter((format) => format.endsWith('-srgb'))
    .map((format) => [format, true]),
)
