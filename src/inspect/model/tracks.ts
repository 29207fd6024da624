/** The rows of the memory map: a heap each, and one row for all that has no heap with others. */
import type { Plan } from '../../plan/document.ts'
import { isStaging } from '../../plan/facts/staging.ts'
import type { Holding } from './holdings.ts'

/** A holding in a row: its bytes there, and which of the versions that share these bytes at the same time it is. */
export interface Placed {
  readonly holding: number
  readonly begin: number
  readonly end: number
  readonly lane: number
  readonly lanes: number
}

/** A row of the memory map. */
export interface Track {
  readonly title: string
  readonly detail: string
  readonly heaps: readonly number[]
  readonly sizeBytes: number
  readonly isStaging: boolean
  readonly placed: readonly Placed[]
}

interface Row {
  title: string
  detail: string
  heaps: number[]
  sizeBytes: number
  isStaging: boolean
  placed: { holding: number; begin: number; end: number }[]
}

const titles = {
  device: 'device',
  upload: 'upload staging',
  readback: 'readback staging',
  imported: 'imported',
} as const

/** Rows in order: device heaps, textures without a heap, what belongs to one resource each, staging. O(holdings · log). */
export function tracksOf(plan: Plan, holdings: readonly Holding[]): Track[] {
  const rows: Row[] = []
  const row = (title: string, detail: string, isStaging = false): Row => {
    const made = { title, detail, heaps: [], sizeBytes: 0, isStaging, placed: [] }
    rows.push(made)
    return made
  }
  /** By heap: its row, and where it begins there. */
  const places: { row: Row; base: number }[] = []
  const append = (heap: number, to: Row): void => {
    places[heap] = { row: to, base: to.sizeBytes }
    to.heaps.push(heap)
    to.sizeBytes += plan.heaps[heap]!.sizeBytes
  }
  const shared = new Map<string, Row>()
  const sharedRow = (title: string, detail: string): Row => {
    const found = shared.get(title) ?? row(title, detail)
    shared.set(title, found)
    return found
  }
  const heapsWhere = (wanted: (heap: Plan['heaps'][number]) => boolean) =>
    plan.heaps.flatMap((heap, h) => (wanted(heap) ? [h] : []))
  const belongsToOne = (heap: Plan['heaps'][number]) => heap.resource !== undefined || heap.rotation !== undefined
  for (const h of heapsWhere((heap) => heap.memory === 'device' && !belongsToOne(heap)))
    append(h, row(`heap ${h}`, titles.device))
  const textureBase = placeLooseTextures(plan, () => sharedRow('textures', 'without heaps'))
  for (const h of heapsWhere((heap) => heap.memory === 'device' && belongsToOne(heap)))
    append(h, sharedRow('persistent', 'heaps of one resource'))
  for (const h of heapsWhere(({ memory }) => memory === 'imported'))
    append(h, sharedRow('imported', 'given to each run'))
  for (const h of heapsWhere(({ memory }) => isStaging(memory)))
    append(h, row(`heap ${h}`, titles[plan.heaps[h]!.memory], true))
  holdings.forEach(({ heap, texture, begin, end }, holding) => {
    if (end <= begin) return
    const place = heap === undefined ? undefined : places[heap]
    if (place) place.row.placed.push({ holding, begin: place.base + begin, end: place.base + end })
    else if (texture !== undefined && textureBase[texture] !== undefined) {
      const base = textureBase[texture]!
      shared.get('textures')!.placed.push({ holding, begin: base + begin, end: base + end })
    }
  })
  return rows
    .filter(({ sizeBytes }) => sizeBytes > 0)
    .map(({ placed, ...track }) => ({ ...track, placed: stack(placed, holdings) }))
}

function placeLooseTextures(plan: Plan, row: () => Row): (number | undefined)[] {
  return plan.textures.map(({ heap, sizeBytes }) => {
    if (heap !== undefined) return undefined
    const to = row()
    to.sizeBytes += sizeBytes
    return to.sizeBytes - sizeBytes
  })
}

/** Gives a lane to each of the holdings that have the same bytes at the same time: versions of one value. */
function stack(placed: Row['placed'], holdings: readonly Holding[]): Placed[] {
  const order = [...placed].sort(
    (a, b) =>
      a.begin - b.begin || a.end - b.end || firstOf(holdings, a) - firstOf(holdings, b) || a.holding - b.holding,
  )
  const result: Placed[] = []
  for (let k = 0; k < order.length;) {
    const { begin, end } = order[k]!
    let last = lastOf(holdings, order[k]!)
    let next = k + 1
    const together = (item: Row['placed'][number]) =>
      item.begin === begin && item.end === end && firstOf(holdings, item) <= last
    while (next < order.length && together(order[next]!)) last = Math.max(last, lastOf(holdings, order[next++]!))
    addLanes(order.slice(k, next), holdings, result)
    k = next
  }
  return result
}

function addLanes(group: Row['placed'], holdings: readonly Holding[], result: Placed[]): void {
  const ends: number[] = []
  const lanes = group.map((item) => {
    let lane = ends.findIndex((end) => end < firstOf(holdings, item))
    if (lane < 0) lane = ends.length
    ends[lane] = lastOf(holdings, item)
    return lane
  })
  group.forEach((item, k) => result.push({ ...item, lane: lanes[k]!, lanes: ends.length }))
}

const firstOf = (holdings: readonly Holding[], { holding }: { holding: number }) => holdings[holding]!.first
const lastOf = (holdings: readonly Holding[], { holding }: { holding: number }) => holdings[holding]!.last
