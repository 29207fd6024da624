import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend, type WebGpuTextureSlice } from '../../src/backends/webgpu/index.ts'
import { generateMipmaps } from '../../src/cpu/mipmap.ts'
import type { TextureFormat } from '../../src/graph/formats.ts'
import { textureLayout } from '../../src/graph/texture-layout.ts'
import type { Command, Plan, PlannedTexture, TextureCopyRegion, TextureSlice } from '../../src/plan/document.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { device, handPlan, readback, upload } from '../support/hand-plan.ts'
import { runSession, type SessionRun } from '../support/run-session.ts'

const noise = (bytes: number, seed = 1) =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

type Description = Partial<PlannedTexture> & Pick<PlannedTexture, 'format' | 'size'>

const texture = (description: Description): PlannedTexture => ({
  dimension: '2d',
  mipLevelCount: 1,
  sampleCount: 1,
  usage: ['copy-src', 'copy-dst'],
  lifetime: 'transient',
  sizeBytes: 0,
  ...description,
})

const layoutOf = ({ format, size, dimension, mipLevelCount, sampleCount }: PlannedTexture) =>
  textureLayout({
    id: 't',
    kind: 'texture',
    format,
    size: [...size],
    dimension,
    mipLevelCount,
    sampleCount: sampleCount as 1 | 4,
  })

/** One region per mip level, rows tight: the canonical layout. */
const tightRegions = (planned: PlannedTexture, aspect: TextureCopyRegion['aspect'] = 'all'): TextureCopyRegion[] =>
  layoutOf(planned).levels.map((level, mipLevel) => ({
    offset: level.offset,
    rowBytes: level.rowBytes,
    rowsPerImage: level.blocksY,
    mipLevel,
    origin: [0, 0, 0],
    size: [level.width, level.height, level.slices],
    aspect,
  }))

const whole = (index: number, planned: PlannedTexture): TextureSlice => ({
  texture: index,
  mipLevel: 0,
  mipLevelCount: planned.mipLevelCount,
  origin: [0, 0, 0],
  size: planned.size,
  aspect: 'all',
})

const toTexture = (from: number, index: number, regions: TextureCopyRegion[]): Command => ({
  op: 'copy-to-texture',
  from,
  texture: index,
  regions,
  passes: [],
})
const fromTexture = (index: number, to: number, regions: TextureCopyRegion[]): Command => ({
  op: 'copy-from-texture',
  texture: index,
  to,
  regions,
  passes: [],
})

