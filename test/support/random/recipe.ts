/**
 * A recipe is a random graph before it is one: lists of small whole numbers, which `recipe-to-graph.ts` reads against a model of
 * what is defined. Any recipe makes a valid graph, so recipes shrink freely: drop a step, lower a number.
 */
import fc from 'fast-check'

/** Numbers that a resource or a step consumes in order; what runs out reads as 0. */
export type Numbers = readonly number[]

export interface Recipe {
  readonly resources: readonly Numbers[]
  readonly steps: readonly Numbers[]
  /** Read only where the rules allow textures. */
  readonly textures: readonly Numbers[]
  /** What is read back in the end. */
  readonly finish: Numbers
}

export interface RecipeOptions {
  readonly maxResources?: number
  readonly maxSteps?: number
}

const numbers = fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 32, size: 'max' })

export const recipeArbitrary = ({ maxResources = 6, maxSteps = 24 }: RecipeOptions = {}): fc.Arbitrary<Recipe> =>
  fc.record({
    resources: fc.array(numbers, { minLength: 1, maxLength: maxResources, size: 'max' }),
    steps: fc.array(numbers, { minLength: 1, maxLength: maxSteps, size: 'max' }),
    textures: fc.array(numbers, { minLength: 1, maxLength: maxResources, size: 'max' }),
    finish: numbers,
  })

/** The same without fast-check, for long runs: equal seeds, equal recipes. */
export function seededRecipe(seed: number, { maxResources = 6, maxSteps = 24 }: RecipeOptions = {}): Recipe {
  const next = randomNumbers(seed)
  const numbers = () => Array.from({ length: 32 }, () => next(0x10000))
  const list = (most: number) => Array.from({ length: 1 + Math.max(next(most), next(most)) }, numbers)
  return { resources: list(maxResources), steps: list(maxSteps), finish: numbers(), textures: list(maxResources) }
}

/** xorshift32 over a scrambled seed; `next(n)` is in 0 … n − 1. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1
  const step = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>>= 0)
  }
  for (let i = 0; i < 4; i++) step()
  return (below) => step() % below
}
