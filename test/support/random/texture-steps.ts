/** The steps of a recipe that use textures: transfers of levels and boxes, passes that sample, draw and filter. */
import type { AccessMode } from '../../../src/cpu/access-mode.ts'
import type { GraphDocument } from '../../../src/graph/document.ts'
import { hasMipmaps, type TextureFormat } from '../../../src/graph/formats.ts'
import { textureLayout, type TextureLayout } from '../../../src/graph/texture-layout.ts'
import { textureRuns, type TexelBox } from '../../../src/check/runs.ts'
import type { BodyUse } from './code.ts'
import { Defined } from './defined.ts'
import { Reader } from './reader.ts'
import type { Numbers } from './recipe.ts'

type PassDocument = GraphDocument['passes'][number]
export type PassFields<P = PassDocument> = P extends PassDocument ? Omit<P, 'id'> : never
type TextureDocument = Extract<GraphDocument['resources'][number], { kind: 'texture' }>

/** What texture steps take from the graph that they are part of. */
export interface StepContext {
  add(reader: Reader, pass: PassFields): void
  newInput(): string
  newOutput(): string
  newBody(uses: readonly BodyUse[]): string
  readonly buffers: readonly { readonly id: string; readonly size: number; readonly defined: Defined }[]
}

interface RandomTexture {
  readonly document: TextureDocument
  readonly layout: TextureLayout
  readonly defined: Defined
}

const shapes = [
  { format: 'rgba8unorm', size: [4, 4], mips: 1 },
  { format: 'rgba8unorm', size: [4, 4], mips: 1 },
  { format: 'rgba8unorm', size: [5, 3], mips: 2 },
  { format: 'r8unorm', size: [7, 2], mips: 1 },
  { format: 'r32uint', size: [8, 8, 2], mips: 1 },
  { format: 'rgba16float', size: [4, 2], mips: 3 },
  { format: 'bc1-rgba-unorm', size: [8, 8], mips: 1 },
  { format: 'depth32float', size: [4, 4], mips: 1 },
  { format: 'rgba8unorm', size: [4, 4, 4], mips: 2, dimension: '3d' },
] as const satisfies readonly { format: TextureFormat; size: readonly number[]; mips: number; dimension?: '3d' }[]

const transfers = ['upload', 'copy', 'to-buffer', 'from-buffer', 'readback', 'clear'] as const
const steps = [...transfers, 'sample', 'draw', 'draw', 'filter', 'custom', 'upload', 'store'] as const

export class TextureSteps {
  private readonly textures: readonly RandomTexture[]
  private readonly context: StepContext
  private readonly onlyTransfers: boolean

  constructor(recipes: readonly Numbers[], context: StepContext, onlyTransfers: boolean) {
    this.context = context
    this.onlyTransfers = onlyTransfers
    this.textures = recipes.map((numbers, t) => {
      const reader = new Reader(numbers)
      // WebGPU has no way in for the bytes of depth.
      const shape = reader.pick(onlyTransfers ? shapes.filter(({ format }) => format !== 'depth32float') : shapes)
      const lifetime = reader.pick([
        'transient',
        'transient',
        'transient',
        'transient',
        'persistent',
        onlyTransfers ? 'persistent' : 'imported',
      ] as const)
      const history = lifetime === 'persistent' ? reader.pick([0, 0, 1]) : 0
      const document: TextureDocument = {
        id: `t${t}`,
        kind: 'texture',
        format: shape.format,
        size: [...shape.size] as [number, number],
        ...(shape.mips === 1 ? {} : { mipLevelCount: shape.mips }),
        ...('dimension' in shape ? { dimension: shape.dimension } : {}),
        ...(lifetime === 'transient' ? {} : { lifetime }),
        ...(history === 0 ? {} : { history }),
      }
      const layout = textureLayout(document as Parameters<typeof textureLayout>[0])
      return { document, layout, defined: new Defined(layout.sizeBytes, lifetime !== 'transient') }
    })
  }

