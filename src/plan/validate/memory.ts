/** The checks of heaps, textures and placements, against the device's limits and what a format allows. */
import { describeResource } from '../../graph/resources.ts'
import { textureLayout, type TextureLayout } from '../../graph/texture-layout.ts'
import { counted, isMemkitError } from '../../errors.ts'
import type { Plan, PlannedTexture } from '../document.ts'
import type { DeviceProfile } from '../profile.ts'
import { heapWords } from '../facts/plan-words.ts'
import { at, checkFirst, checkIndex, checkLimit, checkRange, refuse, type Path } from './refuse.ts'

/** @returns the texel layout of each texture */
export function validateMemory(plan: Plan, profile: DeviceProfile): TextureLayout[] {
  const imports = new Set<string>()
  plan.imports.forEach((id, i) => checkFirst(imports, id, 'import', () => `imports[${i}]`))
  const rotations = new Rotations(plan.heaps.length + plan.textures.length)
  plan.heaps.forEach(({ memory, resource, rotation, sizeBytes }, h) => {
    const path = () => `heaps[${h}]`
    if (memory === 'imported') {
      if (resource === undefined || !imports.has(resource))
        refuse('An imported heap names a resource of "imports"', path)
    } else if (sizeBytes < 1) refuse('A heap has at least one byte', at(path, 'sizeBytes'))
    if (rotation && memory !== 'device') refuse('Only device heaps rotate', path)
    if (rotation) rotations.add('heap', rotation, String(sizeBytes), path)
  })
  const layouts = plan.textures.map((texture, t) => {
    const path = () => `textures[${t}]`
    if (texture.lifetime === 'imported' && (texture.resource === undefined || !imports.has(texture.resource)))
      refuse('An imported texture names a resource of "imports"', path)
    const layout = checkTexture(texture, profile, path)
    if (texture.heap !== undefined) checkPlace(plan, texture, profile, path)
    if (texture.rotation) {
      const { format, size, mipLevelCount, sampleCount, dimension, usage, sizeBytes } = texture
      const alike = [format, ...size, mipLevelCount, sampleCount, dimension, sizeBytes, ...usage].join()
      if (texture.lifetime !== 'persistent') refuse('Only persistent textures rotate', path)
      rotations.add('texture', texture.rotation, alike, path)
    }
    return layout
  })
  rotations.finish()
  validatePlacements(plan)
  return layouts
}

function checkTexture(texture: PlannedTexture, { limits }: DeviceProfile, path: Path): TextureLayout {
  const { format, size, dimension, mipLevelCount, sampleCount, sizeBytes } = texture
  const [width, height, depth] = size
  const [name, most] =
    dimension === '1d'
      ? (['maxTextureDimension1D', limits.maxTextureDimension1D] as const)
      : dimension === '2d'
        ? (['maxTextureDimension2D', limits.maxTextureDimension2D] as const)
        : (['maxTextureDimension3D', limits.maxTextureDimension3D] as const)
  for (const extent of dimension === '3d' ? size : [width, height]) checkLimit(extent, name, most, at(path, 'size'))
  if (dimension !== '3d') checkLimit(depth, 'maxTextureArrayLayers', limits.maxTextureArrayLayers, at(path, 'size'))
  const described = { id: 'texture', kind: 'texture', format, size, dimension, mipLevelCount, sampleCount } as const
  try {
    describeResource(described, 0)
  } catch (error) {
    if (isMemkitError(error)) refuse(error.message, path)
    throw error
  }
  const layout = textureLayout(described)
  if (sizeBytes < layout.sizeBytes)
    refuse(`The texture has ${counted(layout.sizeBytes, 'byte')}, not ${sizeBytes}`, at(path, 'sizeBytes'))
  return layout
}

function checkPlace(plan: Plan, texture: PlannedTexture, { rules, alignments }: DeviceProfile, path: Path): void {
  const { heap, offset = 0, sizeBytes } = texture
  checkIndex(heap!, plan.heaps.length, 'heap', at(path, 'heap'))
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

/** The check of rotation groups: the slots of a group are 0 … count − 1, each once, and all of them alike. */
class Rotations {
  private readonly groups = new Map<
    string,
    { readonly count: number; readonly alike: string; readonly slots: Set<number>; readonly path: Path }
  >()

  private readonly most: number

  /** @param most groups are numbered below it: a map of numbers that are chosen to have one hash is slow */
  constructor(most: number) {
    this.most = most
  }

  add(
    kind: string,
    rotation: { readonly group: number; readonly slot: number; readonly count: number },
    alike: string,
    path: Path,
  ): void {
    if (rotation.group >= this.most)
      refuse(`Rotation groups have numbers below ${this.most}, that of heaps and textures`, at(path, 'rotation.group'))
    // Each of n resources is in each heap of its group.
    if (rotation.count > mostContents)
      refuse(`Rotation goes through ${mostContents} contents at most`, at(path, 'rotation.count'))
    const key = `${kind}/${rotation.group}`
    const group = this.groups.get(key) ?? { count: rotation.count, alike, slots: new Set(), path }
    this.groups.set(key, group)
    if (
      rotation.slot >= rotation.count ||
      rotation.count !== group.count ||
      group.slots.has(rotation.slot) ||
      alike !== group.alike
    )
      refuse('The slots of one rotation group are 0 … count − 1, each once, of one size', path)
    group.slots.add(rotation.slot)
  }

  finish(): void {
    for (const { count, slots, path } of this.groups.values())
      if (slots.size !== count) refuse(`The rotation group has ${slots.size} of ${count} slots`, path)
  }
}

function validatePlacements(plan: Plan): void {
  plan.placements.forEach(({ heap, offset = 0, sizeBytes, texture, first, last }, i) => {
    const path = () => `placements[${i}]`
    if (texture !== undefined) checkIndex(texture, plan.textures.length, 'texture', path)
    else if (heap === undefined) refuse('A placement names a heap or a texture', path)
    if (heap !== undefined) {
      checkIndex(heap, plan.heaps.length, 'heap', path)
      checkRange(offset, sizeBytes, plan.heaps[heap]!.sizeBytes, () => heapWords(plan, heap), path)
    }
    for (const position of [first, last]) {
      if (!position) continue
      checkIndex(position[0], plan.submissions.length, 'submission', path)
      checkIndex(position[1], plan.submissions[position[0]]!.commands.length, 'command', path)
    }
  })
}
