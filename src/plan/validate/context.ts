/** Facts about a plan that its checks look up repeatedly. */
import { capital } from '../../errors.ts'
import { textureLayout, type TextureLayout } from '../../graph/texture-layout.ts'
import type { Heap, Plan } from '../document.ts'
import type { DeviceProfile } from '../profile.ts'
import { heapWords } from '../facts/plan-words.ts'
import { at, checkIndex, checkRange, refuse, type Path } from './refuse.ts'

export interface PlanContext {
  readonly plan: Plan
  readonly profile: DeviceProfile
  readonly shaders: ReadonlySet<string>
  readonly bodies: ReadonlySet<string>
  /** Names of inputs that a run may leave out. */
  readonly optionalInputs: ReadonlySet<string>
  readonly layouts: Layouts
}

const mostKept = 64

/** Texel layouts by texture. Those of the latest are kept: commands mostly use what the ones before them used, and each may have its own. */
export class Layouts {
  private readonly textures: Plan['textures']
  private readonly numbers = new Int32Array(mostKept).fill(-1)
  private readonly latest: TextureLayout[] = []

  constructor(textures: Plan['textures']) {
    this.textures = textures
  }

  /** The layout of a texture that there is. */
  of(t: number): TextureLayout {
    const slot = t % mostKept
    if (this.numbers[slot] !== t) {
      const { format, size, dimension, mipLevelCount, sampleCount } = this.textures[t]!
      this.latest[slot] = textureLayout({
        id: '',
        kind: 'texture',
        format,
        size,
        dimension,
        mipLevelCount,
        sampleCount,
      })
      this.numbers[slot] = t
    }
    return this.latest[slot]!
  }
}

/** The way a command uses a heap: shaders cannot use staging, and each staging heap is used in one direction only. */
export type HeapUse = 'from' | 'to' | 'shader'
const suits: Readonly<Record<HeapUse, readonly Heap['memory'][]>> = {
  from: ['device', 'imported', 'upload'],
  to: ['device', 'imported', 'readback'],
  shader: ['device', 'imported'],
}

export function checkHeap({ plan }: PlanContext, heap: number, use: HeapUse, path: Path, key?: string): void {
  const planned = plan.heaps[heap]
  if (planned && suits[use].includes(planned.memory)) return
  const place = key === undefined ? path : at(path, key)
  checkIndex(heap, plan.heaps.length, 'heap', place)
  refuse(
    `${capital(heapWords(plan, heap))} is ${planned!.memory} memory; ${use === 'shader' ? 'a pass uses' : use === 'to' ? 'a command writes' : 'a command reads'} ${suits[use].join(', ')} memory`,
    place,
  )
}

export function checkBytes(
  context: PlanContext,
  { heap, offset, size }: { readonly heap: number; readonly offset: number; readonly size: number },
  use: HeapUse,
  path: Path,
  key?: string,
): void {
  const { heaps } = context.plan
  const planned = heaps[heap]
  // Subtracted, because a sum could round.
  if (
    planned &&
    suits[use].includes(planned.memory) &&
    offset <= planned.sizeBytes &&
    size <= planned.sizeBytes - offset
  )
    return
  const place = key === undefined ? path : at(path, key)
  checkHeap(context, heap, use, place)
  checkRange(offset, size, heaps[heap]!.sizeBytes, () => heapWords(context.plan, heap), place)
}
