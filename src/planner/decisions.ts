/** Every decision of the planner leaves a reason here; the plan carries them. */
import type { Decision } from './plan.ts'

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
  | 'RENAMED'

export interface Saved {
  bytes?: number
  commands?: number
}

export class DecisionLog {
  readonly list: Decision[] = []

  add(code: DecisionCode, passes: string[], resources: string[], reason: string, saved: Saved = {}): void {
    this.list.push({
      code,
      passes,
      resources,
      ...(saved.bytes === undefined ? {} : { savedBytes: saved.bytes }),
      ...(saved.commands === undefined ? {} : { savedCommands: saved.commands }),
      reason,
    })
  }
}
