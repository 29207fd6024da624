/**
 * Every way in which bytes get into and out of depth and stencil, as small graphs: all formats, their aspects, and
 * uploads, readbacks, fills and copies of them: whole, one layer of two, levels, and a box.
 */
import type { GraphDocument } from '../../src/graph/document.ts'
import { aspectSpan, formatInfo, textureFormatNames, type Aspect, type TextureFormat } from '../../src/graph/formats.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import type { FrameGraph } from '../../src/index.ts'

const ways = ['upload', 'readback', 'buffer to texture', 'texture to buffer', 'fill'] as const
const extents = ['whole', 'layer', 'levels', 'box'] as const
type Way = (typeof ways)[number]
type Extent = (typeof extents)[number]

/** A format as one endpoint names it. */
interface Side {
  readonly format: TextureFormat
  readonly aspect: Aspect
}

export interface Cell {
  readonly name: string
  readonly from?: Side
  readonly to?: Side
  readonly extent: Extent
  readonly document: GraphDocument
}

const depthFormats = textureFormatNames.filter((format) => formatInfo(format).depth || formatInfo(format).stencil)

const aspectsOf = (format: TextureFormat): Aspect[] => {
  const { depth, stencil } = formatInfo(format)
  return ['all', ...(depth ? (['depth-only'] as const) : []), ...(stencil ? (['stencil-only'] as const) : [])]
}
const depthSides: readonly Side[] = depthFormats.flatMap((format) =>
  aspectsOf(format).map((aspect) => ({ format, aspect })),
)
const colourSides: readonly Side[] = (['r8uint', 'r16uint', 'r32float', 'rg32uint'] as const).map((format) => ({
  format,
  aspect: 'all',
}))
const isDepth = (side: Side | undefined): boolean =>
  side !== undefined && (formatInfo(side.format).depth || formatInfo(side.format).stencil)
const isCombined = ({ format, aspect }: Side): boolean =>
  aspect === 'all' && formatInfo(format).depth && formatInfo(format).stencil
const spanOf = ({ format, aspect }: Side) => aspectSpan(formatInfo(format), aspect)

const dimensions = {
  whole: { size: [5, 3], levels: 1, layers: 1 },
  layer: { size: [5, 3, 2], levels: 1, layers: 2 },
  levels: { size: [6, 4], levels: 2, layers: 1 },
  box: { size: [5, 3], levels: 1, layers: 1 },
} as const

const textureOf = (id: string, format: TextureFormat, extent: Extent): GraphDocument['resources'][number] => ({
  id,
  kind: 'texture',
  format,
  size: [...dimensions[extent].size] as [number, number],
  ...(extent === 'levels' ? { mipLevelCount: 2 } : {}),
})

/** Texels that a copy of the extent moves. */
const texels = { whole: 15, layer: 15, levels: 24 + 6, box: 3 * 2 } as const

const endpoint = (resource: string, { aspect }: Side, extent: Extent, end: 'from' | 'to') => ({
  resource,
  ...(aspect === 'all' ? {} : { aspect }),
  ...(extent === 'layer' ? { origin: [0, 0, 1] as [number, number, number] } : {}),
  ...(extent === 'box'
    ? {
        origin: (end === 'from' ? [1, 0, 0] : [2, 1, 0]) as [number, number, number],
        size: [3, 2, 1] as [number, number, number],
      }
    : {}),
})

type Pass = GraphDocument['passes'][number]

/** Something in every texel, different for the two ends of a copy, and by level and layer. */
function fillOf(id: string, format: TextureFormat, extent: Extent, end: 'from' | 'to'): Pass[] {
  const { levels, layers, size } = dimensions[extent]
  const { depth, stencil } = formatInfo(format)
  if (!depth && !stencil) return [{ id: `fill-${id}`, kind: 'upload', to: id, input: `${id} bytes` }]
  return Array.from({ length: levels * layers }, (_, i): Pass => {
    const mipLevel = Math.floor(i / layers)
    const use = {
      resource: id,
      mipLevel,
      origin: [0, 0, i % layers] as [number, number, number],
      size: [size[0] >> mipLevel, size[1] >> mipLevel, 1] as [number, number, number],
    }
    // Values that every format holds exactly.
    const value =
      end === 'from' ? { clearValue: 0, stencilClearValue: 40 + i } : { clearValue: 1, stencilClearValue: 7 + i }
    return {
      id: `fill-${id}-${i}`,
      kind: 'render',
      depth: { use, load: 'clear', store: 'store', ...value },
      body: 'nothing',
    }
  })
}

/** Each aspect by itself, so that what a copy must leave alone is seen too. */
const getAll = (id: string, format: TextureFormat): Pass[] => {
  const { depth, stencil } = formatInfo(format)
  const aspects: Aspect[] = depth && stencil ? ['depth-only', 'stencil-only'] : ['all']
  return aspects.map((aspect) => ({
    id: `get-${id}-${aspect}`,
    kind: 'readback',
    from: aspect === 'all' ? id : { resource: id, aspect },
    output: `${id} ${aspect}`,
  }))
}

