/** The work that a queue can run. The planner, the Dummy's rules and Vulkan's choice of queues ask this one table. */
import type { Pass, QueueKind, Use } from '../../graph/document.ts'
import { formatInfo, type TextureFormat } from '../../graph/formats.ts'
import type { Command, PlannedTexture, PlanUse } from '../document.ts'

/**
 * Whether a queue of these kinds can run that kind of work. Every queue transfers, so a graphics or compute queue need not list
 * it.
 */
export const canRun = (kinds: readonly QueueKind[], needed: QueueKind): boolean =>
  needed === 'transfer' || kinds.includes(needed)

/** The number of kinds of work that a queue can run: a small one means a specialised queue. */
export const abilityCount = (kinds: readonly QueueKind[]): number =>
  1 + Number(canRun(kinds, 'graphics')) + Number(canRun(kinds, 'compute'))

/** The queue that can run the most kinds of work, the first of several. */
export const mostAbleQueue = <Queue extends { readonly kinds: readonly QueueKind[] }>(
  queues: readonly Queue[],
): Queue => queues.reduce((best, queue) => (abilityCount(queue.kinds) > abilityCount(best.kinds) ? queue : best))

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
 * The kind of queue that a command needs of a Vulkan device, which may be more: a plan's queue becomes one of the device that can do all that
 * stands on it. @param textures those of the plan
 */
export function neededOfDevice(command: Command, textures: readonly PlannedTexture[]): QueueKind {
  switch (command.op) {
    case 'copy-to-texture':
    case 'copy-from-texture':
      return neededByTexels('copy', textures[command.texture])
    case 'copy-texture':
      return neededByTexels('copy', textures[command.from], textures[command.to])
    case 'clear-texture':
      return neededByTexels('fill', textures[command.slice.texture])
    default:
      return neededByCommand(command)
  }
}

interface Texels {
  readonly format: TextureFormat
  readonly sampleCount?: number
}

/**
 * The kind of queue that a transfer of texels is best on. Vulkan takes depth and stencil to and from buffers on queues that draw only, also
 * where a copy between two formats goes by a buffer, and clears images on no queue that only transfers: single samples are
 * cleared by copies of zeros there, but no copy has several.
 * @param other the texture on the other side of a copy
 */
export function neededByTexels(kind: 'copy' | 'fill', texture: Texels | undefined, other?: Texels): QueueKind {
  if (!texture) return 'transfer'
  if (isDepth(texture) || (other && isDepth(other))) return 'graphics'
  return kind === 'fill' && (texture.sampleCount ?? 1) > 1 ? 'compute' : 'transfer'
}

function isDepth({ format }: Texels): boolean {
  const { depth, stencil } = formatInfo(format)
  return depth || stencil
}

/**
 * The kind of queue that a body's uses imply: vertices, indices and attachments mean graphics, copies transfer, and anything else at least
 * compute.
 */
function neededByUses(uses: readonly Pick<Use | PlanUse, 'as'>[]): QueueKind {
  if (uses.some(({ as }) => as === 'vertex' || as === 'index' || as === 'attachment')) return 'graphics'
  return uses.some(({ as }) => as !== 'copy-src' && as !== 'copy-dst') ? 'compute' : 'transfer'
}
