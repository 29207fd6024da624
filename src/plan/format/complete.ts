/**
 * A plan as text, made for snapshots and easy to read in a diff: plans with the same text are the same plan.
 *
 * One line says one thing, in ids: commands are named by their passes, bytes by the resource that lives in them, lifetimes by the
 * passes they begin and end with. Only the lines of heaps, textures and placements hold addresses. So a change to a plan shows in
 * the lines it concerns. What is left out is a default that cannot be anything else; the ends of long lists, and the text of
 * shaders, are a digest. The last line is the hash of the plan.
 */
import { describeCommand } from './command.ts'
import { decisionLines } from './decisions.ts'
import { heapLines, placementLines, textureLines } from './memory.ts'
import { namesOf, type Names } from './names.ts'
import { pipelineLines } from './pipeline.ts'
import { Places } from './places.ts'
import { reportLines } from './report.ts'
import { Staging } from './staging.ts'
import { interfaceLines, stepLines } from './timeline.ts'
import { digest, headLine, inLine, named } from './words.ts'
import { hashPlan } from '../hash.ts'
import type { Plan, Submission } from '../document.ts'

/** The complete text of a plan that was read already. */
export function completeText(plan: Plan): string {
  const names = namesOf(plan)
  const sections = [
    [headLine(plan), ...reportLines(plan, names).map((line) => `  ${line}`)],
    section('queues', queueLines(plan, names)),
    section('heaps', heapLines(plan, names)),
    section('textures', textureLines(plan, names)),
    section('placements', placementLines(plan, names)),
    section('shaders', shaderLines(plan)),
    section('pipelines', plan.pipelines?.length === 0 ? ['none'] : pipelineLines(plan, names)),
    section('interface', interfaceLines(plan)),
    ...submissionSections(plan, names),
    section(
      'timeline',
      plan.timeline.flatMap((step) => stepLines(step, names)),
    ),
    section('decisions', decisionLines(plan.decisions)),
    [hashLine(plan)],
  ]
  return (
    sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n') + '\n'
  )
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]

export const queueLines = ({ queues }: Plan, names: Names): string[] =>
  queues.map(({ kinds, family }, q) => `${names.queue(q)}: ${kinds.join('+') || 'nothing'}, family ${family}`)

export const shaderLines = ({ shaders }: Plan): string[] =>
  shaders.map(({ id, wgsl, spirv }) => [named(id), ...codeText('wgsl', wgsl), ...codeText('spirv', spirv)].join(' '))

const codeText = (language: string, code: string | undefined): string[] =>
  code === undefined ? [] : [`${language} ${code.length} characters (digest ${digest([code])})`]

function submissionSections(plan: Plan, names: Names): string[][] {
  const [places, staging] = [new Places(plan), new Staging(plan)]
  return plan.submissions.map((submission, s) => [
    submissionHead(submission, s, names),
    ...submission.commands
      .flatMap((command, c) => describeCommand({ plan, names, places, staging, position: [s, c] }, command))
      .map((line) => `  ${line}`),
  ])
}

export function submissionHead({ queue, prologue, waits, epilogue }: Submission, s: number, names: Names): string {
  const order = [
    ...(prologue ? [`after earlier runs on ${inLine(prologue.afterRunsOn.map(names.queue)) || 'nothing'}`] : []),
    ...(waits.length > 0 ? [`waits for ${inLine(waits.map(names.submission))}`] : []),
    ...(epilogue ? ['visible to the host'] : []),
  ].map((part) => `; ${part}`)
  return `submission ${names.submission(s)} on ${names.queue(queue)}${order.join('')}`
}

/** A plan that was changed by hand keeps a hash that is not its own. */
function hashLine(plan: Plan): string {
  const own = hashPlan(plan)
  return plan.hash === own ? `hash ${own}` : `hash ${named(plan.hash)}, which is not of this content (${own})`
}
