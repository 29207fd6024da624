/** Physical textures: their descriptors, and the usages that passes need. */
import { accessCode } from '../../graph/access.ts'
import type { Resource, TextureResource } from '../../graph/document.ts'
import type { Values } from '../analyse/values.ts'
import type { Nodes } from '../schedule/nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { PlannedTexture } from '../../plan/document.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { uint8Array } from '../../graph/typed-arrays.ts'

/** Bits of usages, in the order of `usageNames`. */
export type TextureUsage = number
const usageNames = ['copy-src', 'copy-dst', 'sampled', 'storage', 'attachment'] as const
const bit = Object.fromEntries(usageNames.map((name, i) => [name, 1 << i])) as Record<
  (typeof usageNames)[number],
  number
>

const usageOfAccess: Record<number, number> = {
  [accessCode['copy-read']]: bit['copy-src'],
  [accessCode['copy-write']]: bit['copy-dst'],
  [accessCode['sampled-read']]: bit.sampled,
  [accessCode['storage-read']]: bit.storage,
  [accessCode['storage-write']]: bit.storage,
  [accessCode['color-attachment']]: bit.attachment,
  [accessCode['depth-read']]: bit.attachment,
  [accessCode['depth-write']]: bit.attachment,
}

/** Whether the plan places a texture of so many bytes in a heap. One that is too large for every heap has memory of its own. */
export const isPlacedTexture = ({ rules, limits }: DeviceProfile, sizeBytes: number): boolean =>
  rules.placedTextures && sizeBytes <= limits.maxBufferBytes

function declaredUsage(resource: Resource): TextureUsage {
  let usage = 0
  if (resource.kind === 'texture' && resource.usage) for (const declared of resource.usage) usage |= bit[declared]
  return usage
}

/**
 * Usages of each texture value: those of live passes, and those that its resource declares, and the resources of what shares its memory.
 * @param resources that of each value
 */
export function textureUsages(graph: NormalGraph, values: Values, nodes: Nodes, resources: Int32Array): Uint8Array {
  const usages = uint8Array(values.valueCount)
  if (!graph.hasTextures) return usages
  // One that no pass touches may be there for code beside the graph.
  for (let v = 0; v < values.valueCount; v++) usages[v] = declaredUsage(graph.graph.resources[resources[v]!]!)
  for (let n = 0; n < nodes.nodeCount; n++) {
    for (let k = nodes.memberStart[n]!; k < nodes.memberStart[n + 1]!; k++) {
      const p = nodes.member[k]!
      const pass = graph.graph.passes[p]!
      for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
        const resource = graph.graph.resources[graph.instanceResource[graph.accessInstance[a]!]!]!
        if (resource.kind !== 'texture') continue
        let usage = usageOfAccess[graph.accessKind[a]!] ?? 0
        // A fill clears a texture: by an attachment clear where the format can be rendered to, else by copies of zeros.
        if (pass.kind === 'mipmap') usage |= bit.sampled | bit.attachment | bit['copy-src'] | bit['copy-dst']
        usages[values.accessValue[a]!]! |= usage | declaredUsage(resource)
      }
    }
  }
  return usages
}

/**
 * The lists in the textures of one plan, each of which stands once: a history may have very many textures of one size and usage. The textures
 * themselves are literals wherever they are made, with all fields: one takes 104 bytes in V8, and 470 with a spread in it.
 */
export class TextureLists {
  private readonly byUsage = new Map<TextureUsage, PlannedTexture['usage']>()
  private size: PlannedTexture['size'] = [1, 1, 1]

  usage(usage: TextureUsage): PlannedTexture['usage'] {
    let names = this.byUsage.get(usage)
    // A copy is as long as what it holds; what is gathered has room for more.
    if (!names) this.byUsage.set(usage, (names = usageNames.filter((name) => (usage & bit[name]) !== 0).slice()))
    return names
  }

  /** The size of a texture: the last one where they are equal, as they mostly are. */
  sizeOf({ size: [width, height = 1, depth = 1] }: TextureResource): PlannedTexture['size'] {
    const [w, h, d] = this.size
    return w === width && h === height && d === depth ? this.size : (this.size = [width!, height, depth])
  }
}

/** Key of textures that can be one physical texture at different times. Usages are left out, because they are joined. */
export function textureKey({
  format,
  dimension = '2d',
  size: [width, height = 1, depth = 1],
  mipLevelCount = 1,
  sampleCount = 1,
}: TextureResource): string {
  return [format, dimension, width, height, depth, mipLevelCount, sampleCount].join(' ')
}
