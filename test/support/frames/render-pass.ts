/** Random render passes: they clear, load, store, discard, resolve and test, and draw what is exact on every device. */
import type { GraphDocument } from '../../../src/graph/document.ts'
import type { Dice } from './dice.ts'
import {
  hasDepth,
  hasStencil,
  isDepth,
  isVolume,
  layerOf,
  levelsOf,
  wgslType,
  type Level,
  type Texture,
} from './textures.ts'

export type Pass = GraphDocument['passes'][number]

export interface Making {
  readonly dice: Dice
  readonly textures: readonly Texture[]
  readonly shaders: { id: string; wgsl: string }[]
  readonly pipelines: NonNullable<GraphDocument['pipelines']>
}

export function renderPass({ dice, textures, shaders, pipelines }: Making, id: string): Pass | undefined {
  const mipLevel = dice.pick([0, 0, 0, 1, 2])
  const sampleCount = dice.chance(0.3) ? 4 : 1
  const levels = textures
    .filter((one) => (one.sampleCount ?? 1) === sampleCount)
    .flatMap(levelsOf)
    .filter((level) => level.mipLevel === mipLevel)
  const drawn = levels.filter(({ texture }) => !isDepth(texture))
  const tested = levels.filter(({ texture }) => isDepth(texture))
  const color = Array.from({ length: dice.below(3) }, () => drawn[dice.below(drawn.length)]).filter(
    (level, i, all) => level && all.findIndex((other) => other?.texture === level.texture) === i,
  ) as Level[]
  const depth = dice.chance(color.length === 0 ? 1 : 0.5) ? tested[dice.below(tested.length)] : undefined
  if (color.length === 0 && !depth) return undefined
  const at = [...color, ...(depth ? [depth] : [])].map((level) => layerOf(level, dice.below(level.layers)))
  const readOnly = depth !== undefined && dice.chance(0.25)
  const store = (): object =>
    dice.pick([{}, {}, { store: 'store' }, { store: 'discard' }, { store: 'discard' }] as const)
  const resolvable = (format: string) =>
    textures
      .filter((one) => one.format === format && (one.sampleCount ?? 1) === 1 && !isVolume(one) && !isDepth(one))
      .flatMap(levelsOf)
      .filter((level) => level.width === 8)
  const isFull = dice.chance(0.4)
  const attachments = color.map(({ texture }, i) => {
    const target = sampleCount === 4 && dice.chance(0.6) ? resolvable(texture.format)[0] : undefined
    const load = isFull ? dice.pick(['load', 'clear', 'discard'] as const) : dice.pick(['load', 'clear'] as const)
    const one = () => dice.pick([0, 1])
    return {
      use: at[i]!,
      load,
      ...(load === 'clear' ? { clearValue: [one(), one(), one(), one()] as [number, number, number, number] } : {}),
      ...store(),
      ...(target ? { resolve: layerOf(target, dice.below(target.layers)) } : {}),
    }
  })
  const targets = attachments.flatMap((one) => ('resolve' in one ? [one.resolve!.resource] : []))
  if (new Set(targets).size < targets.length) return undefined
  const sources = textures.filter(
    (one) =>
      (one.sampleCount ?? 1) === 1 &&
      !isVolume(one) &&
      !color.some(({ texture }) => texture === one) &&
      depth?.texture !== one &&
      !targets.includes(one.id),
  )
  const bindings: object[] = []
  const lines: string[] = []
  const outputs = color.map(({ texture: { format } }, i) => {
    const type = wgslType(format)
    const from = sources.find(
      (one) => one.format === format || (format === 'r32float' && one.format === 'depth32float'),
    )
    if (!from || dice.chance(0.5))
      return `vec4<${type}>(${[0, 0, 0, 0].map(() => `${type}(${dice.pick([0, 1])})`).join(', ')})`
    const back = from.history && dice.chance(0.5) ? { previous: 1 } : {}
    const level = dice.below(from.mipLevelCount ?? 1)
    bindings.push({
      group: 0,
      binding: i,
      use: {
        resource: from.id,
        mipLevel: level,
        origin: [0, 0, dice.below(from.size[2] ?? 1)],
        size: [8 >> level, 8 >> level, 1],
        ...back,
      },
      as: 'sampled',
    })
    const isDepthSource = isDepth(from)
    lines.push(`@group(0) @binding(${i}) var t${i}: ${isDepthSource ? 'texture_depth_2d' : `texture_2d<${type}>`};`)
    const texel = `textureLoad(t${i}, vec2u(at.xy) % textureDimensions(t${i}), 0)`
    return isDepthSource ? `vec4f(${texel}, 0, 0, 1)` : texel
  })
  const draws = Array.from({ length: isFull ? 1 : dice.below(3) }, (_, d) => {
    const pipeline = `${id}-${d}`
    const z = dice.pick([0.25, 0.5])
    const out = outputs.map((_value, i) => `@location(${i}) c${i}: vec4<${wgslType(color[i]!.texture.format)}>`)
    shaders.push({
      id: pipeline,
      wgsl: `${lines.join('\n')}
${out.length > 0 ? `struct Out { ${out.join(', ')} }` : ''}
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, ${z}, 1.0);
}
${outputs.length > 0 ? `@fragment fn fs(@builtin(position) at: vec4f) -> Out { return Out(${outputs.join(', ')}); }` : ''}`,
    })
    const face = {
      compare: dice.pick(['always', 'equal', 'not-equal'] as const),
      passOp: dice.pick(['keep', 'replace', 'invert', 'increment-wrap'] as const),
    }
    pipelines.push({
      id: pipeline,
      kind: 'render',
      shader: pipeline,
      vertex: { entryPoint: 'vs' },
      ...(outputs.length > 0 ? { fragment: { entryPoint: 'fs' } } : {}),
      ...(depth
        ? {
            depthStencil: {
              ...(hasDepth(depth.texture)
                ? {
                    depthWriteEnabled: !readOnly && dice.chance(0.7),
                    depthCompare: isFull
                      ? ('always' as const)
                      : dice.pick(['always', 'less', 'greater-equal'] as const),
                  }
                : {}),
              ...(hasStencil(depth.texture)
                ? readOnly
                  ? { stencilFront: { compare: isFull ? 'always' : face.compare }, stencilWriteMask: 0 }
                  : {
                      stencilFront: isFull ? { ...face, compare: 'always' as const } : face,
                      stencilBack: isFull ? { ...face, compare: 'always' as const } : face,
                    }
                : {}),
            },
          }
        : {}),
    } as (typeof pipelines)[number])
    return {
      pipeline,
      vertexCount: 3,
      stencilReference: dice.below(3),
      ...(isFull
        ? {}
        : { scissor: [dice.below(2), dice.below(2), 1, 1 + dice.below(1)] as [number, number, number, number] }),
    }
  })
  return {
    id,
    kind: 'render',
    ...(attachments.length > 0 ? { color: attachments } : {}),
    ...(depth
      ? {
          depth: {
            use: at.at(-1)!,
            ...(readOnly
              ? { load: 'load', readOnly }
              : {
                  load: dice.pick(['load', 'clear'] as const),
                  clearValue: dice.pick([0, 1]),
                  stencilClearValue: dice.below(2),
                  ...store(),
                }),
          },
        }
      : {}),
    ...(bindings.length > 0 && draws.length > 0 ? { bindings } : {}),
    draws,
  } as Pass
}
