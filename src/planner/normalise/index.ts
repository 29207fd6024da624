/**
 * Phase 1, normalise: the graph with all endpoints explicit, checked against the limits of the device, and the queues that each
 * pass may run on.
 */
import { noQueue, overLimit } from '../../errors.ts'
import { passCode } from '../../graph/access.ts'
import { Faults } from '../../graph/faults.ts'
import type { Pass, PassOf, QueueKind } from '../../graph/document.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import { checkSeparateAspects } from './aspect-rules.ts'
import { checkBindings, checkPipelines } from './binding-rules.ts'
import { checkFormats } from './format-rules.ts'
import { checkProfile } from '../../plan/parse-profile.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { abilityCount, canRun, neededByPass } from '../../plan/facts/queue-abilities.ts'
import { leastStageLimit } from '../../plan/facts/stage-bindings.ts'
import { roundUp } from '../../plan/multiples.ts'
import { pipelineOf } from '../support/pipeline-of.ts'
import { normalGraph, type NormalGraph } from './normal-graph.ts'
import { checkScopes } from './scope-rules.ts'
import { uint8Array } from '../../graph/typed-arrays.ts'
import { extentLimit } from '../../plan/extent-limits.ts'

export type { NormalGraph } from './normal-graph.ts'

/**
 * @throws MemkitError INVALID_PROFILE, OVER_LIMIT, MISALIGNED, NO_QUEUE, UNSUPPORTED_FORMAT or RULE_FORBIDS for the first fault, with the
 *   others in `details.issues`
 */
export function normalise(resolved: ResolvedGraph, profile: DeviceProfile): NormalGraph {
  checkProfile(profile)
  const { passes } = resolved.graph
  const faults = new Faults(resolved.graph)
  checkResources(resolved, profile, faults)
  faults.attempt(() => checkFormats(resolved, profile))
  if (profile.rules.separateAspectCopies) faults.attempt(() => checkSeparateAspects(resolved))
  if (profile.rules.exclusiveUsagePerScope) faults.attempt(() => checkScopes(resolved))
  faults.attempt(() => checkPipelines(resolved, profile))
  const queueMask = uint8Array(passes.length)
  const able = ableQueues(profile)
  const find = pipelineOf(resolved.graph)
  const least = leastStageLimit(profile.limits)
  for (let p = 0; p < passes.length && !faults.full; p++) {
    const pass = passes[p]!
    try {
      queueMask[p] = maskOf(resolved, pass, p, profile, able)
      if (pass.kind === 'compute') checkWorkgroups(pass, p, profile, faults)
      checkBindings(resolved, pass, p, profile, find, least)
    } catch (error) {
      faults.add(error)
    }
  }
  faults.throwFirst()
  return normalGraph(resolved, profile, queueMask)
}

function checkResources(
  { graph, resources }: ResolvedGraph,
  { limits, alignments }: DeviceProfile,
  faults: Faults,
): void {
  resources.forEach((info, r) => {
    if (!info.layout) {
      // Memory that the planner places is a multiple of the copy unit.
      const size = info.lifetime === 'imported' ? info.sizeBytes : roundUp(info.sizeBytes, alignments.copyBytes)
      if (size > limits.maxBufferBytes)
        faults.add(
          overLimit('The size of the buffer', size, 'maxBufferBytes', limits.maxBufferBytes, `resources[${r}].size`),
        )
      return
    }
    const path = `resources[${r}].size`
    const resource = graph.resources[r]!
    const [width = 1, height = 1, depth = 1] = resource.size as readonly number[]
    const { dimension } = info.layout
    const name = extentLimit[dimension]
    const most = limits[name]
    for (const extent of dimension === '3d' ? [width, height, depth] : [width, height])
      if (extent > most) faults.add(overLimit('A texture extent', extent, name, most, path))
    if (dimension === '2d' && depth > limits.maxTextureArrayLayers)
      faults.add(overLimit('The number of layers', depth, 'maxTextureArrayLayers', limits.maxTextureArrayLayers, path))
  })
}

