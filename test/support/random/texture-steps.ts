/** The steps of a recipe that use textures: transfers of levels, layers, boxes and aspects; passes are in `texture-passes.ts`. */
import type { GraphDocument } from '../../../src/graph/document.ts'
import { aspectSpan, hasMipmaps } from '../../../src/graph/formats.ts'
import type { DeviceProfile } from '../../../src/plan/profile.ts'
import type { Defined } from './defined.ts'
import type { Reader } from './reader.ts'
import type { Numbers } from './recipe.ts'
import { define, endpoint, isDefined, isPlane, isWhole, meet, randomBox, wholeTexture } from './texture-boxes.ts'
import { TexturePasses } from './texture-passes.ts'
import {
  formatClasses,
  isAble,
  isDepth,
  makeTextures,
  type FormatClass,
  type RandomTexture,
  type TextureDocument,
} from './texture-shapes.ts'
import { tightBytes, type TexelBox } from './texels.ts'

type PassDocument = GraphDocument['passes'][number]
export type PassFields<P = PassDocument> = P extends PassDocument ? Omit<P, 'id'> : never

/** What texture steps take from the graph that they are part of. */
export interface StepContext {
  add(reader: Reader, pass: PassFields): void
  newInput(): string
  newOutput(): string
  newBody(): string
  sideEffects(reader: Reader): { sideEffects?: true }
  readonly buffers: readonly { readonly id: string; readonly size: number; readonly defined: Defined }[]
  readonly bindingAlignment: number
  readonly can: { readonly draw: boolean; readonly compute: boolean }
}

export interface TextureRules {
  /** Default: all of them. */
  readonly classes?: readonly FormatClass[]
  /** Those of the device's profile. */
  readonly formats?: DeviceProfile['formats']
  /** Bodies draw and compute on textures, as bodies on the CPU can; else they leave everything as it is. */
  readonly draws: boolean
  /** Depth and stencil of one texture are asked for, and given, one at a time. */
  readonly separateAspects?: boolean | undefined
  /** Default: true. */
  readonly imports?: boolean
  /** Only what such a device can do, and does to the bit as the reference says. Default: whatever the document can say. */
  readonly device?: 'webgpu' | 'vulkan'
}

const transfers = ['upload', 'copy', 'copy', 'to-buffer', 'from-buffer', 'readback', 'clear', 'history'] as const
const passes = ['sample', 'draw', 'draw', 'draw', 'filter', 'custom', 'store'] as const

export class TextureSteps {
  readonly textures: readonly RandomTexture[]
  private readonly context: StepContext
  private readonly rules: TextureRules
  private readonly passes: TexturePasses

  constructor(recipes: readonly Numbers[], context: StepContext, rules: TextureRules) {
    this.context = context
    this.rules = rules
    this.textures = makeTextures(recipes, {
      classes: rules.classes ?? (Object.keys(formatClasses) as FormatClass[]),
      imports: rules.imports ?? true,
      ...(rules.formats ? { formats: rules.formats } : {}),
    })
    this.passes = new TexturePasses(this.textures, context, rules)
  }

  get documents(): TextureDocument[] {
    return this.textures.map(({ document }) => document)
  }

  engine(reader: Reader): void {
    this.passes.engine(reader)
  }

  step(reader: Reader): void {
    if (this.textures.length === 0) return
    switch (reader.pick([...transfers, ...passes, 'upload'] as const)) {
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
      case 'history':
        return this.readHistory(reader)
      case 'clear':
        return this.clear(reader)
      case 'sample':
        return this.context.can.compute ? this.passes.sample(reader) : undefined
      case 'store':
        return this.context.can.compute ? this.passes.store(reader) : undefined
      case 'draw':
        return this.context.can.draw ? this.passes.draw(reader) : undefined
      case 'filter':
        return this.context.can.draw ? this.filter(reader) : undefined
      case 'custom':
        return this.context.can.draw && this.context.can.compute ? this.passes.custom(reader) : undefined
    }
  }

  /** Reads back most textures that are whole, and a part of others. */
  finish(reader: Reader): void {
    for (const texture of this.textures) {
      if (reader.below(4) === 0) continue
      const whole = wholeTexture(texture)
      const atOnce = isWhole(texture) && this.isBytes(texture, whole)
      for (const box of atOnce ? [whole] : this.aspectBoxes(texture)) {
        if (!this.isBytes(texture, box) || !isDefined(texture, box)) continue
        this.context.add(reader, {
          kind: 'readback',
          from: endpoint(reader, texture, box),
          output: this.context.newOutput(),
        })
      }
    }
  }

