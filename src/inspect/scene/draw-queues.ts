/** Lanes of the queues: submissions, their commands and barriers, and what waits for what. */
import { counted } from '../../errors.ts'
import { commandLabel, workKind } from '../model/words.ts'
import { isPicked, strength, type Drawing } from './drawing.ts'
import { headingHeight, type Layout, type Row } from './layout.ts'
import { drawLabel } from './label.ts'
import { fitted } from './surface.ts'

export function drawQueue(drawing: Drawing, row: Row): void {
  const { surface, theme, layout, view, x, marks } = drawing
  const { plan } = layout.model
  const { submissionBegin, submissionEnd } = layout.clock
  plan.submissions.forEach(({ queue, waits, commands }, s) => {
    if (queue !== row.index || submissionEnd[s]! < view.begin || submissionBegin[s]! > view.end) return
    const [from, to] = [x(submissionBegin[s]!), x(submissionEnd[s]!)]
    surface.thing(strength(drawing, 'submissions', s), () => `submission ${s}: ${counted(commands.length, 'command')}`)
    const mark = marks?.submissions.get(s)
    const stroke = isPicked(drawing, 'submission', s) ? theme.accent : mark ? theme[mark] : theme.line
    surface.rect(from, row.y, Math.max(1, to - from), row.height, { fill: theme.band, stroke })
    const words = waits.length > 0 ? `submission ${s} · waits for ${waits.join(', ')}` : `submission ${s}`
    const visible = Math.max(from, x(view.begin)) + 4
    const heading = fitted(words, to - visible - 4, 10)
    surface.text(visible, row.y + headingHeight / 2, heading, { fill: theme.muted, size: 10 })
  })
  drawCommands(drawing, row)
}

/** Boxes thinner than this are drawn once a pixel. */
const thinnest = 1

function drawCommands(drawing: Drawing, row: Row): void {
  const { layout, view, x } = drawing
  const { commandBegin, commandEnd } = layout.clock
  let drawnTo = -Infinity
  let drawnStrength = 0
  for (const c of layout.commandsOfQueue[row.index]!) {
    if (commandEnd[c]! < view.begin || commandBegin[c]! > view.end) continue
    const from = x(commandBegin[c]!)
    const width = x(commandEnd[c]!) - from
    const alpha = strength(drawing, 'commands', c)
    if (width < thinnest && from + width - drawnTo < thinnest && alpha <= drawnStrength) continue
    drawCommand(drawing, row, c, [from, Math.max(thinnest, width), alpha])
    drawnTo = from + Math.max(thinnest, width)
    drawnStrength = alpha
  }
}

type Extent = readonly [from: number, width: number, alpha: number]

function drawCommand(drawing: Drawing, row: Row, c: number, [from, width, alpha]: Extent): void {
  const { surface, theme, layout, marks } = drawing
  const { command } = layout.model.commands[c]!
  const kind = workKind(command)
  const [top, height] = [row.y + headingHeight, row.height - headingHeight - 3]
  const label = commandLabel(command)
  surface.thing(alpha, () =>
    command.op === 'barrier'
      ? `barrier: ${command.before.join(', ')} → ${command.after.join(', ')}`
      : `${command.op}: ${command.passes.join(', ')}`,
  )
  const mark = marks?.commands.get(c)
  if (kind === 'barrier') {
    const thin = Math.max(1, Math.min(width - 1, 4))
    const stroke = isPicked(drawing, 'command', c) ? { stroke: theme.accent, width: 2 } : {}
    const fill = mark ? theme[mark] : theme.work.barrier
    surface.rect(from + (width - thin) / 2, top, thin, height, { fill, ...stroke })
    return
  }
  const line = isPicked(drawing, 'command', c)
    ? { stroke: theme.accent, width: 2 }
    : mark
      ? { stroke: theme[mark], width: 2 }
      : width > 4
        ? { stroke: theme.workLine, width: 0.5 }
        : {}
  surface.rect(from, top, width, height, { fill: theme.work[kind], ...line })
  drawLabel(drawing, label, [from, top, width, height])
}

/** Arrows from the end of a submission to the beginning of what waits for it, on another queue or on the host. */
export function drawWaits(drawing: Drawing): void {
  const { surface, theme, layout, view, x } = drawing
  const { plan } = layout.model
  const { submissionBegin, submissionEnd, stepBegin } = layout.clock
  const rowOf = laneRows(layout)
  plan.submissions.forEach(({ queue, waits }, s) => {
    for (const w of waits) {
      const [from, to] = [rowOf.get(plan.submissions[w]!.queue), rowOf.get(queue)]
      if (!from || !to || submissionBegin[s]! < view.begin || submissionEnd[w]! > view.end) continue
      surface.thing(
        Math.min(strength(drawing, 'submissions', s), strength(drawing, 'submissions', w)),
        () => `submission ${s} waits for submission ${w}`,
      )
      const [begin, end] = [from.y < to.y ? from.y + from.height - 8 : from.y + 8, to.y + headingHeight / 2]
      surface.arrow([x(submissionEnd[w]!), begin], [x(submissionBegin[s]!), end], theme.accent)
    }
  })
  const host = layout.rows.find(({ kind }) => kind === 'host')
  plan.timeline.forEach((step, k) => {
    if (step.do === 'submit' || !host) return
    for (const w of step.after) {
      const from = rowOf.get(plan.submissions[w]?.queue ?? -1)
      if (!from || stepBegin[k]! < view.begin || submissionEnd[w]! > view.end) continue
      surface.thing(strength(drawing, 'steps', k), () => `the host waits for submission ${w}`)
      surface.arrow([x(submissionEnd[w]!), from.y + 4], [x(stepBegin[k]!), host.y + host.height / 2], theme.muted)
    }
  })
}

const laneRows = ({ rows }: Layout): Map<number, Row> =>
  new Map(rows.filter(({ kind }) => kind === 'queue').map((row) => [row.index, row]))
