/** Passes of a random graph that draw to textures, sample them, store to them, or do with them what a body does. */
import type { AccessMode } from '../../../src/cpu/access-mode.ts'
import type { GraphDocument } from '../../../src/graph/document.ts'
import { isRenderable } from '../../../src/graph/format-uses.ts'
import type { TextureFormat } from '../../../src/graph/formats.ts'
import type { Reader } from './reader.ts'
import { stillBody, whiteBody } from './runnable.ts'
import { define, endpoint, forget, isDefined, meet, randomBox, wholeLevel } from './texture-boxes.ts'
import { isAble, isCompressed, isDepth, isDrawn, isResolved, isStored, type RandomTexture } from './texture-shapes.ts'
import type { TexelBox } from './texels.ts'
import type { StepContext, TextureRules } from './texture-steps.ts'

type RenderPass = Extract<GraphDocument['passes'][number], { kind: 'render' }>
type Color = NonNullable<RenderPass['color']>[number]

interface Part {
  readonly texture: RandomTexture
  readonly box: TexelBox
}

const overlap = (a: Part, b: Part): boolean => a.texture === b.texture && meet(a.box, b.box)

export class TexturePasses {
  private readonly textures: readonly RandomTexture[]
  private readonly context: StepContext
  private readonly rules: TextureRules

  constructor(textures: readonly RandomTexture[], context: StepContext, rules: TextureRules) {
    this.textures = textures
    this.context = context
    this.rules = rules
  }

  draw(reader: Reader): void {
    const layers = this.textures.flatMap((texture) => this.layersOf(texture))
    const depthFirst = reader.once(6)
    const first = reader.pick(layers.filter(({ texture }) => isDepth(texture) === depthFirst))
    if (!first) return
    const used: Part[] = [first]
    const like = layers.filter(
      (other) =>
        other.box.size.join() === first.box.size.join() &&
        other.texture.layout.sampleCount === first.texture.layout.sampleCount,
    )
    const another = (wanted: (part: Part) => boolean): Part | undefined => {
      const found = reader.pick(like.filter((part) => wanted(part) && !used.some((one) => overlap(one, part))))
      if (found) used.push(found)
      return found
    }
    const colors = depthFirst ? [] : [first]
    for (let i = reader.below(3); i > 0 && colors.length > 0; i--) {
      const next = another(({ texture }) => !isDepth(texture))
      if (next) colors.push(next)
    }
    const depth = depthFirst ? first : reader.once(2) ? another(({ texture }) => isDepth(texture)) : undefined
    const after: (() => void)[] = []
    const color = colors.map((part) => this.color(reader, part, layers, used, after))
    const depthFields = depth ? { depth: this.depth(reader, depth, after) } : {}
    const sampled = reader.once(2) ? this.readable(reader, used) : undefined
    if (sampled) used.push(sampled)
    this.context.add(reader, {
      kind: 'render',
      ...(color.length > 0 || reader.once(2) ? { color } : {}),
      ...depthFields,
      ...(sampled ? { uses: [{ use: endpoint(reader, sampled.texture, sampled.box), as: 'sampled' as const }] } : {}),
      body: this.rules.draws ? this.context.newBody() : stillBody,
      ...this.context.sideEffects(reader),
    })
    for (const act of after) act()
  }

  /** Every layer of every level that can be drawn to. */
  private layersOf(texture: RandomTexture): Part[] {
    const { layout, document } = texture
    if (layout.dimension !== '2d' || isCompressed(texture)) return []
    if (!isDepth(texture) && !isDrawn(document.format)) return []
    if (!isAble(this.rules.formats, document.format, 'attachment')) return []
    return layout.levels.flatMap((level, mipLevel) =>
      Array.from({ length: level.slices }, (_, z): Part => {
        return { texture, box: { mipLevel, mipLevelCount: 1, origin: [0, 0, z], size: [level.width, level.height, 1] } }
      }),
    )
  }

  private color(reader: Reader, part: Part, layers: readonly Part[], used: Part[], after: (() => void)[]): Color {
    const { texture, box } = part
    const { format } = texture.document
    const resolve =
      texture.document.sampleCount && isResolved(format)
        ? reader.pick(
            layers.filter(
              (other) =>
                other.texture.document.format === format &&
                !other.texture.document.sampleCount &&
                other.box.size.join() === box.size.join() &&
                !used.some((one) => overlap(one, other)),
            ),
          )
        : undefined
    if (resolve) used.push(resolve)
    const color: Color = { use: endpoint(reader, texture, box), ...this.operations(reader, part, after) }
    // Without a body that draws, there is nothing to resolve then.
    if (resolve && color.load === 'discard' && !this.rules.draws) color.load = 'clear'
    if (color.load === 'clear' && reader.once(2)) color.clearValue = clearValue(reader, format)
    if (resolve) {
      color.resolve = endpoint(reader, resolve.texture, resolve.box)
      after.push(() => define(resolve.texture, resolve.box))
    }
    return color
  }

