/** Random devices: every field of a profile drawn by itself, from values that are usual, smallest, or nobody's. */
import { isMemkitError } from '../../../src/errors.ts'
import type { QueueKind } from '../../../src/graph/document.ts'
import { textureFormatNames } from '../../../src/graph/formats.ts'
import { parseProfile } from '../../../src/plan/parse-profile.ts'
import { profiles, type DeviceProfile, type FormatAbility } from '../../../src/plan/profile.ts'
import { Reader } from './reader.ts'
import { randomNumbers, type Numbers } from './recipe.ts'

const queueKinds: readonly (readonly QueueKind[])[] = [
  ['graphics', 'compute', 'transfer'],
  ['graphics', 'compute', 'transfer'],
  ['compute', 'transfer'],
  ['transfer'],
  ['graphics', 'transfer'],
  ['graphics', 'compute'],
  ['graphics', 'transfer'],
  ['compute', 'transfer'],
  ['transfer'],
  ['graphics'],
  ['compute'],
]
const GiB = 2 ** 30
const alignments = [1, 1, 3, 4, 16, 64, 256, 256, 512, 65536]

/** The device of some numbers, which `parseProfile` may refuse. */
function profileOf(numbers: Numbers, name: string): unknown {
  const reader = new Reader(numbers)
  const flag = () => reader.once(2)
  const queues = Array.from({ length: 1 + reader.below(4) }, (_, family) => ({
    kinds: reader.pick(queueKinds),
    family,
  }))
  const unified = reader.once(4)
  const maxBufferBytes = reader.pick([4 * GiB, 4 * GiB, 256 * 2 ** 20, 65536, 8192, 2000, 1400])
  return {
    name,
    queues,
    memory: unified
      ? { heaps: [{ sizeBytes: GiB }], types: [{ heap: 0, deviceLocal: true, hostVisible: true, hostCached: flag() }] }
      : profiles.dummy.memory,
    limits: {
      ...profiles.dummy.limits,
      maxBufferBytes,
      maxStorageBindingBytes: Math.min(maxBufferBytes, reader.pick([4 * GiB, 1400, 2000])),
      maxUniformBindingBytes: Math.min(maxBufferBytes, reader.pick([65536, 1400])),
      stagingBytes: reader.pick([GiB, 65536, 4096, 1024, 600, 512, 300, 256]),
    },
    alignments: {
      placementBytes: reader.pick(alignments),
      storageOffsetBytes: reader.pick(alignments),
      uniformOffsetBytes: reader.pick(alignments),
      copyBytes: reader.pick([1, 1, 1, 4, 4, 3, 16]),
      rowPitchBytes: reader.pick(alignments),
      texturePlacementBytes: reader.pick(alignments),
    },
    rules: {
      sameBufferCopy: flag(),
      exclusiveUsagePerScope: flag(),
      placedTextures: flag(),
      unifiedMemory: unified,
      explicitBarriers: flag(),
      separateAspectCopies: flag(),
    },
    ...(reader.once(3) ? { formats: randomFormats(reader.below(0x10000)) } : {}),
    costs: {
      copyRegionNs: reader.pick([2000, 0, 1e6]),
      submitNs: reader.pick([10_000, 0]),
      dispatchNs: reader.pick([5000, 0, 1e6]),
      barrierNs: reader.pick([10, 0, 2700, 1e6]),
      hostToDeviceBytesPerNs: reader.pick([50, 0.001]),
      deviceToDeviceBytesPerNs: reader.pick([1500, 1]),
      deviceToHostBytesPerNs: reader.pick([50, 0.001]),
    },
  }
}

const abilities: readonly FormatAbility[] = [
  'attachment',
  'storage-read',
  'storage-write',
  'storage-read-write',
  'multisampled',
  '3d',
]

/** Most formats, each with some of what it might be used for. */
function randomFormats(seed: number): DeviceProfile['formats'] {
  const next = randomNumbers(seed)
  return Object.fromEntries(
    textureFormatNames
      .filter((name) => name === 'rgba8unorm' || next(3) > 0)
      .map((name) => [name, abilities.filter(() => next(3) > 0)]),
  )
}

/** Equal seeds, equal devices. What `parseProfile` refuses is drawn again. */
export function seededProfile(seed: number): DeviceProfile {
  const next = randomNumbers(seed)
  for (;;) {
    try {
      return parseProfile(
        profileOf(
          Array.from({ length: 40 }, () => next(0x10000)),
          `random ${seed}`,
        ),
      )
    } catch (error) {
      if (!isMemkitError(error) || error.code !== 'INVALID_PROFILE') throw error
    }
  }
}
