/** Access kinds as integers: `accessCode` gives each kind that barriers name its bit in a mask. */
import type { CommandOf } from '../plan/document.ts'

export type AccessKind = CommandOf<'barrier'>['before'][number]

export const accessCode = {
  'copy-read': 0,
  'copy-write': 1,
  'indirect-read': 2,
  'vertex-read': 3,
  'index-read': 4,
  'uniform-read': 5,
  'storage-read': 6,
  'storage-write': 7,
  'sampled-read': 8,
  'color-attachment': 9,
  'depth-read': 10,
  'depth-write': 11,
  'host-read': 12,
  'host-write': 13,
} as const satisfies Record<AccessKind, number>

export const accessKinds = Object.keys(accessCode) as AccessKind[]
