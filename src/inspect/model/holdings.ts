/**
 * Everything that holds bytes during a run: a version of a resource, or the range of staging of a host copy; and the commands
 * that touch each.
 */
import { firstWhere } from '../../graph/lists.ts'
import type { Plan, Position } from '../../plan/document.ts'
import { spanOfHostCopy } from '../../plan/facts/copy-rows.ts'
import { visitAccesses } from '../../plan/facts/accesses.ts'
import type { Clock } from './clock.ts'

/** Bytes that are held, and for how long. */
export interface HeldBytes {
  /** Heap and bytes, or the texture that has no place in a heap. */
  readonly heap: number | undefined
  readonly texture: number | undefined
  readonly begin: number
  readonly end: number
  /** Commands in which it may be touched, first and last, numbered through; −1 where nothing touches it. */
  readonly first: number
  readonly last: number
}

/** A version of a resource. */
export interface HeldVersion extends HeldBytes {
  readonly kind: 'version'
  readonly resource: string
  readonly version: number
  readonly lifetime: Plan['placements'][number]['lifetime']
  /** Runs back, for history; 0 for the contents of this run. */
  readonly previous: number
  readonly placement: number
}

/** The range of staging of a host copy. */
export interface HeldStaging extends HeldBytes {
  readonly kind: 'staging'
  /** The input or output. */
  readonly name: string
  readonly direction: 'write' | 'read'
  readonly step: number
}

export type Holding = HeldVersion | HeldStaging

/** A command that touches a holding. */
export interface Touch {
  readonly command: number
  readonly writes: boolean
}

/** Touches by holding, and the holdings that each command touches. */
export interface Touches {
  readonly byHolding: readonly (readonly Touch[])[]
  readonly byCommand: readonly (readonly number[])[]
}

/** The versions in the order of the placements, then staging in the order of the timeline. O(placements + copies). */
export function holdingsOf(plan: Plan, first: Float64Array): Holding[] {
  const index = (position: Position | undefined) => (position ? first[position[0]]! + position[1] : -1)
  const versions = plan.placements.map((placed, placement): Holding => {
    const { resource, version, lifetime, previous = 0, sizeBytes, texture } = placed
    const inHeap = texture === undefined ? placed : plan.textures[texture]!
    const begin = inHeap.heap === undefined ? 0 : (inHeap.offset ?? 0)
    const bytes = texture === undefined ? sizeBytes : plan.textures[texture]!.sizeBytes
    return {
      kind: 'version',
      resource,
      version,
      lifetime,
      previous,
      placement,
      heap: inHeap.heap,
      texture,
      begin,
      end: begin + bytes,
      first: index(placed.first),
      last: index(placed.last),
    }
  })
  const staging = plan.timeline.flatMap((step, k): Holding[] => {
    if (step.do !== 'write' && step.do !== 'read') return []
    return step.copies.map((copy) => ({
      kind: 'staging',
      name: copy.name,
      direction: step.do,
      step: k,
      heap: copy.heap,
      texture: undefined,
      begin: copy.offset,
      end: copy.offset + spanOfHostCopy(copy),
      first: 0,
      last: first.at(-1)! - 1,
    }))
  })
  return [...versions, ...staging]
}

/** Holdings of one heap that are alive, by their first byte. */
class Alive {
  private readonly begins: number[] = []
  private readonly items: number[] = []
  /** No holding of this heap is larger. */
  private largest = 0

  private after(byte: number): number {
    return firstWhere(this.begins, (begin) => begin >= byte)
  }
  add(item: number, { begin, end }: Holding): void {
    const at = this.after(begin)
    this.begins.splice(at, 0, begin)
    this.items.splice(at, 0, item)
    this.largest = Math.max(this.largest, end - begin)
  }
  remove(item: number, { begin }: Holding): void {
    const at = this.items.indexOf(item, this.after(begin))
    this.begins.splice(at, 1)
    this.items.splice(at, 1)
  }
  visit(begin: number, end: number, holdings: readonly Holding[], found: (item: number) => void): void {
    for (let k = this.after(end) - 1; k >= 0 && this.begins[k]! + this.largest > begin; k--)
      if (holdings[this.items[k]!]!.end > begin) found(this.items[k]!)
  }
}

/** O(accesses · log holdings + holdings that overlap). */
export function touchesOf(plan: Plan, holdings: readonly Holding[]): Touches {
  const byHolding: Touch[][] = holdings.map(() => [])
  const byCommand: number[][] = []
  const count = plan.submissions.reduce((sum, { commands }) => sum + commands.length, 0)
  const begins: number[][] = Array.from({ length: count }, () => [])
  const ends: number[][] = Array.from({ length: count }, () => [])
  holdings.forEach(({ first, last }, h) => {
    if (first < 0 || last < 0 || first >= count) return
    begins[first]!.push(h)
    ends[Math.min(last, count - 1)]!.push(h)
  })
  const heaps = plan.heaps.map(() => new Alive())
  const textures = plan.textures.map(() => new Set<number>())
  let command = 0
  const touched = new Map<number, boolean>()
  const note = (writes: boolean) => (h: number) => void touched.set(h, writes || (touched.get(h) ?? false))
  const visitor = {
    bytes: (heap: number, begin: number, end: number, _kind: number, writes: boolean) =>
      heaps[heap]?.visit(begin, end, holdings, note(writes)),
    texels: (texture: number, _part: unknown, _kind: number, writes: boolean) =>
      textures[texture]?.forEach(note(writes)),
    transition: () => undefined,
  }
  for (const { commands } of plan.submissions)
    for (const body of commands) {
      for (const h of begins[command]!) enter(h, true)
      touched.clear()
      visitAccesses(plan, body, visitor)
      byCommand.push([...touched.keys()].sort((a, b) => a - b))
      for (const [h, writes] of touched) byHolding[h]!.push({ command, writes })
      for (const h of ends[command]!) enter(h, false)
      command++
    }
  function enter(h: number, alive: boolean): void {
    const { heap, texture } = holdings[h]!
    if (texture !== undefined) textures[texture]![alive ? 'add' : 'delete'](h)
    else if (heap !== undefined) heaps[heap]![alive ? 'add' : 'remove'](h, holdings[h]!)
  }
  return { byHolding, byCommand }
}

/** From when to when a holding is held on a clock. What outlives a run is held from its beginning to its end. */
export function spanOf(holding: Holding, touches: readonly Touch[], clock: Clock): readonly [number, number] {
  if (holding.kind === 'version' && holding.lifetime !== 'transient') return [0, clock.end]
  let [begin, end] = [Infinity, -Infinity]
  for (const { command } of touches) {
    begin = Math.min(begin, clock.commandBegin[command]!)
    end = Math.max(end, clock.commandEnd[command]!)
  }
  if (holding.kind === 'version') {
    if (holding.first < 0) return [0, 0]
    return [
      Math.min(begin, clock.commandBegin[holding.first]!),
      Math.max(end, clock.commandEnd[holding.last] ?? clock.end),
    ]
  }
  const [from, to] = [clock.stepBegin[holding.step]!, clock.stepEnd[holding.step]!]
  return [Math.min(begin, from), Math.max(end, to)]
}
