/** The memory of a reference run: every resource has bytes of its own, and keeps them. */
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import { bytesBehind } from '../cpu/bytes-behind.ts'
import { isUint8Array } from '../given.ts'
import { copyRowsToTexture, copyTextureToRows, tightRowsAt } from '../cpu/texture.ts'
import { boxesOf } from '../graph/texel-rows.ts'
import { counted, invalidImport, invalidOption, missingImport } from '../errors.ts'
import { regionBytes, type Region } from '../graph/endpoint.ts'
import { nearestSurplus } from '../nearest-id.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'
import type { ResourceInfo } from '../graph/resources.ts'

export class ReferenceMemory {
  /** Instances by resource, then by how many runs back: [0] is the current contents. */
  private readonly instances: Uint8Array[][]
  private readonly resolved: ResolvedGraph

  /** @throws MemkitError MISSING_IMPORT, INVALID_IMPORT or OUT_OF_HOST_MEMORY. */
  constructor(
    resolved: ResolvedGraph,
    persistent: Readonly<Record<string, Uint8Array>>,
    imports: Readonly<Record<string, Uint8Array>>,
  ) {
    this.resolved = resolved
    this.instances = resolved.resources.map((info) =>
      info.lifetime === 'imported'
        ? [importedBytes(info, resolved, imports)]
        : Array.from({ length: info.history + 1 }, (_, back) =>
            startingBytes(info, stateKey(info.id, back), persistent),
          ),
    )
  }

  /** All live bytes of a resource. */
  bytes(resource: number, previous = 0): Uint8Array {
    return this.instances[resource]![previous]!
  }

  info(region: Region): ResourceInfo {
    return this.resolved.resources[region.resource]!
  }

  /** The live bytes that a body or kernel sees: a buffer's range, or the whole texture. */
  view(region: Region): Uint8Array {
    const bytes = this.bytes(region.resource, region.previous)
    return region.kind === 'buffer' ? bytes.subarray(region.offset, region.offset + region.size) : bytes
  }

  /** A copy of a region's bytes, rows without padding. */
  read(region: Region): Uint8Array {
    return readRegion(this.bytes(region.resource, region.previous), this.info(region).layout, region)
  }

  write(region: Region, bytes: Uint8Array): void {
    writeRegion(this.bytes(region.resource, region.previous), this.info(region).layout, region, bytes)
  }

  /**
   * The state that the next run starts from: contents move one run back, and the oldest become the current ones, as heaps
   * rotate.
   */
  nextState(): Record<string, Uint8Array> {
    const state: [string, Uint8Array][] = []
    for (const { id, index, lifetime, history } of this.resolved.resources) {
      if (lifetime !== 'persistent') continue
      for (let back = 0; back <= history; back++)
        state.push([stateKey(id, (back + 1) % (history + 1)), this.bytes(index, back).slice()])
    }
    return Object.fromEntries(state)
  }
}

/** A copy of a region of a resource's bytes, rows without padding. @param layout that of a texture */
export function readRegion(whole: Uint8Array, layout: ResourceInfo['layout'], region: Region): Uint8Array {
  const bytes = allocateBytes(regionBytes(region), 'what is read')
  if (region.kind === 'buffer') {
    bytes.set(whole.subarray(region.offset, region.offset + region.size))
    return bytes
  }
  let offset = 0
  for (const box of boxesOf(region, layout!)) {
    const rows = tightRowsAt(layout!, box, offset)
    copyTextureToRows(whole, layout!, box, bytes, rows)
    offset += rows.rowBytes * rows.rowsPerImage * box.size[2]
  }
  return bytes
}

export function writeRegion(
  whole: Uint8Array,
  layout: ResourceInfo['layout'],
  region: Region,
  bytes: Uint8Array,
): void {
  if (region.kind === 'buffer') return whole.set(bytes, region.offset)
  let offset = 0
  for (const box of boxesOf(region, layout!)) {
    const rows = tightRowsAt(layout!, box, offset)
    copyRowsToTexture(bytes, rows, whole, layout!, box)
    offset += rows.rowBytes * rows.rowsPerImage * box.size[2]
  }
}

/** The key in a state of a persistent resource's contents of `back` runs ago, which no id of another resource equals. */
export const stateKey = (id: string, back: number): string => (back === 0 && !/@\d+$/.test(id) ? id : `${id}@${back}`)

function startingBytes(info: ResourceInfo, key: string, persistent: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const bytes = allocateBytes(info.sizeBytes, `the resource ${JSON.stringify(info.id)}`)
  if (info.lifetime !== 'persistent' || !Object.hasOwn(persistent, key)) return bytes
  const before: unknown = persistent[key]
  const given = isUint8Array(before) ? memoryOf(before) : undefined
  if (!given || given.byteLength > bytes.byteLength)
    throw invalidOption(
      `persistent[${JSON.stringify(key)}]`,
      before,
      `a Uint8Array of ${counted(bytes.byteLength, 'byte')}`,
    )
  bytes.set(given)
  return bytes
}

function importedBytes(
  { id, sizeBytes }: ResourceInfo,
  { resources }: ResolvedGraph,
  imports: Readonly<Record<string, Uint8Array>>,
): Uint8Array {
  if (!Object.hasOwn(imports, id)) {
    const known = resources.map((one) => one.id)
    throw missingImport(id, nearestSurplus(id, imports, known))
  }
  const bytes: unknown = imports[id]
  if (!isUint8Array(bytes)) throw invalidImport(id, 'in the reference it is a Uint8Array')
  if (bytes.byteLength !== sizeBytes)
    throw invalidImport(id, `it has ${counted(bytes.byteLength, 'byte')} instead of ${sizeBytes}`)
  return bytes
}

/** Its bytes; undefined where its buffer was detached or no longer fits. */
function memoryOf(view: Uint8Array): Uint8Array | undefined {
  try {
    return bytesBehind(view)
  } catch {
    return undefined
  }
}
