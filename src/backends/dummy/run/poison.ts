/** Overwrites undefined bytes with poison, except persistent ones and those that another live placement shares. */
import type { ByteRange, Lives } from '../scheduler/lives.ts'
import { poisonByte, type RunMemory } from '../device/memory.ts'
import type { RunState } from './run-state.ts'

/** Poisons all transient memory, before a run. */
export function poisonAll(lives: Lives, memory: RunMemory): void {
  for (let life = 0; life < lives.memory.length; life++) poisonLife(life, lives, memory, [])
}

/** Poisons a placement, after the last command that touches it. */
export function poisonDead(life: number, lives: Lives, memory: RunMemory, state: RunState): void {
  const sharers = (lives.sharing.get(life) ?? []).filter((other) => !state.isLifeOver(other))
  state.visitBegun(life, (other) => sharers.push(other))
  poisonLife(
    life,
    lives,
    memory,
    sharers.map((other): ByteRange => [lives.begin[other]!, lives.end[other]!]),
  )
}

function poisonLife(life: number, lives: Lives, memory: RunMemory, spared: readonly ByteRange[]): void {
  const m = lives.memory[life]!
  const bytes = memory.bytes(m)
  const kept = [...spared, ...within(lives.kept.get(m) ?? [], lives.begin[life]!, lives.end[life]!)].sort(
    (a, b) => a[0] - b[0],
  )
  let at = lives.begin[life]!
  for (const [from, to] of kept) {
    if (from > at) bytes.fill(poisonByte, at, Math.min(from, lives.end[life]!))
    at = Math.max(at, to)
  }
  if (at < lives.end[life]!) bytes.fill(poisonByte, at, lives.end[life]!)
}

function within(disjoint: readonly ByteRange[], begin: number, end: number): ByteRange[] {
  let low = 0
  let high = disjoint.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (disjoint[middle]![1] <= begin) low = middle + 1
    else high = middle
  }
  const found: ByteRange[] = []
  for (; low < disjoint.length && disjoint[low]![0] < end; low++) found.push(disjoint[low]!)
  return found
}
