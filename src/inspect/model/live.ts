/** Transient bytes alive over time, and the bounds that they are held against. */
import type { Plan } from '../../plan/document.ts'
import type { Holding } from './holdings.ts'

/** A curve of steps: from `times[k]` on, `bytes[k]` are alive. */
export interface LiveBytes {
  readonly times: readonly number[]
  readonly bytes: readonly number[]
  readonly most: number
}

/** A figure of memory, with the words for it. */
export interface Bound {
  readonly bytes: number
  /** Everything that this many bytes are: bounds that are equal are one line. */
  readonly words: readonly string[]
}

/** Versions with the same memory at the same time count once. O(versions · log). */
export function liveBytes(holdings: readonly Holding[], spans: readonly (readonly [number, number])[]): LiveBytes {
  const events: [time: number, key: string, change: number, bytes: number][] = []
  holdings.forEach((held, h) => {
    if (held.kind !== 'version' || held.lifetime !== 'transient' || held.first < 0) return
    const key = held.heap === undefined ? `t${held.texture}` : `${held.heap}:${held.begin}`
    events.push([spans[h]![0], key, 1, held.end - held.begin], [spans[h]![1], key, -1, held.end - held.begin])
  })
  events.sort((a, b) => a[0] - b[0] || a[2] - b[2])
  const counts = new Map<string, number>()
  const [times, bytes]: [number[], number[]] = [[0], [0]]
  let now = 0
  for (const [time, key, change, size] of events) {
    const before = counts.get(key) ?? 0
    counts.set(key, before + change)
    if (before === 0) now += size
    else if (before + change === 0) now -= size
    if (times.at(-1) === time) bytes[bytes.length - 1] = now
    else {
      times.push(time)
      bytes.push(now)
    }
  }
  return { times, bytes, most: bytes.reduce((most, value) => Math.max(most, value), 0) }
}

/** The report's figures of memory, the lowest first. */
export function boundsOf({ memory }: Plan['report']): Bound[] {
  const figures: [string, number | undefined][] = [
    ['peak of this plan', memory.peakBytes],
    ['lower bound of this schedule', memory.lowerBoundBytes],
    ['lower bound of any order', memory.anyOrderLowerBoundBytes],
    ['declared order', memory.declaredOrderBytes],
    ['without aliasing', memory.withoutAliasingBytes],
  ]
  const byBytes = new Map<number, string[]>()
  for (const [words, bytes] of figures)
    if (bytes !== undefined && bytes > 0) byBytes.set(bytes, [...(byBytes.get(bytes) ?? []), words])
  return [...byBytes].map(([bytes, words]) => ({ bytes, words })).sort((a, b) => a.bytes - b.bytes)
}
