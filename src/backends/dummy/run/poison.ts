/** Overwrites undefined bytes with poison, except persistent ones and those that another live placement shares. */
import { firstWhere } from '../../../graph/lists.ts'
import type { ByteRange, Lives } from '../scheduler/lives.ts'
import { poisonByte, type RunMemory } from '../device/memory.ts'
import type { RunState } from './run-state.ts'

/** Poisons all transient memory, before a run. */
export function poisonAll(lives: Lives, memory: RunMemory): void {
  for (let life = 0; life < lives.memory.length; life++) poisonLife(life, lives, memory, nothing)
}

/** Poisons a placement, after the last command that touches it. */
export function poisonDead(life: number, lives: Lives, memory: RunMemory, state: RunState): void {
  let spared = nothing
  const spare = (other: number) => {
    if (spared === nothing) spared = []
    spared.push([lives.begin[other]!, lives.end[other]!])
  }
  const sharing = lives.sharing.get(life)
  if (sharing) for (const other of sharing) if (!state.isLifeOver(other)) spare(other)
  state.visitBegun(life, spare)
  poisonLife(life, lives, memory, spared)
}

const nothing: ByteRange[] = []

function poisonLife(life: number, lives: Lives, memory: RunMemory, spared: readonly ByteRange[]): void {
  const m = lives.memory[life]!
  const bytes = memory.bytes(m)
  const begin = lives.begin[life]!
  const end = lives.end[life]!
  const ofMemory = lives.kept.get(m)
  if (!ofMemory && spared.length === 0) {
    bytes.fill(poisonByte, begin, end)
    return
  }
  const kept = [...spared, ...within(ofMemory ?? [], begin, end)].sort((a, b) => a[0] - b[0])
  let at = begin
  for (const [from, to] of kept) {
    if (from > at) bytes.fill(poisonByte, at, Math.min(from, end))
    at = Math.max(at, to)
  }
  if (at < end) bytes.fill(poisonByte, at, end)
}

function within(disjoint: readonly ByteRange[], begin: number, end: number): ByteRange[] {
  const first = firstWhere(disjoint, (range) => range[1] > begin)
  return disjoint.slice(
    first,
    firstWhere(disjoint, (range) => range[0] >= end),
  )
}
