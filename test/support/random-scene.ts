/**
 * Random drawings: triangles, states and formats by a seed. Corners are on eighths of a pixel and few draws lie over one
 * another, so that devices differ by no more than rounding and a few texels on edges.
 */
import type { TextureFormat } from '../../src/graph/formats.ts'
import { bytesOf, floats, type Scene, type SceneBinding, type SceneDraw } from './raster-scene.ts'

/** Numbers of a seed (mulberry32). */
function numbers(seed: number) {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    next,
    below,
    pick: <T>(list: readonly T[]): T => list[below(list.length)]!,
    chance: (likelihood: number): boolean => next() < likelihood,
  }
}
type Numbers = ReturnType<typeof numbers>

const colorFormats = [
  'rgba8unorm',
  'bgra8unorm',
  'rgba8unorm-srgb',
  'bgra8unorm-srgb',
  'r8unorm',
  'rg8unorm',
  'rgba16float',
  'rg16float',
  'r16float',
  'rgb10a2unorm',
  'rgba8uint',
  'rgba8sint',
  'rg16uint',
  'r32sint',
  'rgba32uint',
  'rgba16sint',
] as const satisfies readonly TextureFormat[]
const depthFormats = ['depth16unorm', 'depth24plus', 'depth32float', 'depth24plus-stencil8', 'stencil8'] as const
const compares = ['never', 'less', 'equal', 'less-equal', 'greater', 'not-equal', 'greater-equal', 'always'] as const
const stencilOps = [
  'keep',
  'zero',
  'replace',
  'invert',
  'increment-clamp',
  'decrement-clamp',
  'increment-wrap',
  'decrement-wrap',
] as const
const factors = [
  'zero',
  'one',
  'src',
  'one-minus-src',
  'src-alpha',
  'one-minus-src-alpha',
  'dst',
  'one-minus-dst',
  'dst-alpha',
  'one-minus-dst-alpha',
  'src-alpha-saturated',
  'constant',
  'one-minus-constant',
] as const
const operations = ['add', 'subtract', 'reverse-subtract', 'min', 'max'] as const
const topologies = ['triangle-list', 'triangle-list', 'triangle-strip', 'point-list'] as const
const isWhole = (format: string) => format.endsWith('int')
const vectorOf = (format: string) => (format.endsWith('uint') ? 'vec4u' : format.endsWith('sint') ? 'vec4i' : 'vec4f')

export function randomScene(seed: number): Scene {
  const random = numbers(seed)
  const sampleCount = random.chance(0.3) ? 4 : 1
  // Edges have four times as many samples: a larger picture has fewer of them for its texels.
  const size = sampleCount === 4 ? 256 : 128
  // Integer formats and some others have no resolve; their samples could not be read.
  const formats = sampleCount === 4 ? colorFormats.filter((format) => !isWhole(format)) : colorFormats
  const color = Array.from({ length: random.chance(0.25) ? 2 : 1 }, () => {
    const format = random.pick(formats)
    const fraction = () => Math.round(random.next() * 16) / 16
    const channel = () => (isWhole(format) ? random.below(100) : fraction())
    return { format, clear: [channel(), channel(), channel(), channel()] as const }
  })
  const format = random.pick(depthFormats)
  const depth = random.chance(0.6)
    ? { format, clear: random.pick([1, 0.5, 0]), stencilClear: random.below(4) }
    : undefined
  const textured = random.chance(0.3)
  const usesDiscard = random.chance(0.15)
  return {
    size: [size, size],
    color,
    ...(depth && { depth }),
    sampleCount,
    wgsl: shaderOf(random, color, textured, usesDiscard),
    draws: Array.from({ length: 1 + random.below(sampleCount === 4 ? 2 : 4) }, () =>
      drawOf(random, { size, color, depthFormat: depth?.format, sampleCount, textured }),
    ),
  }
}

