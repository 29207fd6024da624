/**
 * The inspector: what the planner does with a frame, and why, as a page, a picture, a graph or a trace. Everything here is pure
 * and runs in browsers too: a plan in, text out.
 */
export { inspectHtml } from './html.ts'
export type { InspectHtmlOptions } from './given.ts'
export { inspectSvg, type InspectSvgOptions } from './svg.ts'
export { inspectDot, type InspectDotOptions } from './dot.ts'
export { inspectTrace, type InspectTraceOptions } from './trace.ts'
export { mountInspector, type MountedInspector } from './mount.ts'
export type { InspectTimings, TimedPass, TimedSubmission } from './model/clock.ts'
export type { InspectState } from './state.ts'
