/** A plan as a page: one file that asks for nothing else. */
import type { FrameGraph } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import { escapeScriptJson, escapeXml } from './escape.ts'
import { script, style } from './generated/page.ts'
import type { InspectTimings } from './model/clock.ts'
import type { FrontierPoint, PageData } from './page/data.ts'
import { bytesText, plural } from './model/words.ts'
import type { InspectState } from './state.ts'

export interface InspectHtmlOptions {
  /** The document that was planned: its source, and the passes that were culled. */
  readonly graph?: FrameGraph
  /** A run's timings: the page can draw submissions at the times that they took. */
  readonly timings?: InspectTimings
  /** Plans of the same graph that no other beats, as `planFrontier` returns them: each can be chosen and is shown then. */
  readonly frontier?: readonly Plan[]
  /** A plan to compare with: both are drawn, this one first, and what differs is marked. */
  readonly before?: { readonly plan: Plan; readonly graph?: FrameGraph }
  /** The state of an executor of this plan, as `executor.inspect()` returns it. */
  readonly state?: InspectState
}

/** Whether both are one point of the frontier. */
const isAsGood = ({ report: a }: Plan, { report: b }: Plan): boolean =>
  a.submissions.count === b.submissions.count &&
  a.barriers.count === b.barriers.count &&
  a.memory.peakBytes === b.memory.peakBytes

/** The words that are seen while a large plan is read. */
function shellWords({ profile, objective, report }: Plan): string {
  const { passes, submissions, barriers, memory } = report
  return [
    `for ${profile}, ${objective}`,
    plural(passes.declared, 'pass'),
    plural(submissions.count, 'submission'),
    plural(barriers.count, 'barrier'),
    `peak ${bytesText(memory.peakBytes)}`,
  ].join(' · ')
}

/** Nothing may be loaded, and nothing sent. */
const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

/**
 * The inspector: a complete HTML document for a browser, without network access. It holds the documents as JSON, and at most
 * 600 KB beside them. The same input gives the same text. O(size of the documents).
 */
export function inspectHtml(plan: Plan, options: InspectHtmlOptions = {}): string {
  const { graph, timings, frontier, before, state } = options
  const points = frontier?.map((point): FrontierPoint =>
    isAsGood(point, plan) ? { report: point.report } : { report: point.report, plan: point },
  )
  const data: PageData = { plan, graph, timings, frontier: points, before, state }
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(`${plan.name}: plan for ${plan.profile}`)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<div id="shell"><h1>${escapeXml(plan.name)}</h1><p>${escapeXml(shellWords(plan))}</p></div>`,
    '<noscript>The plan is drawn by a script of this page.</noscript>',
    `<script type="application/json" id="data">${escapeScriptJson(JSON.stringify(data))}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}