function shaderOf(random: Numbers, color: NonNullable<Scene['color']>, textured: boolean, discards: boolean): string {
  const how = random.pick(['', '', '@interpolate(linear)', '@interpolate(flat)', '@interpolate(perspective, centroid)'])
  const values: Readonly<Record<string, string>> = {
    vec4f: 'shaded',
    vec4u: 'vec4u(shaded * 100)',
    vec4i: 'vec4i(shaded * 100) - 50',
  }
  return `
    struct V { @builtin(position) at: vec4f, @location(0) ${how} color: vec4f, @location(1) uv: vec2f }
    struct Out { ${color.map(({ format }, i) => `@location(${i}) c${i}: ${vectorOf(format)}`).join(', ')} }
    ${textured ? '@group(0) @binding(0) var t: texture_2d<f32>; @group(0) @binding(1) var s: sampler;' : ''}
    @vertex fn vs(@location(0) at: vec4f, @location(1) color: vec4f, @location(2) uv: vec2f, @builtin(instance_index) i: u32) -> V {
      return V(vec4f(at.xy + f32(i) * at.w * 0.25, at.zw), color, uv);
    }
    @fragment fn fs(v: V) -> Out {
      ${discards ? 'if (u32(v.at.x) % 3 == 0) { discard; }' : ''}
      let shaded = ${textured ? 'mix(v.color, textureSample(t, s, v.uv), 0.5)' : 'v.color'};
      return Out(${color.map(({ format }) => (isWhole(format) ? wholeOf(format) : values[vectorOf(format)])).join(', ')});
    }`
}

/** Whole numbers are the same on all devices only where they do not come from interpolated ones. */
const wholeOf = (format: string): string =>
  format.endsWith('uint') ? 'vec4u(u32(v.at.x), u32(v.at.y), 7u, 9u)' : 'vec4i(i32(v.at.x) - 64, 5, i32(v.at.y), -3)'

interface Surroundings {
  readonly size: number
  readonly color: NonNullable<Scene['color']>
  readonly depthFormat: string | undefined
  readonly sampleCount: number
  readonly textured: boolean
}

function drawOf(random: Numbers, { size, color, depthFormat, sampleCount, textured }: Surroundings): SceneDraw {
  const topology = random.pick(topologies)
  const count = topology === 'triangle-list' ? 3 * (1 + random.below(3)) : 4 + random.below(4)
  const place = () => (Math.round((random.next() * 1.6 - 0.3) * size * 8) / 8 / size) * 2 - 1
  const vertices = Array.from({ length: count }, () => {
    // A power of two, so that dividing by it gives the place back.
    const w = random.pick([0.5, 1, 1, 2, 4])
    // Edges of the clipping are on no grid; with samples they would be too many.
    const corner = [
      place() * w,
      place() * w,
      (sampleCount === 1 && random.chance(0.1) ? random.pick([-0.5, 1.5]) : random.next()) * w,
      w,
    ]
    return [...corner, random.next(), random.next(), random.next(), random.next(), random.next() * 3, random.next() * 3]
  })
  const indexed = random.chance(0.4)
  const format = random.pick(['uint16', 'uint32'] as const)
  const indices = Array.from({ length: count + 3 }, (_, i) =>
    topology === 'triangle-strip' && random.chance(0.1)
      ? 2 ** (format === 'uint16' ? 16 : 32) - 1
      : (i * 5 + 1) % count,
  )
  const padded = indices.length % 2 === 0 ? indices : [...indices, 0]
  const instanceCount = random.chance(0.2) ? 2 : 1
  return {
    vertex: {
      buffers: [
        {
          arrayStride: 40,
          attributes: [
            { shaderLocation: 0, format: 'float32x4', offset: 0 },
            { shaderLocation: 1, format: 'float32x4', offset: 16 },
            { shaderLocation: 2, format: 'float32x2', offset: 32 },
          ],
        },
      ],
    },
    vertexBuffers: [floats(...vertices.flat())],
    ...(indexed
      ? {
          indexBuffer: {
            format,
            bytes: bytesOf(format === 'uint16' ? Uint16Array.from(padded) : Uint32Array.from(padded)),
          },
          call: { indexCount: indices.length, instanceCount },
        }
      : { call: { vertexCount: count, instanceCount } }),
    primitive: {
      topology,
      ...(indexed && topology === 'triangle-strip' ? { stripIndexFormat: format } : {}),
      frontFace: random.pick(['ccw', 'cw']),
      cullMode: random.pick(['none', 'none', 'none', 'front', 'back']),
    },
    fragment: { targets: color.map((target) => targetOf(random, target.format)) },
    ...(depthFormat === undefined ? {} : { depthStencil: depthStencilOf(random, depthFormat, topology) }),
    multisample: sampleCount === 4 && random.chance(0.3) ? { mask: random.below(16) } : {},
    stencilReference: random.below(4),
    blendConstant: [0.25, 0.5, 0.75, 1],
    ...(random.chance(0.3) ? { viewport: [8, 16, size / 2, size / 2, 0.25, 0.75] as const } : {}),
    ...(random.chance(0.3) ? { scissor: [random.below(60), random.below(60), size / 2, size / 2] as const } : {}),
    ...(textured ? { bindings: bindingsOf(random) } : {}),
  }
}

