import { describe, expect, it } from 'vitest'
import { formatPlan } from '../../src/plan/format/index.ts'
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
        passes: 4 declared, 3 planned, 1 culled
        submissions: 1 (lower bound 1, proven)
        memory: peak 4096 B (4 KiB); lower bound 4096 B (4 KiB) for this schedule, proven for it; 4096 B (4 KiB) without aliasing; 2048 B (2 KiB) persistent
        transfers: 3 declared → 2 commands, 2 regions, 6148 B moved of 6148 B declared
        barriers: 1 (lower bound 1)

      heaps
        heap0 device 12288 B (12 KiB)
        heap1 upload 6144 B (6 KiB)
        heap2 readback 4 B

      placements
        mesh#1       heap0@0     +4096  [0.0..0.2]
        "a \\"b\\""#0  heap0@4096  +2048  []          persistent

      interface
        in positions 6144 B
        out result 4 B

      submission 0 on queue 0 (graphics+compute+transfer)
        0  copy upload1→heap0 1 region 6144 B [0→0 +6144]  load, "line\\nbreak"
        1  barrier copy-write → copy-read
        2  copy heap0→readback2 1 region 4 B [0→0 +4]  get

      timeline
        write 1 range 6144 B: positions → heap1@0 +6144
        submit 0
        read 1 range 4 B after 0: heap2@0 +4 → result

      decisions
        MERGED 1, saves 1 command
          load, "line\\nbreak": staged side by side, saves 1 command
        CULLED 1
          dead: no root needs it
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
      'submission 0 on queue 0 (graphics+compute+transfer), after earlier runs on queues 0, 2, visible to the host',
      'submission 1 on queue 0 (graphics+compute+transfer), after earlier runs on queue 0, waits for 0',
    ])
  })

  it('leaves the hash out, because it changes with every change', () => {
    expect(formatPlan({ ...plan, hash: 'beef' })).toBe(formatPlan(plan))
  })

  it('caps long lists and says how much is left out', () => {
    const text = formatPlan(many(1000), { rows: 10 })
    expect(text).toContain('CULLED 1000\n')
    expect(text).toContain('… 990 more')
    expect(text.split('\n').length).toBeLessThan(50)
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
    expect(formatPlan(drawn).split('\nsubmission')[1]!.split('\n\n')[0]).toMatchInlineSnapshot(`
      " 0 on queue 0 (graphics+compute+transfer)
        0  render [color0 clear/store tex0, body sky, stars:r sampled tex1 mip 1]  sky
        1  render  ground, things
            color0 clear/store tex0
            body ground
              grass:r sampled tex1
            body things
              "a texture with a long name":r sampled tex1 mip 1 (8,8,0) 4×4×1
              stars:r sampled tex1 mip 1"
    `)
  })

  it('keeps a line a line when an id holds a line break', () => {
    expect(formatPlan(plan)).toContain('load, "line\\nbreak"')
  })
})
