/**
 * The bytes that something wrote of transient resources, and of textures that passes discard: a flag for every byte of a buffer and for every block of a texture
 * (for depth and stencil, one each). One flag for each, so that the oracle finds unwritten bytes by looking at every one.
 */
import { forEachRowOf } from '../cpu/texture.ts'
import { boxesOf } from '../graph/texel-rows.ts'
import { counted, outOfHostMemory, readBeforeWrite, texelsReadBeforeWrite } from '../errors.ts'
import { READS, WRITES } from '../graph/access.ts'
import type { Pass } from '../graph/document.ts'
import { endpointId, type Region, type TextureRegion } from '../graph/endpoint.ts'
import type { EndpointUse } from '../graph/endpoint-use.ts'
import { passRegions, passUses } from '../graph/pass-regions.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'
import type { ResourceInfo } from '../graph/resources.ts'

type Single = 'depth-only' | 'stencil-only'
const both: readonly Single[] = ['depth-only', 'stencil-only']

/** @throws MemkitError READ_BEFORE_WRITE for the first pass that reads what nothing wrote, or OUT_OF_HOST_MEMORY. */
export function demandWritten(resolved: ResolvedGraph): void {
  const flags = new WrittenFlags(resolved)
  resolved.graph.passes.forEach((pass, p) => {
    const uses = passUses(resolved, p)
    const regions = passRegions(resolved, p)
    flags.before(pass, uses, regions)
    flags.after(pass, uses, regions)
  })
}

class WrittenFlags {
  private readonly resources: readonly ResourceInfo[]
  /** Flags by resource; undefined where contents from before the run count. One list, or one each for depth and stencil. */
  private readonly flags: readonly (readonly Uint8Array[] | undefined)[]

  constructor({ resources, graph }: ResolvedGraph) {
    this.resources = resources
    const discarded = new Set(graph.passes.flatMap(discardedBy))
    this.flags = resources.map((info) => {
      if (info.lifetime === 'transient') return allocate(info)
      return discarded.has(info.id) ? allocate(info).map((list) => list.fill(1)) : undefined
    })
  }

  before(pass: Pass, uses: readonly EndpointUse[], regions: readonly Region[]): void {
    regions.forEach((region, slot) => {
      const { flags, path } = uses[slot]!
      if (flags & READS) this.demand(pass, region, path)
    })
  }

  after(pass: Pass, uses: readonly EndpointUse[], regions: readonly Region[]): void {
    // An upload that a run may leave out defines nothing.
    if (pass.kind === 'upload' && pass.optional) return
    regions.forEach((region, slot) => {
      if (uses[slot]!.flags & WRITES) this.set(region, 1)
    })
    if (pass.kind !== 'render') return
    let slot = 0
    for (const { store, resolve } of pass.color ?? []) {
      if (store === 'discard') this.set(regions[slot]!, 0)
      slot += resolve === undefined ? 1 : 2
    }
    if (pass.depth?.store === 'discard' && !pass.depth.readOnly) this.set(regions[slot]!, 0)
  }

  private set(region: Region, value: 0 | 1): void {
    const lists = this.flags[region.resource]
    if (region.kind === 'buffer') lists?.[0]!.fill(value, region.offset, region.offset + region.size)
    else
      lists?.forEach((list, part) => {
        if (touches(region, lists, part)) this.forEachRow(region, (at, count) => list.fill(value, at, at + count))
      })
  }

  private demand(pass: Pass, region: Region, path: string): void {
    // Contents of earlier runs count as written.
    const lists = region.previous === 0 ? this.flags[region.resource] : undefined
    const { id } = this.resources[region.resource]!
    if (region.kind === 'buffer') {
      const end = region.offset + region.size
      const begin = lists?.[0]!.subarray(0, end).indexOf(0, region.offset) ?? -1
      if (begin < 0) return
      const next = lists![0]!.subarray(0, end).indexOf(1, begin)
      throw readBeforeWrite(pass.id, id, begin, next < 0 ? end : next, path)
    }
    lists?.forEach((list, part) => {
      if (!touches(region, lists, part)) return
      const aspect = lists.length === 1 ? 'all' : both[part]!
      this.forEachRow(region, (at, count, mipLevel, row) => {
        const column = list.subarray(at, at + count).indexOf(0)
        if (column < 0) return
        const { blockWidth, blockHeight } = this.resources[region.resource]!.layout!.format
        const [x, y, z] = [row.x + column * blockWidth, row.y, row.z]
        const size = [blockWidth, blockHeight, 1]
        throw texelsReadBeforeWrite(pass.id, id, { mipLevel, origin: [x, y, z], size, aspect }, path)
      })
    })
  }

  /** Visits the rows of blocks of a region: the first flag of each, how many flags, and its place in its mip level. */
  private forEachRow(
    region: TextureRegion,
    visit: (at: number, count: number, mipLevel: number, row: { x: number; y: number; z: number }) => void,
  ): void {
    const layout = this.resources[region.resource]!.layout!
    const { blockBytes, blockWidth, blockHeight } = layout.format
    for (const box of boxesOf(region, layout)) {
      const { mipLevel, origin, size } = box
      const rows = Math.ceil(size[1] / blockHeight)
      let row = 0
      forEachRowOf(layout, box, (byte) => {
        const [y, z] = [origin[1] + (row % rows) * blockHeight, origin[2] + Math.floor(row / rows)]
        row += 1
        // All samples of a texel are written and read together.
        visit(byte / (blockBytes * layout.sampleCount), Math.ceil(size[0] / blockWidth), mipLevel, {
          x: origin[0],
          y,
          z,
        })
      })
    }
  }
}

/** Ids of the textures that a pass does not store. */
function discardedBy(pass: Pass): string[] {
  if (pass.kind !== 'render') return []
  const all = [...(pass.color ?? []), ...(pass.depth && !pass.depth.readOnly ? [pass.depth] : [])]
  return all.filter(({ store }) => store === 'discard').map(({ use }) => endpointId(use))
}

const touches = ({ aspect }: TextureRegion, lists: readonly Uint8Array[], part: number): boolean =>
  lists.length === 1 || aspect === 'all' || aspect === both[part]

function allocate({ id, sizeBytes, layout }: ResourceInfo): Uint8Array[] {
  try {
    if (!layout) return [new Uint8Array(sizeBytes)]
    const { format, sampleCount } = layout
    const blocks = sizeBytes / (format.blockBytes * sampleCount)
    return format.depth && format.stencil ? [new Uint8Array(blocks), new Uint8Array(blocks)] : [new Uint8Array(blocks)]
  } catch (cause) {
    throw outOfHostMemory(
      `what was written of the resource ${JSON.stringify(id)} (${counted(sizeBytes, 'byte')})`,
      cause,
    )
  }
}
