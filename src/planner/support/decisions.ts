/** Decisions of the planner with their reasons, which the plan lists. */
import type { Decision } from '../../plan/document.ts'

export type DecisionCode =
  | 'CULLED'
  | 'FORWARDED'
  | 'FORWARD_REFUSED'
  | 'IN_PLACE'
  | 'SHARED_INPUT'
  | 'SPLIT'
  | 'MERGED'
  | 'SCATTERED'
  | 'SIDE_BY_SIDE'
  | 'REORDERED'
  | 'CUT'
  | 'ORDERED'
  | 'MERGED_PASSES'
  | 'STORE_DROPPED'

/** Bytes and commands that a decision saves. */
export interface Saved {
  bytes?: number
  commands?: number
}

/** Decisions in the order in which they were made. */
export class DecisionLog {
  readonly list: Decision[] = []
  /** By code, and by reason. */
  private readonly groups: Partial<Record<DecisionCode, Map<string, Decision>>> = {}
  /** The group that was asked for last, mostly the one that is asked for next. */
  private latest: Decision | undefined

  add(code: DecisionCode, passes: string[], resources: string[], reason: string, saved: Saved = {}): void {
    this.list.push(decision(code, passes, resources, reason, saved))
  }

  /** Adds decisions of other logs, of which there may be as many as passes. */
  addAll(...lists: readonly (readonly Decision[])[]): this {
    for (const list of lists) for (const one of list) this.list.push(one)
    return this
  }

  /** Adds to the decision of the same code and reason, because there may be as many decisions as passes. */
  addToGroup(code: DecisionCode, passes: string[], resources: string[], reason: string, saved: Saved = {}): void {
    const group = this.groupOf(code, reason)
    if (!group) {
      const made = decision(code, passes, resources, reason, saved)
      this.groups[code]!.set(reason, made)
      this.latest = made
      this.list.push(made)
      return
    }
    for (const pass of passes) group.passes.push(pass)
    for (const resource of resources) group.resources.push(resource)
    if (saved.bytes !== undefined) group.savedBytes = (group.savedBytes ?? 0) + saved.bytes
    if (saved.commands !== undefined) group.savedCommands = (group.savedCommands ?? 0) + saved.commands
  }

  private groupOf(code: DecisionCode, reason: string): Decision | undefined {
    const { latest } = this
    if (latest?.code === code && latest.reason === reason) return latest
    const ofCode = (this.groups[code] ??= new Map<string, Decision>())
    return (this.latest = ofCode.get(reason))
  }
}

const decision = (
  code: DecisionCode,
  passes: string[],
  resources: string[],
  reason: string,
  { bytes: savedBytes, commands: savedCommands }: Saved,
): Decision => {
  // A spread of what is there would make objects of half as much again, of which there may be as many as passes.
  if (savedBytes === undefined)
    return savedCommands === undefined
      ? { code, passes, resources, reason }
      : { code, passes, resources, savedCommands, reason }
  return savedCommands === undefined
    ? { code, passes, resources, savedBytes, reason }
    : { code, passes, resources, savedBytes, savedCommands, reason }
}
