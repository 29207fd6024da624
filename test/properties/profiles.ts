/** The devices that properties are checked for: the presets, and small or odd ones that make the planner split and choose. */
import { profiles, type DeviceProfile } from '../../src/planner/profile.ts'
import { freeRules, portableRules, type GraphRules } from '../support/random-graph.ts'

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

export const targets: readonly Target[] = [
  { name: 'dummy', profile: profiles.dummy, rules: freeRules },
  { name: 'webgpu', profile: profiles.webgpu, rules: portableRules },
  { name: 'vulkan', profile: profiles.vulkan, rules: { ...freeRules, bindingAlignment: 256 } },
  { name: 'little-staging', profile: littleStaging, rules: freeRules },
  { name: 'little-heaps', profile: littleHeaps, rules: { ...freeRules, bindingAlignment: 256 } },
  { name: 'one-queue', profile: oneQueue, rules: { ...freeRules, bindingAlignment: 256 } },
  { name: 'dummy, textures', profile: profiles.dummy, rules: { ...freeRules, textures: true } },
  { name: 'webgpu, textures', profile: profiles.webgpu, rules: { ...portableRules, textures: true } },
  { name: 'vulkan, textures', profile: profiles.vulkan, rules: { ...portableRules, textures: true } },
  { name: 'one-queue, textures', profile: oneQueue, rules: { ...portableRules, textures: true } },
]