  private depth(reader: Reader, part: Part, after: (() => void)[]): NonNullable<RenderPass['depth']> {
    const { texture, box } = part
    const use = endpoint(reader, texture, box)
    if (isDefined(texture, box) && reader.once(3)) return { use, load: 'load', readOnly: true }
    return {
      use,
      ...this.operations(reader, part, after),
      ...(reader.once(2) ? { clearValue: reader.pick([0, 1]) } : {}),
      ...(reader.once(2) ? { stencilClearValue: reader.pick([0, 1, 255]) } : {}),
    }
  }

  /** What is loaded and what is kept, and what of the attachment is defined afterwards. */
  private operations(reader: Reader, { texture, box }: Part, after: (() => void)[]): Pick<Color, 'load' | 'store'> {
    const transient = texture.document.lifetime === undefined
    const whole = isDefined(texture, box)
    // Without a body that draws, what is discarded stays undefined.
    const mayDiscard = this.rules.draws || transient
    const load = reader.pick([
      ...(whole ? (['load', 'load'] as const) : []),
      'clear',
      ...(mayDiscard ? (['discard'] as const) : []),
    ] as const)
    const store = reader.pick([undefined, undefined, 'store', transient ? 'discard' : undefined] as const)
    const kept = store !== 'discard' && (load !== 'discard' || this.rules.draws)
    after.unshift(() => (kept ? define(texture, box) : forget(texture, box)))
    return { load, ...(store ? { store } : {}) }
  }

  /** A defined part of a texture that shaders can see, and that nothing else of the pass touches. */
  private readable(reader: Reader, used: readonly Part[]): Part | undefined {
    const texture = reader.pick(this.textures)
    if (texture.document.sampleCount || (this.rules.device && isDepth(texture))) return undefined
    const box = this.view(reader, texture)
    const part: Part = { texture, box }
    return isDefined(texture, box) && !used.some((one) => overlap(one, part)) ? part : undefined
  }

  /** Some levels and layers, as a view is made of them. */
  private view(reader: Reader, texture: RandomTexture): TexelBox {
    for (let attempt = 0; attempt < 4; attempt++) {
      const { aspect: _, ...box } = randomBox(reader, texture)
      const { width, height, slices } = texture.layout.levels[box.mipLevel]!
      const plane = box.size[0] === width && box.size[1] === height
      if (plane && (texture.layout.dimension !== '3d' || box.size[2] === slices)) return box
    }
    return wholeLevel(texture, reader.below(texture.layout.levels.length))
  }

