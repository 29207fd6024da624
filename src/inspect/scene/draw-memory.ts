/** Rows of memory: the bytes alive with the bounds, and the map of each heap. */
import { scaleLinear } from 'd3-scale'
import type { Placed } from '../model/tracks.ts'
import { byteUnit, bytesText, holdingLabel } from '../model/words.ts'
import { isPicked, strength, type Drawing } from './drawing.ts'
import { drawLabel } from './label.ts'
import { gutter, rightMargin, type Layout, type Row } from './layout.ts'
import { fitted, textWidth, type Point } from './surface.ts'
import { hueOf } from './theme.ts'

/** Bounds above this many times the plan's peak would press everything else flat. */
const mostAbovePeak = 2.5

const shownBounds = ({ live, model }: Layout) => {
  const most = mostAbovePeak * Math.max(live.most, model.plan.report.memory.peakBytes)
  return model.bounds.filter((bound) => bound.bytes <= most)
}

/** Bytes at the upper edge of the row of live bytes. */
function liveTop(layout: Layout): number {
  const shown = shownBounds(layout)
  const room = shown.length < layout.model.bounds.length ? 1.25 : 1.04
  return room * Math.max(layout.live.most, ...shown.map((bound) => bound.bytes))
}

export function drawLive(drawing: Drawing, row: Row): void {
  const { surface, theme, layout, view, x } = drawing
  const { bounds } = layout.model
  const { times, bytes } = layout.live
  const shown = shownBounds(layout)
  const top = liveTop(layout)
  const y = (value: number) => row.y + row.height - (value / top) * row.height
  const points: Point[] = [[x(0), y(0)]]
  for (let k = 0; k < times.length; k++) {
    const at = x(times[k]!)
    points.push([at, points.at(-1)![1]], [at, y(bytes[k]!)])
  }
  points.push([x(layout.clock.end), points.at(-1)![1]], [x(layout.clock.end), y(0)])
  surface.thing(1, () => 'transient bytes alive')
  surface.area(points, theme.live)
  const right = view.width - rightMargin
  let free = Infinity
  const above = bounds.length - shown.length
  if (above > 0) {
    const words = bounds.slice(shown.length).map(({ bytes, words }) => `${bytesText(bytes)} ${words.join(' = ')}`)
    surface.text(right - 4, row.y + 8, fitted(`↑ ${words.join('; ')}`, right - gutter - 8, 10), {
      fill: theme.muted,
      align: 'end',
      size: 10,
      halo: theme.band,
    })
  }
  // From the highest line down: each label below its line, or below the label before.
  for (const { bytes, words } of [...shown].reverse()) {
    const label = `${bytesText(bytes)} ${words.join(' = ')}`
    surface.thing(1, () => label)
    const at = y(bytes)
    surface.line(
      [
        [gutter, at],
        [right, at],
      ],
      { stroke: theme.bound, dashed: true },
    )
    const least = free === Infinity ? row.y : free
    const baseline = Math.max(at + 8, least)
    if (baseline < row.y + row.height)
      surface.text(right - 4, baseline, fitted(label, right - gutter - 8, 10), {
        fill: theme.bound,
        align: 'end',
        size: 10,
        halo: theme.band,
      })
    free = baseline + 12
  }
}

/** Ticks of a row of memory, in the gutter, with faint lines across. */
export function drawBytesAxis({ surface, theme, view, layout }: Drawing, row: Row): void {
  const size = row.kind === 'track' ? layout.model.tracks[row.index]!.sizeBytes : liveTop(layout)
  const [unit, name] = byteUnit(size)
  surface.thing(1)
  surface.rect(gutter, row.y, view.width - gutter - rightMargin, row.height, { fill: theme.band })
  const least = row.kind === 'track' ? row.y + 14 : row.y + 4
  if (row.kind === 'track')
    surface.text(gutter - 5, row.y + 5, bytesText(size), { fill: theme.text, align: 'end', size: 9 })
  for (const value of scaleLinear()
    .domain([0, size / unit])
    .ticks(Math.max(1, Math.floor(row.height / 40)))) {
    const at = row.y + row.height - ((value * unit) / size) * row.height
    if (value === 0 || at < least) continue
    surface.line(
      [
        [gutter, at],
        [view.width - rightMargin, at],
      ],
      { stroke: theme.line, width: 0.5 },
    )
    surface.text(gutter - 5, at, `${value} ${name}`, { fill: theme.muted, align: 'end', size: 9 })
  }
}

export function drawTrack(drawing: Drawing, row: Row): void {
  const { surface, theme, layout, view, x } = drawing
  const track = layout.model.tracks[row.index]!
  surface.thing(1)
  surface.rect(gutter, row.y, view.width - gutter - rightMargin, row.height, { stroke: theme.line })
  for (const box of track.placed) {
    const [begin, end] = layout.spans[box.holding]!
    if (end < view.begin || begin > view.end || end <= begin) continue
    const from = x(begin)
    const width = x(end) - from
    const rect = boxOf(row, track.sizeBytes, box)
    if (width < 0.2 && rect.height < 0.2) continue
    drawHolding(drawing, box, [from, rect.y, Math.max(1, width), Math.max(1, rect.height)])
  }
}

/** Vertical extent of a box of a track, in pixels; byte 0 is at the bottom. */
export function boxOf(
  row: Row,
  sizeBytes: number,
  { begin, end, lane, lanes }: { begin: number; end: number; lane: number; lanes: number },
): { y: number; height: number } {
  const perByte = row.height / sizeBytes
  const height = ((end - begin) * perByte) / lanes
  return { y: row.y + row.height - begin * perByte - height * (lane + 1), height }
}

function drawHolding(drawing: Drawing, box: Placed, rect: readonly [number, number, number, number]): void {
  const h = box.holding
  const { surface, theme, layout, marks } = drawing
  const { model } = layout
  const held = model.holdings[h]!
  const [left, top, width, height] = rect
  // Versions that are one value at one place are stacked there.
  const label = `${box.lane > 0 ? '= ' : ''}${holdingLabel(held)}`
  surface.thing(strength(drawing, 'holdings', h), () => `${label}: ${bytesText(held.end - held.begin)}`)
  const own =
    held.kind === 'staging'
      ? { fill: theme.work.host, line: theme.workLine }
      : theme.version(hueOf(model.resourceNumber.get(held.resource)!))
  const mark = marks?.holdings.get(h)
  const line = isPicked(drawing, 'holding', h)
    ? { stroke: theme.accent, width: 2 }
    : mark
      ? { stroke: theme[mark], width: 2 }
      : width > 3 && height > 3
        ? { stroke: own.line, width: 0.75 }
        : {}
  const dashed = held.kind === 'version' && held.lifetime !== 'transient'
  surface.rect(left, top, width, height, { fill: own.fill, ...line, dashed })
  if (height < 11 || width < 12) return
  drawLabel(drawing, label, rect)
  const size = bytesText(held.end - held.begin)
  if (height >= 30 && textWidth(label) <= width - 6 && textWidth(size, 9) <= width - 6)
    surface.text(Math.max(left, drawing.x(drawing.view.begin)) + 3, top + 22, size, { fill: theme.muted, size: 9 })
}
