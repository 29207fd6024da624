/** Bytes that heaps save by their topmost blocks, which are not rounded up. */
import type { Model } from './model.ts'
import { uint8Array } from '../../../graph/typed-arrays.ts'

/** Live totals of heaps, in rounded sizes. */
export interface Loads {
  readonly size: Float64Array
  /** By heap and section. */
  readonly load: Float64Array
  readonly peak: Float64Array
}

/**
 * Units that a heap may save: the least spare of some blocks that are never alive together, of which one is alive in each section that is full.
 * O(blocks × (blocks + sections)).
 */
export function savedOnTop(model: Model, { size, load, peak }: Loads, heap: Int32Array, h: number): number {
  const { low, high, count } = model.sections!
  const spares: { readonly from: number; readonly to: number; readonly spare: number }[] = []
  for (let i = 0; i < model.count; i++)
    if (heap[model.itemOf[i]!] === h && size[i]! > model.size[i]!)
      spares.push({ from: low[i]!, to: high[i]!, spare: size[i]! - model.size[i]! })
  if (spares.length === 0) return 0
  spares.sort((a, b) => b.spare - a.spare)
  /** By section: whether those before it are covered. */
  const reached = uint8Array(count + 1)
  for (let known = 1; known <= spares.length; known++) {
    reached.fill(0)
    reached[0] = 1
    for (let s = 0; s < count; s++) {
      if (reached[s] === 0) continue
      if (load[h * count + s]! < peak[h]!) reached[s + 1] = 1
      for (let k = 0; k < known; k++) if (spares[k]!.from === s) reached[spares[k]!.to] = 1
    }
    if (reached[count] === 1) return spares[known - 1]!.spare
  }
  return 0
}
