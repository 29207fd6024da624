/** The checks of heaps, textures and placements, against the device's limits and what a format allows. */
import { checkedLayout } from '../../graph/resources.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import { counted, isMemkitError, overLimit } from '../../errors.ts'
import type { Plan, PlannedTexture, Position } from '../document.ts'
import type { DeviceProfile } from '../profile.ts'
import { heapName, heapWords } from '../facts/plan-words.ts'
import { at, checkFirst, checkIndex, checkLimit, checkRange, refuse, type Path } from './refuse.ts'
import { extentLimit } from '../extent-limits.ts'

export function validateMemory(plan: Plan, profile: DeviceProfile): void {
  const imports = new Set<string>()
  plan.imports.forEach((id, i) => checkFirst(imports, id, 'import', () => `imports[${i}]`))
  const rotations = new Rotations(plan.heaps.length + plan.textures.length)
  let h = 0
  const heapPath = () => `heaps[${h}]`
  const { maxBufferBytes } = profile.limits
  for (; h < plan.heaps.length; h++) {
    const { memory, resource, rotation, sizeBytes } = plan.heaps[h]!
    if (memory === 'imported') {
      if (resource === undefined || !imports.has(resource))
        refuse('An imported heap names a resource of "imports"', heapPath)
    } else if (sizeBytes < 1) refuse('A heap has at least one byte', at(heapPath, 'sizeBytes'))
    if (sizeBytes > maxBufferBytes)
      throw overLimit(
        `The size of ${heapName(plan, h)}`,
        sizeBytes,
        'maxBufferBytes',
        maxBufferBytes,
        `${heapPath()}.sizeBytes`,
      )
    if (!rotation) continue
    if (memory !== 'device') refuse('Only device heaps rotate', heapPath)
    rotations.add('heaps', rotation, h, (first) => plan.heaps[first]!.sizeBytes === sizeBytes)
  }
  // One path for all textures: what is refused is refused at once.
  let t = 0
  const path = () => `textures[${t}]`
  for (; t < plan.textures.length; t++) {
    const texture = plan.textures[t]!
    if (texture.lifetime === 'imported' && (texture.resource === undefined || !imports.has(texture.resource)))
      refuse('An imported texture names a resource of "imports"', path)
    checkTexture(texture, profile, path)
    if (texture.heap !== undefined) checkPlace(plan, texture, profile, path)
    if (!texture.rotation) continue
    if (texture.lifetime !== 'persistent') refuse('Only persistent textures rotate', path)
    rotations.add('textures', texture.rotation, t, (first) => areAlike(texture, plan.textures[first]!))
  }
  rotations.finish()
  validatePlacements(plan)
}

function checkTexture(texture: PlannedTexture, { limits }: DeviceProfile, path: Path): void {
  const { format, size, dimension, mipLevelCount, sampleCount, sizeBytes } = texture
  const [width, height, depth] = size
  const name = extentLimit[dimension]
  const most = limits[name]
  if (Math.max(width, height, dimension === '3d' ? depth : 1) > most)
    for (const extent of size) checkLimit(extent, name, most, at(path, 'size'))
  if (dimension !== '3d' && depth > limits.maxTextureArrayLayers)
    checkLimit(depth, 'maxTextureArrayLayers', limits.maxTextureArrayLayers, at(path, 'size'))
  const described = { id: 'texture', kind: 'texture', format, size, dimension, mipLevelCount, sampleCount } as const
  const layout = layoutOf(described, path)
  if (sizeBytes < layout.sizeBytes)
    refuse(`The texture has ${counted(layout.sizeBytes, 'byte')}, not ${sizeBytes}`, at(path, 'sizeBytes'))
}

function layoutOf(texture: Parameters<typeof checkedLayout>[0], path: Path): TextureLayout {
  try {
    return checkedLayout(texture, 0)
  } catch (error) {
    if (isMemkitError(error)) refuse(error.message, path)
    throw error
  }
}

function checkPlace(plan: Plan, texture: PlannedTexture, { rules, alignments }: DeviceProfile, path: Path): void {
  const { heap, offset = 0, sizeBytes } = texture
  if (heap! >= plan.heaps.length) checkIndex(heap!, plan.heaps.length, 'heap', at(path, 'heap'))
  const { memory, sizeBytes: room } = plan.heaps[heap!]!
  if (!rules.placedTextures) refuse('The device places textures by itself', at(path, 'heap'))
  if (memory !== 'device' || texture.lifetime === 'imported')
    refuse('Textures are placed in device memory', at(path, 'heap'))
  if (offset % alignments.texturePlacementBytes !== 0)
    refuse(`Textures begin on multiples of ${alignments.texturePlacementBytes}`, at(path, 'offset'))
  checkRange(offset, sizeBytes, room, () => heapWords(plan, heap!), path)
}

