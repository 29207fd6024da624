/** Bounds of one sweep, held against the order problem that they do without. */
import { expect, it } from 'vitest'
import { parseGraph } from '../../../src/graph/parse.ts'
import { resolveGraph } from '../../../src/graph/resolve.ts'
import { profiles } from '../../../src/plan/profile.ts'
import { cull } from '../../../src/planner/analyse/cull.ts'
import { hostEdges } from '../../../src/planner/analyse/host-edges.ts'
import { findDependencies } from '../../../src/planner/analyse/dependencies.ts'
import { forwardCopies } from '../../../src/planner/analyse/forward-copies.ts'
import { findVersions } from '../../../src/planner/analyse/versions.ts'
import { normalise } from '../../../src/planner/normalise/index.ts'
import { valueSizes } from '../../../src/planner/place/value-sizes.ts'
import { declaredOrder, findArrangements, peakInOrder, sweepBounds } from '../../../src/planner/schedule/index.ts'
import { DecisionLog } from '../../../src/planner/support/decisions.ts'
import { freeRules, seededDocument } from '../../support/random-graph.ts'

it('are those of the nodes and of declared order, with host passes and several submissions', () => {
  let severalSubmissions = 0
  for (let seed = 0; seed < 60; seed++) {
    const graph = normalise(resolveGraph(parseGraph(seededDocument(seed, 40, freeRules))), profiles.dummy)
    const versions = findVersions(graph)
    const host = hostEdges(graph)
    const needed = cull(graph, versions, host, new DecisionLog())
    const values = forwardCopies(graph, versions, needed, new DecisionLog())
    const dependencies = findDependencies(graph, { versions, values, host })
    const { sizeBytes } = valueSizes(graph, versions, values)
    const { unmerged } = findArrangements({ graph, values, dependencies, live: values.live }, sizeBytes)
    for (const { problem, prepared, nodeCount } of unmerged) {
      const bytes = new Float64Array(problem.nodeCount)
      for (let v = 0; v < problem.valueCount; v++)
        for (let u = problem.useStart[v]!; u < problem.useStart[v + 1]!; u++) bytes[problem.use[u]!]! += sizeBytes[v]!
      expect(sweepBounds(graph, values, prepared.stream, sizeBytes)).toEqual({
        largestNode: Math.max(0, ...bytes),
        inDeclaredOrder: peakInOrder(problem, declaredOrder(problem)),
      })
      expect(nodeCount).toBe(problem.nodeCount)
      if (prepared.stream.submissionCount > 1) severalSubmissions++
    }
  }
  expect(severalSubmissions).toBeGreaterThan(10)
})
