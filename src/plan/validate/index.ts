/**
 * Checks a plan of any origin: its shape by schema, then every index, range and kind, so that nothing later can reach outside
 * what the plan declares or ask for what the device cannot do. Whether the plan computes what its graph means is for
 * `checkPlan` to say.
 */
import { capital, isMemkitError, planMismatch, shown } from '../../errors.ts'
import { checkFlag, givenOptions } from '../../given.ts'
import { named } from '../../graph/named-places.ts'
import { hashPlan } from '../hash.ts'
import { isTrusted, trustPlan } from '../trusted.ts'
import type { Plan } from '../document.ts'
import { checkProfile } from '../parse-profile.ts'
import type { DeviceProfile } from '../profile.ts'
import { queueWords, submissionWords } from '../facts/plan-words.ts'
import { canRun } from '../facts/queue-abilities.ts'
import { Layouts, type PlanContext } from './context.ts'
import { checkDrawnWith, validatePipelines } from './draws.ts'
import { checkFormats } from './formats.ts'
import { planPlace } from './named-places.ts'
import { checkFirst, checkIndex, refuse } from './refuse.ts'
import { ofSchema } from './shape.ts'
import { validateCommand } from './command.ts'
import { validateMemory } from './memory.ts'
import { validateTimeline } from './timeline.ts'

/**
 * A frozen copy of the plan, checked for a device; O(plan). A plan that this function returned for a like profile, or
 * that a planner made for one and froze, is taken as it is.
 * @param ignoreHash take a plan that was changed by hand
 * @throws MemkitError INVALID_PLAN with the path of the first fault; PLAN_MISMATCH for a plan of other queues, or without the barriers that
 *   the device needs; UNSUPPORTED_FORMAT where the device lacks a format or what it is used for; OVER_LIMIT for a heap that no buffer of the device
 *   can hold; INVALID_PROFILE.
 */
export function validatePlan(document: unknown, profile: DeviceProfile, ignoreHash = false): Plan {
  if (isTrusted(document, profile)) return document
  const plan = ofSchema(document)
  check(plan, profile, ignoreHash)
  return ignoreHash ? plan : trustPlan(plan, profile, false)
}

/**
 * Refuses what `validatePlan` refuses in a plan that was held against the schema, and whose hash has been compared, without the copy of it
 * that makes it safe to keep.
 * @throws MemkitError as `validatePlan`; any error for a plan that changes while it is read
 */
export function validateProven(plan: Plan, profile: DeviceProfile): void {
  if (!isTrusted(plan, profile)) check(plan, profile, true)
}

function check(plan: Plan, profile: DeviceProfile, ignoreHash: boolean): void {
  try {
    checkBarriers(plan, profile)
    checkPlanned(plan, profile, ignoreHash)
  } catch (error) {
    throw isMemkitError(error) ? named(error, plan, planPlace) : error
  }
}

function checkPlanned(plan: Plan, profile: DeviceProfile, ignoreHash: boolean): void {
  if (plan.queues.length === 0) refuse('A plan needs at least one queue', () => 'queues')
  checkQueues(plan, profile)
  validateMemory(plan, profile)
  const shaders = new Set<string>()
  plan.shaders.forEach(({ id }, i) => checkFirst(shaders, id, 'shader', () => `shaders[${i}].id`))
  validatePipelines(plan, profile)
  const bodies = new Set(plan.bodies.map(({ name }) => name))
  const optionalInputs = new Set(plan.inputs.flatMap(({ name, optional }) => (optional ? [name] : [])))
  const context: PlanContext = { plan, profile, shaders, bodies, optionalInputs, layouts: new Layouts(plan.textures) }
  plan.submissions.forEach(({ queue, prologue, waits, commands }, s) => {
    checkIndex(queue, plan.queues.length, 'queue', () => `submissions[${s}].queue`)
    const ordered = setFor(prologue?.afterRunsOn)
    prologue?.afterRunsOn.forEach((other, i) => {
      const path = () => `submissions[${s}].prologue.afterRunsOn[${i}]`
      checkIndex(other, plan.queues.length, 'queue', path)
      if (ordered?.has(other)) refuse(`it names ${queueWords(plan, other)} twice`, path)
      ordered?.add(other)
    })
    const seen = setFor(waits)
    waits.forEach((wait, w) => {
      const path = () => `submissions[${s}].waits[${w}]`
      checkIndex(wait, plan.submissions.length, 'submission', path)
      if (seen?.has(wait)) refuse(`it waits twice for ${submissionWords(plan, wait)}`, path)
      seen?.add(wait)
      if (wait >= s)
        refuse(
          wait === s ? 'it waits for itself' : `it waits for ${submissionWords(plan, wait)}, which comes later`,
          () => `submissions[${s}].waits[${w}]`,
        )
    })
    // One path for all commands: what is refused is refused at once.
    let c = 0
    const path = () => `submissions[${s}].commands[${c}]`
    for (; c < commands.length; c++) validateCommand(context, queue, commands[c]!, path)
    checkExternal(commands, s)
  })
  checkDrawnWith(plan)
  checkFormats(plan, profile)
  validateTimeline(plan, bodies, profile.alignments.copyBytes)
  // The hash is compared last, because a precise fault says more than that something was changed.
  if (!ignoreHash && hashPlan(plan) !== plan.hash)
    refuse(
      'The plan is not the one that its hash was made of; plan the graph again, or take it as it is with ignoreHash',
      () => 'hash',
    )
}

