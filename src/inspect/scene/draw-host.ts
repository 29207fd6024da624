/** The host's row: what it writes, submits, reads and computes. */
import { counted } from '../../errors.ts'
import { bytesText } from '../model/words.ts'
import type { Step } from '../../plan/document.ts'
import { isPicked, strength, type Drawing } from './drawing.ts'
import { gutter, type Row } from './layout.ts'
import { fitted } from './surface.ts'

export function drawHost(drawing: Drawing, row: Row): void {
  const { surface, theme, layout, view, x } = drawing
  const { stepBegin, stepEnd } = layout.clock
  layout.model.plan.timeline.forEach((step, k) => {
    if (stepEnd[k]! < view.begin || stepBegin[k]! > view.end) return
    const from = x(stepBegin[k]!)
    surface.thing(strength(drawing, 'steps', k), () => stepText(step))
    const line = isPicked(drawing, 'step', k)
      ? { stroke: theme.accent, width: 2 }
      : { stroke: theme.workLine, width: 0.5 }
    if (step.do === 'submit') {
      const bottom = row.y + row.height
      // At the edge, all of it is inside.
      const tip = from >= gutter && from < gutter + 4 ? gutter + 4 : from
      surface.area(
        [
          [tip - 4, bottom - 7],
          [tip + 4, bottom - 7],
          [tip, bottom],
        ],
        theme.muted,
      )
      return
    }
    const width = Math.max(2, x(stepEnd[k]!) - from)
    surface.rect(from, row.y, width, row.height, { fill: theme.work.host, ...line })
    const label = step.do === 'host' ? step.pass : step.do
    surface.text(from + 3, row.y + row.height / 2, fitted(label, width - 6), { fill: theme.text })
  })
}

/** A step of the host in words. */
export function stepText(step: Step): string {
  if (step.do === 'submit') return `the host submits submission ${step.submission}`
  if (step.do === 'host') return `the host runs the body of ${step.pass}`
  const bytes = step.copies.reduce((sum, { size }) => sum + size, 0)
  const names = [...new Set(step.copies.map(({ name }) => name))]
  const listed = names.length > 6 ? `${names.slice(0, 6).join(', ')}, … ${names.length - 6} more` : names.join(', ')
  return `the host ${step.do}s ${counted(step.copies.length, 'range')}, ${bytesText(bytes)}: ${listed}`
}
