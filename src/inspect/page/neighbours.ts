/** The targets of the arrow keys: along a row in time, and from row to row at about the same time. */
import type { Thing } from '../model/related.ts'
import type { Layout, Row, View } from '../scene/layout.ts'
import { trackOf } from './extent.ts'

interface Item {
  readonly thing: Thing
  readonly begin: number
  readonly end: number
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

/** The thing beside another one; without one, the first that is in view. Stays where nothing lies that way. */
export function stepFrom(layout: Layout, from: Thing | undefined, arrow: Arrow, view: View): Thing | undefined {
  const rows = layout.rows.filter((row) => itemsOf(layout, row).length > 0)
  const row =
    from && rows.find(({ kind, index }) => kind === rowOf(layout, from)?.kind && index === rowOf(layout, from)?.index)
  if (!from || !row) {
    const queue = rows.find(({ kind }) => kind === 'queue') ?? rows[0]
    return queue && (itemsOf(layout, queue).find(({ end }) => end >= view.begin) ?? itemsOf(layout, queue)[0])?.thing
  }
  const items = itemsOf(layout, row)
  const at = items.findIndex(({ thing }) => isSame(thing, from))
  if (arrow === 'ArrowLeft' || arrow === 'ArrowRight')
    return items[Math.min(items.length - 1, Math.max(0, at + (arrow === 'ArrowLeft' ? -1 : 1)))]?.thing ?? from
  const next = rows[rows.indexOf(row) + (arrow === 'ArrowUp' ? -1 : 1)]
  const own = items[at]
  return next && own ? nearest(itemsOf(layout, next), (own.begin + own.end) / 2) : from
}

function nearest(items: readonly Item[], time: number): Thing | undefined {
  let best: Item | undefined
  let distance = Infinity
  for (const item of items) {
    const away = Math.max(item.begin - time, time - item.end, 0)
    if (away < distance) [best, distance] = [item, away]
  }
  return best?.thing
}

const isSame = (a: Thing, b: Thing): boolean =>
  a.kind === b.kind && ('id' in a ? 'id' in b && a.id === b.id : 'index' in b && a.index === b.index)

function rowOf(layout: Layout, thing: Thing): { kind: Row['kind']; index: number } | undefined {
  const { commands, plan } = layout.model
  switch (thing.kind) {
    case 'command':
      return { kind: 'queue', index: plan.submissions[commands[thing.index]!.submission]!.queue }
    case 'step':
      return { kind: 'host', index: 0 }
    case 'holding':
      return trackOf(layout, thing.index)
    default:
      return undefined
  }
}

const cached = new WeakMap<Row, readonly Item[]>()

/** Things of a row that can be picked, by time. */
function itemsOf(layout: Layout, row: Row): readonly Item[] {
  const known = cached.get(row)
  if (known) return known
  const items = makeItems(layout, row)
  cached.set(row, items)
  return items
}

function makeItems(layout: Layout, { kind, index }: Row): Item[] {
  const { clock, model, spans, commandsOfQueue } = layout
  switch (kind) {
    case 'queue':
      return commandsOfQueue[index]!.map((c) => ({
        thing: { kind: 'command', index: c },
        begin: clock.commandBegin[c]!,
        end: clock.commandEnd[c]!,
      }))
    case 'host':
      return model.plan.timeline.map((_, k) => ({
        thing: { kind: 'step', index: k },
        begin: clock.stepBegin[k]!,
        end: clock.stepEnd[k]!,
      }))
    case 'track':
      return model.tracks[index]!.placed.map(({ holding }): Item => {
        const [begin, end] = spans[holding]!
        return { thing: { kind: 'holding', index: holding }, begin, end }
      }).sort((a, b) => a.begin - b.begin || a.end - b.end)
    default:
      return []
  }
}
