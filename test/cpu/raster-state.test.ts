/** Depth, stencil, blending, masks and culling, each against its definition. */
import { describe, expect, it } from 'vitest'
import { drawOnCpu, texelAt, type Scene, type SceneDraw } from '../support/raster-scene.ts'

type Four = readonly [number, number, number, number]

/** A triangle over the whole picture; `depth` and `color` are constants of the pipeline. */
const wgsl = `
  override depth: f32 = 0.5; override flip: f32 = 1;
  override r: f32 = 1; override g: f32 = 1; override b: f32 = 1; override a: f32 = 1;
  @vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
    return vec4f(f32(i % 2) * 4 - 1, (f32(i / 2) * 4 - 1) * flip, depth, 1);
  }
  @fragment fn fs() -> @location(0) vec4f { return vec4f(r, g, b, a); }`

const layer = (
  { depth = 0.5, color = [1, 1, 1, 1], flip = 1 }: { depth?: number; color?: Four; flip?: number },
  more: Omit<Partial<SceneDraw>, 'vertex' | 'call'> = {},
): SceneDraw => {
  const [r, g, b, a] = color
  const constants = { depth, flip, r, g, b, a }
  return {
    ...more,
    vertex: { constants },
    fragment: more.fragment === null ? null : { constants, ...more.fragment },
    call: { vertexCount: 3 },
  }
}
const texel = async (draws: readonly SceneDraw[], more: Partial<Scene> = {}) => {
  const { color } = await drawOnCpu({ wgsl, size: [1, 1], draws, color: [{ format: 'rgba32float' }], ...more })
  return texelAt(color[0]!, 0, 0)
}
const compares = ['never', 'less', 'equal', 'less-equal', 'greater', 'not-equal', 'greater-equal', 'always'] as const
/** Whether each comparison holds for a value that is less, equal and greater. */
const truth: Readonly<Record<(typeof compares)[number], readonly [boolean, boolean, boolean]>> = {
  never: [false, false, false],
  less: [true, false, false],
  equal: [false, true, false],
  'less-equal': [true, true, false],
  greater: [false, false, true],
  'not-equal': [true, false, true],
  'greater-equal': [false, true, true],
  always: [true, true, true],
}

describe.each(['depth16unorm', 'depth24plus', 'depth32float', 'depth32float-stencil8'] as const)('%s', (format) => {
  it.each(compares)('lets depths through that are "%s"', async (depthCompare) => {
    const passes = [0.25, 0.5, 0.75].map(async (depth) => {
      const drawn = await texel([layer({ depth }, { depthStencil: { depthWriteEnabled: false, depthCompare } })], {
        depth: { format, clear: 0.5 },
      })
      return drawn[0] === 1
    })
    // The middle of 16 bits is no depth of theirs, but both sides are rounded alike.
    expect(await Promise.all(passes)).toEqual(truth[depthCompare])
  })
})

describe('depth', () => {
  const depthOf = async (draws: readonly SceneDraw[], clear = 1) => {
    const { depth } = await drawOnCpu({ wgsl, size: [1, 1], draws, depth: { format: 'depth32float', clear } })
    return new DataView(depth!.bytes.buffer).getFloat32(0, true)
  }
  const always = { depthWriteEnabled: true, depthCompare: 'always' } as const
  it('is written where it is enabled', async () => {
    expect(await depthOf([layer({ depth: 0.25 }, { depthStencil: always })])).toBe(0.25)
    expect(await depthOf([layer({ depth: 0.25 }, { depthStencil: { ...always, depthWriteEnabled: false } })])).toBe(1)
  })
  it('is drawn without fragments too', async () => {
    expect(await depthOf([layer({ depth: 0.25 }, { fragment: null, depthStencil: always })])).toBe(0.25)
  })
  it('lies within the range of the viewport', async () => {
    expect(await depthOf([layer({ depth: 0.5 }, { viewport: [0, 0, 1, 1, 0.5, 0.75], depthStencil: always })])).toBe(
      0.625,
    )
  })
  it('outside of 0 to 1 is clipped, or with "unclippedDepth" clamped', async () => {
    expect(await depthOf([layer({ depth: 1.5 }, { depthStencil: always })], 0.5)).toBe(0.5)
    expect(await depthOf([layer({ depth: -0.5 }, { depthStencil: always })], 0.5)).toBe(0.5)
    const clamped = { primitive: { unclippedDepth: true }, depthStencil: always }
    expect(await depthOf([layer({ depth: 1.5 }, clamped)], 0.5)).toBe(1)
  })
  it('is moved by the constant bias in units of its last place', async () => {
    const drawn = await depthOf([layer({ depth: 0.5 }, { depthStencil: { ...always, depthBias: 3 } })])
    expect(drawn).toBe(0.5 + 3 * 2 ** -24)
  })
  it('is moved by no more than the clamp', async () => {
    const drawn = await depthOf([
      layer({ depth: 0.5 }, { depthStencil: { ...always, depthBias: 2 ** 22, depthBiasClamp: 0.125 } }),
    ])
    expect(drawn).toBe(0.625)
  })
})

