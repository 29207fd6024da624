/** Plans written by hand, for tests of backends that must not depend on the planner. */
import { hashPlan } from '../../src/plan/hash.ts'
import type { Command, Heap, Plan, PlannedTexture, Step, Submission } from '../../src/plan/document.ts'

export interface HandPlan {
  heaps: Heap[]
  textures?: PlannedTexture[]
  shaders?: Plan['shaders']
  /** One list of commands per submission, all on queue 0. */
  submissions: Command[][]
  /** Default: write every upload heap, submit all in order, read every readback heap. */
  timeline?: Step[]
}

export const device = (sizeBytes: number): Heap => ({ memory: 'device', sizeBytes })
export const upload = (sizeBytes: number): Heap => ({ memory: 'upload', sizeBytes })
export const readback = (sizeBytes: number): Heap => ({ memory: 'readback', sizeBytes })
export const imported = (resource: string, sizeBytes: number): Heap => ({ memory: 'imported', resource, sizeBytes })

/** Inputs are named in0, in1 … by upload heap in order; outputs out0, out1 … by readback heap. */
export function handPlan({ heaps, textures = [], shaders = [], submissions, timeline }: HandPlan): Plan {
  const of = (memory: Heap['memory'], prefix: string) =>
    heaps
      .flatMap(({ memory: kind, sizeBytes }, heap) => (kind === memory ? [{ heap, sizeBytes }] : []))
      .map(({ heap, sizeBytes }, i) => ({ name: `${prefix}${i}`, nameOffset: 0, heap, offset: 0, size: sizeBytes }))
  const writes = of('upload', 'in')
  const reads = of('readback', 'out')
  const all = submissions.map((_, submission) => submission)
  const bodies = submissions
    .flat()
    .flatMap((command) =>
      command.op === 'custom'
        ? [{ name: command.body, pass: command.passes[0]! }]
        : command.op === 'render'
          ? command.parts.flatMap(({ body, pass }) => (body === undefined ? [] : [{ name: body, pass }]))
          : [],
    )
  return signed({
    format: 'memkit-gpu/plan',
    version: 1,
    name: 'by hand',
    hash: '',
    profile: 'webgpu',
    objective: 'submissions',
    queues: [{ kinds: ['graphics', 'compute', 'transfer'], family: 0 }],
    heaps,
    textures,
    placements: [],
    shaders,
    inputs: writes.map(({ name, size }) => ({ name, sizeBytes: size })),
    outputs: reads.map(({ name, size }) => ({ name, sizeBytes: size })),
    bodies,
    imports: [...heaps, ...textures].flatMap((item) =>
      ('memory' in item ? item.memory : item.lifetime) === 'imported' ? [item.resource!] : [],
    ),
    submissions: ordered(submissions.map((commands) => ({ queue: 0, waits: [], commands }))),
    timeline: timeline ?? [
      ...(writes.length > 0 ? [{ do: 'write' as const, after: [], copies: writes }] : []),
      ...all.map((submission) => ({ do: 'submit' as const, submission })),
      ...(reads.length > 0 ? [{ do: 'read' as const, after: all, copies: reads }] : []),
    ],
    decisions: [],
    report: {
      submissions: { count: submissions.length, lowerBound: submissions.length, proven: true },
      memory: { peakBytes: 0, lowerBoundBytes: 0, withoutAliasingBytes: 0, proven: true, persistentBytes: 0 },
      transfers: { declared: 0, commands: 0, regions: 0, bytesDeclared: 0, bytesMoved: 0 },
      barriers: { count: 0, lowerBound: 0 },
      passes: { declared: 0, planned: 0, culled: 0 },
    },
  })
}

/** With what a run needs around its commands: all of it comes after earlier runs, and the host sees all of it. */
export const ordered = (submissions: readonly Submission[]): Submission[] => {
  const used = [...new Set(submissions.map(({ queue }) => queue))]
  return submissions.map(({ queue, waits, commands }, s) => {
    const isFirst = submissions.findIndex((other) => other.queue === queue) === s
    const prologue = isFirst ? { prologue: { afterRunsOn: [...used] } } : {}
    return { queue, ...prologue, waits, commands, epilogue: { visibleToHost: true } }
  })
}

/** The plan with the hash of its content. */
export const signed = (plan: Plan): Plan => ({ ...plan, hash: hashPlan(plan) })
