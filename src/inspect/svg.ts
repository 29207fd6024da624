/** A plan as one picture, in SVG. */
import { counted } from '../errors.ts'
import type { FrameGraph } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import { tellOf } from '../plan/validate/shape.ts'
import { takeShown, type Shown } from './given.ts'
import { escapeXml } from './escape.ts'
import type { InspectTimings } from './model/clock.ts'
import { modelOf } from './model/index.ts'
import { bytesText, workWords } from './model/words.ts'
import { drawScene } from './scene/draw.ts'
import { gutter, layoutOf, rightMargin } from './scene/layout.ts'
import { textWidth } from './scene/surface.ts'
import { SvgSurface } from './scene/svg-surface.ts'
import { lightTheme as theme } from './scene/theme.ts'

/** Contents and size of the picture. */
export interface InspectSvgOptions {
  /** The document that was planned. */
  readonly graph?: FrameGraph
  /** A run's timings: submissions are drawn at the times that they took. */
  readonly timings?: InspectTimings
}

const leastWidth = 1200
/** Pixels of a step of the planned clock, as long as the picture is not wider than this many in all. */
const stepWidth = 16
const mostWidth = 12_000
const [top, legendHeight] = [64, 34]

/**
 * The timeline of the queues and the map of the memory, as an SVG document. The same input gives the same text. O(plan · log).
 */
export function inspectSvg(plan: Plan, options?: InspectSvgOptions): string {
  return tellOf(plan, (read) => svgText(read, takeShown(read, options)))
}

function svgText(plan: Plan, { graph, timings }: Shown): string {
  const model = modelOf(plan, graph, timings)
  const clock = model.measured ?? model.planned
  const layout = layoutOf(model, clock)
  const room = clock.unit === 'steps' ? gutter + rightMargin + clock.end * stepWidth : leastWidth
  const width = Math.round(Math.min(mostWidth, Math.max(leastWidth, room)))
  const scene = new SvgSurface()
  drawScene(scene, { layout, view: { begin: 0, end: clock.end, width }, theme })
  const height = Math.ceil(top + layout.height + legendHeight)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="11">`,
    `<title>${escapeXml(`Plan of ${plan.name} for ${plan.profile}`)}</title>`,
    `<rect width="${width}" height="${height}" fill="${theme.background}"/>`,
    drawHeading(plan),
    `<g transform="translate(0 ${top})">`,
    scene.content(),
    '</g>',
    drawLegend(height - legendHeight / 2),
    '</svg>',
    '',
  ].join('\n')
}

function drawHeading(plan: Plan): string {
  const { passes, submissions, barriers, memory, transfers } = plan.report
  const surface = new SvgSurface()
  surface.text(10, 20, plan.name, { fill: theme.text, size: 16, bold: true })
  const about = `for ${plan.profile}, objective ${plan.objective}`
  surface.text(10 + textWidth(plan.name, 16) + 14, 21, about, { fill: theme.muted, size: 12 })
  const culled = passes.culled > 0 ? ` (${passes.culled} culled)` : ''
  const figures = [
    `${counted(passes.declared, 'pass')}${culled}`,
    `${counted(submissions.count, 'submission')}`,
    `peak ${bytesText(memory.peakBytes)} of ${bytesText(memory.withoutAliasingBytes)} without aliasing`,
    `${counted(barriers.count, 'barrier')}`,
    `${counted(transfers.declared, 'transfer')} in ${counted(transfers.commands, 'command')}`,
  ]
  surface.text(10, 44, figures.join('  ·  '), { fill: theme.text, size: 12 })
  return surface.content()
}

function drawLegend(y: number): string {
  const surface = new SvgSurface()
  let x = gutter
  for (const [kind, words] of workWords) {
    surface.rect(x, y - 6, kind === 'barrier' ? 4 : 14, 12, {
      fill: theme.work[kind],
      stroke: theme.workLine,
      width: 0.5,
    })
    surface.text(x + 20, y, words, { fill: theme.muted })
    x += 34 + textWidth(words)
  }
  surface.rect(x, y - 6, 14, 12, { fill: theme.version(200).fill, stroke: theme.version(200).line, dashed: true })
  surface.text(x + 20, y, 'outlives a run', { fill: theme.muted })
  return surface.content()
}
