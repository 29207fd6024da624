/** The thing of the plan that lies at a point of the picture. */
import type { Thing } from '../model/related.ts'
import { boxOf } from './draw-memory.ts'
import { gutter, headingHeight, timeScale, type Layout, type Row, type View } from './layout.ts'

/** The thing at a point, in CSS pixels of the picture; undefined where nothing is. O(things of the row). */
export function thingAt(layout: Layout, view: View, x: number, y: number): Thing | undefined {
  const row = layout.rows.find((row) => y >= row.y && y < row.y + row.height)
  if (!row) return undefined
  if (x < gutter) return ofRow(layout, row)
  const scale = timeScale(view)
  const time = scale.invert(x)
  /** Time of two pixels: what is thinner can still be hit. */
  const slack = scale.invert(x + 2) - time
  switch (row.kind) {
    case 'queue':
      return atQueue(layout, row, y, { time, slack })
    case 'host': {
      const { stepBegin, stepEnd } = layout.clock
      const index = layout.model.plan.timeline.findLastIndex(
        (_, k) => time >= stepBegin[k]! - slack && time <= stepEnd[k]! + slack,
      )
      return index < 0 ? undefined : { kind: 'step', index }
    }
    case 'track':
      return atTrack(layout, row, y, { time, slack })
    default:
      return undefined
  }
}

interface Moment {
  readonly time: number
  readonly slack: number
}

function ofRow({ model }: Layout, { kind, index }: Row): Thing | undefined {
  if (kind === 'queue') return { kind: 'queue', index }
  const heaps = kind === 'track' ? model.tracks[index]!.heaps : []
  return heaps.length === 1 ? { kind: 'heap', index: heaps[0]! } : undefined
}

function atQueue(layout: Layout, row: Row, y: number, { time, slack }: Moment): Thing | undefined {
  const { commandBegin, commandEnd, submissionBegin, submissionEnd } = layout.clock
  if (y >= row.y + headingHeight) {
    let nearest = -1
    let best = slack
    for (const c of layout.commandsOfQueue[row.index]!) {
      const distance = Math.max(commandBegin[c]! - time, time - commandEnd[c]!, 0)
      if (distance < best || (distance === 0 && nearest < 0)) [nearest, best] = [c, distance]
    }
    if (nearest >= 0) return { kind: 'command', index: nearest }
  }
  const index = layout.model.plan.submissions.findIndex(
    ({ queue }, s) => queue === row.index && time >= submissionBegin[s]! && time <= submissionEnd[s]!,
  )
  return index < 0 ? undefined : { kind: 'submission', index }
}

function atTrack(layout: Layout, row: Row, y: number, { time, slack }: Moment): Thing | undefined {
  const { placed, sizeBytes } = layout.model.tracks[row.index]!
  let found = -1
  let smallest = Infinity
  for (const box of placed) {
    const [begin, end] = layout.spans[box.holding]!
    if (time < begin - slack || time > end + slack) continue
    const rect = boxOf(row, sizeBytes, box)
    if (y < rect.y - 1 || y > rect.y + Math.max(1, rect.height)) continue
    const area = (end - begin) * rect.height
    if (area <= smallest) [found, smallest] = [box.holding, area]
  }
  return found < 0 ? undefined : { kind: 'holding', index: found }
}
