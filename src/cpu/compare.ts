/** Comparisons of depth and stencil tests and of samplers: the new value or the reference on the left. */
import type { CompareFunction } from '../graph/types.ts'

export type Comparison = (value: number, stored: number) => boolean

export const comparisons: Readonly<Record<CompareFunction, Comparison>> = {
  never: () => false,
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  'less-equal': (a, b) => a <= b,
  greater: (a, b) => a > b,
  'not-equal': (a, b) => a !== b,
  'greater-equal': (a, b) => a >= b,
  always: () => true,
}
