/** A texture that is placed in a heap has its bytes to itself while it lives: a device may put its texels anywhere in them. */
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { changed } from './support/by-hand.ts'

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
    { id: 'words', kind: 'buffer', size: 256 },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'picture', input: 'texels' },
    { id: 'seven', kind: 'fill', to: 'words', value: 0x07070707, after: ['load'] },
    { id: 'save', kind: 'readback', from: 'picture', output: 'picture', after: ['seven'] },
    { id: 'get', kind: 'readback', from: 'words', output: 'words' },
  ],
})

it('a fill that reaches into a texture which lives beside its buffer is refused', () => {
  const plan = planGraph(graph, profiles.dummy)
  const { offset, heap } = plan.textures[0]!
  expect(offset).toBeDefined()
  expect(checkPlan(graph, plan, profiles.dummy)).toEqual({ ok: true })
  const wrong = changed(plan, (draft) => {
    const words = draft.placements.find(({ resource }: any) => resource === 'words')
    for (const { commands } of draft.submissions)
      for (const command of commands) {
        if (command.op !== 'fill') continue
        // All of the buffer still, and a byte of the texture at one side or the other.
        command.size += 1
        draft.report.transfers.bytesMoved += 1
        if (words.offset > offset!) command.offset -= 1
      }
  })
  expect(wrong.textures[0]!.heap).toBe(heap)
  expect(checkPlan(graph, wrong, profiles.dummy)).toMatchObject({ ok: false, code: 'PLACEMENT' })
})
