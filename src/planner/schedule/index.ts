/**
 * Phase 7, schedule: the submission, queue and order of each pass. Several orders are worth comparing, so this wing offers the
 * ways to make one, and `choose` selects among them.
 */
export {
  cutAsDeclared,
  findArrangements,
  mergeNeighbours,
  rearranged,
  withoutMerges,
  type Arrangement,
  type Arrangements,
} from './arrangements.ts'
export { timesByCommand } from './command-times.ts'
export { timesByLevel, type Times } from './level-times.ts'
export {
  bytesOfLargestNode,
  declaredOrder,
  exactLevels,
  leastPeakOfOrders,
  mostNodesBounded,
  mostNodesInPools,
  orderForMemory,
  orderForPools,
  OrderLevels,
  peakInOrder,
} from './order/index.ts'
export type { CappedLevels, ExactLevels, LevelLimits } from './order/index.ts'
export { timesInOrder, timesOfLevels } from './order-times.ts'
export { passCosts, type PassCosts } from './overlap/index.ts'
export { makespanAtLeast } from './overlapped.ts'
export { inDeclaredOrder, scheduleAt } from './schedule-passes.ts'
export { sweepBounds, type SweepBounds } from './sweep-bounds.ts'
