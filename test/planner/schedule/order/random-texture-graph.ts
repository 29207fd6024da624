/** Small random graphs with textures: transfers of layers and of halves of them, passes that sample, store and draw. */
import type { GraphDocument } from '../../../../src/graph/document.ts'
import { randomInt } from './random.ts'

type Passes = GraphDocument['passes']
type Resources = GraphDocument['resources']
type Texture = Extract<Resources[number], { kind: 'texture' }>
type Random = () => number

const bufferBytes = 512
/** Written a unit at a time by whatever computes, so that it is no hazard and everything that runs is wanted. */
const sinkUnit = 256

const shapes = [
  { format: 'r32float', size: [4, 4] },
  { format: 'r32float', size: [4, 4] },
  { format: 'r32float', size: [4, 4, 2] },
  { format: 'r32float', size: [4, 4], mipLevelCount: 2 },
  { format: 'r32float', size: [4, 4, 2], mipLevelCount: 2 },
  { format: 'r32float', size: [4, 4, 2], dimension: '3d' },
  { format: 'depth32float', size: [4, 4] },
] as const satisfies readonly Partial<Texture>[]

/** Which layers of a transient texture something has written. */
type Written = Set<string>

interface RandomTexture {
  readonly document: Texture
  readonly written: Written
}

interface Part {
  readonly endpoint: unknown
  readonly places: readonly string[]
  readonly bytes: number
}

