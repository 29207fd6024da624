/** Times of a run from a file: what `memkit-gpu run --json` printed, or its field `timings` alone. */
import { invalidTimings } from '../errors.ts'
import { parseJsonText } from '../graph/json-text.ts'
import type { Command, Plan, RunTimings } from '../index.ts'
import { readBytes, type Source } from './files.ts'
import { locating } from './located.ts'

/** @throws MemkitError INVALID_TIMINGS where the file holds no times, or those of another plan */
export async function readTimings(path: string, plan: Plan, source: Source): Promise<RunTimings> {
  const bytes = await readBytes(path, source)
  return locating({ path, bytes }, () => checked(path, plan, parseJsonText(bytes)))
}

function checked(path: string, plan: Plan, document: unknown): RunTimings {
  const timings = fieldOf(document, 'timings') ?? document
  const submissions = fieldOf(timings, 'submissions')
  if (!Array.isArray(submissions) || submissions.length === 0)
    throw invalidTimings(`${path} holds no times of submissions`)
  submissions.forEach((timed: unknown, k) => checkSubmission(path, plan, timed, k))
  const passes = fieldOf(timings, 'passes')
  if (passes !== undefined && !Array.isArray(passes)) throw invalidTimings(`${path}: the times of passes are no list`)
  const known = new Set(plan.submissions.flatMap(({ commands }) => commands.flatMap(passesOf)))
  for (const [k, timed] of (passes ?? []).entries()) checkPass(path, known, timed, k)
  return timings as RunTimings
}

const passesOf = (command: Command): readonly string[] => (command.op === 'barrier' ? [] : command.passes)

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

function checkSubmission(path: string, plan: Plan, timed: unknown, k: number): void {
  const place = `timings.submissions[${k}]`
  const submission = fieldOf(timed, 'submission')
  if (typeof submission !== 'number') throw invalidTimings(`${path} holds no times of submissions`, place)
  if (plan.submissions[submission] === undefined)
    throw invalidTimings(
      `${path} times submission ${submission}, and the plan has ${plan.submissions.length}: they are of another plan`,
      place,
    )
  checkTimes(path, `submission ${submission}`, timed, place)
}

function checkPass(path: string, known: ReadonlySet<string>, timed: unknown, k: number): void {
  const place = `timings.passes[${k}]`
  const pass = fieldOf(timed, 'pass')
  if (typeof pass !== 'string' || !known.has(pass))
    throw invalidTimings(
      `${path} times pass ${JSON.stringify(pass)}, which the plan does not carry out: they are of another plan`,
      place,
    )
  checkTimes(path, `pass ${JSON.stringify(pass)}`, timed, place)
}

function checkTimes(path: string, what: string, timed: unknown, place: string): void {
  const [begin, end] = [fieldOf(timed, 'startNs'), fieldOf(timed, 'endNs')]
  if (typeof begin !== 'number' || typeof end !== 'number' || !(begin >= 0) || !(end >= begin) || !Number.isFinite(end))
    throw invalidTimings(`${path}: the times of ${what} are no times in ns`, place)
}
