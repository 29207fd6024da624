/**
 * Opening of a plan on a device: creates memory and pipelines and records commands, and frees everything if one of these fails.
 */
import type { Command, CommandOf, Plan } from '../../../plan/document.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { OpenOptions, Predecessor } from '../../backend.ts'
import { checkStagingViews } from '../../heap-limits.ts'
import { Arena } from '../bindings/index.ts'
import type { Build, PreviousMemory, RecordCommand } from '../memory/build.ts'
import type { Device } from '../device/device.ts'
import type { FlatTarget } from '../memory/flat-target.ts'
import { createHeaps } from '../memory/heaps.ts'
import { createImages, otherFormats } from '../memory/images.ts'
import { initialise } from './initialise.ts'
import { Places } from '../memory/places.ts'
import { compileCopy } from '../record/buffers.ts'
import { Recorders, whereGiven } from '../record/index.ts'
import { needsNothing } from '../record/needs-nothing.ts'
import { CommandPools, record } from './recorder.ts'
import { Scope } from '../device/scope.ts'
import type { DirectWrites } from '../../../plan/rewrites/direct-writes.ts'
import { mapQueues } from './map-queues.ts'
import type { Submission } from './submission.ts'
import { VulkanSession, type SessionParts } from './session.ts'
import type { SharedPipelines } from '../shaders/shared-pipelines.ts'
import { compileShaders, type CompiledShaders } from '../shaders/shaders.ts'
import { sharingOf } from '../memory/sharing.ts'
import { prepareSubmissions, type Compiled } from './prepare.ts'
import { Timestamps } from './timestamps.ts'
import { once } from '../../../plan/facts/once.ts'
import { isTimed } from '../../../plan/facts/stamps.ts'

interface OpeningParts extends Pick<SessionParts, 'copies' | 'onDestroyed'> {
  readonly directTypes: number
  readonly trustSpirv: boolean
  readonly trustIndirectCounts: boolean
  readonly sharedPipelines: SharedPipelines
  readonly compiledShaders: CompiledShaders
  readonly flatTarget: FlatTarget | undefined
  /** Whether the backend times passes, whatever the executor asks for. */
  readonly hasPassTimings: boolean
}

export async function openSession(
  device: Device,
  profile: DeviceProfile,
  plan: Plan,
  { framesInFlight, timings, previous: predecessor }: OpenOptions,
  {
    directTypes,
    trustSpirv,
    trustIndirectCounts,
    sharedPipelines,
    compiledShaders,
    flatTarget,
    hasPassTimings,
    ...owner
  }: OpeningParts,
): Promise<VulkanSession> {
  device.checkLost()
  checkStagingViews(plan)
  const queues = mapQueues(plan, device.queues)
  const shaders = await compileShaders(plan, trustSpirv, compiledShaders, device.abilities.features)
  device.checkLost()
  const scope = new Scope(device.live)
  try {
    const places = new Places(plan)
    const arena = new Arena()
    const sharing = sharingOf([device.queues[0]!, ...queues])
    const lasting = new Arena(4096)
    const build: Build = {
      device,
      profile,
      plan,
      places,
      scope,
      arena,
      lasting,
      sharing,
      framesInFlight,
      queues,
      flatTarget,
      previous: memoryOf(predecessor),
    }
    const directWrites = createHeaps(build, directTypes)
    createImages(build, otherFormats(plan))
    const recorders = new Recorders(build, { shaders, sharedPipelines, trustIndirectCounts })
    const timestamps = Timestamps.create(build, hasPassTimings || timings === 'passes')
    const { submissions: planned } = directWrites?.staged ?? plan
    const compiled = planned.map((_, s) => compileSubmission(build, recorders, timestamps, directWrites, s))
    await recorders.create()
    const ready = await initialise(build, recorders.constants)
    const pools = new CommandPools(build)
    const submissions = prepareSubmissions(build, planned, compiled, pools, timestamps, recorders.external)
    const parts = {
      device,
      plan,
      scope,
      places,
      submissions,
      framesInFlight,
      arena: new Arena(),
      lasting,
      ready,
      timestamps,
      directWrites,
    }
    if (!predecessor) recordStatic(device, submissions, parts.arena)
    const session = new VulkanSession({ ...parts, ...owner })
    if (predecessor?.session instanceof VulkanSession) session.comeAfter(predecessor.session)
    // Structs of calls made while opening are no longer needed.
    arena.reset()
    scope.own('sessions', () => undefined)
    return session
  } catch (error) {
    scope.free()
    throw error
  }
}

