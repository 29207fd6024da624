/**
 * Texels that are defined, for textures where bytes of whole layers do not suffice: transient ones that are written in parts
 * (boxes, or one of two aspects), and those of any lifetime that an attachment discards.
 */
import { texelsReadBeforeWrite } from '../../errors.ts'
import { READS, WRITES } from '../../graph/access.ts'
import type { Pass } from '../../graph/document.ts'
import { endpointId, type TextureRegion } from '../../graph/endpoint.ts'
import type { EndpointUse } from '../../graph/endpoint-use.ts'
import type { Faults } from '../../graph/faults.ts'
import { passRegions, passUses } from '../../graph/pass-regions.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import { regionRows, type TexelRows } from '../staging/texel-rows.ts'
import { TexelCover } from '../support/texel-cover.ts'
import type { Rectangle } from '../support/texel-sweep.ts'

/** An account of written texels; undefined where bytes of whole layers suffice. O(endpoints). */
export function writtenTexels(graph: ResolvedGraph): WrittenTexels | undefined {
  if (!graph.hasTextures) return undefined
  const watched = new Map<number, TextureTexels>()
  for (let p = 0; p < graph.graph.passes.length; p++) {
    const pass = graph.graph.passes[p]!
    const dropped = droppedSlots(pass)
    if (dropped.length === 0 && !touchesTransientTexture(graph, p)) continue
    passUses(graph, p).forEach(({ endpoint, flags }, slot) => {
      if ((flags & WRITES) === 0) return
      const isPart =
        typeof endpoint === 'object' && ('origin' in endpoint || 'aspect' in endpoint || Array.isArray(endpoint.size))
      if (!isPart && !dropped.includes(slot)) return
      const resource = graph.resourceIndex.get(endpointId(endpoint))!
      const { layout } = graph.resources[resource]!
      const startsWritten = !graph.instanceTransient[resource]
      if (layout && (!startsWritten || dropped.includes(slot)) && !watched.has(resource))
        watched.set(resource, new TextureTexels(layout, startsWritten))
    })
  }
  return watched.size === 0 ? undefined : new WrittenTexels(graph, watched)
}

/** The account of which texels are defined, which follows the passes in declared order. */
export class WrittenTexels {
  private readonly graph: ResolvedGraph
  private readonly watched: ReadonlyMap<number, TextureTexels>

  constructor(graph: ResolvedGraph, watched: ReadonlyMap<number, TextureTexels>) {
    this.graph = graph
    this.watched = watched
  }

  /**
   * Checks and applies pass p. Passes must come in declared order. A read of texels that nothing wrote, or that an attachment
   * discarded, is a fault, READ_BEFORE_WRITE.
   */
  visit(p: number, faults: Faults): void {
    const { graph } = this
    const touched = this.watchedRegions(p)
    for (const { texels, region, use } of touched) {
      const missing = use.flags & READS ? texels.missing(region) : undefined
      if (!missing) continue
      faults.add(
        texelsReadBeforeWrite(graph.graph.passes[p]!.id, graph.resources[region.resource]!.id, missing, use.path),
      )
      texels.write(region)
    }
    this.applyWrites(p, touched)
  }

  /** Applies pass p, unless it reads texels that nothing wrote: the id of the first texture of which it does so. */
  visitUnlessUnread(p: number): string | undefined {
    const touched = this.watchedRegions(p)
    const unread = touched.find(({ texels, region, use }) => use.flags & READS && texels.missing(region))
    if (unread) return this.graph.resources[unread.region.resource]!.id
    this.applyWrites(p, touched)
    return undefined
  }

  private applyWrites(p: number, regions: readonly WatchedRegion[]): void {
    const pass = this.graph.graph.passes[p]!
    // A run may leave it out, so it makes nothing defined.
    if (pass.kind === 'upload' && pass.optional) return
    for (const { texels, region, use } of regions) if (use.flags & WRITES) texels.write(region)
    for (const { texels, region, use, isDropped } of regions) if (isDropped && use.flags & WRITES) texels.drop(region)
  }

  private watchedRegions(p: number): WatchedRegion[] {
    const { graph, watched } = this
    if (!this.touches(p)) return []
    const uses = passUses(graph, p)
    const dropped = droppedSlots(graph.graph.passes[p]!)
    return passRegions(graph, p).flatMap((region, slot) => {
      // Contents of earlier runs are defined.
      const texels = region.kind === 'texture' && !region.previous ? watched.get(region.resource) : undefined
      return texels && region.kind === 'texture'
        ? [{ texels, region, use: uses[slot]!, isDropped: dropped.includes(slot) }]
        : []
    })
  }

  private touches(p: number): boolean {
    const { accessStart, accessInstance } = this.graph
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) if (this.watched.has(accessInstance[a]!)) return true
    return false
  }
}

/** A region of a watched texture, which a pass uses. */
interface WatchedRegion {
  readonly texels: TextureTexels
  readonly region: TextureRegion
  readonly use: EndpointUse
  /** Whether it is an attachment that is not stored. */
  readonly isDropped: boolean
}

