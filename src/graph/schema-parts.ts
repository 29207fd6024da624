/** The parts of the document's schema that its kinds of entries share: ids, counts, endpoints, uses, bindings. */
import {
  anything,
  boolean,
  int,
  number,
  object,
  oneOf,
  optional,
  plainInt,
  record,
  text,
  tuple,
  union,
} from '../schema/schema.ts'
import { textureFormatNames } from './formats.ts'

/** Caps on what one document may hold; above them a document is refused before anything is built. */
export const caps = {
  passes: 2_000_000,
  resources: 2_000_000,
  /** Endpoints of all passes together: the edges of the graph. */
  endpoints: 8_000_000,
  idLength: 1024,
  jsonDepth: 64,
} as const

/**
 * Whether an id is free of NUL and lone surrogates. A loop, because ids are short and many: the built-in functions cost more to
 * call.
 */
function wellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0) return false
    if (unit >= 0xd800 && unit < 0xe000) return text.isWellFormed() && !text.includes('\0')
  }
  return true
}

export const id = text({
  isFilled: true,
  max: caps.idLength,
  rule: { holds: wellFormed, message: 'must not hold NUL or a lone surrogate' },
})

/** Fields for people and tools, which no plan depends on. */
export const notes = {
  label: optional(text({ max: caps.idLength })),
  meta: optional(record(text(), anything())),
}

/** Bytes, texels, counts: a whole number from 0 to 2^53 − 1. −0 becomes 0. */
export const count = plainInt(0, Infinity)
export const positive = int(1)
export const u32 = plainInt(0, 0xffff_ffff)

export const bufferUsages = ['vertex', 'index', 'uniform', 'storage', 'indirect'] as const
export const textureUsages = ['sampled', 'storage', 'attachment'] as const
export const lifetimes = ['transient', 'persistent', 'imported'] as const
export const memoryKinds = ['device', 'upload', 'readback', 'unified'] as const
export const queueKinds = ['graphics', 'compute', 'transfer'] as const
export const useKinds = [
  'vertex',
  'index',
  'indirect',
  'uniform',
  'storage-read',
  'storage',
  'sampled',
  'storage-texture',
  'copy-src',
  'copy-dst',
  'attachment',
] as const

const bufferEndpoint = object({
  resource: id,
  offset: optional(count),
  size: optional(count),
  previous: optional(positive),
})
const textureEndpoint = object({
  resource: id,
  mipLevel: optional(count),
  mipLevelCount: optional(positive),
  origin: optional(tuple(count, count, count)),
  size: optional(tuple(positive, positive, positive)),
  aspect: optional(oneOf(['all', 'depth-only', 'stencil-only'])),
  format: optional(oneOf(textureFormatNames)),
  previous: optional(positive),
})
export const endpoint = union(id, bufferEndpoint, textureEndpoint)
export const bufferOnlyEndpoint = union(id, bufferEndpoint)

const access = oneOf(['read', 'write', 'read-write', 'update'])
const inPlace = optional(boolean())

export const use = object({ use: endpoint, as: oneOf(useKinds), access: optional(access), inPlace })
export const samplerDescription = object({
  addressModeU: optional(oneOf(['clamp-to-edge', 'repeat', 'mirror-repeat'])),
  addressModeV: optional(oneOf(['clamp-to-edge', 'repeat', 'mirror-repeat'])),
  addressModeW: optional(oneOf(['clamp-to-edge', 'repeat', 'mirror-repeat'])),
  magFilter: optional(oneOf(['nearest', 'linear'])),
  minFilter: optional(oneOf(['nearest', 'linear'])),
  mipmapFilter: optional(oneOf(['nearest', 'linear'])),
  lodMinClamp: optional(number({ min: 0, max: 32 })),
  lodMaxClamp: optional(number({ min: 0, max: 32 })),
  compare: optional(oneOf(['never', 'less', 'equal', 'less-equal', 'greater', 'not-equal', 'greater-equal', 'always'])),
  maxAnisotropy: optional(int(1, 16)),
})
const slot = {
  group: plainInt(0, 31),
  binding: plainInt(0, 65535),
}
export const binding = union(
  object({ ...slot, use: endpoint, as: oneOf(useKinds), access: optional(access), inPlace }),
  object({ ...slot, sampler: samplerDescription }),
)
