/** Assignments of items to heaps: legal, with the sums that they say, and far below those that they start from. */
import { expect, it } from 'vitest'
import { Budget } from '../../../../src/planner/place/solver/budget.ts'
import { colourApart } from '../../../../src/planner/place/solver/colour-apart.ts'
import { HeapAssignments } from '../../../../src/planner/place/solver/heap-assignment.ts'
import { HeapBalance } from '../../../../src/planner/place/solver/heap-balance.ts'
import { buildModel, type Model } from '../../../../src/planner/place/solver/model.ts'
import type { PlacementProblem } from '../../../../src/planner/place/solver/index.ts'
import { apartFrame } from './support/instances.ts'
import { Random } from './support/random.ts'
import { roundUp } from '../../../../src/plan/multiples.ts'

function modelOf(problem: PlacementProblem): Model {
  const model = buildModel(problem, true)
  if (typeof model === 'string') throw new Error(model)
  return model
}

/** Largest live total of each heap, summed. */
function sumOf(model: Model, heap: Int32Array, heaps: number): number {
  let sum = 0
  for (let h = 0; h < heaps; h++) {
    const alive = new Float64Array(model.sections?.count ?? 1)
    for (let i = 0; i < model.count; i++) {
      if (heap[model.itemOf[i]!] !== h) continue
      const [low, high] = model.sections ? [model.sections.low[i]!, model.sections.high[i]!] : [0, 1]
      for (let s = low; s < high; s++) alive[s]! += roundUp(model.size[i]!, model.align[i]!)
    }
    sum += alive.length === 0 ? 0 : Math.max(...alive)
  }
  return sum
}

function expectLegal(model: Model, heap: Int32Array, heaps: number): void {
  for (let item = 0; item < model.itemCount; item++) {
    expect(heap[item]).toBeGreaterThanOrEqual(0)
    expect(heap[item]).toBeLessThan(heaps)
    if (model.forcedHeap[item]! >= 0) expect(heap[item]).toBe(model.forcedHeap[item])
    for (let k = model.apart.first[item]!; k < model.apart.first[item + 1]!; k++)
      expect(heap[model.apart.values[k]!]).not.toBe(heap[item])
  }
}

/** Passes that write one buffer each and read up to three of the last fifty, which lie in other heaps than it. */
function passes(count: number, seed: number): PlacementProblem {
  const random = new Random(seed)
  const end = Array.from({ length: count }, (_, i) => i + 1)
  const apart: [number, number][] = []
  for (let i = 1; i < count; i++)
    for (const read of new Set([1, 2, 3].map(() => Math.max(0, i - random.int(1, 50))))) {
      apart.push([read, i])
      end[read] = i + 1
    }
  const blocks = end.map((last, i) => ({ sizeBytes: 256 * random.int(1, 64), start: i, end: last, alignment: 256 }))
  return { blocks, apart }
}

/** Problems with groups, heaps that blocks name, and conflicts instead of intervals. */
function variants(seed: number): PlacementProblem[] {
  const random = new Random(seed)
  const { blocks, apart } = seed % 2 === 0 ? apartFrame(40, seed) : passes(40, seed)
  const rules = new Set(apart!.flat())
  const free = Array.from(blocks.keys()).filter((i) => !rules.has(i))
  const conflicts = blocks.flatMap((a, i) =>
    blocks.flatMap((b, j): [number, number][] => (i < j && a.start < b.end && b.start < a.end ? [[i, j]] : [])),
  )
  return [
    { blocks, apart: apart! },
    { blocks, apart: apart!, groups: free.length > 3 ? [free.slice(0, 2), free.slice(2, 4)] : [] },
    {
      blocks: blocks.map((one, i) =>
        free.includes(i) && random.chance(0.3) ? { ...one, heap: random.int(0, 1) } : one,
      ),
      apart: apart!,
    },
    { blocks, apart: apart!, conflicts },
  ]
}

it('keep the rules and are no worse than their starts, whatever the rules', () => {
  for (let seed = 0; seed < 10; seed++)
    for (const problem of variants(seed)) {
      const model = modelOf(problem)
      const colouring = colourApart(model)!
      const bound = sumOf(model, new Int32Array(model.itemCount), 1)
      const range = { fewest: Math.max(2, colouring.colours), most: colouring.colours + 3 }
      const budget = new Budget(5000, false, model.count)
      const { all } = new HeapAssignments(model, colouring, range, 0, budget)
      for (const { heap, heaps, sum } of all) {
        expectLegal(model, heap, heaps)
        expect(sum).toBe(sumOf(model, heap, heaps))
        const search = new HeapBalance(model, heap, heaps)
        expect(search.sum).toBe(sum)
        search.search(bound, 200)
        expectLegal(model, search.best, heaps)
        expect(search.sum).toBe(sumOf(model, search.best, heaps))
        expect(search.sum).toBeLessThanOrEqual(sum)
        const again = new HeapBalance(model, heap, heaps)
        again.search(bound, 200)
        expect(again.best).toEqual(search.best)
      }
    }
})

it('take about as many steps as they are given, and go on where they ended', () => {
  let [first, later] = [0, 0]
  for (let seed = 0; seed < 10; seed++) {
    const model = modelOf(passes(60, seed))
    const bound = sumOf(model, new Int32Array(model.itemCount), 1)
    const colouring = colourApart(model)!
    const range = { fewest: colouring.colours, most: colouring.colours }
    const { heap, heaps } = new HeapAssignments(model, colouring, range, bound, new Budget(1e6, false, model.count))
      .best
    const search = new HeapBalance(model, heap, heaps)
    const few = HeapBalance.leastSteps(model, heaps)
    expect(search.search(bound, few)).toBeLessThan(few + 100)
    first += search.sum
    search.search(bound, 1000)
    later += search.sum
  }
  expect(later).toBeLessThan(first)
})

it('close a good part of the gap that a pool of buffers leaves', () => {
  let atStart = 0
  let searched = 0
  for (let seed = 0; seed < 5; seed++) {
    const model = modelOf(passes(150, seed))
    const bound = sumOf(model, new Int32Array(model.itemCount), 1)
    const colouring = colourApart(model)!
    const range = { fewest: colouring.colours, most: colouring.colours + 3 }
    const assignments = new HeapAssignments(model, colouring, range, bound, new Budget(1e6, false, model.count))
    atStart += assignments.best.sum / bound - 1
    assignments.search(8000)
    searched += assignments.best.sum / bound - 1
  }
  expect(searched).toBeLessThan(0.8 * atStart)
})
