/**
 * Phase 6, schedule: which pass runs in which submission on which queue, and in what order. Several orders are worth a look, so here are
 * the ways to make one; `choose` decides between them.
 */
export { findArrangements, mergeNeighbours, rearranged, type Arrangement, type Arrangements } from './arrangements.ts'
export { timesByLevel, type Times } from './level-times.ts'
export { exactLevels, leastPeakOfOrders } from './order/index.ts'
export type { ExactLevels } from './order/index.ts'
export { declaredOrder, memoryOrder, peakInOrder, timesInOrder, timesOfLevels, timesUnderCap } from './order-times.ts'
export { inDeclaredOrder, scheduleAt } from './schedule-passes.ts'
