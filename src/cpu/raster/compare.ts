/** Comparisons of depth and stencil tests: the new value on the left. */
import type { CompareFunction } from './state.ts'

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
