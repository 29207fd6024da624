import { setFlagsFromString } from 'node:v8'
import { expect, it } from 'vitest'
import { parseGraph } from '../../src/graph/parse.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'
import { normalise } from '../../src/planner/normalise/index.ts'
import { profiles } from '../../src/plan/profile.ts'

setFlagsFromString('--allow-natives-syntax')
// oxlint-disable-next-line typescript/no-implied-eval -- nothing else tells what V8 made of an object
const haveOneHiddenClass = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean

it('graphs of one kind have one hidden class, so that what reads them is compiled once', () => {
  const graphs = Array.from({ length: 300 }, (_, i) =>
    resolveGraph(
      parseGraph({
        version: 1,
        resources: [{ id: `b${i}`, kind: 'buffer', size: 4 }],
        passes: [
          { id: 'in', kind: 'upload', to: `b${i}`, input: 'x' },
          { id: 'out', kind: 'readback', from: `b${i}`, output: 'y' },
        ],
      }),
    ),
  )
  const normal = graphs.map((graph) => normalise(graph, profiles.dummy))
  for (const made of [graphs, normal]) {
    expect(made.every((one) => haveOneHiddenClass(one, made[0]!))).toBe(true)
  }
})

it('objects of a document that are copied key by key share hidden classes once they are frozen', () => {
  const graphs = Array.from({ length: 300 }, (_, i) =>
    parseGraph({
      version: 1,
      resources: [{ id: 'b', kind: 'buffer', size: 4 }],
      shaders: [{ id: `s${i}` }],
      passes: [{ id: 'in', kind: 'upload', to: 'b', input: 'x' }],
    }),
  )
  const shaders = graphs.map((graph) => graph.shaders![0]!)
  for (const made of [graphs, shaders]) expect(made.every((one) => haveOneHiddenClass(one, made.at(-1)!))).toBe(true)
})