/** The device queue that documents mean by a name: the one with the fewest abilities that can run it; −1 for none. */
function namedQueue({ queues }: DeviceProfile, kind: QueueKind): number {
  let best = -1
  queues.forEach(({ kinds }, q) => {
    if (canRun(kinds, kind) && (best < 0 || abilityCount(kinds) < abilityCount(queues[best]!.kinds))) best = q
  })
  return best
}

/** By kind of work: the queues that can run it, as a mask. */
type AbleQueues = Readonly<Record<QueueKind, number>>

function ableQueues({ queues }: DeviceProfile): AbleQueues {
  const able = { graphics: 0, compute: 0, transfer: 0 }
  for (let q = 0; q < queues.length; q++) {
    const { kinds } = queues[q]!
    if (canRun(kinds, 'graphics')) able.graphics |= 1 << q
    if (canRun(kinds, 'compute')) able.compute |= 1 << q
    if (canRun(kinds, 'transfer')) able.transfer |= 1 << q
  }
  return able
}

function maskOf(resolved: ResolvedGraph, pass: Pass, p: number, profile: DeviceProfile, able: AbleQueues): number {
  if (pass.kind === 'host') return 0
  const isInOneBuffer = !profile.rules.sameBufferCopy && copiesInOneBuffer(resolved, p)
  const needed = isInOneBuffer ? 'compute' : neededByPass(pass)
  let mask = able[needed]
  if (pass.queue !== undefined) {
    let asked = 0
    for (const kind of typeof pass.queue === 'string' ? [pass.queue] : pass.queue) {
      const named = namedQueue(profile, kind)
      if (named >= 0) asked |= 1 << named
    }
    mask &= asked
  }
  if (mask === 0) {
    const why = isInOneBuffer ? `${needed}, because the device copies inside one buffer by a dispatch only` : needed
    throw noQueue(
      pass.id,
      pass.queue === undefined ? `it needs ${why}` : `asked for ${JSON.stringify(pass.queue)}, needs ${why}`,
      pass.queue === undefined ? `passes[${p}]` : `passes[${p}].queue`,
      profile.queues.map((queue) => queue.kinds.join('+')),
    )
  }
  // A body may use the queue beyond its declared uses, so it gets the queue with the most abilities. An external pass submits by itself, and does so
  // to one queue.
  const takesMost = (pass.kind === 'custom' && pass.queue === undefined) || pass.kind === 'external'
  return takesMost ? mostAble(mask, profile) : mask
}

/** The queue with the most abilities in a mask, as a mask. */
function mostAble(mask: number, { queues }: DeviceProfile): number {
  const candidates = queues.flatMap((_, q) => (mask & (1 << q) ? [q] : []))
  return 1 << candidates.reduce((a, b) => (abilityCount(queues[b]!.kinds) > abilityCount(queues[a]!.kinds) ? b : a))
}

/** Whether both sides of a copy are in one buffer, which no placement can change. */
function copiesInOneBuffer(resolved: ResolvedGraph, p: number): boolean {
  const first = resolved.accessStart[p]!
  if (resolved.passKind[p] !== passCode.copy || resolved.accessStart[p + 1]! - first !== 2) return false
  const instance = resolved.accessInstance[first]!
  return instance === resolved.accessInstance[first + 1] && resolved.instanceTexture[instance] === 0
}

function checkWorkgroups(
  { workgroups }: PassOf<'compute'>,
  p: number,
  { limits }: DeviceProfile,
  faults: Faults,
): void {
  if ('indirect' in workgroups) return
  for (let axis = 0; axis < 3; axis++) {
    const count = workgroups[axis]!
    if (count > limits.maxWorkgroupsPerDimension)
      faults.add(
        overLimit(
          'The number of workgroups',
          count,
          'maxWorkgroupsPerDimension',
          limits.maxWorkgroupsPerDimension,
          `passes[${p}].workgroups[${axis}]`,
        ),
      )
  }
}
