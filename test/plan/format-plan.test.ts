import { describe, expect, it } from 'vitest'
import { formatPlan } from '../../src/plan/format/index.ts'
import { hashPlan } from '../../src/plan/hash.ts'
import type { Plan } from '../../src/plan/document.ts'

const plan: Plan = {
  format: 'memkit-gpu/plan',
  version: 1,
  name: 'two uploads',
  hash: 'feed',
  profile: 'dummy',
  objective: 'submissions',
  queues: [{ kinds: ['graphics', 'compute', 'transfer'], family: 0 }],
  heaps: [
    { memory: 'device', sizeBytes: 12_288 },
    { memory: 'upload', sizeBytes: 6144 },
    { memory: 'readback', sizeBytes: 4 },
  ],
  textures: [],
  placements: [
    {
      resource: 'mesh',
      version: 1,
      lifetime: 'transient',
      heap: 0,
      offset: 0,
      sizeBytes: 4096,
      first: [0, 0],
      last: [0, 2],
    },
    { resource: 'a "b"', version: 0, lifetime: 'persistent', heap: 0, offset: 4096, sizeBytes: 2048 },
  ],
  shaders: [],
  inputs: [{ name: 'positions', sizeBytes: 6144 }],
  outputs: [{ name: 'result', sizeBytes: 4 }],
  bodies: [],
  imports: [],
  submissions: [
    {
      queue: 0,
      waits: [],
      commands: [
        { op: 'copy', from: 1, to: 0, regions: [[0, 0, 6144]], passes: ['load', 'line\nbreak'] },
        { op: 'barrier', before: ['copy-write'], after: ['copy-read'] },
        { op: 'copy', from: 0, to: 2, regions: [[0, 0, 4]], passes: ['get'] },
      ],
    },
  ],
  timeline: [
    { do: 'write', after: [], copies: [{ name: 'positions', nameOffset: 0, heap: 1, offset: 0, size: 6144 }] },
    { do: 'submit', submission: 0 },
    { do: 'read', after: [0], copies: [{ name: 'result', nameOffset: 0, heap: 2, offset: 0, size: 4 }] },
  ],
  decisions: [
    { code: 'MERGED', passes: ['load', 'line\nbreak'], resources: [], savedCommands: 1, reason: 'staged side by side' },
    { code: 'CULLED', passes: ['dead'], resources: [], reason: 'no root needs it' },
  ],
  report: {
    submissions: { count: 1, lowerBound: 1, proven: true },
    memory: { peakBytes: 4096, lowerBoundBytes: 4096, withoutAliasingBytes: 4096, proven: true, persistentBytes: 2048 },
    transfers: { declared: 3, commands: 2, regions: 2, bytesDeclared: 6148, bytesMoved: 6148 },
    barriers: { count: 1, lowerBound: 1 },
    passes: { declared: 4, planned: 3, culled: 1 },
  },
}

const bodyOf = (text: string): string => text.replace(/\nhash .*\n$/, '')

const many = (count: number): Plan => ({
  ...plan,
  decisions: Array.from({ length: count }, (_, i) => ({
    code: 'CULLED',
    passes: [`p${i}`],
    resources: [],
    reason: 'unused',
  })),
})

