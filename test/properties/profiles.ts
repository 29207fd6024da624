/** The devices that properties are checked for: the presets, and small, odd or random ones that make the planner split and choose. */
import { profiles, type DeviceProfile } from '../../src/plan/profile.ts'
import { freeRules, portableRules, type GraphRules } from '../support/random-graph.ts'
import { leastCommonMultiple } from '../support/random/numbers.ts'
import { seededProfile } from '../support/random/random-profile.ts'

export interface Target {
  readonly name: string
  readonly profile: DeviceProfile
  readonly rules: GraphRules
}

/** Staging of 512 bytes a submission: uploads are split, and submissions cut. */
const littleStaging: DeviceProfile = {
  ...profiles.dummy,
  name: 'little-staging',
  limits: { ...profiles.dummy.limits, stagingBytes: 512 },
}

/** Heaps of 1400 bytes: hardly more than one buffer each. */
const littleHeaps: DeviceProfile = {
  ...profiles.vulkan,
  name: 'little-heaps',
  limits: { ...profiles.vulkan.limits, maxBufferBytes: 1400, stagingBytes: 1400 },
}

/** One queue, explicit barriers. */
const oneQueue: DeviceProfile = { ...profiles.vulkan, name: 'one-queue', queues: [profiles.vulkan.queues[0]] }

const textures = { draws: true } as const
/** Of a device that copies depth and stencil one at a time. */
const apart = { draws: true, separateAspects: true } as const

export const targets: readonly Target[] = [
  { name: 'little-staging, textures', profile: littleStaging, rules: { ...freeRules, textures } },
  { name: 'dummy', profile: profiles.dummy, rules: freeRules },
  { name: 'webgpu', profile: profiles.webgpu, rules: portableRules },
  { name: 'vulkan', profile: profiles.vulkan, rules: { ...freeRules, bindingAlignment: 256 } },
  { name: 'little-staging', profile: littleStaging, rules: freeRules },
  { name: 'little-heaps', profile: littleHeaps, rules: { ...freeRules, bindingAlignment: 256 } },
  { name: 'one-queue', profile: oneQueue, rules: { ...freeRules, bindingAlignment: 256 } },
  { name: 'dummy, textures', profile: profiles.dummy, rules: { ...freeRules, textures } },
  {
    name: 'webgpu, textures',
    profile: profiles.webgpu,
    rules: { ...portableRules, textures: apart },
  },
  {
    name: 'vulkan, textures',
    profile: profiles.vulkan,
    rules: { ...portableRules, textures: apart },
  },
  {
    name: 'one-queue, textures',
    profile: oneQueue,
    rules: { ...portableRules, textures: apart },
  },
]

/** A random device, and graphs that are meant for it. */
export function randomTarget(seed: number): Target {
  const profile = seededProfile(seed)
  const { alignments, rules } = profile
  return {
    name: profile.name,
    profile,
    rules: {
      bindingAlignment: leastCommonMultiple(alignments.storageOffsetBytes, alignments.uniformOffsetBytes),
      exclusive: rules.exclusiveUsagePerScope || !rules.sameBufferCopy,
      queues: profile.queues.map(({ kinds }) => kinds),
      ...(seed % 4 === 0
        ? {}
        : { textures: { ...textures, separateAspects: rules.separateAspectCopies, formats: profile.formats } }),
    },
  }
}
