/**
 * The kinds of accesses and of passes. The graph resolves to these codes, the planner makes bit masks of them for barriers, and
 * backends map them to stages and access flags.
 */

import type { Pass } from './document.ts'

/** Kinds of access, in code order: the index is the integer used in typed arrays and bit masks. */
export const accessKinds = [
  'copy-read',
  'copy-write',
  'indirect-read',
  'vertex-read',
  'index-read',
  'uniform-read',
  'storage-read',
  'storage-write',
  'sampled-read',
  'color-attachment',
  'depth-read',
  'depth-write',
  'host-read',
  'host-write',
] as const
export type AccessKind = (typeof accessKinds)[number]

export const accessCode = Object.fromEntries(accessKinds.map((kind, code) => [kind, code])) as Record<
  AccessKind,
  number
>

/** Kinds of pass: the index is the integer used in typed arrays. */
const passKinds = [
  'upload',
  'fill',
  'readback',
  'copy',
  'mipmap',
  'compute',
  'render',
  'custom',
  'external',
  'host',
] as const satisfies readonly Pass['kind'][]

export const passCode = Object.fromEntries(passKinds.map((kind, code) => [kind, code])) as Record<Pass['kind'], number>

/** Flags of one access. */
export const READS = 1
export const WRITES = 2
/** Every byte of the interval is overwritten, so what was there is dead. */
export const COVERS = 4
/** The write may take the memory of an input that dies here. */
export const IN_PLACE = 8
