/** The least assignment of a few items to heaps, held against all assignments. */
import { expect, it } from 'vitest'
import { assignExactly } from '../../../../src/planner/place/solver/assign-exactly.ts'
import { buildModel, type Model } from '../../../../src/planner/place/solver/model.ts'
import { Random } from './support/random.ts'
import { roundUp } from '../../../../src/plan/multiples.ts'

const items = 6

function modelOf(seed: number): Model {
  const random = new Random(seed)
  const blocks = Array.from({ length: items + 1 }, () => {
    const start = random.int(0, 6)
    return { sizeBytes: random.int(1, 2000), start, end: start + random.int(1, 4), alignment: 256 }
  })
  const apart: [number, number][] = []
  for (let a = 0; a < items; a++) for (let b = a + 1; b < items; b++) if (random.int(0, 3) === 0) apart.push([a, b])
  // The last two blocks are one item.
  const model = buildModel(
    { blocks, apart: apart.filter(([, b]) => b < items - 1), groups: [[items - 1, items]] },
    true,
  )
  if (typeof model === 'string') throw new Error(model)
  return model
}

function sumOf(model: Model, heap: Int32Array): number {
  const { count, low, high } = model.sections!
  let sum = 0
  for (let h = 0; h < items; h++) {
    const alive = new Float64Array(count)
    for (let i = 0; i < model.count; i++)
      for (let s = low[i]!; s < high[i]! && heap[model.itemOf[i]!] === h; s++)
        alive[s]! += roundUp(model.size[i]!, model.align[i]!)
    sum += Math.max(...alive)
  }
  return sum
}

const isLegal = ({ apart }: Model, heap: Int32Array): boolean =>
  heap.every((h, item) =>
    apart.values.slice(apart.first[item], apart.first[item + 1]).every((rival) => heap[rival] !== h),
  )

function leastOfAll(model: Model): number {
  let least = Infinity
  const heap = new Int32Array(items)
  const assign = (item: number, used: number): void => {
    if (item === items) {
      if (isLegal(model, heap)) least = Math.min(least, sumOf(model, heap))
      return
    }
    for (let h = 0; h <= used; h++) {
      heap[item] = h
      assign(item + 1, Math.max(used, h + 1))
    }
  }
  assign(0, 0)
  return least
}

const eachAlone = Int32Array.from({ length: items }, (_, item) => item)

it('is legal, and no assignment has a smaller sum', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const model = modelOf(seed)
    const { heap, heaps, sum, isProven } = assignExactly(model, eachAlone, items, 0, 1e6)
    expect(isProven).toBe(true)
    expect(isLegal(model, heap)).toBe(true)
    expect(sum).toBe(sumOf(model, heap))
    expect(sum).toBe(leastOfAll(model))
    expect(heaps).toBe(new Set(heap).size)
  }
})

it('ends with what was known where it may look at nothing, and says so', () => {
  const model = modelOf(1)
  const { heap, isProven, visits } = assignExactly(model, eachAlone, items, 0, 0)
  expect([...heap]).toEqual([...eachAlone])
  expect(isProven).toBe(false)
  expect(visits).toBeLessThan(100)
})