describe('formatPlan', () => {
  it('says everything of a small plan, one thing a line', () => {
    expect(formatPlan(plan)).toMatchInlineSnapshot(`
      "plan "two uploads" for dummy, objective submissions
        passes: 4 declared, 3 planned, 1 culled; submissions: 1 (lower bound 1, proven); barriers: 1 (lower bound 1); transfers: 3 declared → 2 commands, 2 regions, 6148 B moved of 6148 B declared
        memory: peak 4096 B (4 KiB); lower bound 4096 B (4 KiB) for this schedule, proven for it; 4096 B (4 KiB) without aliasing; 2048 B (2 KiB) persistent

      queues
        graphics: graphics+compute+transfer, family 0

      heaps
        device 12288 B (12 KiB): mesh#1 @0, "a \\"b\\""#0 @4096
        upload 6144 B (6 KiB)
        readback 4 B

      placements
        mesh#1                device              4096 B      [load..get]
        "a \\"b\\""#0           device              2048 B      []  persistent

      interface
        in positions 6144 B
        out result 4 B

      submission get on graphics
        load, "line\\nbreak": copy in:positions → mesh 6144 B
        barrier copy-write → copy-read
        get: copy mesh → out:result 4 B

      timeline
        write 1 range 6144 B: upload@0 positions 6144 B
        submit get
        read 1 range 4 B after get: readback@0 result 4 B

      decisions
        MERGED 1, saves 1 command
          load, "line\\nbreak", saves 1 command: staged side by side
        CULLED 1
          dead: no root needs it

      hash feed, which is not of this content (1fd96bf9baa3f2b59ad0c2f85adc34b5ef3371f662bb4021b13c11a6e0421dbf)
      "
    `)
  })

  it('says what a submission comes after, and what comes after it', () => {
    const [submission] = plan.submissions
    const more = { prologue: { afterRunsOn: [0, 2] }, epilogue: { visibleToHost: true as const } }
    const text = formatPlan({
      ...plan,
      submissions: [
        { ...submission!, ...more },
        { ...submission!, queue: 0, waits: [0], prologue: { afterRunsOn: [0] } },
      ],
    })
    expect(text.split('\n').filter((line) => line.startsWith('submission'))).toEqual([
      'submission get on graphics; after earlier runs on graphics, #2; visible to the host',
      'submission get~2 on graphics; after earlier runs on graphics; waits for get',
    ])
  })

  it('ends with the hash, and says where it is not of this content', () => {
    const own = hashPlan(plan)
    expect(
      formatPlan({ ...plan, hash: own })
        .split('\n')
        .at(-2),
    ).toBe(`hash ${own}`)
    expect(formatPlan(plan).split('\n').at(-2)).toBe(`hash feed, which is not of this content (${own})`)
  })

  it('cuts no rows, however many there are', () => {
    const text = formatPlan(many(1000))
    for (const i of [0, 199, 200, 999]) expect(text).toContain(`  p${i}: unused\n`)
  })

  it('gives the ends of long lists as a digest, so that every difference shows', () => {
    const regions = Array.from({ length: 1000 }, (_, i): [number, number, number] => [i * 8, i * 8, 4])
    const copying = (last: [number, number, number]): Plan => ({
      ...plan,
      submissions: [
        {
          queue: 0,
          waits: [],
          commands: [{ op: 'copy', from: 1, to: 0, regions: [...regions.slice(0, -1), last], passes: ['load'] }],
        },
      ],
    })
    const [text, other] = [copying([7992, 7992, 4]), copying([7992, 7996, 4])].map((made) => formatPlan(made))
    expect(text!.split('\n').length).toBeLessThan(120)
    expect(text).toMatch(/… 936 more \(digest [0-9a-f]{16}\)/)
    expect(bodyOf(text!)).not.toBe(bodyOf(other!))
  })

  it('has a short form for reading, whose length hardly depends on the plan', () => {
    expect(formatPlan(plan, { detail: 'summary' })).toMatchInlineSnapshot(`
      "plan "two uploads" for dummy, objective submissions
        passes: 4 declared, 3 planned, 1 culled
        submissions: 1, the least possible
        barriers: 1, the least possible
        memory: 4 KiB, the least for this schedule
          4 KiB without aliasing
          2 KiB persistent; staging 6 KiB up, 4 B back
        transfers: 3 declared → 2 commands of 2 regions, ≈6 KiB moved

      submission get on graphics: 3 commands
        load, "line\\nbreak"
        get

      decisions
        MERGED load, "line\\nbreak", saves 1 command: staged side by side
        CULLED dead: no root needs it

      hash feed
      "
    `)
    expect(formatPlan(many(1000), { detail: 'summary' }).split('\n').length).toBeLessThan(40)
  })

  it('says what is whole in few words, and gives parts that one line cannot hold a line each', () => {
    const { format, dimension, size } = { format: 'rgba8unorm', dimension: '2d', size: [64, 32, 1] } as const
    const texture = { format, dimension, size: [...size], mipLevelCount: 1, sampleCount: 1, sizeBytes: 8192 }
    const textures = [1, 3].map((mipLevelCount) => ({ ...texture, mipLevelCount, usage: [], lifetime: 'transient' }))
    const box = { mipLevelCount: 1, origin: [0, 0, 0], aspect: 'all' }
    const target = { ...box, texture: 0, mipLevel: 0, size: [...size] }
    const level = { ...box, texture: 1, mipLevel: 1, size: [32, 16, 1] }
    const corner = { ...level, origin: [8, 8, 0], size: [4, 4, 1] }
    const sampled = (resource: string, slice: object) => ({ resource, slice, as: 'sampled', access: 'read' })
    const color = [{ slice: target, load: 'clear', clearValue: [0, 0, 0, 0], store: 'store' }]
    const part = (body: string, uses: object[]) => ({ pass: body, body, attachments: ['target'], uses })
    const commands = [
      { op: 'render', color, parts: [part('sky', [sampled('stars', level)])], passes: ['sky'] },
      {
        op: 'render',
        color,
        parts: [
          part('ground', [sampled('grass', { ...level, mipLevel: 0, mipLevelCount: 3, size: [...size] })]),
          part('things', [sampled('a texture with a long name', corner), sampled('stars', level)]),
        ],
        passes: ['ground', 'things'],
      },
    ]
    const drawn = { ...plan, textures, submissions: [{ queue: 0, waits: [], commands }] } as unknown as Plan
    expect(formatPlan(drawn).split('\nsubmission ')[1]!.split('\n\n')[0]).toMatchInlineSnapshot(`
      "ground on graphics
        sky: render [color0 clear(0 0 0 0)/store tex:#0, body sky on target, stars:r sampled at tex:#1 mip 1]
        ground, things: render
            color0 clear(0 0 0 0)/store tex:#0
            body ground on target
              grass:r sampled at tex:#1
            body things on target
              "a texture with a long name":r sampled at tex:#1 mip 1 (8,8,0) 4×4×1
              stars:r sampled at tex:#1 mip 1"
    `)
  })

  it('keeps a line a line when an id holds a line break', () => {
    expect(formatPlan(plan)).toContain('load, "line\\nbreak": copy ')
  })
})
