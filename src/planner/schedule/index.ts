/**
 * Phase 6, schedule: which pass runs in which submission on which queue, and in what order. Several orders are worth a look, so here are
 * the ways to make one; `choose` decides between them.
 */
export { findArrangements, mergeNeighbours, type Arrangement, type Arrangements } from './arrangements.ts'
export { timesByLevel, type Times } from './level-times.ts'
export { declaredOrder, memoryOrder, peakInOrder, timesInOrder, timesUnderCap } from './order-times.ts'
export { scheduleAt, type Schedule } from './schedule-passes.ts'