await describeGpu('webgpu', 'textures on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  const run = async (plan: Plan, options: SessionRun = {}) => {
    const session = await backend.open(plan, { framesInFlight: 1 })
    try {
      return await runSession(session, plan, options)
    } finally {
      await session.destroy()
    }
  }

  /** In through a device buffer with tight rows, out through another. */
  const throughBuffers = (
    textures: PlannedTexture[],
    commands: Command[],
    inBytes: number,
    outBytes: number,
    inputs: Uint8Array,
  ) =>
    run(
      handPlan({
        heaps: [upload(inBytes), device(inBytes), device(outBytes), readback(outBytes)],
        textures,
        submissions: [
          [
            { op: 'copy', from: 0, to: 1, regions: [[0, 0, inBytes]], passes: [] },
            ...commands,
            { op: 'copy', from: 2, to: 3, regions: [[0, 0, outBytes]], passes: [] },
          ],
        ],
      }),
      { inputs: { in0: inputs } },
    ).then(({ out0 }) => out0!)

  const shapes: Description[] = [
    { format: 'rgba8unorm', size: [5, 3, 1] },
    { format: 'rgba8unorm', size: [64, 2, 1] },
    { format: 'r8unorm', size: [7, 5, 1] },
    { format: 'r8uint', size: [1, 1, 1] },
    { format: 'rg16float', size: [33, 9, 3] },
    { format: 'rgba32float', size: [20, 6, 1], mipLevelCount: 4 },
    { format: 'r32uint', size: [9, 8, 4], mipLevelCount: 3 },
    { format: 'rgba8uint', size: [9, 6, 5], dimension: '3d', mipLevelCount: 3 },
    { format: 'r8unorm', size: [13, 1, 1], dimension: '1d' },
    { format: 'bc1-rgba-unorm', size: [20, 12, 1], mipLevelCount: 3 },
    { format: 'stencil8', size: [11, 4, 1] },
    { format: 'depth16unorm', size: [6, 3, 1] },
  ]
  it.each(
    shapes.map(
      (shape) =>
        [
          `${shape.format} ${shape.size.join('x')}${shape.mipLevelCount ? ` with ${shape.mipLevelCount} levels` : ''}`,
          shape,
        ] as const,
    ),
  )('F12, F27: %s goes in and comes out with rows tight', async (_, shape) => {
    const planned = texture(shape)
    const bytes = Math.ceil(layoutOf(planned).sizeBytes / 4) * 4
    const input = noise(bytes)
    const regions = tightRegions(planned)
    const got = await throughBuffers(
      [planned],
      [toTexture(1, 0, regions), fromTexture(0, 2, regions)],
      bytes,
      bytes,
      input,
    )
    const size = layoutOf(planned).sizeBytes
    expect(got.subarray(0, size)).toEqual(input.subarray(0, size))
  })

  it('goes through staging with rows of 256 bytes', async () => {
    const planned = texture({ format: 'rgba8unorm', size: [5, 3, 1] })
    const region: TextureCopyRegion = {
      offset: 256,
      rowBytes: 256,
      rowsPerImage: 3,
      mipLevel: 0,
      origin: [0, 0, 0],
      size: [5, 3, 1],
      aspect: 'all',
    }
    const plan = handPlan({
      heaps: [upload(1024), readback(1024)],
      textures: [planned],
      submissions: [[toTexture(0, 0, [region]), fromTexture(0, 1, [region])]],
    })
    const input = noise(1024)
    const { out0 } = await run(plan, { inputs: { in0: input } })
    for (let row = 1; row < 4; row++)
      expect(out0!.subarray(row * 256, row * 256 + 20)).toEqual(input.subarray(row * 256, row * 256 + 20))
  })

  it('reads tight rows straight into readback staging, and out of upload staging', async () => {
    const planned = texture({ format: 'r8unorm', size: [5, 3, 2] })
    const regions = tightRegions(planned)
    const plan = handPlan({
      heaps: [upload(32), readback(32)],
      textures: [planned],
      submissions: [[toTexture(0, 0, regions), fromTexture(0, 1, regions)]],
    })
    const input = noise(32)
    const { out0 } = await run(plan, { inputs: { in0: input } })
    expect(out0!.subarray(0, 30)).toEqual(input.subarray(0, 30))
  })

  it('copies a box between textures, also between formats with texels of one size', async () => {
    const a = texture({ format: 'r32uint', size: [8, 8, 1] })
    const b = texture({ format: 'rgba8unorm', size: [8, 8, 1] })
    const box = {
      fromLevel: 0,
      fromOrigin: [1, 2, 0] as [number, number, number],
      toLevel: 0,
      toOrigin: [4, 3, 0] as [number, number, number],
      size: [3, 4, 1] as [number, number, number],
      aspect: 'all' as const,
    }
    const input = noise(256)
    for (const target of [a, b]) {
      const got = await throughBuffers(
        [a, target],
        [
          toTexture(1, 0, tightRegions(a)),
          toTexture(1, 1, tightRegions(target)),
          { op: 'copy-texture', from: 0, to: 1, regions: [box], passes: [] },
          fromTexture(1, 2, tightRegions(target)),
        ],
        256,
        256,
        input,
      )
      const wanted = input.slice()
      for (let y = 0; y < 4; y++) wanted.set(input.subarray((2 + y) * 32 + 4, (2 + y) * 32 + 16), (3 + y) * 32 + 16)
      expect(got).toEqual(wanted)
    }
  })

  it('clears a box of a texture and leaves the rest', async () => {
    const planned = texture({ format: 'rgba8unorm', size: [8, 4, 2] })
    const input = noise(256)
    const slice: TextureSlice = {
      texture: 0,
      mipLevel: 0,
      mipLevelCount: 1,
      origin: [2, 1, 1],
      size: [3, 2, 1],
      aspect: 'all',
    }
    const got = await throughBuffers(
      [planned],
      [
        toTexture(1, 0, tightRegions(planned)),
        { op: 'clear-texture', slice, passes: [] },
        fromTexture(0, 2, tightRegions(planned)),
      ],
      256,
      256,
      input,
    )
    const wanted = input.slice()
    for (let y = 1; y < 3; y++) wanted.fill(0, 128 + y * 32 + 8, 128 + y * 32 + 20)
    expect(got).toEqual(wanted)
  })

  it('clears depth and all levels of it', async () => {
    const planned = texture({ format: 'depth32float', size: [8, 8, 2], mipLevelCount: 2 })
    const layout = layoutOf(planned)
    const plan = handPlan({
      heaps: [device(layout.sizeBytes), readback(layout.sizeBytes)],
      textures: [planned],
      submissions: [
        [
          { op: 'clear-texture', slice: whole(0, planned), passes: [] },
          { op: 'fill', heap: 0, offset: 0, size: layout.sizeBytes, value: 0xffffffff, passes: [] },
          fromTexture(0, 0, tightRegions(planned, 'depth-only')),
          { op: 'copy', from: 0, to: 1, regions: [[0, 0, layout.sizeBytes]], passes: [] },
        ],
      ],
    })
    const { out0 } = await run(plan)
    expect(out0!.every((byte) => byte === 0)).toBe(true)
  })

  const mipmapped: [TextureFormat, PlannedTexture['size'], PlannedTexture['dimension']][] = [
    ['rgba8unorm', [16, 16, 1], '2d'],
    ['rgba8unorm', [13, 7, 3], '2d'],
    ['r8unorm', [9, 1, 1], '2d'],
    ['rg8unorm', [8, 8, 8], '3d'],
    ['bgra8unorm', [6, 10, 1], '2d'],
    ['rgb10a2unorm', [8, 8, 1], '2d'],
  ]
  it.each(mipmapped)(
    'makes mipmaps of %s %j (%s) with the bytes of the CPU reference',
    async (format, size, dimension) => {
      const levels = Math.floor(Math.log2(Math.max(size[0], size[1], dimension === '3d' ? size[2] : 1))) + 1
      const planned = texture({ format, size, dimension, mipLevelCount: levels })
      const layout = layoutOf(planned)
      const bytes = Math.ceil(layout.sizeBytes / 4) * 4
      const input = noise(bytes)
      const regions = tightRegions(planned)
      const got = await throughBuffers(
        [planned],
        [
          // Of zeros first: the commands share what draws the levels.
          { op: 'mipmap', texture: 0, mipLevelCount: levels, passes: [] },
          toTexture(1, 0, [regions[0]!]),
          { op: 'mipmap', texture: 0, mipLevelCount: levels, passes: [] },
          fromTexture(0, 2, regions),
        ],
        bytes,
        bytes,
        input,
      )
      const wanted = input.slice(0, layout.sizeBytes)
      generateMipmaps(wanted, format, layout)
      expect(got.subarray(0, layout.sizeBytes)).toEqual(wanted)
    },
  )

  it('runs render parts in one pass on their attachments, and resolves', async () => {
    const multisampled = texture({ format: 'rgba8unorm', size: [4, 4, 1], sampleCount: 4, usage: ['attachment'] })
    const target = texture({ format: 'rgba8unorm', size: [4, 4, 1], usage: ['attachment', 'copy-src'] })
    const depth = texture({ format: 'depth24plus', size: [4, 4, 1], sampleCount: 4, usage: ['attachment'] })
    const plan = handPlan({
      heaps: [device(256), readback(64)],
      textures: [multisampled, target, depth],
      submissions: [
        [
          { op: 'fill', heap: 0, offset: 0, size: 256, value: 0x3f800000, passes: [] },
          {
            op: 'render',
            color: [
              {
                slice: whole(0, multisampled),
                load: 'clear',
                clearValue: [1, 0, 0, 1],
                store: 'discard',
                resolve: whole(1, target),
              },
            ],
            depth: {
              slice: whole(2, depth),
              load: 'clear',
              clearValue: 0.5,
              stencilClearValue: 0,
              store: 'discard',
              readOnly: false,
            },
            parts: [
              {
                pass: 'left',
                body: 'draw',
                attachments: ['samples', 'target', 'depth'],
                uses: [
                  { resource: 'level', slice: { heap: 0, offset: 0, size: 16 }, as: 'storage-read', access: 'read' },
                ],
              },
              { pass: 'right', body: 'draw', attachments: ['samples', 'target', 'depth'], uses: [] },
            ],
            passes: ['left', 'right'],
          },
          fromTexture(1, 1, tightRegions(target)),
        ],
      ],
    })
    const shader = /* wgsl */ `
      @group(0) @binding(0) var<storage, read> level: vec4f;
      @vertex fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
        return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.25, 1.0);
      }
      @fragment fn paint() -> @location(0) vec4f { return vec4f(0.0, level.x, 0.0, 1.0); }`
    const module = backend.device.createShaderModule({ code: shader })
    const pipeline = backend.device.createRenderPipeline({
      layout: 'auto',
      vertex: { module },
      fragment: { module, targets: [{ format: 'rgba8unorm' }] },
      depthStencil: { format: 'depth24plus', depthCompare: 'less', depthWriteEnabled: true },
      multisample: { count: 4 },
    })
    const seen: string[] = []
    const { out0 } = await run(plan, {
      bodies: {
        draw: ({
          pass,
          native,
          slices,
        }: {
          pass: string
          native: GPURenderPassEncoder
          slices: Record<string, { buffer: GPUBuffer; offset: number; size: number }[]>
        }) => {
          seen.push(pass)
          if (pass !== 'left') return
          const [resource] = slices['level']!
          native.setPipeline(pipeline)
          native.setBindGroup(
            0,
            backend.device.createBindGroup({
              layout: pipeline.getBindGroupLayout(0),
              entries: [{ binding: 0, resource: resource! }],
            }),
          )
          native.setScissorRect(0, 0, 2, 4)
          native.draw(3)
        },
      },
    })
    expect(seen).toEqual(['left', 'right'])
    const words = [...new Uint32Array(out0!.buffer)].map((word) => word.toString(16))
    expect(words).toEqual(Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 'ff00ff00' : 'ff0000ff')))
  })

  it('binds sampled and storage textures and samplers to dispatches, arrays where the shader says so', async () => {
    const source = texture({ format: 'rgba8unorm', size: [4, 4, 1], usage: ['copy-dst', 'sampled'] })
    const target = texture({ format: 'rgba8unorm', size: [4, 4, 1], usage: ['copy-src', 'storage'] })
    const wgsl = /* wgsl */ `
      @group(0) @binding(0) var picture: texture_2d_array<f32>; // one layer, seen as an array
      @binding(1) @group(0) var smooth_: sampler;
      @group(1) @binding(0) var result: texture_storage_2d<rgba8unorm, write>;
      @compute @workgroup_size(4, 4, 1) fn mirror(@builtin(global_invocation_id) at: vec3u) {
        let uv = (vec2f(f32(3u - at.x), f32(at.y)) + 0.5) / 4.0;
        textureStore(result, at.xy, textureSampleLevel(picture, smooth_, uv, 0, 0.0));
      }`
    const use = (index: number, planned: PlannedTexture) => ({ resource: `t${index}`, slice: whole(index, planned) })
    const got = await run(
      handPlan({
        heaps: [upload(64), readback(64)],
        textures: [source, target],
        shaders: [{ id: 'mirror', wgsl }],
        submissions: [
          [
            toTexture(0, 0, tightRegions(source)),
            {
              op: 'dispatch',
              shader: 'mirror',
              entryPoint: 'mirror',
              workgroups: [1, 1, 1],
              bindings: [
                { group: 0, binding: 0, ...use(0, source), as: 'sampled', access: 'read' },
                { group: 0, binding: 1, sampler: { magFilter: 'linear' } },
                { group: 1, binding: 0, ...use(1, target), as: 'storage-texture', access: 'write' },
              ],
              passes: ['mirror'],
            },
            fromTexture(1, 1, tightRegions(target)),
          ],
        ],
      }),
      { inputs: { in0: noise(64) } },
    )
    const input = new Uint32Array(noise(64).buffer)
    expect(new Uint32Array(got['out0']!.buffer)).toEqual(input.map((_, i) => input[(i & ~3) + 3 - (i % 4)]!))
  })

  it('gives custom bodies the encoder, and views of just their part', async () => {
    const planned = texture({
      format: 'rgba8unorm',
      size: [4, 4, 2],
      mipLevelCount: 2,
      usage: ['copy-src', 'copy-dst', 'sampled'],
    })
    const slice: TextureSlice = {
      texture: 0,
      mipLevel: 1,
      mipLevelCount: 1,
      origin: [0, 0, 1],
      size: [2, 2, 1],
      aspect: 'all',
    }
    const plan = handPlan({
      heaps: [upload(16), readback(16)],
      textures: [planned],
      submissions: [
        [
          {
            op: 'custom',
            body: 'mine',
            uses: [
              { resource: 'in', slice: { heap: 0, offset: 0, size: 16 }, as: 'copy-src', access: 'read' },
              { resource: 't', slice, as: 'copy-dst', access: 'write' },
            ],
            passes: ['mine'],
          },
          fromTexture(0, 1, [
            { offset: 0, rowBytes: 8, rowsPerImage: 2, mipLevel: 1, origin: [0, 0, 1], size: [2, 2, 1], aspect: 'all' },
          ]),
        ],
      ],
    })
    const body = async ({
      native,
      slices,
    }: {
      native: GPUCommandEncoder
      slices: { in: [{ buffer: GPUBuffer; offset: number }]; t: [WebGpuTextureSlice] }
    }) => {
      await Promise.resolve()
      const { texture: handle, mipLevel, origin } = slices.t[0]
      for (let row = 0; row < 2; row++)
        native.copyBufferToTexture(
          { buffer: slices.in[0].buffer, offset: row * 8 },
          { texture: handle, mipLevel, origin: [0, row, origin[2]] },
          [2, 1, 1],
        )
    }
    const { out0 } = await run(plan, { inputs: { in0: noise(16) }, bodies: { mine: body } })
    expect(out0).toEqual(noise(16))
  })
})
