/** The rows of the picture, from top to bottom, and the window of time that is shown. */
import { scaleLinear } from 'd3-scale'
import type { Clock } from '../model/clock.ts'
import { spanOf } from '../model/holdings.ts'
import type { Model } from '../model/index.ts'
import { commandLabel } from '../model/words.ts'
import { textWidth } from './surface.ts'
import { liveBytes, type LiveBytes } from '../model/live.ts'

export interface Row {
  readonly kind: 'ruler' | 'host' | 'queue' | 'live' | 'track'
  /** Number of the queue or track. */
  readonly index: number
  readonly title: string
  readonly detail: string
  readonly y: number
  readonly height: number
}

/** A model on one clock, with its rows. Changes only when the clock or the heights do. */
export interface Layout {
  readonly model: Model
  readonly clock: Clock
  readonly spans: readonly (readonly [number, number])[]
  readonly live: LiveBytes
  readonly rows: readonly Row[]
  readonly height: number
  /** Numbers of commands, by queue. */
  readonly commandsOfQueue: readonly (readonly number[])[]
}

/** The part of the time that is shown, and where. */
export interface View {
  readonly begin: number
  readonly end: number
  readonly width: number
}

export const gutter = 152
export const rightMargin = 14
/** Height of a submission's heading in a lane. */
export const headingHeight = 16
const gap = 8

export function layoutOf(model: Model, clock: Clock, memoryScale = 1): Layout {
  const { plan, tracks } = model
  const spans = model.holdings.map((held, h) => spanOf(held, model.touches.byHolding[h]!, clock))
  const rows: Row[] = []
  let y = 0
  const add = (row: Omit<Row, 'y'>): void => {
    rows.push({ ...row, y })
    y += row.height + gap
  }
  add({ kind: 'ruler', index: 0, title: '', detail: '', height: 16 })
  if (plan.timeline.length > 0) add({ kind: 'host', index: 0, title: 'host', detail: '', height: 26 })
  const commandsOfQueue: number[][] = plan.queues.map(() => [])
  model.commands.forEach(({ submission }, c) => commandsOfQueue[plan.submissions[submission]!.queue]?.push(c))
  plan.queues.forEach(({ kinds }, q) => {
    if (commandsOfQueue[q]!.length > 0)
      add({
        kind: 'queue',
        index: q,
        title: `queue ${q}`,
        detail: kinds.join('+'),
        height: laneHeight(model, commandsOfQueue[q]!),
      })
  })
  const live = liveBytes(model.holdings, spans)
  if (model.bounds.length > 0 && live.most > 0)
    add({ kind: 'live', index: 0, title: 'alive', detail: 'transient bytes', height: 116 })
  const largest = Math.max(...tracks.map(({ sizeBytes, isStaging }) => (isStaging ? 0 : sizeBytes)))
  tracks.forEach(({ title, detail, sizeBytes, isStaging, placed }, index) => {
    const changes = placed.some(({ holding }) => isTransient(model, holding))
    const most = isStaging ? 54 : !changes || sizeBytes * 20 < largest ? 72 : Math.min(240, 60 + 24 * placed.length)
    add({ kind: 'track', index, title, detail, height: Math.round(most * memoryScale) })
  })
  return { model, clock, spans, live, rows, height: y, commandsOfQueue }
}

const isTransient = ({ holdings }: Model, h: number): boolean => {
  const held = holdings[h]!
  return held.kind === 'version' && held.lifetime === 'transient'
}

/** A lane is as high as its longest label is long, within reason: where boxes are narrow, labels read upwards. */
function laneHeight(model: Model, commands: readonly number[]): number {
  let longest = 0
  for (const c of commands) longest = Math.max(longest, textWidth(commandLabel(model.commands[c]!.command)))
  return Math.round(headingHeight + Math.min(130, Math.max(48, longest + 14)))
}

/** Pixel of a time, for loops over everything: `timeScale` says the same more slowly. */
export function pixelOf({ begin, end, width }: View): (time: number) => number {
  const density = (width - gutter - rightMargin) / (end - begin)
  return (time) => gutter + (time - begin) * density
}

/** Pixels by time, with ticks. */
export const timeScale = ({ begin, end, width }: View) =>
  scaleLinear()
    .domain([begin, end])
    .range([gutter, width - rightMargin])
