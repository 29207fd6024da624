/** The options that a program gives with a graph, and their check. */
import { invalidOption } from '../errors.ts'
import { checkFunction, givenOptions, givenRecord, isObject, readGiven } from '../given.ts'
import type { Objective } from '../plan/document.ts'
import { objectives } from '../plan/objectives.ts'
import type { Effort } from './place/solver/index.ts'
import type { ProgressOptions } from './progress.ts'

/** Options of `planFrontier`. */
export interface FrontierOptions extends ProgressOptions {
  /** Step budget of the searches. It is not a time, so a plan is the same on every machine. Default: `default`. */
  readonly effort?: Effort
}

/** Options of `planGraph`: the aim, and what it may cost. */
export interface PlanOptions extends FrontierOptions {
  /** Objective of the plan; `balanced` by default. */
  readonly objective?: Objective
  /**
   * Limit of the bytes of transient memory (`report.memory.peakBytes`). Among the plans that were found to fit, the plan has
   * the fewest submissions and then the fewest barriers, even if declared order would need less memory; objective `memory`
   * still takes the lowest peak.
   */
  readonly memoryBudget?: number
  /**
   * Nanoseconds that passes take, by id, for objective `overlap`: guessed, or measured (`costsFrom`). Passes that are not named cost as
   * much as the others do on average; without any, each pass counts as one.
   */
  readonly costs?: Readonly<Record<string, number>>
}

const efforts: readonly unknown[] = ['fast', 'default', 'max']

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

/** Names of the options of one call, of `planFrontier`, of a planner, and of a plan. */
const progressNames = ['signal', 'onProgress', 'onPhase'] as const
export const frontierNames = ['effort', ...progressNames] as const
export const plannerNames = ['objective', 'effort', 'memoryBudget', 'costs'] as const
const planNames = [...plannerNames, ...progressNames] as const

/**
 * A copy of the options, in which nothing is left to be read but the signal.
 * @param names those that the function takes
 * @param others names of options that are read elsewhere
 * @throws MemkitError INVALID_OPTION for the first option that has a value which it does not take, UNREADABLE_VALUE
 */
export function takeOptions(
  given: PlanOptions,
  names: readonly (keyof PlanOptions)[] = planNames,
  others: readonly string[] = [],
): PlanOptions {
  const options: PlanOptions = givenOptions(given, names, 'options', others)
  const { objective, effort, memoryBudget, costs } = options
  if (objective !== undefined && !(objectives as readonly Objective[]).includes(objective))
    throw invalidOption('objective', objective, `one of ${objectives.join(', ')}`)
  if (effort !== undefined && !efforts.includes(effort) && !isWhole(effort))
    throw invalidOption('effort', effort, '"fast", "default", "max" or a whole number of steps')
  if (memoryBudget !== undefined && !isWhole(memoryBudget))
    throw invalidOption('memoryBudget', memoryBudget, 'a whole number of bytes')
  checkProgress(options)
  return costs === undefined ? options : { ...options, costs: givenRecord(costs, 'costs', 'nanoseconds by pass') }
}

/** The options of one call of a planner. */
export function takeProgress(given: ProgressOptions): ProgressOptions {
  const progress = givenOptions<ProgressOptions, keyof ProgressOptions>(given, progressNames)
  checkProgress(progress)
  return progress
}

function checkProgress({ signal, onProgress, onPhase }: ProgressOptions): void {
  if (signal != null && !isObject(signal)) throw invalidOption('signal', signal, 'an AbortSignal')
  readGiven('signal', () => signal?.aborted)
  if (onProgress !== undefined) checkFunction(onProgress, 'onProgress')
  if (onPhase !== undefined) checkFunction(onPhase, 'onPhase')
}
