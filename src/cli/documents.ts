/** A graph or a plan from a file, as a plan: what says which it is, and what is planned. */
import { shown } from '../errors.ts'
import { parseJsonText } from '../graph/json-text.ts'
import { parsePlain } from '../graph/parse.ts'
import {
  objectives,
  parsePlan,
  planGraph,
  profiles,
  type DeviceProfile,
  type FrameGraph,
  type Plan,
  type PlanOptions,
} from '../index.ts'
import { readBytes, type Source } from './files.ts'
import { locating } from './located.ts'
import { showingPhases } from './planning-progress.ts'
import { readProfile } from './profile.ts'
import { bytes, choice, UsageError } from './usage.ts'

/** Options of commands that take a graph or a plan; they concern graphs, and --profile both. */
export const planningOptions = {
  profile: { type: 'string' },
  objective: { type: 'string' },
  'memory-budget': { type: 'string' },
} as const

/** Profile and options by which graphs are to be planned. */
export interface Planning {
  /** Undefined where none was given: the plan's own, or the default. */
  readonly profile: DeviceProfile | undefined
  readonly options: Pick<PlanOptions, 'objective' | 'memoryBudget'>
}

/** Reads the options of a command. @throws UsageError */
export async function readPlanning(
  values: {
    readonly profile?: string | undefined
    readonly objective?: string | undefined
    readonly 'memory-budget'?: string | undefined
  },
  source: Source,
): Promise<Planning> {
  const { profile, objective, 'memory-budget': budget } = values
  const options = {
    ...(objective === undefined ? {} : { objective: choice('--objective', objective, objectives) }),
    ...(budget === undefined ? {} : { memoryBudget: bytes('--memory-budget', budget) }),
  }
  return { profile: profile === undefined ? undefined : await readProfile(profile, source), options }
}

/** A plan, and the graph that it was made of. */
export interface Planned {
  readonly plan: Plan
  /** The document, where a graph was given. */
  readonly graph: FrameGraph | undefined
}

/**
 * Reads a document and plans it, unless it is a plan already. Plans that were changed by hand are taken: nothing runs them here.
 * @throws DocumentError for faults of the document; UsageError for a plan of a device that is not known
 */
export async function readPlanned(path: string, { profile, options }: Planning, source: Source): Promise<Planned> {
  const bytes = await readBytes(path, source)
  const file = { path, bytes }
  const document = locating(file, () => parseJsonText(bytes))
  if (!hasFormat(document)) {
    const graph = locating(file, () => parsePlain(document))
    const plan = showingPhases(graph, source.terminal, (onPhase) =>
      locating(file, () => planGraph(graph, profile ?? profiles.dummy, { ...options, onPhase })),
    )
    return { plan, graph }
  }
  if (options.objective !== undefined || options.memoryBudget !== undefined)
    throw new UsageError(`${path} is a plan already: --objective and --memory-budget are for graphs`)
  const device = profileOf(path, document, profile)
  return { plan: locating(file, () => parsePlan(document, device, { ignoreHash: true })), graph: undefined }
}

/** Graphs have no format; what is wrong with that of a plan is said by the parser of plans. */
const hasFormat = (value: unknown): value is { readonly format: string; readonly profile?: unknown } =>
  typeof value === 'object' && value !== null && 'format' in value && typeof value.format === 'string'

/** The device of a plan: the preset that it names, or a profile of that name that was given. @throws UsageError */
function profileOf(
  path: string,
  { profile: name }: { readonly profile?: unknown },
  given: DeviceProfile | undefined,
): DeviceProfile {
  // A plan without one has other faults, and they are told by the parser.
  if (typeof name !== 'string') return given ?? profiles.dummy
  const preset = Object.hasOwn(profiles, name) ? profiles[name as keyof typeof profiles] : undefined
  if (given !== undefined && given.name !== name)
    throw new UsageError(
      `${path} is a plan for ${shown(name)}, and --profile is ${shown(given.name)}: ${preset ? 'leave it out' : 'give the profile of that device'}, or plan its graph for ${shown(given.name)}`,
    )
  const device = given ?? preset
  if (device) return device
  throw new UsageError(`${path} is a plan for ${shown(name)}, which is no preset: give its profile with --profile FILE`)
}
