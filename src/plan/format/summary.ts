/** The short form of a plan, for reading: what there is most of is counted, and the first few of it are named. */
import { counted } from '../../errors.ts'
import { push } from '../../graph/lists.ts'
import { savings, subject } from './decisions.ts'
import { namesOf, type Names } from './names.ts'
import { headLine, inUnits, named } from './words.ts'
import type { Decision, Plan, Submission } from '../document.ts'

const mostNames = 6
const mostSteps = 24
const mostDecisions = 12
const mostSubmissions = 16

export function summaryText(plan: Plan): string {
  const names = namesOf(plan)
  const sections = [
    [headLine(plan), ...figures(plan, names)],
    ...plan.submissions.slice(0, mostSubmissions).map((submission, s) => submissionLines(submission, s, names)),
    plan.submissions.length > mostSubmissions
      ? [`… ${counted(plan.submissions.length - mostSubmissions, 'submission')} more`]
      : [],
    decisionLines(plan.decisions),
    [`hash ${named(plan.hash)}`],
  ]
  return (
    sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n') + '\n'
  )
}

/** The first entries of a list, and how many more there are. */
const first = (items: readonly string[], most: number = mostNames): string =>
  items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')}, … ${items.length - most} more`

function figures({ report, heaps, textures }: Plan, names: Names): string[] {
  const { submissions, memory, transfers, barriers, passes } = report
  const staged = (kind: string) =>
    heaps.filter(({ memory: of }) => of === kind).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const alive = [...(memory.peakLive ?? [])].sort((a, b) => b.sizeBytes - a.sizeBytes)
  const ofOrders = [
    ...(memory.anyOrderLowerBoundBytes === undefined
      ? []
      : [`at least ${inUnits(memory.anyOrderLowerBoundBytes)} in any order`]),
    ...(memory.declaredOrderBytes === undefined ? [] : [`${inUnits(memory.declaredOrderBytes)} in declared order`]),
    `${inUnits(memory.withoutAliasingBytes)} without aliasing`,
  ].join(', ')
  const rows: [string, string][] = [
    ['passes', `${passes.declared} declared, ${passes.planned} planned, ${passes.culled} culled`],
    ['submissions', countOf(submissions.count, submissions.lowerBound, submissions.proven)],
    ['barriers', countOf(barriers.count, barriers.lowerBound, barriers.count === barriers.lowerBound)],
    [
      'memory',
      `${inUnits(memory.peakBytes)}${memory.peakAt ? ` at ${names.command(memory.peakAt)}` : ''}, ` +
        (memory.proven
          ? 'the least for this schedule'
          : `${inUnits(memory.lowerBoundBytes)} is the lower bound for this schedule`),
    ],
    ['', ofOrders],
    ...(alive.length === 0
      ? []
      : ([
          [
            '',
            `alive then: ${first(alive.map(({ resource, sizeBytes }) => `${named(resource)} ${inUnits(sizeBytes)}`))}`,
          ],
        ] as [string, string][])),
    [
      '',
      `${inUnits(memory.persistentBytes)} persistent; staging ${inUnits(staged('upload'))} up, ${inUnits(staged('readback'))} back`,
    ],
    [
      'transfers',
      `${transfers.declared} declared → ${counted(transfers.commands, 'command')} of ${counted(transfers.regions, 'region')}, ` +
        `${inUnits(transfers.bytesMoved)} moved`,
    ],
    ...(textures.length === 0 ? [] : ([['textures', String(textures.length)]] as [string, string][])),
  ]
  return rows.map(([what, text]) => (what === '' ? `    ${text}` : `  ${what}: ${text}`))
}

const countOf = (count: number, lowerBound: number, isLeast: boolean): string =>
  isLeast ? `${count}, the least possible` : `${count}, lower bound ${lowerBound}`

/** A line for the passes between two barriers. */
function submissionLines({ queue, waits, commands }: Submission, s: number, names: Names): string[] {
  const steps: string[][] = [[]]
  for (const command of commands)
    if (command.op === 'barrier') steps.push([])
    else for (const pass of command.passes) steps.at(-1)!.push(named(pass))
  const lines = steps.filter((passes) => passes.length > 0).map((passes) => `  ${first(passes)}`)
  const waiting = waits.length === 0 ? '' : `, waits for ${first(waits.map(names.submission))}`
  return [
    `submission ${names.submission(s)} on ${names.queue(queue)}: ${counted(commands.length, 'command')}${waiting}`,
    ...(lines.length <= mostSteps
      ? lines
      : [...lines.slice(0, mostSteps), `  … ${counted(lines.length - mostSteps, 'step')} more`]),
  ]
}

function decisionLines(decisions: readonly Decision[]): string[] {
  const groups = new Map<string, Decision[]>()
  for (const decision of decisions) {
    const key = `${decision.code} ${decision.reason}`
    push(groups, key, decision)
  }
  const lines = [...groups.values()].map((group) => {
    const [{ code, reason }] = group as [Decision]
    return `  ${named(code)} ${first(
      group.map((decision) => subject(decision, first)),
      2,
    )}${savings(group)}: ${reason.replaceAll(/\s+/gu, ' ')}`
  })
  if (lines.length === 0) return []
  return [
    'decisions',
    ...(lines.length <= mostDecisions
      ? lines
      : [...lines.slice(0, mostDecisions), `  … ${lines.length - mostDecisions} more`]),
  ]
}