describe('stencil', () => {
  const stencilOf = async (draws: readonly SceneDraw[], stencilClear: number, clear = 0.5) => {
    const { depth } = await drawOnCpu({
      wgsl,
      size: [1, 1],
      draws,
      depth: { format: 'depth24plus-stencil8', clear, stencilClear },
    })
    return depth!.bytes[4]
  }
  const off = { depthWriteEnabled: false, depthCompare: 'always' } as const
  it.each([
    ['keep', 7, 7],
    ['zero', 7, 0],
    ['replace', 7, 5],
    ['invert', 7, 248],
    ['increment-clamp', 7, 8],
    ['increment-clamp', 255, 255],
    ['decrement-clamp', 7, 6],
    ['decrement-clamp', 0, 0],
    ['increment-wrap', 255, 0],
    ['decrement-wrap', 0, 255],
  ] as const)('"%s" makes of %i %i', async (passOp, before, after) => {
    const draw = layer({}, { stencilReference: 5, depthStencil: { ...off, stencilFront: { passOp } } })
    expect(await stencilOf([draw], before)).toBe(after)
  })
  it('takes the operation of the test that fails first', async () => {
    const stencilFront = { failOp: 'zero', depthFailOp: 'invert', passOp: 'replace' } as const
    const draw = (compare: 'never' | 'always', depthCompare: 'less' | 'greater') =>
      layer(
        { depth: 0.25 },
        { stencilReference: 9, depthStencil: { depthCompare, stencilFront: { ...stencilFront, compare } } },
      )
    expect(await stencilOf([draw('never', 'less')], 1)).toBe(0)
    expect(await stencilOf([draw('always', 'greater')], 1)).toBe(254)
    expect(await stencilOf([draw('always', 'less')], 1)).toBe(9)
  })
  it.each(compares)('compares the reference on the left: "%s"', async (compare) => {
    const passes = [1, 2, 3].map(async (stencilReference) => {
      const draw = layer({}, { stencilReference, depthStencil: { ...off, stencilFront: { compare, passOp: 'zero' } } })
      return (await stencilOf([draw], 2)) === 0
    })
    expect(await Promise.all(passes)).toEqual(truth[compare])
  })
  it('is masked when it is compared and when it is written', async () => {
    const stencilFront = { compare: 'equal', passOp: 'replace' } as const
    const masked = { ...off, stencilFront, stencilReadMask: 0x0f, stencilWriteMask: 0xf0 }
    expect(await stencilOf([layer({}, { stencilReference: 0xa3, depthStencil: masked })], 0x53)).toBe(0xa3)
    expect(await stencilOf([layer({}, { stencilReference: 0xa3, depthStencil: masked })], 0x54)).toBe(0x54)
  })
  it('has operations of its own for the back', async () => {
    const state = { ...off, stencilFront: { passOp: 'zero' as const }, stencilBack: { passOp: 'replace' as const } }
    expect(await stencilOf([layer({}, { stencilReference: 5, depthStencil: state })], 1)).toBe(0)
    expect(await stencilOf([layer({ flip: -1 }, { stencilReference: 5, depthStencil: state })], 1)).toBe(5)
  })
})

