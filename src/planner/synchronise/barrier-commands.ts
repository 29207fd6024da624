/** Barriers while they are collected, and as commands of the plan. */
import { accessKinds, type AccessKind } from '../../graph/access.ts'
import type { CommandOf } from '../../plan/document.ts'

export interface BarrierPoint {
  /** Index of the command right after the barrier. */
  readonly before: number
  /** Access kinds to wait for, and kinds that wait, as bits of access codes. */
  beforeMask: number
  afterMask: number
  transitions: NonNullable<CommandOf<'barrier'>['transitions']> | undefined
}

/** A function that makes the barrier commands of one plan. */
export function barrierCommands(): (point: BarrierPoint) => CommandOf<'barrier'> {
  const kindsOf = kindLists()
  return ({ beforeMask, afterMask, transitions }) => {
    const before = kindsOf(beforeMask)
    const after = kindsOf(afterMask)
    return transitions ? { op: 'barrier', before, after, transitions } : { op: 'barrier', before, after }
  }
}

/** Frozen lists of access kinds, one per mask: a plan has as many barriers as steps, but few different masks. */
function kindLists(): (mask: number) => AccessKind[] {
  const lists = new Map<number, readonly AccessKind[]>()
  return (mask) => {
    let kinds = lists.get(mask)
    if (!kinds) lists.set(mask, (kinds = Object.freeze(accessKinds.filter((_, code) => (mask & (1 << code)) !== 0))))
    return kinds as AccessKind[]
  }
}
