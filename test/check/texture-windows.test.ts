/** A transient texture is used from the first to the last command of its placement: before and after, its memory may be another's. */
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { changed } from './support/by-hand.ts'

/** Draws to a texture that nothing reads, for what else the pass does; then reads another back. */
const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'unread', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
    { id: 'read', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
  ],
  passes: [
    {
      id: 'draw',
      kind: 'render',
      color: [{ use: 'unread', load: 'clear', clearValue: [0, 0, 0, 0] }],
      body: 'draw',
      sideEffects: true,
    },
    { id: 'load', kind: 'upload', to: 'read', input: 'texels' },
    { id: 'get', kind: 'readback', from: 'read', output: 'texels' },
  ],
})

const textureOf = (plan: any, id: string): any =>
  plan.placements.find(({ resource, texture }: any) => resource === id && texture !== undefined)

it.each(['dummy', 'vulkan', 'webgpu'] as const)('on %s', (name) => {
  const profile = profiles[name]
  const plan = planGraph(graph, profile)
  const refused = (change: (plan: any) => void): unknown => checkPlan(graph, changed(plan, change), profile)
  expect(refused(() => {})).toEqual({ ok: true })
  const [submission, last] = [0, plan.submissions[0]!.commands.length - 1]
  const draw = plan.submissions[0]!.commands.findIndex(({ op }) => op === 'render')
  // What the texture holds matters to nothing: only the window can tell.
  const elsewhere = draw === last ? 0 : last
  const moved = refused((p) =>
    Object.assign(textureOf(p, 'unread'), { first: [submission, elsewhere], last: [submission, elsewhere] }),
  )
  expect(moved).toMatchObject({ ok: false, code: 'PLACEMENT', submission, command: draw })
  expect((moved as { message: string }).message).toMatch(
    /it uses the texture of "unread".* outside the commands that its placement names/,
  )
})
