/** Plans written by hand, for tests of what runs plans: say what matters, the rest is filled in. */
import type { Kernels } from '../../src/cpu/kernel.ts'
import type { Plan, Position } from '../../src/plan/document.ts'
import { ordered, signed } from './hand-plan.ts'

export type PlanParts = Partial<Omit<Plan, 'report'>>

export function planOf(parts: PlanParts): Plan {
  const submissions = ordered(parts.submissions ?? [])
  return signed({
    format: 'memkit-gpu/plan',
    version: 1,
    name: 'by hand',
    hash: '0'.repeat(64),
    profile: 'dummy',
    objective: 'submissions',
    queues: [
      { kinds: ['graphics', 'compute', 'transfer'], family: 0 },
      { kinds: ['compute', 'transfer'], family: 1 },
      { kinds: ['transfer'], family: 2 },
    ],
    heaps: [],
    textures: [],
    placements: [],
    shaders: [],
    inputs: [],
    outputs: [],
    bodies: [],
    imports: [],
    timeline: submissions.map((_, submission) => ({ do: 'submit', submission })),
    decisions: [],
    ...parts,
    submissions,
    report: {
      submissions: { count: submissions.length, lowerBound: 0, proven: false },
      memory: { peakBytes: 0, lowerBoundBytes: 0, withoutAliasingBytes: 0, proven: false, persistentBytes: 0 },
      transfers: { declared: 0, commands: 0, regions: 0, bytesDeclared: 0, bytesMoved: 0 },
      barriers: { count: 0, lowerBound: 0 },
      passes: { declared: 0, planned: 0, culled: 0 },
    },
  })
}

/** Upload, copy through a transient, read back: heaps 0 device, 1 upload staging, 2 readback staging; one queue, two barriers. */
export function roundTripPlan(sizeBytes = 64): Plan {
  return planOf({
    heaps: [
      { memory: 'device', sizeBytes: 2 * sizeBytes },
      { memory: 'upload', sizeBytes },
      { memory: 'readback', sizeBytes },
    ],
    placements: [
      { resource: 'a', version: 0, lifetime: 'transient', heap: 0, offset: 0, sizeBytes, first: [0, 0], last: [0, 2] },
      {
        resource: 'b',
        version: 0,
        lifetime: 'transient',
        heap: 0,
        offset: sizeBytes,
        sizeBytes,
        first: [0, 2],
        last: [0, 4],
      },
    ],
    inputs: [{ name: 'in', sizeBytes }],
    outputs: [{ name: 'out', sizeBytes }],
    submissions: [
      {
        queue: 0,
        waits: [],
        commands: [
          { op: 'copy', from: 1, to: 0, regions: [[0, 0, sizeBytes]], passes: ['up'] },
          { op: 'barrier', before: ['copy-write'], after: ['copy-read'] },
          { op: 'copy', from: 0, to: 0, regions: [[0, sizeBytes, sizeBytes]], passes: ['dup'] },
          { op: 'barrier', before: ['copy-write'], after: ['copy-read'] },
          { op: 'copy', from: 0, to: 2, regions: [[sizeBytes, 0, sizeBytes]], passes: ['get'] },
        ],
      },
    ],
    timeline: [
      { do: 'write', after: [], copies: [{ name: 'in', nameOffset: 0, heap: 1, offset: 0, size: sizeBytes }] },
      { do: 'submit', submission: 0 },
      { do: 'read', after: [0], copies: [{ name: 'out', nameOffset: 0, heap: 2, offset: 0, size: sizeBytes }] },
    ],
  })
}

/** Queue 2 uploads, queue 1 doubles every byte (shader `double`), queue 0 reads back: three submissions in a chain of waits. */
export function threeQueuePlan(sizeBytes = 64): Plan {
  return planOf({
    heaps: [
      { memory: 'device', sizeBytes: 2 * sizeBytes },
      { memory: 'upload', sizeBytes },
      { memory: 'readback', sizeBytes },
    ],
    placements: [
      { resource: 'a', version: 0, lifetime: 'transient', heap: 0, offset: 0, sizeBytes, first: [0, 0], last: [1, 0] },
      {
        resource: 'b',
        version: 0,
        lifetime: 'transient',
        heap: 0,
        offset: sizeBytes,
        sizeBytes,
        first: [1, 0],
        last: [2, 0],
      },
    ],
    shaders: [{ id: 'double' }],
    inputs: [{ name: 'in', sizeBytes }],
    outputs: [{ name: 'out', sizeBytes }],
    submissions: [
      {
        queue: 2,
        waits: [],
        commands: [{ op: 'copy', from: 1, to: 0, regions: [[0, 0, sizeBytes]], passes: ['up'] }],
      },
      {
        queue: 1,
        waits: [0],
        commands: [
          {
            op: 'dispatch',
            shader: 'double',
            entryPoint: 'main',
            workgroups: [1, 1, 1],
            bindings: [
              {
                group: 0,
                binding: 0,
                resource: 'a',
                slice: { heap: 0, offset: 0, size: sizeBytes },
                as: 'storage-read',
                access: 'read',
              },
              {
                group: 0,
                binding: 1,
                resource: 'b',
                slice: { heap: 0, offset: sizeBytes, size: sizeBytes },
                as: 'storage',
                access: 'write',
              },
            ],
            passes: ['double'],
          },
        ],
      },
      {
        queue: 0,
        waits: [1],
        commands: [{ op: 'copy', from: 0, to: 2, regions: [[sizeBytes, 0, sizeBytes]], passes: ['get'] }],
      },
    ],
    timeline: [
      { do: 'write', after: [], copies: [{ name: 'in', nameOffset: 0, heap: 1, offset: 0, size: sizeBytes }] },
      { do: 'submit', submission: 0 },
      { do: 'submit', submission: 1 },
      { do: 'submit', submission: 2 },
      { do: 'read', after: [2], copies: [{ name: 'out', nameOffset: 0, heap: 2, offset: 0, size: sizeBytes }] },
    ],
  })
}

