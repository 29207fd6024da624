/** Random valid graphs with everything that a run of them needs: for fast-check, and by seed for long runs. */
import type fc from 'fast-check'
import { recipeArbitrary, seededRecipe, type RecipeOptions } from './random/recipe.ts'
import { freeRules, portableRules, recipeToGraph, type GraphRules } from './random/recipe-to-graph.ts'
import { runnable, type RandomGraph } from './random/runnable.ts'

import type { GraphDocument } from '../../src/graph/document.ts'

export { runnable, freeRules, portableRules, type GraphRules, type RandomGraph, type RecipeOptions }

export const graphArbitrary = (
  rules: GraphRules = portableRules,
  options: RecipeOptions = {},
): fc.Arbitrary<RandomGraph> => recipeArbitrary(options).map((recipe) => runnable(recipeToGraph(recipe, rules)))

/** Equal seeds, equal graphs. `size` is the most steps; a third of it the most resources. */
export const seededGraph = (seed: number, size = 24, rules: GraphRules = portableRules): RandomGraph =>
  runnable(seededDocument(seed, size, rules))

/** The same before it is parsed, which may refuse what only some rules allow. */
export const seededDocument = (seed: number, size = 24, rules: GraphRules = portableRules): GraphDocument =>
  recipeToGraph(seededRecipe(seed, { maxSteps: size, maxResources: Math.max(2, Math.ceil(size / 3)) }), rules)
