/** Draws a plan: queues over time, the host above them, memory below. */
import { timeText } from '../model/words.ts'
import { drawHost } from './draw-host.ts'
import { drawBytesAxis, drawLive, drawTrack } from './draw-memory.ts'
import { drawQueue, drawWaits } from './draw-queues.ts'
import { gutter, pixelOf, rightMargin, timeScale, type Row } from './layout.ts'
import type { Drawing, Scene } from './drawing.ts'
import { fitted, textWidth, type Surface } from './surface.ts'

/** Rows between `top` and `bottom` only. */
export function drawScene(surface: Surface, scene: Scene, top = 0, bottom = Infinity): void {
  const drawing: Drawing = { ...scene, surface, x: pixelOf(scene.view) }
  const { rows } = scene.layout
  const visible = rows.filter(({ y, height }) => y + height >= top && y <= bottom)
  for (const row of visible) {
    drawGutter(drawing, row)
    if (row.kind === 'live' || row.kind === 'track') drawBytesAxis(drawing, row)
  }
  const { width } = scene.view
  const draw = (kinds: readonly Row['kind'][]) => {
    for (const row of visible)
      if (kinds.includes(row.kind))
        surface.clip(gutter, row.y - 4, width - gutter - rightMargin + 1, row.height + 8, () => drawRow(drawing, row))
  }
  draw(['ruler', 'host', 'queue', 'live', 'track'])
  if (visible.some(({ kind }) => kind === 'queue' || kind === 'host'))
    surface.clip(gutter, 0, width - gutter - rightMargin + 1, scene.layout.height, () => drawWaits(drawing))
  surface.thing(1)
}

function drawRow(drawing: Drawing, row: Row): void {
  switch (row.kind) {
    case 'ruler':
      return drawRuler(drawing, row)
    case 'host':
      return drawHost(drawing, row)
    case 'queue':
      return drawQueue(drawing, row)
    case 'live':
      return drawLive(drawing, row)
    case 'track':
      return drawTrack(drawing, row)
  }
}

function drawGutter({ surface, theme }: Drawing, { title, detail, y, height }: Row): void {
  surface.thing(1)
  if (title === '') return
  surface.text(10, y + Math.min(height / 2, 10), fitted(title, 84, 12), { fill: theme.text, size: 12, bold: true })
  if (detail !== '' && height > 30)
    for (const [k, line] of wrapped(detail).entries())
      surface.text(10, y + 26 + 13 * k, fitted(line, 100, 10), { fill: theme.muted, size: 10 })
}

/** `graphics+compute+transfer` in lines. */
const wrapped = (detail: string): string[] =>
  detail.includes('+') ? detail.split('+').map((word, k) => (k === 0 ? word : `+${word}`)) : [detail]

const orderWords = [
  'planned order: a step a command, queues side by side where they may overlap →',
  'planned order: a step a command →',
  'planned order →',
]

function drawRuler({ surface, theme, layout, view, x }: Drawing, { y, height }: Row): void {
  surface.thing(1)
  const middle = y + height / 2
  if (layout.clock.unit === 'steps') {
    const room = view.width - gutter - rightMargin
    const words = orderWords.find((words) => textWidth(words, 10) <= room) ?? ''
    surface.text(gutter, middle, words, { fill: theme.muted, size: 10 })
    return
  }
  for (const time of timeScale(view).ticks(Math.max(2, Math.floor(view.width / 140)))) {
    surface.line(
      [
        [x(time), y + height - 4],
        [x(time), layout.height],
      ],
      { stroke: theme.line },
    )
    surface.text(x(time) + 3, middle, timeText(time), { fill: theme.muted, size: 10 })
  }
}
