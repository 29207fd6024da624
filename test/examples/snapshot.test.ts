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
  const shownBy = (sign: string) => shown.filter((line) => line.startsWith(`${sign} `)).map((line) => line.slice(2))
  const unchanged = commonLines(before, after)
  expect(shownBy('-')).toEqual(without(before, unchanged))
  expect(shownBy('+')).toEqual(without(after, unchanged))
})

/** A longest common subsequence. */
function commonLines(a: readonly string[], b: readonly string[]): string[] {
  const longest = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i]![j] = a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!)
  const common: string[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length;)
    if (a[i] === b[j]) {
      common.push(a[i]!)
      i++
      j++
    } else if (longest[i + 1]![j]! >= longest[i]![j + 1]!) i++
    else j++
  return common
}

function without(lines: readonly string[], common: readonly string[]): string[] {
  let next = 0
  return lines.filter((line) => !(line === common[next] && ++next))
}
