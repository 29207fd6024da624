/** Where a thing is in a picture: its time, and its row. */
import type { Related, Thing } from '../model/related.ts'
import type { Layout, Row } from '../scene/layout.ts'

export interface Extent {
  readonly begin: number
  readonly end: number
  readonly row: Row | undefined
}

/** The extent of a thing; of one that is nowhere itself, that of its commands, steps and versions. */
export function extentOf(layout: Layout, thing: Thing, related: Related): Extent | undefined {
  const { clock, rows, model, spans } = layout
  const rowOf = (kind: Row['kind'], index: number) => rows.find((row) => row.kind === kind && row.index === index)
  const queueOf = (s: number) => rowOf('queue', model.plan.submissions[s]!.queue)
  switch (thing.kind) {
    case 'command': {
      const row = queueOf(model.commands[thing.index]!.submission)
      return { begin: clock.commandBegin[thing.index]!, end: clock.commandEnd[thing.index]!, row }
    }
    case 'submission':
      return {
        begin: clock.submissionBegin[thing.index]!,
        end: clock.submissionEnd[thing.index]!,
        row: queueOf(thing.index),
      }
    case 'step':
      return { begin: clock.stepBegin[thing.index]!, end: clock.stepEnd[thing.index]!, row: rowOf('host', 0) }
    case 'holding': {
      const [begin, end] = spans[thing.index]!
      return { begin, end, row: trackOf(layout, thing.index) }
    }
    default: {
      const times = [
        ...[...related.commands].map((c) => [clock.commandBegin[c]!, clock.commandEnd[c]!] as const),
        ...[...related.steps].map((k) => [clock.stepBegin[k]!, clock.stepEnd[k]!] as const),
      ]
      const shown = times.length > 0 ? times : [...related.holdings].map((h) => spans[h]!)
      if (shown.length === 0) return undefined
      const begin = shown.reduce((least, [from]) => Math.min(least, from), Infinity)
      const end = shown.reduce((most, [, to]) => Math.max(most, to), 0)
      const [first] = related.commands
      const [held] = related.holdings
      const isOfMemory = thing.kind === 'resource' || thing.kind === 'heap' || thing.kind === 'texture'
      const row =
        isOfMemory && held !== undefined
          ? trackOf(layout, held)
          : first === undefined
            ? undefined
            : queueOf(model.commands[first]!.submission)
      return { begin, end, row }
    }
  }
}

export const trackOf = ({ rows, model }: Layout, holding: number): Row | undefined =>
  rows.find(
    ({ kind, index }) => kind === 'track' && model.tracks[index]!.placed.some((placed) => placed.holding === holding),
  )
