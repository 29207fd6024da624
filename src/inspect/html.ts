/** A plan as a page: one file that asks for nothing else. */
import { counted } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { tellOf } from '../plan/validate/shape.ts'
import { takePage, type InspectHtmlOptions } from './given.ts'
import { escapeScriptJson, escapeXml } from './escape.ts'
import { script, style } from './generated/page.ts'
import type { FrontierPoint, PageData } from './page/data.ts'
import { bytesText } from './model/words.ts'

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
    counted(passes.declared, 'pass'),
    counted(submissions.count, 'submission'),
    counted(barriers.count, 'barrier'),
    `peak ${bytesText(memory.peakBytes)}`,
  ].join(' · ')
}

/** Nothing may be loaded, and nothing sent. */
const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

/**
 * The inspector: a complete HTML document for a browser, without network access. It holds the documents as JSON, and at most
 * 600 KB beside them. The same input gives the same text. O(size of the documents).
 */
export function inspectHtml(plan: Plan, options?: InspectHtmlOptions): string {
  return tellOf(plan, (read) => pageText(read, takePage(read, options)))
}

function pageText(plan: Plan, { graph, timings, frontier, before, state }: InspectHtmlOptions): string {
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