/**
 * Submissions that need objects are compiled now, so that a plan is opened whole or not at all; submissions that only copy are compiled
 * when they are recorded, for there may be 10^4 copies, and another plan may follow before a run.
 */
function compileSubmission(
  build: Build,
  recorders: Recorders,
  timestamps: Timestamps | undefined,
  directWrites: DirectWrites | undefined,
  s: number,
): Compiled {
  const { commands, queue } = (directWrites?.staged ?? build.plan).submissions[s]!
  const withTime = timestamps?.hasPasses
    ? timedBy(timestamps, s, commands)
    : (record: RecordCommand): RecordCommand => record
  const heads = once(() => recorders.compileHeads(commands))
  const own = once(() => {
    heads()
    return commands.map((command, i) => withTime(recorders.compile(command, build.queues[queue]!), i))
  })
  const withHeads = (list: readonly RecordCommand[]): readonly RecordCommand[] =>
    heads().size === 0 ? list : list.flatMap((record, i) => (heads().has(i) ? [heads().get(i)!, record] : [record]))
  const staged = once(() => withHeads(own()))
  if (!needsNothing(build.plan, s, build.queues[queue]!)) staged()
  if (!directWrites) return { staged, direct: staged }
  const shorter = (): readonly Command[] => directWrites.direct.submissions[s]!.commands
  // A plan that follows another computes this in the first run that writes directly.
  if (!build.previous && shorter() === commands) return { staged, direct: staged }
  const direct = once(() =>
    withHeads(
      shorter().map((command, i) =>
        command === commands[i]
          ? own()[i]!
          : withTime(whereGiven(command, compileCopy(build, command as CommandOf<'copy'>)), i),
      ),
    ),
  )
  return { staged, direct }
}

/** Has the time noted behind each command but barriers and external passes. */
function timedBy(timestamps: Timestamps, submission: number, commands: readonly Command[]) {
  let timed = 0
  const numbers = commands.map((command) => (isTimed(command) ? timed++ : -1))
  return (record: RecordCommand, i: number): RecordCommand =>
    numbers[i]! >= 0 && commands[i]!.op !== 'external' ? timestamps.behind(submission, numbers[i]!, record) : record
}

/**
 * Records what is the same in every run. Of a plan that follows another, the first run of each frame does that: yet another may follow
 * before, and most plans are run in one or two of the ways that there are.
 */
function recordStatic(device: Device, submissions: readonly Submission[], arena: Arena): void {
  for (const { staged, direct, external, phases, isStatic } of submissions) {
    const different = new Set([...(isStatic ? [staged, direct] : []), ...(external ? [external.behind] : [])])
    for (const { recorders, variants } of different)
      variants.forEach((variant, i) => {
        const at = { frame: Math.floor(i / Math.max(phases, 1)), run: phases > 0 ? i % phases : 0, imports: {} }
        void record(device, { commands: variant.commands, at, arena, bodies: {} }, recorders())
        variant.recordedFor = []
      })
  }
}

function memoryOf(previous: Predecessor | undefined): PreviousMemory | undefined {
  if (!(previous?.session instanceof VulkanSession)) return undefined
  return { places: previous.session.places, heaps: previous.heaps, textures: previous.textures }
}