  sample(reader: Reader): void {
    const part = this.readable(reader, [])
    if (
      !part ||
      (this.rules.device &&
        !/^(r8|rg8|rgba8|r16|rg16|r32|rg32|rgba16|rgba32)(uint|sint|unorm)$/.test(part.texture.document.format))
    )
      return
    const buffer = reader.pick(this.context.buffers)
    const { bindingAlignment } = this.context
    const offset = Math.floor(reader.below(buffer.size) / bindingAlignment) * bindingAlignment
    const length = 1 + reader.below(buffer.size - offset)
    // Shaders on devices see whole words.
    const size = this.rules.device ? length & ~3 : length
    if (size === 0) return
    this.context.add(reader, {
      kind: 'compute',
      shader: 'mix',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: endpoint(reader, part.texture, part.box), as: 'sampled' },
        { group: 0, binding: 1, use: { resource: buffer.id, offset, size }, as: 'storage', access: 'write' },
      ],
    })
    buffer.defined.write(offset, size)
  }

  store(reader: Reader): void {
    const texture = reader.pick(
      this.textures.filter(({ document: { format, sampleCount } }) => isStored(format) && !sampleCount),
    )
    if (!texture) return
    const { format } = texture.document
    if (!isAble(this.rules.formats, format, 'storage-write')) return
    const box = { ...this.view(reader, texture), mipLevelCount: 1 }
    const both = isAble(this.rules.formats, format, 'storage-read-write')
    const readWrite = both && isDefined(texture, box) && (!this.rules.device || /^r32(uint|sint)$/.test(format))
    const access: AccessMode = readWrite && reader.once(2) ? 'read-write' : 'write'
    this.context.add(reader, {
      kind: 'compute',
      shader: 'mix',
      entryPoint: 'other',
      workgroups: [1 + reader.below(2), 1, 1],
      bindings: [{ group: 0, binding: 0, use: endpoint(reader, texture, box), as: 'storage-texture', access }],
    })
    define(texture, box)
  }

  custom(reader: Reader): void {
    const texture = reader.pick(this.textures)
    const as = reader.pick(['copy-src', 'copy-dst', 'sampled', 'storage-texture', 'attachment'] as const)
    if (as === 'attachment') return this.engine(reader)
    const shaderUse = as === 'sampled' || as === 'storage-texture'
    const box = shaderUse ? this.view(reader, texture) : randomBox(reader, texture)
    const writes = as === 'copy-dst' || as === 'storage-texture'
    if (writes && !this.rules.draws) return
    const { format } = texture.document
    const stored = isStored(format) && isAble(this.rules.formats, format, 'storage-read-write')
    if (as === 'storage-texture' && (!stored || box.mipLevelCount > 1)) return
    if (texture.document.sampleCount || (!isDefined(texture, box) && as !== 'copy-dst')) return
    this.context.add(reader, {
      kind: 'custom',
      body: this.rules.draws ? this.context.newBody() : stillBody,
      uses: [{ use: endpoint(reader, texture, box), as }],
      ...this.context.sideEffects(reader),
    })
    if (writes) define(texture, box)
  }

  /** A body that draws to a texture by itself. */
  engine(reader: Reader): void {
    if (!this.context.can.draw) return
    if (this.rules.device) return this.whiten(reader)
    const texture = reader.pick(
      this.textures.filter(
        ({ document: { format, sampleCount }, layout }) =>
          !sampleCount &&
          layout.dimension !== '1d' &&
          isRenderable(format) &&
          isAble(this.rules.formats, format, 'attachment'),
      ),
    )
    if (!texture || !this.rules.draws) return
    const box = this.view(reader, texture)
    const onDefined: AccessMode[] = isDepth(texture) ? ['write', 'read-write', 'read'] : ['write', 'read-write']
    const access = isDefined(texture, box) ? reader.pick(onDefined) : 'write'
    this.context.add(reader, {
      kind: 'custom',
      body: this.context.newBody(),
      uses: [
        {
          use: endpoint(reader, texture, box),
          as: 'attachment',
          ...(access === 'write' && reader.once(2) ? {} : { access }),
        },
      ],
      ...this.context.sideEffects(reader),
    })
    if (access !== 'read') define(texture, box)
  }

  /** On a device an engine makes white what it draws to, or keeps it as it is. */
  private whiten(reader: Reader): void {
    const texture = reader.pick(
      this.textures.filter(
        ({ document: { format, sampleCount }, layout }) =>
          !sampleCount &&
          layout.dimension === '2d' &&
          /^(r|rg|rgba|bgra)(8unorm(-srgb)?|(8|16|32)[us]int)$/.test(format),
      ),
    )
    if (!texture || !this.context.can.draw) return
    const level = wholeLevel(texture, reader.below(texture.layout.levels.length))
    const layer = reader.below(texture.layout.levels[level.mipLevel]!.slices)
    const box: TexelBox = { ...level, origin: [0, 0, layer], size: [level.size[0], level.size[1], 1] }
    const keeps = isDefined(texture, box) && reader.once(3)
    this.context.add(reader, {
      kind: reader.once(2) ? 'external' : 'custom',
      body: `${whiteBody}-${this.context.newBody()}`,
      uses: [
        { use: endpoint(reader, texture, box), as: 'attachment', ...(keeps && { access: 'read-write' as const }) },
      ],
      ...this.context.sideEffects(reader),
    })
    define(texture, box)
  }
}

/** Values that every format holds exactly, so that nobody rounds. */
function clearValue(reader: Reader, format: TextureFormat): [number, number, number, number] {
  if (format.endsWith('uint')) return [3, reader.below(4), 0, 1]
  if (format.endsWith('sint')) return [-3, reader.below(4), 100, -1]
  if (format.endsWith('float')) return [0.5, 2, reader.below(4), 0.25]
  return [reader.below(2), 1, 0, 1]
}