/** A box of undefined texels, in the coordinates of an endpoint. */
export interface MissingTexels {
  readonly mipLevel: number
  readonly origin: readonly [number, number, number]
  readonly size: readonly [number, number, number]
  readonly aspect: 'all' | 'depth-only' | 'stencil-only'
}

const aspects = ['depth-only', 'stencil-only'] as const

class TextureTexels {
  private readonly layout: TextureLayout
  /** Covers by aspect (depth and stencil, or all at once), then by layer or slice of each level. */
  private readonly parts: (TexelCover | undefined)[][]
  private readonly firstSlice: number[] = []
  private readonly startsWritten: boolean
  /** Number of covers that may be incomplete. While it is zero, reads and writes change nothing. */
  private open: number

  constructor(layout: TextureLayout, startsWritten: boolean) {
    this.layout = layout
    this.startsWritten = startsWritten
    let slices = 0
    for (const level of layout.levels) {
      this.firstSlice.push(slices)
      slices += level.slices
    }
    const count = layout.format.depth && layout.format.stencil ? 2 : 1
    this.parts = Array.from({ length: count }, () => new Array<TexelCover | undefined>(slices).fill(undefined))
    this.open = startsWritten ? 0 : count * slices
  }

  write(region: TextureRegion): void {
    if (this.open > 0) this.each(region, (cover, box) => this.counted(cover, () => cover.add(box)))
  }

  /** Makes a discarded attachment undefined. Attachments are whole levels. */
  drop(region: TextureRegion): void {
    this.each(region, (cover) => this.counted(cover, () => cover.clear()))
  }

  /** The first undefined texels of a region, in the order of aspects, levels, layers and rows. */
  missing(region: TextureRegion): MissingTexels | undefined {
    if (this.open === 0) return undefined
    const { blockWidth, blockHeight } = this.layout.format
    let found: MissingTexels | undefined
    this.each(region, (cover, box, { mipLevel }, z, part) => {
      if (found || cover.isWhole) return
      const missing = this.counted(cover, () => cover.firstMissing(box))
      if (!missing) return
      const { width, height } = this.layout.levels[mipLevel]!
      const [x, y] = [missing.x0 * blockWidth, missing.y0 * blockHeight]
      found = {
        mipLevel,
        origin: [x, y, z],
        size: [Math.min(missing.x1 * blockWidth, width) - x, Math.min(missing.y1 * blockHeight, height) - y, 1],
        aspect: this.parts.length === 1 ? 'all' : aspects[part]!,
      }
    })
    return found
  }

  private counted<T>(cover: TexelCover, change: () => T): T {
    const before = cover.isWhole
    const result = change()
    this.open += Number(before) - Number(cover.isWhole)
    return result
  }

  private each(
    region: TextureRegion,
    visit: (cover: TexelCover, box: Rectangle, rows: TexelRows, z: number, part: number) => void,
  ): void {
    const { blockWidth, blockHeight } = this.layout.format
    const boxes = regionRows(region, this.layout)
    this.parts.forEach((covers, part) => {
      if (this.parts.length === 2 && region.aspect !== 'all' && region.aspect !== aspects[part]) return
      for (const rows of boxes) {
        const { mipLevel, origin, size } = rows
        const { blocksX, blocksY } = this.layout.levels[mipLevel]!
        const box = {
          x0: origin[0] / blockWidth,
          y0: origin[1] / blockHeight,
          x1: Math.ceil((origin[0] + size[0]) / blockWidth),
          y1: Math.ceil((origin[1] + size[1]) / blockHeight),
        }
        for (let z = origin[2]; z < origin[2] + size[2]; z++) {
          const slice = this.firstSlice[mipLevel]! + z
          visit((covers[slice] ??= new TexelCover(blocksX, blocksY, this.startsWritten)), box, rows, z, part)
        }
      }
    })
  }
}

/** The whole layer that contains a byte of the linear layout. */
export function layerAt({ levels }: TextureLayout, byte: number): MissingTexels {
  const mipLevel = levels.findLastIndex(({ offset }) => offset <= byte)
  const { offset, sliceBytes, width, height } = levels[mipLevel]!
  const layer = Math.floor((byte - offset) / sliceBytes)
  return { mipLevel, origin: [0, 0, layer], size: [width, height, 1], aspect: 'all' }
}

function touchesTransientTexture(graph: ResolvedGraph, p: number): boolean {
  const { accessStart, accessInstance, accessFlags, instanceTexture, instanceTransient } = graph
  for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
    const instance = accessInstance[a]!
    if (accessFlags[a]! & WRITES && instanceTexture[instance]! & instanceTransient[instance]!) return true
  }
  return false
}

/** Slots of attachments that are not stored. A resolve target follows its attachment. */
function droppedSlots(pass: Pass): number[] {
  const slots: number[] = []
  if (pass.kind !== 'render') return slots
  let slot = 0
  for (const { store, resolve } of pass.color ?? []) {
    if (store === 'discard') slots.push(slot)
    slot += resolve === undefined ? 1 : 2
  }
  if (pass.depth?.store === 'discard' && !pass.depth.readOnly) slots.push(slot)
  return slots
}
