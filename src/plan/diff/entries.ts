/** A plan as named entries, each with its text: together they say all that the complete text does, but the hash. */
import { describeCommand } from '../format/command.ts'
import { subject, decisionText } from '../format/decisions.ts'
import { queueLines, shaderLines, submissionHead } from '../format/index.ts'
import { heapText, placementLines, tenantsOf, textureLines } from '../format/memory.ts'
import { namesOf, unique, type Names } from '../format/names.ts'
import { pipelineText } from '../format/pipeline.ts'
import { Places } from '../format/places.ts'
import { Staging } from '../format/staging.ts'
import { interfaceLines, stepLines } from '../format/timeline.ts'
import { named } from '../format/words.ts'
import type { Plan, Step } from '../document.ts'

/** What an entry is about. Entries of one area are in an order, which is a part of the plan. */
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
export type PlanArea = (typeof planAreas)[number]

export interface Entry {
  readonly id: string
  /** What says that an entry of another plan is the same one. */
  readonly key: string
  readonly text: string
}

/** @param submissions how many there are in the other plan: in as many, a submission is the same one whatever its last pass is */
export function entriesOf(plan: Plan, submissions: number): Record<PlanArea, Entry[]> {
  const names = namesOf(plan)
  const texts = (ids: readonly string[], lines: readonly string[]): Entry[] =>
    unique(ids).map((id, i) => ({ id, key: id, text: lines[i]!.trim() }))
  return {
    peak: texts(
      (plan.report.memory.peakLive ?? []).map(({ resource, version }) => `${named(resource)}#${version}`),
      (plan.report.memory.peakLive ?? []).map(
        ({ resource, version, sizeBytes }) => `${named(resource)}#${version} ${sizeBytes} B`,
      ),
    ),
    queues: texts(
      plan.queues.map((_, q) => names.queue(q)),
      queueLines(plan, names),
    ),
    heaps: texts(
      plan.heaps.map((_, h) => names.heap(h)),
      plan.heaps.map((heap, h) => heapText(heap, h, names)),
    ),
    addresses: addressesOf(plan, names),
    textures: texts(
      plan.textures.map((_, t) => names.texture(t)),
      textureLines(plan, names),
    ),
    placements: texts(
      plan.placements.map((_, p) => names.placement(p)),
      placementLines(plan, names),
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
    ),
    commands: commandEntries(plan, names, submissions === plan.submissions.length),
    timeline: texts(
      plan.timeline.map((step) => stepId(step, names)),
      plan.timeline.map((step) => stepLines(step, names).join('\n')),
    ),
    decisions: texts(
      plan.decisions.map((decision) => `${named(decision.code)} ${subject(decision)}`),
      plan.decisions.map(decisionText),
    ),
  }
}

/** In the order of what is placed rather than of the addresses: things that change places have not changed their order. */
function addressesOf(plan: Plan, names: Names): Entry[] {
  const entries = tenantsOf(plan, names).flatMap((tenants, h) =>
    tenants.map(({ name, offset }) => ({ id: name, key: name, text: `${names.heap(h)} @${offset ?? '?'}` })),
  )
  return entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

/** Submissions and their commands in one row, so that a command which goes to another submission has moved. */
function commandEntries(plan: Plan, names: Names, asMany: boolean): Entry[] {
  const [places, staging] = [new Places(plan), new Staging(plan)]
  const entries = plan.submissions.flatMap((submission, s) => {
    const head = { id: `submission ${names.submission(s)}`, text: submissionHead(submission, s, names) }
    const commands: Entry[] = []
    let next = `at the end of ${names.submission(s)}`
    for (let c = submission.commands.length - 1; c >= 0; c--) {
      const command = submission.commands[c]!
      const isBarrier = command.op === 'barrier'
      const id = isBarrier ? `barrier ${next}` : names.command([s, c])
      if (!isBarrier) next = `before ${id}`
      const text = describeCommand({ plan, names, places, staging, position: [s, c] }, command).join('\n')
      commands.push({ id, key: id, text })
    }
    commands.reverse()
    return [{ ...head, key: asMany ? `submission #${s}` : head.id }, ...commands]
  })
  const keys = unique(entries.map(({ key }) => key))
  return entries.map(({ id, text }, i) => ({ id, key: keys[i]!, text }))
}

function stepId(step: Step, names: Names): string {
  if (step.do === 'submit') return `submit ${names.submission(step.submission)}`
  if (step.do === 'host') return `host ${named(step.pass)}`
  return step.after.length === 0 ? step.do : `${step.do} after ${step.after.map(names.submission).join(', ')}`
}