export const doubleKernel: Kernels = {
  double(call) {
    const from = call.bytes(0, 0)
    call.bytes(0, 1).set(from.map((byte) => byte * 2))
  },
}

/** Two submissions with a host pass between them: reads `mid`, the body makes `back`, which is uploaded and read as `out`. */
export function hostPassPlan(sizeBytes = 16): Plan {
  const copy = (name: string, heap: number, offset: number) => ({ name, nameOffset: 0, heap, offset, size: sizeBytes })
  return planOf({
    heaps: [
      { memory: 'device', sizeBytes },
      { memory: 'upload', sizeBytes: 2 * sizeBytes },
      { memory: 'readback', sizeBytes: 2 * sizeBytes },
    ],
    placements: [{ resource: 'kept', version: 0, lifetime: 'persistent', heap: 0, offset: 0, sizeBytes }],
    inputs: [
      { name: 'in', sizeBytes },
      { name: 'back', sizeBytes, producer: 'think' },
    ],
    outputs: [
      { name: 'mid', sizeBytes },
      { name: 'out', sizeBytes },
    ],
    bodies: [{ name: 'think', pass: 'think' }],
    submissions: [0, 1].map((s) => ({
      queue: 0,
      waits: [],
      commands: [
        ...(s === 1 ? [{ op: 'barrier', before: ['copy-read'], after: ['copy-write'] } as const] : []),
        { op: 'copy', from: 1, to: 0, regions: [[s * sizeBytes, 0, sizeBytes]], passes: [`up${s}`] } as const,
        { op: 'barrier', before: ['copy-write'], after: ['copy-read', 'copy-write'] } as const,
        { op: 'copy', from: 0, to: 2, regions: [[0, s * sizeBytes, sizeBytes]], passes: [`get${s}`] } as const,
      ],
    })) as unknown as Plan['submissions'],
    timeline: [
      { do: 'write', after: [], copies: [copy('in', 1, 0)] },
      { do: 'submit', submission: 0 },
      { do: 'read', after: [0], copies: [copy('mid', 2, 0)] },
      {
        do: 'host',
        pass: 'think',
        body: 'think',
        consumes: ['mid'],
        produces: [{ input: 'back', size: sizeBytes }],
        after: [0],
      },
      { do: 'write', after: [], copies: [copy('back', 1, sizeBytes)] },
      { do: 'submit', submission: 1 },
      { do: 'read', after: [1], copies: [copy('out', 2, sizeBytes)] },
    ],
  })
}

/** A custom pass on the whole of one persistent buffer, and its readback. */
export function customPlan(sizeBytes = 16): Plan {
  const slice = { heap: 0, offset: 0, size: sizeBytes }
  return planOf({
    heaps: [
      { memory: 'device', sizeBytes },
      { memory: 'readback', sizeBytes },
    ],
    placements: [{ resource: 'kept', version: 0, lifetime: 'persistent', heap: 0, offset: 0, sizeBytes }],
    outputs: [{ name: 'out', sizeBytes }],
    bodies: [{ name: 'touch', pass: 'own' }],
    submissions: [
      {
        queue: 0,
        waits: [],
        commands: [
          {
            op: 'custom',
            body: 'touch',
            uses: [{ resource: 'kept', slice, as: 'storage', access: 'read-write' }],
            passes: ['own'],
          },
          { op: 'barrier', before: ['storage-write'], after: ['copy-read'] },
          { op: 'copy', from: 0, to: 1, regions: [[0, 0, sizeBytes]], passes: ['get'] },
        ],
      },
    ],
    timeline: [
      { do: 'submit', submission: 0 },
      { do: 'read', after: [0], copies: [{ name: 'out', nameOffset: 0, heap: 1, offset: 0, size: sizeBytes }] },
    ],
  })
}

export const pattern = (count: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => (i * 37 + seed * 11 + 5) & 0xff)

export const nothingLive = { sessions: 0, heaps: 0, textures: 0, shaders: 0, maps: 0, buffers: 0 }

/** A copy without one command. */
export function withoutCommand(plan: Plan, submission: number, command: number): Plan {
  const submissions = plan.submissions.map((each, s) =>
    s === submission ? { ...each, commands: each.commands.filter((_, c) => c !== command) } : each,
  )
  const moved = (position: Position | undefined): Position | undefined =>
    position?.[0] === submission && position[1] > command ? [submission, position[1] - 1] : position
  const placements = plan.placements.map((placement) => {
    const first = moved(placement.first)
    const last = moved(placement.last)
    return { ...placement, ...(first ? { first } : {}), ...(last ? { last } : {}) }
  })
  return { ...plan, submissions, placements }
}

/** A copy in which one submission waits for nothing. */
export const withoutWaits = (plan: Plan, submission: number): Plan => ({
  ...plan,
  submissions: plan.submissions.map((each, s) => (s === submission ? { ...each, waits: [] } : each)),
})