/** At most `mostPasses` passes over a few buffers and textures; it reads nothing of a texture that nothing wrote. */
export function randomTextureGraph(random: Random, mostPasses: number): GraphDocument {
  const below = (n: number) => randomInt(random, n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const buffers = Array.from({ length: 1 + below(2) }, (_, i) => `b${i}`)
  const textures = Array.from({ length: 1 + below(3) }, (_, t): RandomTexture => {
    const persistent = random() < 0.25
    const document = {
      id: `t${t}`,
      kind: 'texture' as const,
      ...pick(shapes),
      ...(persistent ? { lifetime: 'persistent' as const } : {}),
    } as unknown as Texture
    const texture = { document, written: new Set<string>() }
    if (persistent) for (const place of wholeOf(document).places) texture.written.add(place)
    return texture
  })
  const passes: Record<string, unknown>[] = []
  const isDepth = ({ document }: RandomTexture) => document.format === 'depth32float'
  const isWritten = ({ written }: RandomTexture, { places }: Part) => places.every((place) => written.has(place))
  const write = ({ written }: RandomTexture, { places }: Part) => places.forEach((place) => written.add(place))
  const part = (texture: RandomTexture, halvesToo: boolean) =>
    partOf(texture.document, below, halvesToo && !isDepth(texture))
  const wholly = (texture: RandomTexture) => wholeOf(texture.document)

  const steps: Record<string, () => Record<string, unknown> | undefined> = {
    upload() {
      const texture = pick(textures)
      const to = part(texture, true)
      write(texture, to)
      return { to: to.endpoint, input: `in${passes.length}` }
    },
    fill() {
      const texture = pick(textures)
      const to = part(texture, true)
      write(texture, to)
      return { to: to.endpoint, value: 0 }
    },
    readback() {
      const texture = pick(textures)
      const from = part(texture, true)
      return isWritten(texture, from) ? { from: from.endpoint, output: `out${passes.length}` } : undefined
    },
    copy() {
      const texture = pick(textures)
      const own = part(texture, true)
      const buffer = { resource: pick(buffers), offset: 0, size: own.bytes }
      const out = random() < 0.5
      if (out && !isWritten(texture, own)) return undefined
      if (!out) write(texture, own)
      return out ? { from: own.endpoint, to: buffer } : { from: buffer, to: own.endpoint }
    },
    compute() {
      const uses = [pick(textures), pick(textures)]
        .filter((texture, i, all) => all.indexOf(texture) === i)
        .map((texture) => {
          const own = random() < 0.6 ? wholly(texture) : part(texture, false)
          const reads = isDepth(texture) || random() < 0.6
          if (reads && !isWritten(texture, own)) return undefined
          const oneLevel = new Set(own.places.map((place) => place.split(' ')[0])).size === 1
          if (reads) return { use: own.endpoint, as: 'sampled' }
          if (!oneLevel) return undefined
          const access = isWritten(texture, own) && random() < 0.5 ? 'read-write' : 'write'
          write(texture, own)
          return { use: own.endpoint, as: 'storage-texture', access }
        })
        .filter((use) => use !== undefined)
      if (random() < 0.4)
        uses.push({ use: { resource: pick(buffers), offset: 0, size: bufferBytes }, as: 'storage-read' })
      const sink = { resource: 'sink', offset: passes.length * sinkUnit, size: sinkUnit }
      return {
        shader: 's',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [...uses, { use: sink, as: 'storage', access: 'write' }].map((use, binding) => ({
          group: 0,
          binding,
          ...use,
        })),
      }
    },
    render() {
      const texture = pick(textures)
      if (texture.document.dimension === '3d') return undefined
      const own = layerOf(texture.document, below)
      const load = isWritten(texture, own) && random() < 0.5 ? 'load' : 'clear'
      const other = pick(textures)
      const sampled = other !== texture && isWritten(other, wholly(other)) ? [other] : []
      const readOnly = isDepth(texture) && load === 'load' && random() < 0.5
      // A body that only reads depth may sample it too.
      if (readOnly && random() < 0.5) sampled.push(texture)
      write(texture, own)
      const uses = sampled.map((one) => ({ use: one.document.id, as: 'sampled' }))
      const sink = {
        use: { resource: 'sink', offset: passes.length * sinkUnit, size: sinkUnit },
        as: 'storage',
        access: 'write',
      }
      return {
        ...(isDepth(texture)
          ? { depth: { use: own.endpoint, load, ...(readOnly ? { readOnly } : {}) } }
          : { color: [{ use: own.endpoint, load }] }),
        uses: [...uses, sink],
        body: 'b',
      }
    },
  }
  const count = 1 + Math.max(below(mostPasses), below(mostPasses))
  while (passes.length < count) {
    const kind = pick([
      'upload',
      'fill',
      'readback',
      'copy',
      'copy',
      'compute',
      'compute',
      'compute',
      'render',
      'render',
    ])
    const fields = steps[kind]!()
    if (!fields) continue
    const order = passes.length > 0 && random() < 0.15 ? { after: [`p${below(passes.length)}`] } : {}
    passes.push({ id: `p${passes.length}`, kind, ...fields, ...order })
  }
  return {
    version: 1,
    resources: [
      { id: 'sink', kind: 'buffer', size: sinkUnit * mostPasses, lifetime: 'persistent' },
      ...buffers.map((id) => ({ id, kind: 'buffer' as const, size: bufferBytes, lifetime: 'persistent' as const })),
      ...textures.map(({ document }) => document),
    ],
    shaders: [{ id: 's', wgsl: 'never compiled' }],
    passes: passes as unknown as Passes,
  }
}

const texelBytes = 4

const extentOf = ({ size, dimension }: Texture, level: number) => {
  const [width = 1, height = 1, depth = 1] = size as readonly number[]
  const half = (n: number) => Math.max(1, n >> level)
  return { width: half(width), height: half(height), layers: dimension === '3d' ? half(depth) : depth }
}

const levelsOf = ({ mipLevelCount = 1 }: Texture) => Array.from({ length: mipLevelCount }, (_, level) => level)

const placesOf = (texture: Texture, level: number) =>
  Array.from({ length: extentOf(texture, level).layers }, (_, layer) => [
    `${level} ${layer} 0`,
    `${level} ${layer} 1`,
  ]).flat()

function wholeOf(texture: Texture): Part {
  const places = levelsOf(texture).flatMap((level) => placesOf(texture, level))
  const texels = levelsOf(texture).reduce((sum, level) => {
    const { width, height, layers } = extentOf(texture, level)
    return sum + width * height * layers
  }, 0)
  return { endpoint: texture.id, places, bytes: texels * texelBytes }
}

function layerOf(texture: Texture, below: (n: number) => number): Part {
  const mipLevel = below(levelsOf(texture).length)
  const { width, height, layers } = extentOf(texture, mipLevel)
  const layer = below(layers)
  return {
    endpoint: { resource: texture.id, mipLevel, origin: [0, 0, layer], size: [width, height, 1] },
    places: [`${mipLevel} ${layer} 0`, `${mipLevel} ${layer} 1`],
    bytes: width * height * texelBytes,
  }
}

/** The whole texture, a level, a layer of one, or half of one. */
function partOf(texture: Texture, below: (n: number) => number, halvesToo: boolean): Part {
  const way = below(halvesToo ? 5 : 4)
  if (way < 2) return wholeOf(texture)
  const one = layerOf(texture, below)
  const [level, layer] = one.places[0]!.split(' ').map(Number) as [number, number]
  const { width, height, layers } = extentOf(texture, level)
  if (way === 2)
    return {
      endpoint: { resource: texture.id, mipLevel: level },
      places: placesOf(texture, level),
      bytes: width * height * layers * texelBytes,
    }
  if (way === 3) return one
  const half = below(2)
  return {
    endpoint: {
      resource: texture.id,
      mipLevel: level,
      origin: [half * (width / 2), 0, layer],
      size: [width / 2, height, 1],
    },
    places: [`${level} ${layer} ${half}`],
    bytes: (width / 2) * height * texelBytes,
  }
}
