/** The parts of the document's schema that its kinds of entries share: ids, counts, endpoints, uses, bindings. */
import * as z from 'zod'
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

export const id = z.string().min(1).max(caps.idLength).refine(wellFormed, 'must not hold NUL or a lone surrogate')

/** Fields for people and tools, which no plan depends on. */
export const notes = {
  label: z.string().max(caps.idLength).optional(),
  meta: z.record(z.string(), z.unknown()).optional(),
}

/** Bytes, texels, counts: a whole number from 0 to 2^53 − 1. −0 becomes 0. */
export const count = z
  .int()
  .min(0)
  .overwrite((n) => n + 0)
export const positive = z.int().min(1)
export const u32 = z
  .int()
  .min(0)
  .max(0xffff_ffff)
  .overwrite((n) => n + 0)

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
] as const

export const bufferEndpoint = z.strictObject({
  resource: id,
  offset: count.optional(),
  size: count.optional(),
  previous: positive.optional(),
})
export const textureEndpoint = z.strictObject({
  resource: id,
  mipLevel: count.optional(),
  mipLevelCount: positive.optional(),
  origin: z.tuple([count, count, count]).optional(),
  size: z.tuple([positive, positive, positive]).optional(),
  aspect: z.enum(['all', 'depth-only', 'stencil-only']).optional(),
  format: z.enum(textureFormatNames).optional(),
  previous: positive.optional(),
})
export const endpoint = z.union([id, bufferEndpoint, textureEndpoint])
export const bufferOnlyEndpoint = z.union([id, bufferEndpoint])

const access = z.enum(['read', 'write', 'read-write', 'update'])
const inPlace = z.boolean().optional()

export const use = z.strictObject({ use: endpoint, as: z.enum(useKinds), access: access.optional(), inPlace })
export const samplerDescription = z.strictObject({
  addressModeU: z.enum(['clamp-to-edge', 'repeat', 'mirror-repeat']).optional(),
  addressModeV: z.enum(['clamp-to-edge', 'repeat', 'mirror-repeat']).optional(),
  addressModeW: z.enum(['clamp-to-edge', 'repeat', 'mirror-repeat']).optional(),
  magFilter: z.enum(['nearest', 'linear']).optional(),
  minFilter: z.enum(['nearest', 'linear']).optional(),
  mipmapFilter: z.enum(['nearest', 'linear']).optional(),
  lodMinClamp: z.number().min(0).max(32).optional(),
  lodMaxClamp: z.number().min(0).max(32).optional(),
  compare: z
    .enum(['never', 'less', 'equal', 'less-equal', 'greater', 'not-equal', 'greater-equal', 'always'])
    .optional(),
  maxAnisotropy: z.int().min(1).max(16).optional(),
})
const slot = {
  group: z
    .int()
    .min(0)
    .max(31)
    .overwrite((n) => n + 0),
  binding: z
    .int()
    .min(0)
    .max(65535)
    .overwrite((n) => n + 0),
}
export const binding = z.union([
  z.strictObject({ ...slot, use: endpoint, as: z.enum(useKinds), access: access.optional(), inPlace }),
  z.strictObject({ ...slot, sampler: samplerDescription }),
])
