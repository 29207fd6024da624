/** The work that a queue can run. The planner, the Dummy's rules and Vulkan's choice of queues ask this one table. */
import type { Pass, QueueKind, Use } from '../../graph/document.ts'
import type { Command, PlanUse } from '../document.ts'

/**
 * Whether a queue of these kinds can run that kind of work. Every queue transfers, so a graphics or compute queue need not list
 * it.
 */
export const canRun = (kinds: readonly QueueKind[], needed: QueueKind): boolean =>
  needed === 'transfer' || kinds.includes(needed)

/** The number of kinds of work that a queue can run: a small one means a specialised queue. */
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
} as const satisfies Record<Exclude<Pass['kind'] | Command['op'], 'custom' | 'external' | 'host'>, QueueKind>

/** The kind of queue that a pass needs. */
export const neededByPass = (pass: Exclude<Pass, { kind: 'host' }>): QueueKind =>
  pass.kind === 'custom' || pass.kind === 'external' ? neededByUses(pass.uses ?? []) : neededBy[pass.kind]

/** The kind of queue that a command of a plan needs. */
export const neededByCommand = (command: Command): QueueKind =>
  command.op === 'custom' || command.op === 'external' ? neededByUses(command.uses) : neededBy[command.op]

/**
 * The kind of queue that a body's uses imply: vertices, indices and attachments mean graphics, copies transfer, and anything else at least
 * compute.
 */
function neededByUses(uses: readonly Pick<Use | PlanUse, 'as'>[]): QueueKind {
  if (uses.some(({ as }) => as === 'vertex' || as === 'index' || as === 'attachment')) return 'graphics'
  return uses.some(({ as }) => as !== 'copy-src' && as !== 'copy-dst') ? 'compute' : 'transfer'
}
