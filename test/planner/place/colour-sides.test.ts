import { describe, expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles } from 'memkit-gpu'
import { colourSides } from '../../../src/planner/place/colour-sides.ts'
import { random } from '../../support/shapes/parts.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

/** Passes that use all buffers each, those with bit p of their number for writing. */
const passesOfAll = (buffers: number, passes: number) =>
  parseGraph({
    version: 1,
    resources: numbers(buffers).map((i) => ({ id: `b${i}`, kind: 'buffer', size: 256, lifetime: 'persistent' })),
    passes: numbers(passes).map((p) => ({
      id: `c${p}`,
      kind: 'custom',
      body: 'b',
      uses: numbers(buffers).map((i) =>
        (i >> p) % 2 ? { use: `b${i}`, as: 'storage', access: 'write' } : { use: `b${i}`, as: 'storage-read' },
      ),
    })),
  })

/** The lists of passes as the planner has them. */
const listed = (passes: readonly { readers: number[]; writers: number[] }[]) => {
  const lists = passes.flatMap(({ readers, writers }) => [readers, writers])
  const start = [0]
  for (const list of lists) start.push(start.at(-1)! + list.length)
  return { start: Int32Array.from(start), value: Int32Array.from(lists.flat()) }
}

describe('colours of what passes keep apart', () => {
  it('gives no two values one colour that are on two sides of a pass', () => {
    for (let seed = 0; seed < 50; seed++) {
      const next = random(seed)
      const count = 2 + next(60)
      const sides = numbers(1 + next(8)).map(() => {
        const sideOf = numbers(count).map(() => next(4))
        const on = (side: number) => numbers(count).filter((i) => sideOf[i] === side)
        return { readers: on(0), writers: on(1) }
      })
      const { colour, colours } = colourSides(count, Int32Array.from(numbers(count)), listed(sides))
      expect(Math.max(...colour) + 1).toBe(colours)
      for (const { readers, writers } of sides) {
        const ofReaders = new Set(readers.map((i) => colour[i]))
        expect(writers.filter((i) => ofReaders.has(colour[i]))).toEqual([])
      }
    }
  })

  it('takes two colours where two will do', () => {
    const layers = numbers(20).map((layer) => numbers(30).map((i) => 30 * layer + i))
    const sides = layers.slice(1).map((writers, layer) => ({ readers: layers[layer]!, writers }))
    expect(colourSides(600, Int32Array.from(numbers(600)), listed(sides)).colours).toBe(2)
  })

  it('has colours for more than a few hundred values that are all apart', () => {
    const sides = numbers(9).map((bit) => ({
      readers: numbers(512).filter((i) => (i >> bit) % 2 === 0),
      writers: numbers(512).filter((i) => (i >> bit) % 2 === 1),
    }))
    const { colour } = colourSides(512, Int32Array.from(numbers(512)), listed(sides))
    expect(new Set(colour).size).toBe(512)
  })

  it('lets a pass read thousands of buffers and write as many', () => {
    const graph = passesOfAll(12_000, 1)
    const plan = planGraph(graph, profiles.webgpu)
    expect(plan.heaps).toHaveLength(2)
    expect(checkPlan(graph, plan, profiles.webgpu)).toMatchObject({ ok: true })
  })

  it('lets passes divide the same buffers in different ways', () => {
    const graph = passesOfAll(1024, 5)
    const plan = planGraph(graph, profiles.webgpu)
    expect(plan.heaps).toHaveLength(32)
    expect(checkPlan(graph, plan, profiles.webgpu)).toMatchObject({ ok: true })
  })
})
