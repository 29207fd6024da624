/** Opens a plan on a device: compiles its commands and creates the objects that they need, all or nothing. */
import type { Plan } from '../../../plan/document.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { OpenOptions } from '../../backend.ts'
import { checkStagingViews } from '../../heap-limits.ts'
import { onChipTextures } from '../../../plan/facts/on-chip.ts'
import { scopedWhereMade, errorOf } from '../device/api-errors.ts'
import { Build } from '../encode/build.ts'
import { createObjects } from './create-objects.ts'
import type { FlatTarget } from '../device/flat-target.ts'
import { Holdings, MadeObjects, type ObjectIds } from '../device/holdings.ts'
import { shadowRanges, shadowedHeaps } from '../encode/buffers.ts'
import { Pipelines } from '../encode/pipelines.ts'
import type { PipelineCache } from '../device/pipeline-cache.ts'
import { compileExternal } from '../encode/bodies.ts'
import { compileCommand } from '../encode/index.ts'
import type { Encode, Encoding } from '../encode/encoding.ts'
import { isTimed } from '../../../plan/facts/stamps.ts'
import { bufferUsage } from '../device/flags.ts'
import { ImportChecks } from './imports.ts'
import { LiveCounts } from '../device/live-objects.ts'
import { WebGpuSession, type SessionParts } from './session.ts'
import { smallDirectWrites } from '../memory/small-direct-writes.ts'
import { stagingUses } from '../memory/staging-uses.ts'
import type { Way } from './way.ts'
import { Timestamps } from './timestamps.ts'
import { storesAttachments } from '../device/vendors.ts'
import type { DeviceWaits } from '../device/waits.ts'

export interface DeviceParts {
  readonly device: GPUDevice
  readonly profile: DeviceProfile
  readonly live: LiveCounts
  readonly cache: PipelineCache
  readonly flatTarget: FlatTarget | undefined
  readonly waits: DeviceWaits
  readonly ids: ObjectIds
  /** True where the API has the usage TRANSIENT_ATTACHMENT. */
  readonly transientAttachments: boolean
  /** True where runs report when the device worked on them, if it can. */
  readonly timings: boolean | 'passes'
}

export async function openSession(
  { device, profile, live: parent, cache, flatTarget, waits, ids, transientAttachments, timings }: DeviceParts,
  plan: Plan,
  options: OpenOptions,
  parts: Pick<SessionParts, 'status' | 'onDestroyed'>,
): Promise<WebGpuSession> {
  checkStagingViews(plan)
  const live = new LiveCounts(parent)
  const holdings = new Holdings(parent)
  const previous = predecessorOf(options)
  const made = new MadeObjects(previous?.session.objects.made)
  try {
    const shadowed = shadowedHeaps(plan)
    const build = new Build({
      plan,
      device,
      profile,
      live,
      cache,
      flatTarget,
      shadowed,
      ids,
      made,
      onChip: transientAttachments && !storesAttachments(device) ? onChipTextures(plan) : new Set(),
    })
    const pipelines = new Pipelines(build)
    const directPlan = smallDirectWrites(plan, shadowed)
    const { staged, direct } = compileSubmissions(build, pipelines, directPlan)
    const external = plan.submissions.map((_, s) => compileExternal(build, s))
    build.joinRotations()
    const { framesInFlight } = options
    const objects = await createObjects(build, { framesInFlight, waits, holdings, previous })
    const hasPasses = timings === 'passes' || options.timings === 'passes'
    const timestamps =
      timings || hasPasses ? await Timestamps.create(build, framesInFlight, holdings, hasPasses) : undefined
    await build.runTasks()
    await scopedWhereMade(
      device,
      (making) => build.warm(framesInFlight, making),
      (cause) => errorOf(cause as GPUError),
    )
    await build.checked()
    live.add('sessions')
    return new WebGpuSession({
      ...parts,
      device,
      plan,
      waits,
      live,
      holdings,
      places: build.places,
      objects: { ...objects, made },
      staged: wayOf(plan, staged, timestamps),
      direct: directPlan && wayOf(directPlan, direct, timestamps),
      external,
      framesInFlight,
      imports: new ImportChecks(build),
      epochs: build.epochs,
      images: build.images,
      timestamps,
    })
  } catch (error) {
    holdings.release()
    live.end()
    throw error
  }
}

type Encodes = readonly (readonly Encode[])[]

/** The functions that encode commands of the plan, and of the plan with direct writes, by submission: those of commands that stay are the same. */
function compileSubmissions(
  build: Build,
  pipelines: Pipelines,
  direct: Plan | undefined,
): { readonly staged: Encodes; readonly direct: Encodes } {
  const { plan, shadowed } = build
  const shorter: Encode[][] = []
  const staged = plan.submissions.map(({ commands }, s) => {
    const encodes: Encode[] = []
    const others = (shorter[s] = [] as Encode[])
    commands.forEach((command, i) => {
      const encode = compileCommand(build, pipelines, command)
      // The API has no barriers.
      if (!encode) return
      encodes.push(encode)
      const other = direct?.submissions[s]!.commands[i]
      if (other) others.push(other === command ? encode : compileCommand(build, pipelines, other)!)
    })
    for (const [heap, range] of shadowRanges(plan, commands, shadowed)) {
      const copy = compileShadowCopy(build, heap, range)
      encodes.push(copy)
      others.push(copy)
    }
    return encodes
  })
  return { staged, direct: shorter }
}

const wayOf = (plan: Plan, submissions: Encodes, timestamps: Timestamps | undefined): Way => ({
  plan,
  submissions: timestamps?.hasPasses ? timed(plan, submissions, timestamps) : submissions,
  uses: stagingUses(plan),
})

/** The same, with the time noted behind each command of the plan: the functions of those that are timed come first, all but barriers. */
const timed = (plan: Plan, submissions: Encodes, timestamps: Timestamps): Encode[][] =>
  submissions.map((encodes, s) => {
    const count = plan.submissions[s]!.commands.filter(isTimed).length
    return encodes.map((encode, i): Encode => {
      if (i >= count) return encode
      const stamp = (encoding: Encoding) => timestamps.behind(encoding.commands(), encoding.run.frame, s, i)
      return (encoding) => {
        const rest = encode(encoding)
        return rest ? rest.then(() => stamp(encoding)) : stamp(encoding)
      }
    })
  })

/** The session before, where it is one of this backend. */
function predecessorOf({ previous }: OpenOptions) {
  return previous?.session instanceof WebGpuSession ? { ...previous, session: previous.session } : undefined
}

function compileShadowCopy(build: Build, heap: number, [begin, end]: [number, number]): Encode {
  const from = build.shadow(heap)
  const to = build.heap(heap, bufferUsage.copyDst)
  return (encoding) =>
    encoding.commands().copyBufferToBuffer(from.at(encoding.run), begin, to.at(encoding.run), begin, end - begin)
}