  get documents(): TextureDocument[] {
    return this.textures.map(({ document }) => document)
  }

  /** Bytes of imported textures by id. */
  get imports(): { id: string; size: number }[] {
    return this.textures.flatMap(({ document, layout }) =>
      document.lifetime === 'imported' ? [{ id: document.id, size: layout.sizeBytes }] : [],
    )
  }

  step(reader: Reader): void {
    if (this.textures.length === 0) return
    const kind = reader.pick(this.onlyTransfers ? transfers : steps)
    switch (kind) {
      case 'upload':
        return this.upload(reader)
      case 'copy':
        return this.copy(reader)
      case 'to-buffer':
        return this.toBuffer(reader)
      case 'from-buffer':
        return this.fromBuffer(reader)
      case 'readback':
        return this.readback(reader)
      case 'clear': {
        const texture = reader.pick(this.textures)
        const box = this.box(reader, texture, true)
        this.context.add(reader, { kind: 'fill', to: endpoint(texture, box), value: 0 })
        return define(texture, box)
      }
      case 'sample':
        return this.sample(reader)
      case 'store':
        return this.store(reader)
      case 'draw':
        return this.draw(reader)
      case 'filter':
        return this.filter(reader)
      case 'custom':
        return this.custom(reader)
    }
  }

  /** Reads back most textures that are whole. */
  finish(reader: Reader): void {
    for (const texture of this.textures) {
      if (reader.below(4) === 0 || !isWhole(texture)) continue
      this.context.add(reader, { kind: 'readback', from: texture.document.id, output: this.context.newOutput() })
    }
  }

  private upload(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = this.box(reader, texture)
    this.context.add(reader, { kind: 'upload', to: endpoint(texture, box), input: this.context.newInput() })
    define(texture, box)
  }

  private readback(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = this.box(reader, texture)
    if (!isDefined(texture, box)) return
    this.context.add(reader, { kind: 'readback', from: endpoint(texture, box), output: this.context.newOutput() })
  }

  private copy(reader: Reader): void {
    const from = reader.pick(this.textures)
    const others = this.textures.filter((to) => to !== from && to.document.format === from.document.format)
    if (others.length === 0) return
    const to = reader.pick(others)
    const same = JSON.stringify(shapeOf(from)) === JSON.stringify(shapeOf(to))
    if (same && reader.below(3) < 2) {
      if (!isWhole(from)) return
      this.context.add(reader, { kind: 'copy', from: from.document.id, to: to.document.id })
      return to.defined.write(0, to.defined.size)
    }
    const box = this.box(reader, from, true)
    const target: TexelBox = { mipLevel: 0, mipLevelCount: 1, origin: [0, 0, 0], size: box.size }
    const level = to.layout.levels[0]!
    const fits = box.size[0] <= level.width && box.size[1] <= level.height && box.size[2] <= level.slices
    // Depth is copied by whole levels only, on every API.
    if (!fits || !isDefined(from, box) || from.layout.format.depth) return
    this.context.add(reader, { kind: 'copy', from: endpoint(from, box), to: endpoint(to, target) })
    define(to, target)
  }

  private toBuffer(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = this.box(reader, texture)
    const size = bytesOf(texture, box)
    const fitting = this.context.buffers.filter((buffer) => buffer.size >= size)
    if (fitting.length === 0 || !isDefined(texture, box)) return
    const buffer = reader.pick(fitting)
    const offset = reader.once(2) ? reader.below(buffer.size - size + 1) : 0
    this.context.add(reader, { kind: 'copy', from: endpoint(texture, box), to: { resource: buffer.id, offset } })
    buffer.defined.write(offset, size)
  }

  private fromBuffer(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = this.box(reader, texture)
    const size = bytesOf(texture, box)
    const fitting = this.context.buffers.filter((buffer) => buffer.size >= size && buffer.defined.isDefined(0, size))
    if (fitting.length === 0) return
    this.context.add(reader, {
      kind: 'copy',
      from: { resource: reader.pick(fitting).id, offset: 0, size },
      to: endpoint(texture, box),
    })
    define(texture, box)
  }

