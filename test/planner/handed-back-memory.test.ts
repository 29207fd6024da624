/**
 * Memory that a phase hands back is used by nothing any more: a plan is the same where it is overwritten at once and where later
 * phases take it. Only long arrays are handed back, so graphs are large.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  createPlanner,
  editGraph,
  objectives,
  parseGraph,
  planGraph,
  profiles,
  type FrameGraph,
  type GraphDocument,
} from '../../src/index.ts'
import { freeRules, portableRules, recipeToGraph } from '../support/random/recipe-to-graph.ts'
import { seededRecipe } from '../support/random/recipe.ts'
import { shapes } from '../support/shapes/index.ts'

type Arrays = readonly (Int32Array | Uint32Array | Float64Array | Uint8Array)[]
const told = vi.hoisted(() => ({
  take: undefined as ((arrays: Arrays) => void) | undefined,
  seen: new WeakSet<ArrayBufferLike>(),
  expected: undefined as number | undefined,
}))

vi.mock(import('../../src/planner/support/reused-memory.ts'), async (importOriginal) => {
  const original = await importOriginal()
  return {
    ...original,
    handBack: (...arrays) => (told.take ?? ((all: Arrays) => original.handBack(...all)))(arrays),
    notingArrays: (work) => {
      const { result, arrays } = original.notingArrays(work)
      return { result, arrays: arrays.filter(({ buffer }) => !told.seen.has(buffer)) }
    },
    expectLongArrays: (bytes) => original.expectLongArrays(told.expected ?? bytes),
  }
})
afterEach(() => {
  told.take = undefined
  told.expected = undefined
})

/** Expected bytes for which there is a slab: one that ends with the plan, and a shared one. */
const slabs = [2 ** 22, 2 ** 27]

/** Bytes from which an array has memory of its own. */
const long = 4097

/** Overwrites what is handed back, which then is not used again; the number of arrays. */
function overwriting<T>(work: () => T): { result: T; arrays: number } {
  const { seen } = told
  let arrays = 0
  told.take = (all) => {
    for (const { buffer, byteLength } of all) {
      if (byteLength < long) continue
      if (seen.has(buffer)) throw new Error('memory is handed back twice')
      seen.add(buffer)
      new Uint8Array(buffer).fill(0xaa)
      arrays++
    }
  }
  try {
    return { result: work(), arrays }
  } finally {
    told.take = undefined
  }
}

const graphOf = (seed: number, isPortable: boolean) =>
  parseGraph(
    recipeToGraph(seededRecipe(seed, { maxResources: 160, maxSteps: 1200 }), isPortable ? portableRules : freeRules),
  )

describe.each(Object.keys(profiles) as (keyof typeof profiles)[])('memory handed back, on %s', (name) => {
  const profile = profiles[name]

  it.each(objectives)('is used by nothing: objective %s', (objective) => {
    for (const seed of [1, 2]) {
      const graph = graphOf(seed, name !== 'dummy')
      const { result, arrays } = overwriting(() =>
        planGraph(parseGraph(structuredClone(graph)), profile, { objective }),
      )
      expect(arrays).toBeGreaterThan(10)
      expect(planGraph(graph, profile, { objective }).hash).toBe(result.hash)
    }
  })

  it.each(['random order on three queues', 'a tree of sums'])('is used by nothing: %s', (shape) => {
    const graph = parseGraph(shapes[shape]!.make(600) as GraphDocument)
    const { result } = overwriting(() => planGraph(parseGraph(structuredClone(graph)), profile))
    expect(planGraph(graph, profile).hash).toBe(result.hash)
  })

  it.each(objectives)('is taken again part by part where all is of one slab: objective %s', (objective) => {
    const graph = graphOf(3, name !== 'dummy')
    const { hash } = planGraph(graph, profile, { objective })
    for (const bytes of slabs) {
      told.expected = bytes
      expect(planGraph(graph, profile, { objective }).hash).toBe(hash)
    }
  })

  it.each(slabs)('is nothing that a graph keeps for the next plan: a slab of %i bytes', (bytes) => {
    const whole = () => parseGraph(shapes['random order on three queues']!.make(1200) as GraphDocument)
    const edited = (graph: FrameGraph) => editGraph(graph, ({ passes }) => void passes.splice(-1, 1)).graph
    const hash = (graph: FrameGraph) => planGraph(graph, profile).hash
    const expected = [hash(whole()), hash(parseGraph(structuredClone(edited(whole()))))]
    told.expected = bytes
    const first = whole()
    const second = edited(first)
    expect([second, first, second, first].map(hash)).toEqual([expected[1], expected[0], expected[1], expected[0]])
  })

  it('is nothing that a planner keeps for the next edit', () => {
    const planner = createPlanner(profile)
    const first = graphOf(4, name !== 'dummy')
    overwriting(() => planner.plan(first))
    const { graph } = editGraph(first, (draft) => void (draft.name = 'edited'))
    const last = first.passes.findLastIndex(({ kind }) => kind === 'readback')
    const edited = editGraph(graph, ({ passes }) => void passes.splice(last, 1)).graph
    const { result } = overwriting(() => planner.plan(edited))
    expect(result.hash).toBe(planGraph(parseGraph(structuredClone(edited)), profile).hash)
  })
})
