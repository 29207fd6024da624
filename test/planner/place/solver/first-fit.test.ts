/** First fit in many heaps lays each item where a plain walk over all heaps and all blocks does. */
import { expect, it } from 'vitest'
import { conflictLists } from '../../../../src/planner/place/solver/conflicts.ts'
import { Layer } from '../../../../src/planner/place/solver/first-fit.ts'
import { buildModel, type Model } from '../../../../src/planner/place/solver/model.ts'
import { Random } from './support/random.ts'

/** The lowest free offset for a block in a heap, −1 where it has no room. */
function lowest(model: Model, block: number, laid: readonly number[], offset: Float64Array): number {
  const { size, align, limit } = model
  const neighbours = conflictLists(model)
  const own = neighbours.values.subarray(neighbours.first[block]!, neighbours.first[block + 1]!)
  const near = laid.filter((other) => own.includes(other) && size[other]! > 0)
  const step = align[block]!
  for (let at = 0; at + size[block]! <= limit; at += step)
    if (near.every((other) => offset[other]! >= at + size[block]! || offset[other]! + size[other]! <= at)) return at
  return -1
}

function walk(model: Model, heaps: number) {
  const offset = new Float64Array(model.count)
  const laid: number[][] = []
  const sizes: number[] = []
  for (let block = 0; block < model.count; block++) {
    let best = { heap: -1, at: -1, growth: Infinity }
    for (let heap = 0; heap <= Math.min(heaps - 1, laid.length) && best.growth > 0; heap++) {
      if (heap === laid.length && best.heap >= 0) break
      const at = model.size[block] === 0 ? 0 : lowest(model, block, laid[heap] ?? [], offset)
      if (at < 0) continue
      const growth = Math.max(0, at + model.size[block]! - (sizes[heap] ?? 0))
      if (growth < best.growth) best = { heap, at, growth }
    }
    offset[block] = best.at
    ;(laid[best.heap] ??= []).push(block)
    sizes[best.heap] = (sizes[best.heap] ?? 0) + best.growth
  }
  return { offset, sizes, heap: laid.flatMap((blocks, heap) => blocks.map((block) => [block, heap])) }
}

it('first fit in dozens of heaps', () => {
  let most = 0
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed)
    const blocks = Array.from({ length: random.int(20, 120) }, () => {
      const start = random.int(0, 40)
      return {
        sizeBytes: 4 * random.int(0, 9),
        start,
        end: start + random.int(1, 30),
        alignment: 4 << random.int(0, 1),
      }
    })
    const model = buildModel({ blocks, heapLimitBytes: 40 }, true)
    if (typeof model === 'string') throw new Error(model)
    expect(model.itemCount).toBe(model.count)
    const order = Int32Array.from(blocks, (_, i) => i)
    const layout = new Layer(model, conflictLists(model)).lay(
      order,
      'first',
      model.count,
      order.map(() => -1),
    )!
    const { offset, sizes, heap } = walk(model, model.count)
    expect([...layout.offset]).toEqual([...offset])
    expect([...layout.heapSize]).toEqual(sizes)
    for (const [block, at] of heap) expect(layout.heap[model.itemOf[block!]!]).toBe(at)
    most = Math.max(most, sizes.length)
  }
  expect(most).toBeGreaterThan(20)
})