  /** A shader reads a whole texture into a buffer. */
  private sample(reader: Reader): void {
    const texture = reader.pick(this.textures.filter(isWhole))
    if (!texture || this.context.buffers.length === 0) return
    const buffer = reader.pick(this.context.buffers)
    this.context.add(reader, {
      kind: 'compute',
      shader: 'mix',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: texture.document.id, as: 'sampled' },
        { group: 0, binding: 1, use: buffer.id, as: 'storage', access: 'write' },
      ],
    })
    buffer.defined.write(0, buffer.size)
  }

  /** A shader writes, or changes, a whole texture. */
  private store(reader: Reader): void {
    const plain = this.textures.filter(
      ({ document, layout }) =>
        layout.levels.length === 1 && !layout.format.depth && document.format !== 'bc1-rgba-unorm',
    )
    if (plain.length === 0) return
    const texture = reader.pick(plain)
    const access: AccessMode = isWhole(texture) && reader.once(2) ? 'read-write' : 'write'
    this.context.add(reader, {
      kind: 'compute',
      shader: 'mix',
      entryPoint: 'other',
      workgroups: [1 + reader.below(2), 1, 1],
      bindings: [{ group: 0, binding: 0, use: texture.document.id, as: 'storage-texture', access }],
    })
    texture.defined.write(0, texture.defined.size)
  }

  private draw(reader: Reader): void {
    const flat = this.textures.filter(
      ({ layout }) => layout.levels.length === 1 && layout.levels[0]!.slices === 1 && layout.format.blockWidth === 1,
    )
    const first = reader.pick(flat.filter(({ layout }) => !layout.format.depth))
    if (!first) return
    const sameSize = flat.filter(
      (other) => other !== first && other.document.size.join() === first.document.size.join(),
    )
    const second = reader.once(2) ? reader.pick(sameSize.filter(({ layout }) => !layout.format.depth)) : undefined
    const depth = reader.once(2) ? reader.pick(sameSize.filter(({ layout }) => layout.format.depth)) : undefined
    const bodyUses: BodyUse[] = []
    const attach = (texture: RandomTexture) => {
      const load = isWhole(texture)
        ? reader.pick(['load', 'load', 'clear', 'discard'] as const)
        : reader.pick(['clear', 'discard'] as const)
      bodyUses.push({ resource: texture.document.id, access: load === 'discard' ? 'write' : 'read-write' })
      return { use: texture.document.id, load }
    }
    const color = [first, ...(second ? [second] : [])].map((texture) => ({
      ...attach(texture),
      ...(reader.once(2) ? { clearValue: [1, 0.75, 0, 0.25] as [number, number, number, number] } : {}),
      ...(reader.once(3) ? { store: 'store' as const } : {}),
    }))
    const readOnly = depth && isWhole(depth) && reader.once(2)
    let depthFields = {}
    if (depth && readOnly) {
      bodyUses.push({ resource: depth.document.id, access: 'read' })
      depthFields = { depth: { use: depth.document.id, load: 'load', readOnly: true } }
    } else if (depth) depthFields = { depth: { ...attach(depth), clearValue: 0.5 } }
    const sampled = reader.once(2)
      ? reader.pick(
          this.textures.filter((other) => other !== first && other !== second && other !== depth && isWhole(other)),
        )
      : undefined
    if (sampled) bodyUses.push({ resource: sampled.document.id, access: 'read' })
    this.context.add(reader, {
      kind: 'render',
      color,
      ...depthFields,
      ...(sampled ? { uses: [{ use: sampled.document.id, as: 'sampled' as const }] } : {}),
      body: this.context.newBody(bodyUses),
    })
    for (const texture of [first, second, depth]) texture?.defined.write(0, texture.defined.size)
  }

  private filter(reader: Reader): void {
    const chains = this.textures.filter((texture) => {
      const { format, mipLevelCount } = texture.document
      return (mipLevelCount ?? 1) > 1 && hasMipmaps(format) && isDefined(texture, wholeLevel(texture, 0))
    })
    const texture = reader.pick(chains)
    if (!texture) return
    this.context.add(reader, { kind: 'mipmap', texture: texture.document.id })
    texture.defined.write(0, texture.defined.size)
  }

  private custom(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const writes = reader.once(2)
    if (!writes && !isWhole(texture)) return
    const body = this.context.newBody([{ resource: texture.document.id, access: writes ? 'write' : 'read' }])
    this.context.add(reader, {
      kind: 'custom',
      body,
      uses: [{ use: texture.document.id, as: writes ? 'copy-dst' : 'copy-src' }],
      ...(reader.once(3) ? { sideEffects: true } : {}),
    })
    if (writes) texture.defined.write(0, texture.defined.size)
  }

  /** The whole texture, one level, some layers of one, or a box. */
  private box(reader: Reader, texture: RandomTexture, oneLevel = false): TexelBox {
    const { layout } = texture
    const way = reader.below(4)
    if (way === 0 && (!oneLevel || layout.levels.length === 1))
      return { mipLevel: 0, mipLevelCount: layout.levels.length, origin: [0, 0, 0], size: wholeLevel(texture, 0).size }
    const mipLevel = reader.below(layout.levels.length)
    const { width, height, slices } = layout.levels[mipLevel]!
    const { blockWidth, blockHeight, depth } = layout.format
    const cut = (length: number, unit: number): [number, number] => {
      const units = Math.ceil(length / unit)
      const from = reader.below(units)
      return [from * unit, Math.min(length, (from + 1 + reader.below(units - from)) * unit) - from * unit]
    }
    if (way < 3 || depth) {
      const [z, layers] = way === 1 ? [0, slices] : cut(slices, 1)
      return { mipLevel, mipLevelCount: 1, origin: [0, 0, z], size: [width, height, layers] }
    }
    const [x, w] = cut(width, blockWidth)
    const [y, h] = cut(height, blockHeight)
    const [z, layers] = cut(slices, 1)
    return { mipLevel, mipLevelCount: 1, origin: [x, y, z], size: [w, h, layers] }
  }
}

