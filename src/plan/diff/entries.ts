/** A plan as named entries, each with its text: together they say all that the complete text does, but the hash. */
import { describeCommand } from '../format/command.ts'
import { subject, decisionText } from '../format/decisions.ts'
import { queueLines, shaderLines, submissionHead } from '../format/complete.ts'
import { heapText, placementLines, tenantsOf, textureLines } from '../format/memory.ts'
import { namesOf, unique, type Names } from '../format/names.ts'
import { pipelineText } from '../format/pipeline.ts'
import { Places } from '../format/places.ts'
import { Staging } from '../format/staging.ts'
import { interfaceLines, stepLines } from '../format/timeline.ts'
import { named } from '../format/words.ts'
import type { Plan, Step } from '../document.ts'

/** The areas of a plan that an entry can be about. Entries of one area are in an order, which is a part of the plan. */
export const planAreas = [
  'peak',
  'queues',
  'heaps',
  'addresses',
  'textures',
  'placements',
  'shaders',
  'pipelines',
  'interface',
  'commands',
  'timeline',
  'decisions',
] as const
/** A part of a plan that `diffPlans` compares. */
export type PlanArea = (typeof planAreas)[number]

/** The subject of an entry, by its number in the plan or by its id; commands are numbered through all submissions. */
export type Subject =
  | {
      readonly kind: 'queue' | 'heap' | 'texture' | 'placement' | 'submission' | 'command' | 'step' | 'decision'
      readonly index: number
    }
  | { readonly kind: 'pass' | 'resource' | 'input' | 'output'; readonly id: string }

export interface Entry {
  readonly id: string
  /** The identity of an entry: one of another plan with this key is the same. */
  readonly key: string
  readonly text: string
  readonly about?: Subject
}

/** @param submissions how many there are in the other plan: in as many, a submission is the same one whatever its last pass is */
export function entriesOf(plan: Plan, submissions: number): Record<PlanArea, Entry[]> {
  const names = namesOf(plan)
  const texts = (ids: readonly string[], lines: readonly string[], about?: (i: number) => Subject): Entry[] =>
    unique(ids).map((id, i) => ({ id, key: id, text: lines[i]!.trim(), ...(about && { about: about(i) }) }))
  const numbered =
    (kind: 'queue' | 'heap' | 'texture' | 'placement' | 'step' | 'decision') =>
    (index: number): Subject => ({ kind, index })
  const peakLive = plan.report.memory.peakLive ?? []
  const interfaces = interfaceSubjects(plan)
  return {
    peak: texts(
      peakLive.map(({ resource, version }) => `${named(resource)}#${version}`),
      peakLive.map(({ resource, version, sizeBytes }) => `${named(resource)}#${version} ${sizeBytes} B`),
      (i) => ({ kind: 'resource', id: peakLive[i]!.resource }),
    ),
    queues: texts(
      plan.queues.map((_, q) => names.queue(q)),
      queueLines(plan, names),
      numbered('queue'),
    ),
    heaps: texts(
      plan.heaps.map((_, h) => names.heap(h)),
      plan.heaps.map((heap, h) => heapText(heap, h, names)),
      numbered('heap'),
    ),
    addresses: addressesOf(plan, names),
    textures: texts(
      plan.textures.map((_, t) => names.texture(t)),
      textureLines(plan, names),
      numbered('texture'),
    ),
    placements: texts(
      plan.placements.map((_, p) => names.placement(p)),
      placementLines(plan, names),
      numbered('placement'),
    ),
    shaders: texts(
      plan.shaders.map(({ id }) => named(id)),
      shaderLines(plan),
    ),
    pipelines: texts(
      (plan.pipelines ?? []).map((_, i) => names.pipeline(i)),
      (plan.pipelines ?? []).map((pipeline, i) => pipelineText(pipeline, names.pipeline(i)).join('\n')),
    ),
    interface: texts(
      [
        ...plan.inputs.map(({ name }) => `in ${named(name)}`),
        ...plan.outputs.map(({ name }) => `out ${named(name)}`),
        ...plan.bodies.map(({ name, pass }) => `body ${named(name)} for ${named(pass)}`),
        ...plan.imports.map((id) => `import ${named(id)}`),
      ],
      interfaceLines(plan),
      (i) => interfaces[i]!,
    ),
    commands: commandEntries(plan, names, submissions === plan.submissions.length),
    timeline: texts(
      plan.timeline.map((step) => stepId(step, names)),
      plan.timeline.map((step) => stepLines(step, names).join('\n')),
      numbered('step'),
    ),
    decisions: texts(
      plan.decisions.map((decision) => `${named(decision.code)} ${subject(decision)}`),
      plan.decisions.map(decisionText),
      numbered('decision'),
    ),
  }
}

const interfaceSubjects = ({ inputs, outputs, bodies, imports }: Plan): Subject[] => [
  ...inputs.map(({ name: id }): Subject => ({ kind: 'input', id })),
  ...outputs.map(({ name: id }): Subject => ({ kind: 'output', id })),
  ...bodies.map(({ pass: id }): Subject => ({ kind: 'pass', id })),
  ...imports.map((id): Subject => ({ kind: 'resource', id })),
]

/** In the order of what is placed rather than of the addresses: things that change places have not changed their order. */
function addressesOf(plan: Plan, names: Names): Entry[] {
  const entries = tenantsOf(plan, names).flatMap((tenants, h) =>
    tenants.map(({ name, offset, about }) => ({
      id: name,
      key: name,
      text: `${names.heap(h)} @${offset ?? '?'}`,
      about,
    })),
  )
  return entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

/** Submissions and their commands in one row, so that a command which goes to another submission has moved. */
function commandEntries(plan: Plan, names: Names, asMany: boolean): Entry[] {
  const [places, staging] = [new Places(plan), new Staging(plan)]
  let first = 0
  const entries = plan.submissions.flatMap((submission, s) => {
    const head = {
      id: `submission ${names.submission(s)}`,
      text: submissionHead(submission, s, names),
      about: { kind: 'submission', index: s } as const,
    }
    const commands: Entry[] = []
    let next = `at the end of ${names.submission(s)}`
    for (let c = submission.commands.length - 1; c >= 0; c--) {
      const command = submission.commands[c]!
      const isBarrier = command.op === 'barrier'
      const id = isBarrier ? `barrier ${next}` : names.command([s, c])
      if (!isBarrier) next = `before ${id}`
      const text = describeCommand({ plan, names, places, staging, position: [s, c] }, command).join('\n')
      commands.push({ id, key: id, text, about: { kind: 'command', index: first + c } })
    }
    commands.reverse()
    first += commands.length
    return [{ ...head, key: asMany ? `submission #${s}` : head.id }, ...commands]
  })
  const keys = unique(entries.map(({ key }) => key))
  return entries.map((entry, i) => ({ ...entry, key: keys[i]! }))
}

function stepId(step: Step, names: Names): string {
  if (step.do === 'submit') return `submit ${names.submission(step.submission)}`
  if (step.do === 'host') return `host ${named(step.pass)}`
  return step.after.length === 0 ? step.do : `${step.do} after ${step.after.map(names.submission).join(', ')}`
}
