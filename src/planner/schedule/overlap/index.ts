/** Submissions for objective `overlap`: queues work side by side, and none waits for what it does not need. */
export { cutForOverlap, type Cut } from './cut-for-overlap.ts'
export { listSchedule } from './list-schedule.ts'
export { estimateMakespan, makespanBound } from './makespan.ts'
export { passCosts, type PassCosts } from './pass-costs.ts'
export { taskGraph, type TaskGraph } from './task-graph.ts'