const shapeOf = ({ document: { size, mipLevelCount, dimension } }: RandomTexture) => [
  size,
  mipLevelCount ?? 1,
  dimension ?? '2d',
]

function wholeLevel({ layout }: RandomTexture, mipLevel: number): TexelBox {
  const { width, height, slices } = layout.levels[mipLevel]!
  return { mipLevel, mipLevelCount: 1, origin: [0, 0, 0], size: [width, height, slices] }
}

function endpoint(texture: RandomTexture, box: TexelBox) {
  const { id } = texture.document
  const { mipLevel, mipLevelCount } = box
  if (mipLevelCount === texture.layout.levels.length && mipLevelCount > 1) return id
  return {
    resource: id,
    mipLevel,
    origin: [...box.origin] as [number, number, number],
    size: [...box.size] as [number, number, number],
  }
}

const runsOf = (texture: RandomTexture, box: TexelBox) => textureRuns(texture.layout, box)

function bytesOf(texture: RandomTexture, box: TexelBox): number {
  const runs = runsOf(texture, box)
  let bytes = 0
  for (let i = 1; i < runs.length; i += 2) bytes += runs[i]!
  return bytes
}

function define(texture: RandomTexture, box: TexelBox): void {
  const runs = runsOf(texture, box)
  for (let i = 0; i < runs.length; i += 2) texture.defined.write(runs[i]!, runs[i + 1]!)
}

function isDefined(texture: RandomTexture, box: TexelBox): boolean {
  const runs = runsOf(texture, box)
  for (let i = 0; i < runs.length; i += 2) if (!texture.defined.isDefined(runs[i]!, runs[i + 1]!)) return false
  return true
}

const isWhole = ({ defined }: RandomTexture): boolean => defined.isDefined(0, defined.size)
