/**
 * For tests with vitest: plans as readable snapshots, and matchers whose failures show the part of the plan concerned. All of it at
 * once, in the configuration of vitest: `setupFiles: ['memkit-gpu/vitest/setup']`. By hand, and with Jest:
 *
 *     import { matchers, planSerializer } from 'memkit-gpu/vitest'
 *     expect.addSnapshotSerializer(planSerializer)
 *     expect.extend(matchers)
 *
 *     expect(planGraph(graph, profiles.dummy)).toMatchSnapshot()
 *     expect(plan).toPassCheck(graph, profiles.dummy)
 */
import type { SnapshotSerializer } from 'vitest'
import {
  checkPlan,
  diffPlans,
  formatPlan,
  formatPlanDiff,
  parseGraph,
  parseProfile,
  planGraph,
  profiles,
  type DeviceProfile,
  type FrameGraph,
  type Plan,
} from '../index.ts'
import { counted, shown } from '../errors.ts'
import { nearestId } from '../nearest-id.ts'
import { named, quoted } from '../plan/format/words.ts'
import { tellOf } from '../plan/validate/shape.ts'
import { matchImage, type ImageTolerance } from './image.ts'
import { passesOf, placesOf, whyUnordered } from './order.ts'
import { refuse, type MatcherResult, type MatcherState } from './result.ts'
import { sharedMemory } from './sharing.ts'

export type { ImageTolerance, ReceivedImage } from './image.ts'
export type { MatcherResult, MatcherState } from './result.ts'

const isPlan = (value: unknown): value is Plan =>
  typeof value === 'object' && value !== null && (value as Partial<Plan>).format === 'memkit-gpu/plan'

/** Writes a plan in a snapshot as `formatPlan` does; what has its format and not its shape, as other objects are written. */
export const planSerializer: SnapshotSerializer = {
  test(value: unknown) {
    try {
      return isPlan(value) && tellOf(value, () => true)
    } catch {
      return false
    }
  },
  serialize: (plan: Plan) => formatPlan(plan).trimEnd(),
}

const say = (pass: boolean, message: () => string): MatcherResult => ({ pass, message })

const checkIsPlan = (value: unknown): Plan =>
  isPlan(value) ? value : refuse(`expected a plan, as planGraph makes it, not ${shown(value)}`)

/** A matcher that is for plans only. */
const ofPlan =
  <Rest extends readonly unknown[]>(match: (plan: Plan, ...rest: Rest) => MatcherResult) =>
  (plan: unknown, ...rest: Rest): MatcherResult =>
    match(
      tellOf(checkIsPlan(plan), (told) => told),
      ...rest,
    )

function checkBytes(value: unknown): void {
  if (typeof value !== 'number' || !(value >= 0 && value < Infinity))
    refuse(`expected a number of bytes, 0 or more, not ${shown(value)}`)
}

function checkCount(what: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    refuse(`expected a number of ${what}, 0, 1, 2 or more, not ${shown(value)}`)
}

/** Two ids: what is said of one thing twice is always so, or never. */
function checkIds(what: string, a: unknown, b: unknown): void {
  for (const id of [a, b]) if (typeof id !== 'string') refuse(`expected the ids of two ${what}, not ${shown(id)}`)
  if (a === b) refuse(`expected the ids of two ${what}, not ${shown(a)} twice`)
}

const suggested = (missing: string, known: readonly string[]): string => {
  const nearest = known.includes(missing) ? undefined : nearestId(missing, known)
  return nearest === undefined ? '' : `; did you mean ${quoted(nearest)}?`
}

const nameOf = ({ name }: Plan): string => (name === '' ? 'the plan' : `the plan of ${quoted(name)}`)

/** The lines of the plan's text that a failure is about, below its first line. */
const withPart = (head: string, plan: Plan, isPart: (line: string, section: string) => boolean): string => {
  let section = ''
  const lines = formatPlan(plan)
    .split('\n')
    .filter((line) => {
      if (!line.startsWith(' ')) section = line
      return isPart(line, section)
    })
  return lines.length === 0 ? head : `${head}\n\n${lines.slice(0, mostLines).join('\n')}${more(lines.length)}`
}
const mostLines = 60
const more = (count: number): string => (count > mostLines ? `\n… ${count - mostLines} lines more` : '')