function wayCell(way: Way, side: Side, extent: Extent): Cell {
  const texture = textureOf('t', side.format, extent)
  const size = texels[extent] * spanOf(side).tightBytes
  const into = way === 'upload' || way === 'buffer to texture' || way === 'fill'
  const here = endpoint('t', side, extent, into ? 'to' : 'from')
  const buffer = { id: 'b', kind: 'buffer', size: size + 3 } as const
  const range = { resource: 'b', offset: 3, size }
  const moves: Record<Way, Pass[]> = {
    upload: [{ id: 'move', kind: 'upload', to: here, input: `t ${side.format} ${side.aspect}` }],
    readback: [{ id: 'move', kind: 'readback', from: here, output: 'moved' }],
    'buffer to texture': [
      { id: 'load', kind: 'upload', to: range, input: `t ${side.format} ${side.aspect}` },
      { id: 'move', kind: 'copy', from: range, to: here },
    ],
    fill: [{ id: 'move', kind: 'fill', to: here, value: 0 }],
    'texture to buffer': [
      { id: 'move', kind: 'copy', from: here, to: range },
      { id: 'get', kind: 'readback', from: range, output: 'moved' },
    ],
  }
  // What comes out of a texture is told apart by texel where something varied was brought in before.
  const varied: Pass[] = into
    ? []
    : aspectsOf(side.format)
        .filter((aspect) => !isCombined({ format: side.format, aspect }) && (aspect !== 'all' || side.aspect === 'all'))
        .map((aspect) => ({
          id: `vary-${aspect}`,
          kind: 'upload',
          to: { resource: 't', aspect },
          input: `vary ${side.format} ${aspect}`,
        }))
  return {
    name: `${way}: ${side.format} ${side.aspect}, ${extent}`,
    ...(into ? { to: side } : { from: side }),
    extent,
    document: {
      version: 1,
      resources: way.includes('buffer') ? [texture, buffer] : [texture],
      passes: [
        ...fillOf('t', side.format, extent, into ? 'to' : 'from'),
        ...varied,
        ...moves[way],
        ...(into ? getAll('t', side.format) : []),
      ],
    },
  }
}

function copyCell(from: Side, to: Side, extent: Extent): Cell {
  return {
    name: `texture to texture: ${from.format} ${from.aspect} to ${to.format} ${to.aspect}, ${extent}`,
    from,
    to,
    extent,
    document: {
      version: 1,
      resources: [textureOf('a', from.format, extent), textureOf('b', to.format, extent)],
      passes: [
        ...fillOf('a', from.format, extent, 'from'),
        ...fillOf('b', to.format, extent, 'to'),
        {
          id: 'move',
          kind: 'copy',
          from: endpoint('a', from, extent, 'from'),
          to: endpoint('b', to, extent, 'to'),
        },
        ...getAll('b', to.format),
      ],
    },
  }
}

/** Pairs whose texels have equal bytes, with depth or stencil on one side at least. */
const copyPairs: readonly (readonly [Side, Side])[] = [...depthSides, ...colourSides].flatMap((from) =>
  [...depthSides, ...colourSides]
    .filter(
      (to) =>
        !(colourSides.includes(from) && colourSides.includes(to)) && spanOf(from).tightBytes === spanOf(to).tightBytes,
    )
    .map((to) => [from, to] as const),
)

const wayCells = ways.flatMap((way) =>
  depthSides.flatMap((side) => extents.map((extent) => wayCell(way, side, extent))),
)
const copyCells = copyPairs.flatMap(([from, to]) => extents.map((extent) => copyCell(from, to, extent)))

/** By the format that they move, which of a copy is its source if that has depth or stencil. */
export const cellsByFormat: readonly (readonly [TextureFormat, readonly Cell[]])[] = depthFormats.map((format) => [
  format,
  [...wayCells, ...copyCells].filter(({ from, to }) => [from, to].find((side) => isDepth(side))?.format === format),
])

/** Whether bytes hold depth and stencil packed together, or texels of colour do. */
export const isPacked = ({ name, from, to }: Cell): boolean => {
  if (name.startsWith('fill')) return false
  const both = (side: Side | undefined) => side !== undefined && isCombined(side)
  return both(from) !== both(to)
}

export const parseCell = ({ document }: Cell): FrameGraph => parseGraph(document)

/** Bytes for an input: depth between 0 and 1, anything for what is not depth. */
export function inputOf(name: string, sizeBytes: number): Uint8Array {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, i) => Math.imul(i + name.length, 0x9e3779b1) >>> 24)
  const [, format, aspect] = name.split(' ') as [string, TextureFormat | 'bytes', Aspect]
  const isFloat = name === 'a bytes' ? sizeBytes % 4 === 0 : format !== 'bytes' && isFloatDepth({ format, aspect })
  if (!isFloat) return bytes
  const step = format !== 'bytes' && isCombined({ format, aspect }) ? 8 : 4
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < sizeBytes; at += step) {
    view.setFloat32(at, bytes[at]! / 255, true)
    // Padding holds zeros, as after a clear.
    if (step === 8) view.setUint32(at + 4, bytes[at + 4]!, true)
  }
  return bytes
}

const isFloatDepth = ({ format, aspect }: Side): boolean => {
  const { depth } = formatInfo(format)
  return depth && format !== 'depth16unorm' && aspect !== 'stencil-only'
}
