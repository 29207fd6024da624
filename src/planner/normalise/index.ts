/**
 * Phase 1, normalise: the graph with all endpoints explicit, checked against the limits of the device, and the queues that each
 * pass may run on.
 */
import { overLimit } from '../../errors.ts'
import { Faults } from '../../graph/faults.ts'
import type { PassOf } from '../../graph/document.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import { checkSeparateAspects } from './aspect-rules.ts'
import { checkBindings, checkPipelines } from './binding-rules.ts'
import { checkFormats } from './format-rules.ts'
import { checkProfile } from '../../plan/parse-profile.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { leastStageLimit } from '../../plan/facts/stage-bindings.ts'
import { roundUp } from '../../plan/multiples.ts'
import { pipelineOf } from '../support/pipeline-of.ts'
import { normalGraph, type NormalGraph } from './normal-graph.ts'
import { ableQueues, maskOf } from './queue-masks.ts'
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
      queueMask[p] = maskOf(resolved, p, profile, able)
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