/** Contents of a resource with the longest history that a document can ask for. */
const mostContents = 17

const areAlike = (a: PlannedTexture, b: PlannedTexture): boolean =>
  a.format === b.format &&
  a.size.every((n, axis) => n === b.size[axis]) &&
  a.mipLevelCount === b.mipLevelCount &&
  a.sampleCount === b.sampleCount &&
  a.dimension === b.dimension &&
  a.sizeBytes === b.sizeBytes &&
  a.usage.length === b.usage.length &&
  a.usage.every((name, i) => name === b.usage[i])

/** A rotation group so far: its first heap or texture, how many it has, and a bit for the slot of each. */
interface RotationGroup {
  readonly count: number
  readonly first: number
  found: number
  slots: number
}

/** The check of rotation groups: the slots of a group are 0 … count − 1, each once, and all of them alike. */
class Rotations {
  private readonly groups = {
    heaps: new Map<number, RotationGroup>(),
    textures: new Map<number, RotationGroup>(),
  }

  private readonly most: number

  /** @param most groups are numbered below it: a map of numbers that are chosen to have one hash is slow */
  constructor(most: number) {
    this.most = most
  }

  /** @param isLike whether the one with a number is like this one */
  add(
    kind: 'heaps' | 'textures',
    { group: number, slot, count }: { readonly group: number; readonly slot: number; readonly count: number },
    index: number,
    isLike: (first: number) => boolean,
  ): void {
    const path = () => `${kind}[${index}]`
    if (number >= this.most)
      refuse(`Rotation groups have numbers below ${this.most}, that of heaps and textures`, at(path, 'rotation.group'))
    // Each of n resources is in each heap of its group.
    if (count > mostContents)
      refuse(`Rotation goes through ${mostContents} contents at most`, at(path, 'rotation.count'))
    let group = this.groups[kind].get(number)
    if (!group) this.groups[kind].set(number, (group = { count, first: index, found: 0, slots: 0 }))
    const bit = 1 << slot
    if (slot >= count || count !== group.count || (group.slots & bit) !== 0 || !isLike(group.first))
      refuse('The slots of one rotation group are 0 … count − 1, each once, of one size', path)
    group.slots |= bit
    group.found++
  }

  finish(): void {
    for (const kind of ['heaps', 'textures'] as const)
      for (const { count, first, found } of this.groups[kind].values())
        if (found !== count) refuse(`The rotation group has ${found} of ${count} slots`, () => `${kind}[${first}]`)
  }
}

function validatePlacements(plan: Plan): void {
  const { placements, textures, heaps } = plan
  let i = 0
  const path = () => `placements[${i}]`
  for (; i < placements.length; i++) {
    const { lifetime, heap, offset = -1, sizeBytes, declaredBytes = sizeBytes, texture, first, last } = placements[i]!
    if (texture !== undefined) {
      checkIndex(texture, textures.length, 'texture', path)
      // Persistent contents are read and written between runs, when no object may stand for a transient or imported texture.
      if (lifetime !== textures[texture]!.lifetime)
        refuse(`The texture is ${textures[texture]!.lifetime}, and what is placed in it too`, at(path, 'lifetime'))
    } else if (heap === undefined) refuse('A placement names a heap or a texture', path)
    if (heap !== undefined) {
      checkIndex(heap, heaps.length, 'heap', path)
      const { memory, sizeBytes: room, rotation } = heaps[heap]!
      if (offset < 0) refuse('A placement in a heap has an offset there', path)
      if (sizeBytes > room - offset) checkRange(offset, sizeBytes, room, heapWords(plan, heap), path)
      if (lifetime === 'persistent' && memory !== 'device')
        refuse(`What is persistent lies in device memory, not in ${memory} memory`, at(path, 'heap'))
      // An update would move a transient placement without the other heaps of the rotation.
      if (rotation && lifetime !== 'persistent')
        refuse(`What is ${lifetime} lies in memory that does not rotate`, at(path, 'lifetime'))
    }
    // The host reads and writes as many bytes as are declared.
    if (declaredBytes < 1 || declaredBytes > sizeBytes)
      refuse(`A resource placed in ${counted(sizeBytes, 'byte')} has 1 to ${sizeBytes}`, at(path, 'declaredBytes'))
    if (first) checkPosition(plan, first, path)
    if (last) checkPosition(plan, last, path)
  }
}

function checkPosition({ submissions }: Plan, [s, c]: Position, path: Path): void {
  checkIndex(s, submissions.length, 'submission', path)
  checkIndex(c, submissions[s]!.commands.length, 'command', path)
}
