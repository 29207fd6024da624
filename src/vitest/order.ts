/** Whether a plan keeps two passes in order. */
import type { Plan } from '../index.ts'
import { quoted } from '../plan/format/words.ts'

type Place =
  | { readonly submission: number; readonly command: number; readonly part: number }
  | { readonly step: number }

/** The reason why pass `a` need not have ended when `b` begins; undefined where it has. Both must be in the plan. */
export function whyUnordered(plan: Plan, a: string, b: string): string | undefined {
  for (const from of placesOf(plan, a))
    for (const to of placesOf(plan, b)) {
      const why = unordered(plan, from, to, quoted(a))
      if (why !== undefined) return why
    }
  return undefined
}

/** The ids of the passes that a plan speaks of: those it carries out first, then those its decisions name, such as culled ones. */
export function passesOf(plan: Plan): string[] {
  const commands = plan.submissions.flatMap((submission) => submission.commands)
  return [
    ...commands.flatMap((made) => (made.op === 'barrier' ? [] : made.passes)),
    ...plan.timeline.flatMap((made) => (made.do === 'host' ? [made.pass] : [])),
    ...plan.decisions.flatMap(({ passes }) => passes),
  ]
}

/** The places where a pass is carried out: commands, or the host. */
export function placesOf(plan: Plan, pass: string): Place[] {
  const commands = plan.submissions.flatMap(({ commands }, submission) =>
    commands.flatMap((made, command): Place[] => {
      if (made.op === 'barrier' || !made.passes.includes(pass)) return []
      return [{ submission, command, part: made.op === 'render' ? made.passes.indexOf(pass) : -1 }]
    }),
  )
  const steps = plan.timeline.flatMap((made, step): Place[] =>
    made.do === 'host' && made.pass === pass ? [{ step }] : [],
  )
  return [...commands, ...steps]
}

function unordered(plan: Plan, a: Place, b: Place, first: string): string | undefined {
  if ('step' in a) {
    const begins = 'step' in b ? b.step : submitOf(plan, b.submission)
    return a.step < begins ? undefined : `the host comes to ${first} later`
  }
  if ('step' in b) {
    const host = plan.timeline[b.step]!
    const awaited = host.do === 'host' ? host.after : []
    return awaited.some((s) => s === a.submission || waitsFor(plan, s, a.submission))
      ? undefined
      : `the host does not wait for ${first}`
  }
  if (a.submission !== b.submission) {
    if (a.submission > b.submission) return `${first} is in a later submission`
    if (waitsFor(plan, b.submission, a.submission)) return undefined
    return betweenSubmissions(plan, a, b) ? undefined : `the submission of ${first} is not waited for`
  }
  if (a.command === b.command) {
    if (a.part < 0) return 'one command carries out both at once'
    return a.part < b.part ? undefined : `${first} is drawn later in the same pass`
  }
  if (a.command > b.command) return `${first} comes later`
  const between = plan.submissions[a.submission]!.commands.slice(a.command, b.command)
  return ordersByItself(plan) || between.some(({ op }) => op === 'barrier')
    ? undefined
    : 'no barrier stands between them'
}

/** Devices without barriers run one command after another. */
const ordersByItself = ({ submissions }: Plan): boolean =>
  submissions.every(({ prologue, commands }) => !prologue && commands.every(({ op }) => op !== 'barrier'))

/** On one queue a barrier orders all that was submitted before it. */
function betweenSubmissions(
  plan: Plan,
  a: Place & { submission: number },
  b: Place & { submission: number; command: number },
) {
  const [first, second] = [plan.submissions[a.submission]!, plan.submissions[b.submission]!]
  if (first.queue !== second.queue) return false
  if (ordersByItself(plan)) return true
  return plan.submissions.some(
    ({ queue, commands }, s) =>
      queue === first.queue &&
      s >= a.submission &&
      s <= b.submission &&
      commands.some(
        ({ op }, c) =>
          op === 'barrier' &&
          (s > a.submission || c > (a as { command: number }).command) &&
          (s < b.submission || c < b.command),
      ),
  )
}

const submitOf = ({ timeline }: Plan, s: number): number =>
  timeline.findIndex((step) => step.do === 'submit' && step.submission === s)

/** Waits hold for what follows on the queue as well, and a submission completes after those before it on its queue. */
function waitsFor({ submissions }: Plan, s: number, other: number): boolean {
  const { queue: wanted } = submissions[other]!
  const seen = new Set<number>()
  const open = [s]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { queue } = submissions[next]!
    for (let t = next; t >= 0; t--) {
      if (submissions[t]!.queue !== queue) continue
      if (seen.has(t)) break
      seen.add(t)
      for (const wait of submissions[t]!.waits) {
        if (wait >= other && submissions[wait]!.queue === wanted) return true
        open.push(wait)
      }
    }
  }
  return false
}