  private aspectBoxes(texture: RandomTexture): TexelBox[] {
    const { depth, stencil } = texture.layout.format
    return [
      ...(depth ? [{ ...wholeTexture(texture), aspect: 'depth-only' as const }] : []),
      ...(stencil ? [{ ...wholeTexture(texture), aspect: 'stencil-only' as const }] : []),
      { ...wholeTexture(texture), mipLevelCount: 1 },
    ]
  }

  private upload(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = randomBox(reader, texture)
    if (!this.isBytes(texture, box)) return
    const name = this.context.newInput()
    const input = reader.once(4) ? { name, offset: reader.below(9) } : name
    this.context.add(reader, {
      kind: 'upload',
      to: endpoint(reader, texture, box),
      input,
      ...this.context.sideEffects(reader),
    })
    define(texture, box)
  }

  private readback(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = randomBox(reader, texture)
    if (!this.isBytes(texture, box) || !isDefined(texture, box)) return
    this.context.add(reader, {
      kind: 'readback',
      from: endpoint(reader, texture, box),
      output: this.context.newOutput(),
    })
  }

  private readHistory(reader: Reader): void {
    const texture = reader.pick(this.textures.filter(({ document }) => document.history))
    if (!texture) return
    const box = randomBox(reader, texture)
    if (!this.isBytes(texture, box)) return
    const from = endpoint(reader, texture, box, 1 + reader.below(texture.document.history!))
    this.context.add(reader, { kind: 'readback', from, output: this.context.newOutput() })
  }

  private clear(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = randomBox(reader, texture)
    if (texture.document.sampleCount && !isPlane(texture, box)) return
    this.context.add(reader, {
      kind: 'fill',
      to: endpoint(reader, texture, box),
      value: 0,
      ...this.context.sideEffects(reader),
    })
    define(texture, box)
  }

  private copy(reader: Reader): void {
    const from = reader.pick(this.textures)
    const box = randomBox(reader, from)
    const to = reader.pick(
      this.textures.filter((other) => other === from || fits(from, other) || (isDepth(from) && isDepth(other))),
    )
    if (!to || !isDefined(from, box)) return
    const aspect = to === from || sameAspects(from, to) ? box.aspect : undefined
    const target =
      reader.once(4) && sameShape(from, to) ? { ...box, ...(aspect ? { aspect } : {}) } : this.target(reader, to, box)
    if (!target || !sameTexel(from, box, to, target)) return
    if (from === to && meet(box, target)) return
    if (from.layout.sampleCount !== to.layout.sampleCount) return
    // Samples are copied by the whole texture, in one format.
    const samples = from.layout.sampleCount > 1
    if (samples && !(isPlane(from, box) && isPlane(to, target) && box.aspect === undefined)) return
    if (samples && from.document.format.replace('-srgb', '') !== to.document.format.replace('-srgb', '')) return
    if (!this.canCopy(from, box, to, target)) return
    this.context.add(reader, {
      kind: 'copy',
      from: endpoint(reader, from, box),
      to: endpoint(reader, to, target),
      ...this.context.sideEffects(reader),
    })
    define(to, target)
  }

  /** Where in `to` a box of another texture may go: another level, other layers, another corner. */
  private target(reader: Reader, to: RandomTexture, { size, aspect, mipLevelCount }: TexelBox): TexelBox | undefined {
    if (mipLevelCount > 1) return undefined
    const { blockWidth, blockHeight } = to.layout.format
    const mipLevel = reader.below(to.layout.levels.length)
    const level = to.layout.levels[mipLevel]!
    const extent = [level.width, level.height, level.slices]
    const units = [blockWidth, blockHeight, 1]
    const origin = [0, 0, 0] as [number, number, number]
    for (let axis = 0; axis < 3; axis++) {
      const room = extent[axis]! - size[axis]!
      if (room < 0) return undefined
      // What ends within a block may only end at the edge.
      origin[axis] =
        size[axis]! % units[axis]! === 0 ? Math.floor(reader.below(room + 1) / units[axis]!) * units[axis]! : room
      if (origin[axis]! % units[axis]! !== 0) return undefined
    }
    return { mipLevel, mipLevelCount: 1, origin, size, ...(aspect ? { aspect } : {}) }
  }

  private toBuffer(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = randomBox(reader, texture)
    const size = tightBytes(texture.layout, box)
    const buffer = reader.pick(this.context.buffers.filter((one) => one.size >= size))
    if (!buffer || !this.isBytes(texture, box) || !isDefined(texture, box)) return
    const offset = reader.once(2) ? reader.below(buffer.size - size + 1) : 0
    const to = { resource: buffer.id, offset, ...(reader.once(2) ? { size } : {}) }
    this.context.add(reader, {
      kind: 'copy',
      from: endpoint(reader, texture, box),
      to,
      ...this.context.sideEffects(reader),
    })
    buffer.defined.write(offset, size)
  }