function targetOf(random: Numbers, format: string) {
  // Two bits that are rounded the other way are a third of all that is there: what they weigh differs as much.
  const usable = format === 'rgb10a2unorm' ? factors.filter((factor) => !/dst-alpha|saturated/.test(factor)) : factors
  const component = () => {
    // What is left of a difference is as wrong as what it was made of, and near black sRGB shows it twelve times as large.
    const operation = random.pick(format.endsWith('-srgb') ? (['add', 'min', 'max'] as const) : operations)
    const extreme = operation === 'min' || operation === 'max'
    return extreme
      ? { operation, srcFactor: 'one' as const, dstFactor: 'one' as const }
      : { operation, srcFactor: random.pick(usable), dstFactor: random.pick(usable) }
  }
  return {
    ...(!isWhole(format) && random.chance(0.5) ? { blend: { color: component(), alpha: component() } } : {}),
    ...(random.chance(0.2) ? { writeMask: random.below(16) } : {}),
  }
}

function depthStencilOf(random: Numbers, format: string, topology: string) {
  const face = () => ({
    compare: random.pick(compares),
    failOp: random.pick(stencilOps),
    depthFailOp: format === 'stencil8' ? ('keep' as const) : random.pick(stencilOps),
    passOp: random.pick(stencilOps),
  })
  const depth = format !== 'stencil8'
  return {
    ...(depth ? { depthWriteEnabled: random.chance(0.7), depthCompare: random.pick(compares.slice(1)) } : {}),
    ...(format.includes('stencil') && random.chance(0.7)
      ? {
          stencilFront: face(),
          stencilBack: face(),
          stencilReadMask: random.pick([255, 3]),
          stencilWriteMask: random.pick([255, 14]),
        }
      : {}),
    ...(depth && topology.startsWith('triangle') && random.chance(0.2)
      ? { depthBias: random.below(2000) - 1000, depthBiasSlopeScale: random.pick([0, 1, -2]) }
      : {}),
  }
}

/** A texture whose texels change little from one to the next, as filters of devices weigh with few bits. */
function bindingsOf(random: Numbers): SceneBinding[] {
  const bytes = new Uint8Array(4 * (256 + 64 + 16 + 4 + 1)).map(() => 108 + random.below(40))
  const filter = random.pick(['linear', 'linear', 'nearest'] as const)
  const mode = () => random.pick(['clamp-to-edge', 'repeat', 'mirror-repeat'] as const)
  return [
    // Where one level ends and the next begins, devices tell by derivatives of their own precision.
    filter === 'nearest'
      ? { kind: 'texture', format: 'rgba8unorm', size: [16, 16, 1], bytes: bytes.slice(0, 4 * 256) }
      : { kind: 'texture', format: 'rgba8unorm', size: [16, 16, 1], mipLevelCount: 5, bytes },
    {
      kind: 'sampler',
      sampler: {
        magFilter: filter,
        minFilter: filter,
        mipmapFilter: filter,
        addressModeU: mode(),
        addressModeV: mode(),
      },
    },
  ]
}