/** A set in which to look for entries that stand twice; none for a list of fewer than two, of which there may be very many. */
const setFor = (list: readonly number[] = []): Set<number> | undefined => (list.length > 1 ? new Set() : undefined)

/** An external command has a submission to itself: barriers may stand before it, and nothing else. */
function checkExternal(commands: Plan['submissions'][number]['commands'], s: number): void {
  const external = commands.findIndex(({ op }) => op === 'external')
  const other =
    external < 0 ? -1 : commands.findIndex(({ op }, c) => c > external || (c < external && op !== 'barrier'))
  if (other >= 0)
    refuse(
      'An external pass submits by itself, so its submission holds nothing but barriers before it',
      () => `submissions[${s}].commands[${other}]`,
    )
}

/** Options of `parsePlan`. */
export interface ParsePlanOptions {
  /** Takes a plan whose hash does not match its content: one that was changed by hand. Default: false. */
  readonly ignoreHash?: boolean
}

/**
 * A plan from a file or from a program: checked for a device, copied and frozen. Nothing in it then leads outside what it declares.
 * @throws MemkitError INVALID_PLAN with the path of the first fault, WRONG_DOCUMENT for a graph or a profile; PLAN_MISMATCH for a plan of other queues, or without the barriers that
 *   the device needs; UNSUPPORTED_FORMAT where the device lacks a format or what it is used for; OVER_LIMIT for a heap that no buffer of the device
 *   can hold; INVALID_PROFILE, INVALID_OPTION.
 */
export function parsePlan(document: unknown, profile: DeviceProfile, options: ParsePlanOptions = {}): Plan {
  checkProfile(profile)
  const { ignoreHash = false } = givenOptions<ParsePlanOptions, 'ignoreHash'>(options, ['ignoreHash'])
  checkFlag(ignoreHash, 'ignoreHash')
  return validatePlan(document, profile, ignoreHash)
}

/** Refuses a plan for a device that orders commands by itself where barriers are needed: it has none, and nothing would order what it does. */
function checkBarriers(plan: Plan, profile: DeviceProfile): void {
  if (profile.rules.explicitBarriers && !(plan.explicitBarriers ?? saysOrder(plan)))
    throw planMismatch(
      `The plan is for a device that orders commands by itself (${shown(plan.profile)}), and this one needs barriers; plan for its own profile (backend.profile)`,
      { profile: plan.profile },
    )
}

/** Whether a plan of an earlier release, which has no `explicitBarriers`, says what comes after what. */
const saysOrder = ({ submissions }: Plan): boolean =>
  submissions.length === 0 ||
  submissions.some(
    ({ prologue, epilogue, commands }) => prologue || epilogue || commands.some(({ op }) => op === 'barrier'),
  )

/** Refuses a plan made for other queues: the device must have a queue at each index that can do at least the same. */
function checkQueues(plan: Plan, profile: DeviceProfile): void {
  plan.queues.forEach(({ kinds }, queue) => {
    const there = profile.queues[queue]
    if (!there || kinds.some((kind) => !canRun(there.kinds, kind)))
      throw planMismatch(
        `${capital(queueWords(plan, queue))} is not a queue of this device; plan for its own profile (backend.profile)`,
        { queue, wanted: kinds, available: profile.queues.map((available) => available.kinds) },
      )
  })
}
