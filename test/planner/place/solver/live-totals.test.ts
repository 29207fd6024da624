/** Live totals of heaps in a tree over the sections: held against sums over every section. */
import { expect, it } from 'vitest'
import { alignedSizes, LiveTotals } from '../../../../src/planner/place/solver/live-totals.ts'
import { buildModel, type Model } from '../../../../src/planner/place/solver/model.ts'
import { seededRandom } from '../../../../src/planner/place/solver/ranking.ts'

const heaps = 3

it('peaks and growths are those of sums over every section', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed)
    const below = (n: number): number => Math.floor(random() * n)
    // As many sections as make a tree of up to four levels.
    const [times, count] = seed % 4 === 0 ? [1500, 700] : [4 + below(150), 80]
    const blocks = Array.from({ length: count }, () => {
      const start = below(times)
      return { sizeBytes: 1 + below(50), start, end: start + 1 + below(times - start), alignment: 1 + below(3) }
    })
    const model = buildModel({ blocks, maxHeaps: heaps }, false) as Model
    const { low, high, count: sectionCount } = model.sections!
    const totals = new LiveTotals(model, heaps, alignedSizes(model))
    const sums = Array.from({ length: heaps }, () => Array.from({ length: sectionCount }, () => 0))
    const sizeOf = (i: number): number => Math.ceil(model.size[i]! / model.align[i]!) * model.align[i]!
    const heapOf = blocks.map(() => -1)
    const peak = Array.from({ length: heaps }, () => 0)
    for (let step = 0; step < 400; step++) {
      const [item, heap] = [below(blocks.length), below(heaps)]
      const spanned = sums[heap]!.slice(low[item], high[item])
      const growth = Math.max(0, Math.max(...spanned) + sizeOf(item) - peak[heap]!)
      expect(totals.growth(item, heap)).toBe(growth)
      const limit = below(40)
      const told = totals.growth(item, heap, limit)
      if (growth <= limit) expect(told).toBe(growth)
      else expect(told).toBeGreaterThan(limit)
      const isOn = heapOf[item]! >= 0
      const h = isOn ? heapOf[item]! : heap
      if (isOn) totals.remove(item, h)
      else totals.add(item, h)
      heapOf[item] = isOn ? -1 : heap
      for (let s = low[item]!; s < high[item]!; s++) sums[h]![s]! += isOn ? -sizeOf(item) : sizeOf(item)
      // Peaks stay where items are taken off.
      peak[h] = Math.max(peak[h]!, ...sums[h]!)
      expect([...totals.peak]).toEqual(peak)
    }
  }
})
