/** The diff in the example's README is the one that the planner makes. */
import { readFileSync } from 'node:fs'
import { editGraph, formatPlan, planGraph, profiles, type FrameGraph } from 'memkit-gpu'
import { expect, it } from 'vitest'
import { graph } from '../../examples/snapshot/graph.ts'

const linesOf = (edited: FrameGraph): string[] => formatPlan(planGraph(edited, profiles.webgpu)).split('\n')

it('shows in the README of the snapshot example how the plan changes when a pass moves', () => {
  const moved = editGraph(graph, (draft) => {
    const readback = draft.passes.find(({ id }) => id === 'readback-original')!
    readback.after = ['blur-down']
  })
  const [before, after] = [linesOf(graph), linesOf(moved.graph)]
  const readme = readFileSync(new URL('../../examples/snapshot/README.md', import.meta.url), 'utf8')
  const shown = readme.split('```diff')[2]!.split('```')[0]!.split('\n')
  const shownBy = (sign: string) => shown.filter((line) => line.startsWith(sign)).map((line) => line.slice(2))
  expect(shownBy('- ')).toEqual(before.filter((line) => !after.includes(line)))
  expect(shownBy('+ ')).toEqual(after.filter((line) => !before.includes(line)))
})
