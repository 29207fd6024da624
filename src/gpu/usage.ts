/** Uses of buffers: flags that combine with `|`. */

/** A combination of `BufferUsage` flags. */
export type BufferUsageFlags = number

/** All flags together. */
export const everyUsage = 63

export const isBufferUsage = (flags: unknown): flags is BufferUsageFlags =>
  typeof flags === 'number' && Number.isInteger(flags) && flags >= 0 && flags <= everyUsage

/** Usages of a buffer, as flags to be joined by `|`. */
export const BufferUsage = {
  VERTEX: 1,
  INDEX: 2,
  UNIFORM: 4,
  STORAGE: 8,
  TRANSFER_SRC: 16,
  TRANSFER_DST: 32,
  /** Whether `flags` has every flag of `wanted`. */
  contains: (flags: BufferUsageFlags, wanted: BufferUsageFlags): boolean =>
    isBufferUsage(flags) && isBufferUsage(wanted) && (flags & wanted) === wanted,
} as const