  private fromBuffer(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const box = randomBox(reader, texture)
    const size = tightBytes(texture.layout, box)
    const places = this.context.buffers.flatMap(({ id, defined }) =>
      defined.runs().flatMap(([offset, length]) => (length >= size ? [{ id, offset, room: length - size }] : [])),
    )
    const place = reader.pick(places)
    // Bytes of buffers are anything, and devices take depths from 0 to 1 only.
    const depths =
      isDepth(texture) && texture.document.format !== 'depth16unorm' && texture.document.format !== 'stencil8'
    if (!place || !this.isBytes(texture, box) || (this.rules.device && depths && box.aspect !== 'stencil-only')) return
    const offset = place.offset + (reader.once(2) ? reader.below(place.room + 1) : 0)
    this.context.add(reader, {
      kind: 'copy',
      from: { resource: place.id, offset, size },
      to: endpoint(reader, texture, box),
      ...this.context.sideEffects(reader),
    })
    define(texture, box)
  }

  private filter(reader: Reader): void {
    const chains = this.textures.filter((texture) => {
      const { format, mipLevelCount = 1 } = texture.document
      const exact = /^(r8|rg8|rgba8|bgra8|rgb10a2)unorm$/.test(format)
      const first = { ...wholeTexture(texture), mipLevelCount: 1 }
      return (
        mipLevelCount > 1 &&
        hasMipmaps(format) &&
        isAble(this.rules.formats, format, 'attachment') &&
        (exact || !this.rules.device) &&
        isDefined(texture, first)
      )
    })
    const texture = reader.pick(chains)
    if (!texture) return
    this.context.add(reader, { kind: 'mipmap', texture: texture.document.id })
    texture.defined.write(0, texture.defined.size)
  }

  /** Whether the bytes of a region can be asked for, or given. */
  private isBytes(texture: RandomTexture, box: TexelBox): boolean {
    const { document, layout } = texture
    if (document.sampleCount) return false
    const { depth, stencil } = layout.format
    const aspect = box.aspect ?? 'all'
    if (depth && stencil && aspect === 'all' && (this.rules.separateAspects || this.rules.device)) return false
    // Where a device keeps these bytes to itself, nobody asks for them.
    return !this.rules.device || !document.format.startsWith('depth24plus') || aspect === 'stencil-only'
  }

  private canCopy(from: RandomTexture, box: TexelBox, to: RandomTexture, target: TexelBox): boolean {
    const { device } = this.rules
    const bothOf = (texture: RandomTexture, { aspect }: TexelBox): boolean =>
      aspect === undefined && texture.layout.format.depth && texture.layout.format.stencil
    if (this.rules.separateAspects && bothOf(from, box) !== bothOf(to, target)) return false
    if (!device) return true
    const same = from.document.format.replace('-srgb', '') === to.document.format.replace('-srgb', '')
    if (isDepth(from) || isDepth(to)) return same
    return true
  }
}

/** Texels of one size, so that bytes of one can lie in the other. */
function fits({ layout: a }: RandomTexture, { layout: b }: RandomTexture): boolean {
  return (
    a.format.blockBytes === b.format.blockBytes &&
    a.format.blockWidth === b.format.blockWidth &&
    a.format.blockHeight === b.format.blockHeight
  )
}

const sameAspects = ({ layout: { format: a } }: RandomTexture, { layout: { format: b } }: RandomTexture): boolean =>
  a.depth === b.depth && a.stencil === b.stencil

function sameTexel(from: RandomTexture, box: TexelBox, to: RandomTexture, target: TexelBox): boolean {
  const a = aspectSpan(from.layout.format, box.aspect ?? 'all')
  const b = aspectSpan(to.layout.format, target.aspect ?? 'all')
  const has = ({ layout: { format } }: RandomTexture, aspect = 'all') =>
    (aspect !== 'depth-only' || format.depth) && (aspect !== 'stencil-only' || format.stencil)
  return a.bytes === b.bytes && a.tightBytes === b.tightBytes && has(from, box.aspect) && has(to, target.aspect)
}

const sameShape = ({ document: a }: RandomTexture, { document: b }: RandomTexture): boolean =>
  JSON.stringify([a.size, a.mipLevelCount, a.dimension]) === JSON.stringify([b.size, b.mipLevelCount, b.dimension])
