/** Plans written by hand, for tests of what runs plans: say what matters, the rest is filled in. */
import type { Plan } from '../../src/planner/plan.ts'

export type PlanParts = Partial<Omit<Plan, 'report'>>

export function planOf(parts: PlanParts): Plan {
  const submissions = parts.submissions ?? []
  return {
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
    submissions,
    timeline: submissions.map((_, submission) => ({ do: 'submit', submission })),
    decisions: [],
    ...parts,
    report: {
      submissions: { count: submissions.length, lowerBound: 0, proven: false },
      memory: { peakBytes: 0, lowerBoundBytes: 0, withoutAliasingBytes: 0, proven: false, persistentBytes: 0 },
      transfers: { declared: 0, commands: 0, regions: 0, bytesDeclared: 0, bytesMoved: 0 },
      barriers: { count: 0, lowerBound: 0 },
      passes: { declared: 0, planned: 0, culled: 0 },
    },
  }
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
