/** Placements as the plan states them: ranges, alignments, and the memory of resources that outlive a run. */
import type { ResolvedGraph } from './resolve.ts'
import type { Position } from '../plan/document.ts'
import type { Rows } from './columns.ts'
import type { ReadHeap } from './heap-columns.ts'
import type { Plan } from './parts.ts'
import type { Placed } from './placement-columns.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { checkPersistentPlacements } from './persistent-placements.ts'
import { comparePositions } from './memories.ts'
import { counted, reject } from './rejection.ts'
import { textureBytes } from './texture-layout.ts'
import type { Rotation } from './rotation-columns.ts'
import { RotationSlots } from './rotation-slots.ts'
import type { ReadTexture } from './texture-columns.ts'
import { Words } from './words.ts'
import { hasShapeOf } from './resources.ts'

/** Rejects placements, rotations and textures that cannot be. O(placements + textures). */
export function checkPlacements(plan: Plan, resolved: ResolvedGraph, profile: DeviceProfile): void {
  const words = new Words(plan)
  for (let t = 0; t < plan.textures.length; t++) checkTexture(plan, resolved, profile, t, words)
  checkRotations(plan, words)
  plan.heaps.forEach((heap, h) => {
    if (heap.memory !== 'imported') return
    const info = resolved.resources[resolved.resourceIndex.get(heap.resource ?? '') ?? -1]
    if (!info || info.lifetime !== 'imported' || info.isTexture || info.sizeBytes !== heap.sizeBytes)
      reject('MALFORMED', `${words.heap(h)} is not the memory of an imported buffer of the graph`)
  })
  for (const placement of plan.placements) checkPlacement(plan, resolved, profile, placement, words)
  checkPersistentPlacements(plan, resolved, words)
}

function checkPlacement(
  plan: Plan,
  resolved: ResolvedGraph,
  profile: DeviceProfile,
  placement: Placed,
  words: Words,
): void {
  const name = () => `The placement of version ${placement.version} of ${JSON.stringify(placement.resource)}`
  const info = resolved.resources[resolved.resourceIndex.get(placement.resource) ?? -1]
  if (!info) reject('MALFORMED', `${name()} names a resource that the graph does not have`)
  if (info.lifetime !== placement.lifetime)
    reject('PLACEMENT', `${name()} calls it ${placement.lifetime}, but it is ${info.lifetime}`)
  if ((placement.previous ?? 0) > info.history)
    reject('PLACEMENT', `${name()} is of more runs back than the resource keeps`)
  if (placement.lifetime === 'transient') {
    const { first, last } = placement
    if (!first || !last || !isPosition(plan, first) || !isPosition(plan, last) || comparePositions(first, last) > 0)
      reject('PLACEMENT', `${name()} does not say from which command to which it lives`)
  }
  if (placement.texture !== undefined) {
    const texture = plan.textures.find(placement.texture)
    if (!texture || !info.isTexture || texture.lifetime !== placement.lifetime)
      reject('PLACEMENT', `${name()} is no texture of its kind`)
    if (!hasShapeOf(texture, resolved.graph.resources[info.index]!))
      reject('PLACEMENT', `${name()} is in a texture of another format or size`)
    const { usage = [] } = resolved.graph.resources[info.index]!
    for (const use of usage)
      if (!(texture.usage as readonly string[]).includes(use))
        reject(
          'PLACEMENT',
          `${name()} is in a texture without the usage "${use}", which is declared for code beside the graph`,
        )
    if (texture.lifetime !== 'transient' && texture.resource !== placement.resource)
      reject('PLACEMENT', `${name()} is in the texture of another resource`)
    if (placement.heap !== texture.heap || placement.offset !== texture.offset)
      reject('PLACEMENT', `${name()} is elsewhere than ${words.texture(placement.texture)}`)
    if (placement.sizeBytes < texture.sizeBytes)
      reject('PLACEMENT', `${name()} has ${counted(placement.sizeBytes, 'byte')} in a texture of ${texture.sizeBytes}`)
    return
  }
  const heap = placement.heap === undefined ? undefined : plan.heaps.find(placement.heap)
  if (!heap || placement.offset === undefined || info.isTexture) reject('PLACEMENT', `${name()} says no place`)
  if (placement.offset > heap.sizeBytes || placement.sizeBytes > heap.sizeBytes - placement.offset)
    reject('PLACEMENT', `${name()} reaches past the end of ${words.heap(placement.heap!)}`)
  if (placement.sizeBytes < info.sizeBytes)
    reject('PLACEMENT', `${name()} has ${counted(placement.sizeBytes, 'byte')} for a buffer of ${info.sizeBytes}`)
  if (placement.lifetime === 'imported') {
    if (heap.memory !== 'imported' || heap.resource !== placement.resource)
      reject('PLACEMENT', `${name()} is not in the caller's memory`)
  } else if (placement.offset % profile.alignments.placementBytes !== 0)
    reject(
      'DEVICE_RULE',
      `${name()} is at ${placement.offset}, no multiple of the device's placementBytes of ${profile.alignments.placementBytes}`,
    )
  if (placement.lifetime !== 'persistent') return
  if (heap.memory !== 'device')
    reject('PLACEMENT', `${name()} is in ${heap.memory} memory, where nothing is kept between runs`)
  const count = heap.rotation?.count ?? 1
  if (count !== info.history + 1 || (heap.rotation?.slot ?? 0) !== (placement.previous ?? 0))
    reject(
      'PLACEMENT',
      `${name()} keeps ${info.history} earlier runs, but its heap is slot ${heap.rotation?.slot ?? 0} of ${count}`,
    )
}

