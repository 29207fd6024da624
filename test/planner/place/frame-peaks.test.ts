/** What plans of the benches' random frames need, with the steps that they have by default: none may rise unnoticed. */
import { expect, it } from 'vitest'
import { shapes } from '../../../bench/planning/shapes.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import { profiles } from '../../../src/plan/profile.ts'
import { planGraph } from '../../../src/planner/index.ts'

it.each([
  [100, 'webgpu', 'balanced', 37_120],
  [100, 'webgpu', 'memory', 37_120],
  [100, 'dummy', 'memory', 33_024],
  [200, 'webgpu', 'balanced', 230_656],
  [200, 'webgpu', 'memory', 230_656],
  [500, 'webgpu', 'balanced', 358_912],
  [1000, 'webgpu', 'balanced', 378_368],
  [1000, 'webgpu', 'memory', 377_344],
  [1000, 'webgpu', 'submissions', 510_976],
  [1000, 'dummy', 'balanced', 353_792],
  [6000, 'webgpu', 'balanced', 460_544],
  [6000, 'webgpu', 'submissions', 641_280],
  [6000, 'vulkan', 'balanced', 417_280],
] as const)('random frame of %i passes on %s, %s', (passes, profile, objective, mostBytes) => {
  const graph = parseGraph(shapes['random']!(passes))
  expect(planGraph(graph, profiles[profile], { objective }).report.memory.peakBytes).toBeLessThanOrEqual(mostBytes)
})
