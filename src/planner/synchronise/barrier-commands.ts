/** Barriers while they are collected, and as commands of the plan. */
import { accessKinds, type AccessKind } from '../../graph/access.ts'
import type { CommandOf } from '../../plan/document.ts'

/** A barrier that may still be extended. */
export interface BarrierPoint {
  /** Index of the command right after the barrier. */
  readonly before: number
  /** Access kinds to wait for, and kinds that wait, as bits of access codes. */
  beforeMask: number
  afterMask: number
  transitions: NonNullable<CommandOf<'barrier'>['transitions']> | undefined
}

/** The command that a barrier becomes. */
export function barrierCommand({ beforeMask, afterMask, transitions }: BarrierPoint): CommandOf<'barrier'> {
  const before = kindsOf(beforeMask)
  const after = kindsOf(afterMask)
  return transitions ? { op: 'barrier', before, after, transitions } : { op: 'barrier', before, after }
}

/** Frozen lists of access kinds by mask, of which there are few: all plans share them. */
const kindLists = new Map<number, readonly AccessKind[]>()

function kindsOf(mask: number): AccessKind[] {
  let kinds = kindLists.get(mask)
  if (!kinds) {
    kinds = Object.freeze(accessKinds.filter((_, code) => (mask & (1 << code)) !== 0))
    kindLists.set(mask, kinds)
  }
  return kinds as AccessKind[]
}
