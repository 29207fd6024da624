/** A small graph with a plan written by hand, and ways to change it. */
import { parseGraph } from '../../../src/graph/parse.ts'
import { hashPlan } from '../../../src/plan/hash.ts'
import type { Command, Plan } from '../../../src/plan/document.ts'
import { profiles } from '../../../src/plan/profile.ts'

/** Upload 64 bytes, scale them in a shader into another buffer, read that back. */
export const scaleGraph = parseGraph({
  version: 1,
  name: 'scale',
  resources: [
    { id: 'a', kind: 'buffer', size: 64 },
    { id: 'b', kind: 'buffer', size: 64 },
    { id: 'keep', kind: 'buffer', size: 32, lifetime: 'persistent' },
  ],
  shaders: [{ id: 'scale' }],
  passes: [
    { id: 'in', kind: 'upload', to: 'a', input: 'data' },
    {
      id: 'scale',
      kind: 'compute',
      shader: 'scale',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: 'a', as: 'storage-read' },
        { group: 0, binding: 1, use: 'b', as: 'storage', access: 'write' },
      ],
    },
    { id: 'save', kind: 'copy', from: { resource: 'b', size: 32 }, to: 'keep' },
    { id: 'out', kind: 'readback', from: 'b', output: 'result' },
  ],
})

export const profile = profiles.dummy

/** Heap 0: a, b. Heap 1: keep. Heap 2: upload staging. Heap 3: readback staging. */
export function scalePlan(): Plan {
  return sealed(unsealedPlan())
}

function unsealedPlan(): Plan {
  const commands: Command[] = [
    { op: 'copy', from: 2, to: 0, regions: [[0, 0, 64]], passes: ['in'] },
    { op: 'barrier', before: ['copy-write'], after: ['storage-read'] },
    {
      op: 'dispatch',
      shader: 'scale',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      passes: ['scale'],
      bindings: [
        {
          group: 0,
          binding: 0,
          resource: 'a',
          slice: { heap: 0, offset: 0, size: 64 },
          as: 'storage-read',
          access: 'read',
        },
        {
          group: 0,
          binding: 1,
          resource: 'b',
          slice: { heap: 0, offset: 64, size: 64 },
          as: 'storage',
          access: 'write',
        },
      ],
    },
    { op: 'barrier', before: ['storage-write'], after: ['copy-read'] },
    { op: 'copy', from: 0, to: 1, regions: [[64, 0, 32]], passes: ['save'] },
    { op: 'copy', from: 0, to: 3, regions: [[64, 0, 64]], passes: ['out'] },
  ]
  return {
    format: 'memkit-gpu/plan',
    version: 1,
    name: 'scale',
    hash: '',
    profile: 'dummy',
    objective: 'submissions',
    queues: profile.queues.map(({ kinds, family }) => ({ kinds: [...kinds], family })),
    heaps: [
      { memory: 'device', sizeBytes: 128 },
      { memory: 'device', sizeBytes: 32 },
      { memory: 'upload', sizeBytes: 64 },
      { memory: 'readback', sizeBytes: 64 },
    ],
    textures: [],
    placements: [
      {
        resource: 'a',
        version: 0,
        lifetime: 'transient',
        heap: 0,
        offset: 0,
        sizeBytes: 64,
        first: [0, 0],
        last: [0, 2],
      },
      {
        resource: 'b',
        version: 0,
        lifetime: 'transient',
        heap: 0,
        offset: 64,
        sizeBytes: 64,
        first: [0, 2],
        last: [0, 5],
      },
      { resource: 'keep', version: 0, lifetime: 'persistent', heap: 1, offset: 0, sizeBytes: 32 },
    ],
    shaders: [{ id: 'scale' }],
    inputs: [{ name: 'data', sizeBytes: 64 }],
    outputs: [{ name: 'result', sizeBytes: 64 }],
    bodies: [],
    imports: [],
    submissions: [{ queue: 0, prologue: { afterRunsOn: [0] }, waits: [], commands, epilogue: { visibleToHost: true } }],
    timeline: [
      { do: 'write', after: [], copies: [{ name: 'data', nameOffset: 0, heap: 2, offset: 0, size: 64 }] },
      { do: 'submit', submission: 0 },
      { do: 'read', after: [0], copies: [{ name: 'result', nameOffset: 0, heap: 3, offset: 0, size: 64 }] },
    ],
    decisions: [],
    report: {
      submissions: { count: 1, lowerBound: 1, proven: true },
      memory: { peakBytes: 128, lowerBoundBytes: 128, withoutAliasingBytes: 128, proven: true, persistentBytes: 32 },
      transfers: { declared: 3, commands: 3, regions: 3, bytesDeclared: 160, bytesMoved: 160 },
      barriers: { count: 2, lowerBound: 2 },
      passes: { declared: 4, planned: 4, culled: 0 },
    },
  }
}

/** The plan with the hash that belongs to it, so that no change is found by the hash alone. */
export const sealed = (plan: Plan): Plan => ({ ...plan, hash: hashPlan(plan) })

/** A copy of the plan with one thing changed. */
export function changed(plan: Plan, change: (draft: any) => void): Plan {
  const draft = structuredClone(plan)
  change(draft)
  return sealed(draft)
}