describe('blending', () => {
  const source: Four = [0.5, 0.25, 0.75, 0.5]
  const target: Four = [0.25, 0.5, 0.125, 0.75]
  const constant: Four = [0.125, 0.25, 0.5, 0.625]
  const blended = (blend: object, format: 'rgba32float' | 'rgba8unorm' = 'rgba32float') =>
    texel([layer({ color: source }, { blendConstant: constant, fragment: { targets: [{ blend: blend as never }] } })], {
      color: [{ format, clear: target }],
    })
  const four = (make: (c: 0 | 1 | 2 | 3) => number): Four => [make(0), make(1), make(2), make(3)]
  const factors: Readonly<Record<string, Four>> = {
    zero: [0, 0, 0, 0],
    one: [1, 1, 1, 1],
    src: source,
    'one-minus-src': four((c) => 1 - source[c]),
    'src-alpha': four(() => source[3]),
    'one-minus-src-alpha': four(() => 1 - source[3]),
    dst: target,
    'one-minus-dst': four((c) => 1 - target[c]),
    'dst-alpha': four(() => target[3]),
    'one-minus-dst-alpha': four(() => 1 - target[3]),
    'src-alpha-saturated': [0.25, 0.25, 0.25, 1],
    constant,
    'one-minus-constant': four((c) => 1 - constant[c]),
  }
  it.each(Object.entries(factors))('multiplies the source by "%s"', async (srcFactor, factor) => {
    const one = { srcFactor, dstFactor: 'zero' }
    expect(await blended({ color: one, alpha: one })).toEqual(four((c) => source[c] * factor[c]))
  })
  it.each(Object.entries(factors))('multiplies the target by "%s"', async (dstFactor, factor) => {
    const one = { srcFactor: 'zero', dstFactor }
    expect(await blended({ color: one, alpha: one })).toEqual(four((c) => target[c] * factor[c]))
  })
  it.each([
    ['add', (a: number, b: number) => a + b],
    ['subtract', (a: number, b: number) => a - b],
    ['reverse-subtract', (a: number, b: number) => b - a],
    ['min', Math.min],
    ['max', Math.max],
  ] as const)('combines both by "%s"', async (operation, combine) => {
    const one = { operation, srcFactor: 'one', dstFactor: 'one' }
    expect(await blended({ color: one, alpha: one })).toEqual(four((c) => combine(source[c], target[c])))
  })
  it('has operations of its own for alpha', async () => {
    const drawn = await blended({
      color: { srcFactor: 'zero', dstFactor: 'one' },
      alpha: { srcFactor: 'one', dstFactor: 'zero' },
    })
    expect(drawn).toEqual([...target.slice(0, 3), source[3]])
  })
  it('clamps what it is given to the range of the format', async () => {
    const over = { srcFactor: 'one', dstFactor: 'one' } as const
    const draw = layer({ color: [3, -2, 0.5, 1] }, { fragment: { targets: [{ blend: { color: over, alpha: over } }] } })
    const drawn = await texel([draw], { color: [{ format: 'rgba8unorm', clear: [0, 1, 0, 0] }] })
    expect(drawn).toEqual([1, 1, 128 / 255, 1])
  })
  it('happens in linear light', async () => {
    const half = { srcFactor: 'constant', dstFactor: 'one-minus-constant' } as const
    const draw = layer(
      { color: [1, 1, 1, 1] },
      { blendConstant: [0.5, 0.5, 0.5, 0.5], fragment: { targets: [{ blend: { color: half, alpha: half } }] } },
    )
    const { color } = await drawOnCpu({ wgsl, size: [1, 1], draws: [draw], color: [{ format: 'rgba8unorm-srgb' }] })
    expect([...color[0]!.bytes]).toEqual([188, 188, 188, 128])
  })
})

describe('what is written', () => {
  it.each([1, 2, 4, 8, 6, 15, 0])('are the channels of the mask %i', async (writeMask) => {
    const drawn = await texel([layer({ color: [1, 1, 1, 1] }, { fragment: { targets: [{ writeMask }] } })])
    expect(drawn).toEqual([0, 1, 2, 3].map((c) => (writeMask >> c) & 1))
  })
  it('is what faces the right way', async () => {
    const drawn = (frontFace: 'ccw' | 'cw', cullMode: 'none' | 'front' | 'back') =>
      texel([layer({}, { primitive: { frontFace, cullMode } })]).then(([r]) => r === 1)
    expect(await Promise.all((['none', 'front', 'back'] as const).map((mode) => drawn('ccw', mode)))).toEqual([
      true,
      false,
      true,
    ])
    expect(await Promise.all((['none', 'front', 'back'] as const).map((mode) => drawn('cw', mode)))).toEqual([
      true,
      true,
      false,
    ])
  })
})
