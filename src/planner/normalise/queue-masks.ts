/** The queues that each pass may run on. */
import { noQueue } from '../../errors.ts'
import { passCode } from '../../graph/access.ts'
import type { Pass, QueueKind, TextureResource } from '../../graph/document.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { abilityCount, canRun, mostAbleQueue, neededByPass, neededByTexels } from '../../plan/facts/queue-abilities.ts'

/** The device queue that documents mean by a name: the one with the fewest abilities that can run it; −1 for none. */
function namedQueue({ queues }: DeviceProfile, kind: QueueKind): number {
  let best = -1
  queues.forEach(({ kinds }, q) => {
    if (canRun(kinds, kind) && (best < 0 || abilityCount(kinds) < abilityCount(queues[best]!.kinds))) best = q
  })
  return best
}

/** By kind of work: the queues that can run it, as a mask. */
type AbleQueues = Readonly<Record<QueueKind, number>>

export function ableQueues({ queues }: DeviceProfile): AbleQueues {
  const able = { graphics: 0, compute: 0, transfer: 0 }
  for (let q = 0; q < queues.length; q++) {
    const { kinds } = queues[q]!
    if (canRun(kinds, 'graphics')) able.graphics |= 1 << q
    if (canRun(kinds, 'compute')) able.compute |= 1 << q
    if (canRun(kinds, 'transfer')) able.transfer |= 1 << q
  }
  return able
}

/**
 * Pass `p`: the queues that may run it, as a mask; 0 for a host pass.
 *
 * @throws MemkitError NO_QUEUE
 */
export function maskOf(resolved: ResolvedGraph, p: number, profile: DeviceProfile, able: AbleQueues): number {
  const pass = resolved.graph.passes[p]!
  if (pass.kind === 'host') return 0
  const isInOneBuffer = !profile.rules.sameBufferCopy && copiesInOneBuffer(resolved, p)
  const needed = isInOneBuffer ? 'compute' : neededByPass(pass)
  let mask = able[needed]
  if (pass.queue !== undefined) {
    let asked = 0
    for (const kind of typeof pass.queue === 'string' ? [pass.queue] : pass.queue) {
      const named = namedQueue(profile, kind)
      if (named >= 0) asked |= 1 << named
    }
    mask &= asked
  }
  if (mask === 0) {
    const why = isInOneBuffer ? `${needed}, because the device copies inside one buffer by a dispatch only` : needed
    throw noQueue(
      pass.id,
      pass.queue === undefined ? `it needs ${why}` : `asked for ${JSON.stringify(pass.queue)}, needs ${why}`,
      pass.queue === undefined ? `passes[${p}]` : `passes[${p}].queue`,
      profile.queues.map((queue) => queue.kinds.join('+')),
    )
  }
  if (needed === 'transfer' && resolved.hasTextures && pass.kind !== 'custom' && pass.kind !== 'external')
    // Where a queue that can is among them, a device need not take another one than the plan says.
    mask = mask & able[bestForTransfer(resolved, pass, p)] || mask
  // A body may use the queue beyond its declared uses, so it gets the queue with the most abilities. An external pass submits by itself, and does so
  // to one queue.
  const takesMost = (pass.kind === 'custom' && pass.queue === undefined) || pass.kind === 'external'
  return takesMost ? mostAble(mask, profile) : mask
}

/** The kind of queue that a transfer is best on. */
function bestForTransfer(resolved: ResolvedGraph, { kind }: Pass, p: number): QueueKind {
  const { accessStart } = resolved
  const [first, end] = [accessStart[p]!, accessStart[p + 1]!]
  // An empty transfer has no accesses. The last one of a copy is of its other side.
  if (first === end) return 'transfer'
  const [from, to] = [textureOf(resolved, first), textureOf(resolved, end - 1)]
  return neededByTexels(kind === 'fill' ? 'fill' : 'copy', from ?? to, kind === 'copy' && from ? to : undefined)
}

/** The texture of an access; undefined for a buffer. */
function textureOf({ graph, instanceResource, accessInstance }: ResolvedGraph, a: number): TextureResource | undefined {
  const resource = graph.resources[instanceResource[accessInstance[a]!]!]!
  return resource.kind === 'texture' ? resource : undefined
}

/** The queue with the most abilities in a mask, as a mask. */
const mostAble = (mask: number, { queues }: DeviceProfile): number =>
  1 << queues.indexOf(mostAbleQueue(queues.filter((_, q) => mask & (1 << q))))

/** Whether both sides of a copy are in one buffer, which no placement can change. */
function copiesInOneBuffer(resolved: ResolvedGraph, p: number): boolean {
  const first = resolved.accessStart[p]!
  if (resolved.passKind[p] !== passCode.copy || resolved.accessStart[p + 1]! - first !== 2) return false
  const instance = resolved.accessInstance[first]!
  return instance === resolved.accessInstance[first + 1] && resolved.instanceTexture[instance] === 0
}
