/** Barriers as they are found, and as the plan says them. */
import { accessKinds, type AccessKind } from '../../graph/access.ts'
import type { CommandOf } from '../../plan/document.ts'

export interface BarrierPoint {
  /** It stands right before this command. */
  readonly before: number
  /** Bits of access codes. */
  beforeMask: number
  afterMask: number
  transitions: NonNullable<CommandOf<'barrier'>['transitions']> | undefined
}

/** Makes the commands of the barriers of one plan. */
export function barrierCommands(): (point: BarrierPoint) => CommandOf<'barrier'> {
  const kindsOf = kindLists()
  return ({ beforeMask, afterMask, transitions }) => {
    const command: CommandOf<'barrier'> = { op: 'barrier', before: kindsOf(beforeMask), after: kindsOf(afterMask) }
    if (transitions) command.transitions = transitions
    return command
  }
}

/** One frozen list for each mask: a plan has as many barriers as levels, but few kinds of them. */
function kindLists(): (mask: number) => AccessKind[] {
  const lists = new Map<number, readonly AccessKind[]>()
  return (mask) => {
    let kinds = lists.get(mask)
    if (!kinds) lists.set(mask, (kinds = Object.freeze(accessKinds.filter((_, code) => (mask & (1 << code)) !== 0))))
    return kinds as AccessKind[]
  }
}