function checkTexture(plan: Plan, resolved: ResolvedGraph, profile: DeviceProfile, t: number, words: Words): void {
  const texture = plan.textures.at(t)
  const longest = Math.max(...texture.size)
  if (Math.min(...texture.size) < 1 || texture.mipLevelCount < 1 || 2 ** (texture.mipLevelCount - 1) > longest)
    reject(
      'MALFORMED',
      `${words.texture(t)} is ${texture.size.join(' × ')} texels in ${counted(texture.mipLevelCount, 'level')}`,
    )
  const sizeBytes = textureBytes(texture)
  if (texture.sizeBytes < sizeBytes)
    reject('PLACEMENT', `${words.texture(t)} has ${counted(texture.sizeBytes, 'byte')} for texels of ${sizeBytes}`)
  if (texture.lifetime !== 'transient') {
    const info = resolved.resources[resolved.resourceIndex.get(texture.resource ?? '') ?? -1]
    if (!info?.isTexture || info.lifetime !== texture.lifetime || info.sizeBytes !== sizeBytes)
      reject('MALFORMED', `${words.texture(t)} is not the ${texture.lifetime} texture of the graph that it names`)
    if ((texture.rotation?.count ?? 1) !== info.history + 1)
      reject(
        'PLACEMENT',
        `${words.texture(t)} keeps ${info.history} earlier runs in ${texture.rotation?.count ?? 1} places`,
      )
  }
  if (texture.heap === undefined) return
  const heap = plan.heaps.find(texture.heap)
  const offset = texture.offset ?? -1
  if (
    !heap ||
    heap.memory !== 'device' ||
    offset < 0 ||
    offset > heap.sizeBytes ||
    texture.sizeBytes > heap.sizeBytes - offset
  )
    reject('PLACEMENT', `${words.texture(t)} is not inside a device heap`)
  if (offset % profile.alignments.texturePlacementBytes !== 0)
    reject(
      'DEVICE_RULE',
      `${words.texture(t)} is at ${offset}, no multiple of the device's texturePlacementBytes of ${profile.alignments.texturePlacementBytes}`,
    )
}

function checkRotations(plan: Plan, words: Words): void {
  const areHeapsAlike = (a: ReadHeap, b: ReadHeap) => a.memory === b.memory && a.sizeBytes === b.sizeBytes
  checkGroups('heaps', plan.heaps, areHeapsAlike, (h) => words.heap(h))
  const areTexturesAlike = (a: ReadTexture, b: ReadTexture) => a.resource === b.resource
  checkGroups('textures', plan.textures, areTexturesAlike, (t) => words.texture(t))
}

/** Checks that a rotation group has one member per slot, and that the members are alike. */
function checkGroups<Member extends { readonly rotation: Rotation | undefined }>(
  what: string,
  members: Rows<Member>,
  areAlike: (a: Member, b: Member) => boolean,
  nameOf: (member: number) => string,
): void {
  const groups = new Map<number, RotationSlots>()
  members.forEach((one, member) => {
    const { rotation } = one
    if (!rotation) return
    const { count, slot } = rotation
    let group = groups.get(rotation.group)
    if (!group) groups.set(rotation.group, (group = new RotationSlots(count, member)))
    const isLike = group.count === count && areAlike(members.at(group.first), one)
    if (!isLike || slot >= count || !group.take(slot))
      reject(
        'MALFORMED',
        `The ${what} that rotate with ${nameOf(member)} are not ${group.count} of one kind, one a slot`,
      )
  })
  for (const { count, taken, first } of groups.values())
    if (taken !== count) reject('MALFORMED', `${nameOf(first)} rotates with ${taken} of ${count} ${what}`)
}

const isPosition = (plan: Plan, [s, c]: Position): boolean => c < plan.submissions.commandCount(s)
