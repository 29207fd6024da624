/** One effect of a pass, with the bytes that its endpoint covers. */
import type { AccessKind } from './access-kinds.ts'
import type { Does } from './effects.ts'
import { bytesAt, texelsOf, type Extent } from './extents.ts'
import type { Region } from './regions.ts'
import { instanceOf, type ResourceInfo } from './resources.ts'

/** An endpoint of a pass on its instance. A pass may have very many: what follows from the others is computed when it is asked for. */
export class Slot {
  readonly does: Does
  readonly kind: AccessKind
  /** Whether the pass may be given the memory of one of its inputs for this endpoint. */
  readonly inPlace: boolean
  readonly region: Region
  private readonly info: ResourceInfo

  constructor(does: Does, kind: AccessKind, inPlace: boolean, region: Region, info: ResourceInfo) {
    this.does = does
    this.kind = kind
    this.inPlace = inPlace
    this.region = region
    this.info = info
  }

  get instance(): number {
    return instanceOf(this.info, this.region.previous)
  }

  get extent(): Extent {
    const { region } = this
    return region.kind === 'buffer' ? bytesAt(region.offset, region.size) : texelsOf(this.info.layout!, region)
  }

  /** An update depends on the bytes that it keeps. So does a write of one aspect, which shares its bytes with the other. */
  get reads(): boolean {
    if (this.does !== 'write') return true
    if (this.region.kind === 'buffer' || this.region.aspect === 'all') return false
    const { depth, stencil } = this.info.format!
    return depth && stencil
  }

  get writes(): boolean {
    return this.does !== 'read'
  }
}