/** Whether an id stands in a line: as a word of its own, or in quotes. */
const hasId = (line: string, id: string): boolean =>
  line.includes(quoted(id)) || line.split(/[\s,;:#[\]()~]+|\.\./u).includes(id)

/** Whether a line says where a resource lies. */
const isPlaced = (line: string, id: string): boolean => line.startsWith(`  ${named(id)}#`)

/** The context of a rejection: the commands around, and barriers; nothing where the value is no plan at all. */
function withConcerned(head: string, plan: Plan, { code, submission, command, resource }: Rejection): string {
  if (code === 'MALFORMED') return head
  const commands = plan.submissions[submission ?? -1]?.commands ?? []
  const near = command === undefined ? [] : commands.slice(Math.max(0, command - 2), command + 2)
  const passes = near.flatMap((made) => (made.op === 'barrier' ? [] : made.passes)).slice(0, mostConcerned)
  return withPart(head, plan, (line, section) =>
    section.startsWith('submission ')
      ? passes.length > 0 && (line === section || line.startsWith('  barrier') || passes.some((id) => hasId(line, id)))
      : section === 'placements' && resource !== undefined && isPlaced(line, resource),
  )
}
const mostConcerned = 8
type Rejection = Extract<ReturnType<typeof checkPlan>, { ok: false }>

/** The profile that was given, or else the preset that the plan was made for. */
function deviceOf(plan: Plan, given: DeviceProfile | undefined): DeviceProfile {
  const preset = Object.hasOwn(profiles, plan.profile) ? profiles[plan.profile as keyof typeof profiles] : undefined
  return (
    given ??
    preset ??
    refuse(`${nameOf(plan)} is for ${quoted(plan.profile)}, which is no preset: give its profile behind the graph`)
  )
}

/** Matchers for `expect.extend`. */
export const matchers = {
  /** Passes when `checkPlan` proves the plan equal to the meaning of its graph; on the preset that it was made for, where no profile is given. */
  toPassCheck: (plan: unknown, graph: FrameGraph, profile?: DeviceProfile): MatcherResult => {
    const made = checkIsPlan(plan)
    // A plan that is malformed is rejected; a graph or a profile that is would make a test of nothing.
    const meant = parseGraph(graph)
    if (profile !== undefined) parseProfile(profile)
    const result = checkPlan(meant, made, deviceOf(made, profile))
    return say(result.ok, () =>
      result.ok
        ? `expected ${nameOf(made)} to be rejected, but it means what its graph means`
        : withConcerned(`expected ${nameOf(made)} to pass, but: ${result.code}: ${result.message}`, made, result),
    )
  },

  /** Passes when the plan's transient memory needs fewer than so many bytes at its fullest moment. */
  toPeakBelow: ofPlan((plan, bytes: number) => {
    checkBytes(bytes)
    const { peakBytes, lowerBoundBytes } = plan.report.memory
    return say(peakBytes < bytes, () =>
      peakBytes < bytes
        ? `expected ${nameOf(plan)} to peak at ${bytes} B or more, but its peak is ${peakBytes} B`
        : withPart(
            `expected ${nameOf(plan)} to peak below ${bytes} B, but its peak is ${peakBytes} B` +
              (lowerBoundBytes >= bytes ? `, and this schedule needs ${lowerBoundBytes} B at least` : ''),
            plan,
            (line) => /^ {2}(memory|alive at the peak): /.test(line),
          ),
    )
  }),

  /** Passes when the plan has so many submissions. */
  toHaveSubmissions: ofPlan((plan, count: number) => {
    checkCount('submissions', count)
    const { length } = plan.submissions
    return say(length === count, () =>
      withPart(
        length === count
          ? `expected ${nameOf(plan)} not to have ${counted(count, 'submission')}`
          : `expected ${nameOf(plan)} to have ${counted(count, 'submission')}, but it has ${length}`,
        plan,
        (line, section) =>
          line.startsWith('submission ') || (section === 'decisions' && / submissions?[ :]/.test(line)),
      ),
    )
  }),

  /** Passes when the plan has no more than so many barriers. */
  toHaveBarriersAtMost: ofPlan((plan, count: number) => {
    checkCount('barriers', count)
    const found = plan.submissions.reduce(
      (sum, { commands }) => sum + commands.filter(({ op }) => op === 'barrier').length,
      0,
    )
    return say(found <= count, () =>
      withPart(
        found <= count
          ? `expected ${nameOf(plan)} to have more than ${counted(count, 'barrier')}, but it has ${found}`
          : `expected ${nameOf(plan)} to have at most ${counted(count, 'barrier')}, but it has ${found} (lower bound ${plan.report.barriers.lowerBound})`,
        plan,
        (line, section) => section.startsWith('submission ') && /^(submission| {2}\S)/.test(line),
      ),
    )
  }),

  /**
   * Passes when pass `a` has ended before pass `b` begins, by what the plan says: a barrier, a wait or the host stands between them,
   * or they are drawn one after the other. On devices without barriers (WebGPU) the order of commands is enough.
   */
  toBeOrdered: ofPlan((plan, a: string, b: string) => {
    checkIds('passes', a, b)
    const missing = [a, b].find((id) => placesOf(plan, id).length === 0)
    if (missing !== undefined) {
      const head = `${nameOf(plan)} carries out no pass ${quoted(missing)}${suggested(missing, passesOf(plan))}`
      refuse(withPart(head, plan, (line) => hasId(line, missing)))
    }
    const why = whyUnordered(plan, a, b)
    const [first, second] = [quoted(a), quoted(b)]
    return say(why === undefined, () => {
      const head =
        why === undefined
          ? `expected ${nameOf(plan)} not to keep ${first} before ${second}`
          : `expected ${nameOf(plan)} to keep ${first} before ${second}, but ${why}`
      return withPart(
        head,
        plan,
        (line, section) =>
          section.startsWith('submission ') &&
          (line === section ||
            line.startsWith('  barrier') ||
            (/^ {2}\S/.test(line) && (hasId(line, a) || hasId(line, b)))),
      )
    })
  }),

  /** Passes when two resources have bytes or a texture in common, at different times or as one value. */
  toAlias: ofPlan((plan, x: string, y: string) => {
    checkIds('resources', x, y)
    const [first, second] = [quoted(x), quoted(y)]
    const missing = [x, y].find((id) => plan.placements.every(({ resource }) => resource !== id))
    if (missing !== undefined) {
      const placed = plan.placements.map(({ resource }) => resource)
      refuse(`${nameOf(plan)} places no resource ${quoted(missing)}${suggested(missing, placed)}`)
    }
    const place = sharedMemory(plan, x, y)
    return say(place !== undefined, () =>
      withPart(
        place === undefined
          ? `expected ${nameOf(plan)} to give ${first} and ${second} the same memory, but they share none`
          : `expected ${nameOf(plan)} to give ${first} and ${second} memory of their own, but they share ${place}`,
        plan,
        (line, section) => section === 'placements' && (line === section || isPlaced(line, x) || isPlaced(line, y)),
      ),
    )
  }),

  /** Passes when the plan is the plan of another graph (for the same preset and objective), or equal to another plan. */
  toMatchPlanOf: ofPlan((plan, other: Plan | FrameGraph, profile?: DeviceProfile) => {
    const expected = isPlan(other) ? other : planGraph(other, deviceOf(plan, profile), { objective: plan.objective })
    const diff = diffPlans(expected, plan)
    return say(diff.equal, () =>
      diff.equal
        ? `expected ${nameOf(plan)} to differ from ${nameOf(expected)}, but they are equal`
        : `expected ${nameOf(plan)} to equal ${nameOf(expected)}, but (- expected, + received):\n\n${formatPlanDiff(diff)}`,
    )
  }),

  /**
   * Passes when a picture is that of a golden PNG file, whose name is relative to the test. A number is the most that a channel may
   * be off. The file is written where it is missing, and where snapshots are updated (`vitest -u`, or UPDATE_GOLDEN=1); in CI it must be
   * there. A failure writes `.actual.png` and `.difference.png` beside it.
   */
  toMatchImage(
    this: MatcherState,
    picture: unknown,
    file: string | URL,
    tolerance?: number | ImageTolerance,
  ): MatcherResult {
    return matchImage(this, picture, file, tolerance)
  },
}

/** The matchers as `expect` has them; Jest's own types take them by `declare module 'expect' { interface Matchers<R> extends PlanMatchers<R> {} }`. */
export interface PlanMatchers<Result = void> {
  /** A plan that `checkPlan` accepts for this graph and device; by default, the device is the preset that it was made for. */
  toPassCheck(graph: FrameGraph, profile?: DeviceProfile): Result
  /** A plan whose transient memory takes fewer than `bytes` at its fullest moment. */
  toPeakBelow(bytes: number): Result
  /** A plan whose runs make `count` submissions, those of external passes included. */
  toHaveSubmissions(count: number): Result
  /** A plan whose runs have at most `count` barriers. */
  toHaveBarriersAtMost(count: number): Result
  /** A plan in which pass `a` ends before pass `b` begins. */
  toBeOrdered(a: string, b: string): Result
  /** A plan in which both resources share memory. */
  toAlias(x: string, y: string): Result
  /** A plan equal to that plan, or to the one that `planGraph` makes of that graph; a failure lists the differences. */
  toMatchPlanOf(other: Plan | FrameGraph, profile?: DeviceProfile): Result
  /** A picture equal to the one in the file, within the tolerance; `vitest -u` writes the file anew. */
  toMatchImage(file: string | URL, tolerance?: number | ImageTolerance): Result
}

declare module 'vitest' {
  // oxlint-disable-next-line no-unused-vars, typescript/no-unused-vars, typescript/no-empty-object-type -- named as vitest names it
  interface Matchers<T = any> extends PlanMatchers {}
}
