/** The cost of a planner and of edits: the graph of the frame before, an equal one, and one with a readback less, which nothing needs. */
import { createPlanner, editGraph, parseGraph, patchGraph, planGraph } from 'memkit-gpu'
import { shapes } from './shapes.ts'
import { least, printByProfile, printHeading, printRow } from './table.ts'

export function printEdits(): void {
  printHeading('a planner, ms')
  const small = parseGraph(shapes['random']!(30))
  printByProfile('the same graph of 30 passes', (profile) => {
    const planner = createPlanner(profile)
    planner.plan(small)
    return least(() => void planner.plan(small), 2000)
  })
  printByProfile('an equal graph of 30 passes, parsed', (profile) => {
    const planner = createPlanner(profile)
    const equal = Array.from({ length: 400 }, () => parseGraph(shapes['random']!(30)))
    return least((k) => void planner.plan(equal[k]!), 400)
  })
  printHeading('edits of 20 000 passes, ms')
  const large = parseGraph(shapes['random']!(20_000))
  const first = large.passes.findIndex(({ kind }) => kind === 'readback')
  const remove = () => editGraph(large, ({ passes }) => void passes.splice(first, 1))
  const removed = remove()
  printRow('a pass removed', [least(remove, 50), '', ''])
  printRow('its patches applied', [least(() => void patchGraph(large, removed.patches), 50), '', ''])
  printByProfile('a pass removed, and planned', (profile) => {
    const planner = createPlanner(profile)
    planner.plan(large)
    return least(() => void planner.plan(remove().graph), 12)
  })
  printByProfile('the same planned from scratch', (profile) => {
    const text = JSON.stringify(removed.graph)
    const documents = Array.from({ length: 10 }, () => JSON.parse(text) as object)
    return least((k) => void planGraph(parseGraph(documents[k]!), profile), 10)
  })
}
