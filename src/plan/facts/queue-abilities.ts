/** What a queue can run: the one table of it, for the planner, for the Dummy's rules and for the queues that Vulkan picks. */
import type { Pass, QueueKind, Use } from '../../graph/document.ts'
import type { Command, PlanUse } from '../document.ts'

/** Every queue transfers, whatever else it does: of a graphics or compute queue it need not be said. */
export const canRun = (kinds: readonly QueueKind[], needed: QueueKind): boolean =>
  needed === 'transfer' || kinds.includes(needed)

/** How many kinds of work a queue can run: a small number means a specialised queue. */
export const abilityCount = (kinds: readonly QueueKind[]): number =>
  1 + Number(canRun(kinds, 'graphics')) + Number(canRun(kinds, 'compute'))

const neededBy = {
  upload: 'transfer',
  copy: 'transfer',
  fill: 'transfer',
  readback: 'transfer',
  'copy-to-texture': 'transfer',
  'copy-from-texture': 'transfer',
  'copy-texture': 'transfer',
  'clear-texture': 'transfer',
  barrier: 'transfer',
  compute: 'compute',
  dispatch: 'compute',
  scatter: 'compute',
  render: 'graphics',
  mipmap: 'graphics',
} as const satisfies Record<Exclude<Pass['kind'] | Command['op'], 'custom' | 'host'>, QueueKind>

/** The kind of queue that a pass needs. */
export const neededByPass = (pass: Exclude<Pass, { kind: 'host' }>): QueueKind =>
  pass.kind === 'custom' ? neededByUses(pass.uses ?? []) : neededBy[pass.kind]

/** The kind of queue that a command of a plan needs. */
export const neededByCommand = (command: Command): QueueKind =>
  command.op === 'custom' ? neededByUses(command.uses) : neededBy[command.op]

/** A body's uses say what it does: vertices and indices mean drawing, copies transfer, and anything else at least computes. */
function neededByUses(uses: readonly Pick<Use | PlanUse, 'as'>[]): QueueKind {
  if (uses.some(({ as }) => as === 'vertex' || as === 'index')) return 'graphics'
  return uses.some(({ as }) => as !== 'copy-src' && as !== 'copy-dst') ? 'compute' : 'transfer'
}
