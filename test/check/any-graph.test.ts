/** The public check takes any value as a graph, too: where it is none, it says so at once. */
import { checkPlan, frameGraph, planGraph, profiles, type FrameGraph, type GraphDocument } from 'memkit-gpu'
import { expect, it } from 'vitest'

const profile = profiles.dummy
const graph = frameGraph('read-back')
  .texture('t', { format: 'r8unorm', size: [4, 4], lifetime: 'persistent' })
  .readback({ resource: 't', mipLevel: 0 }, { id: 'get', output: 'out' })
  .build()
const plan = planGraph(graph, profile)
const document = JSON.parse(JSON.stringify(graph)) as GraphDocument

const changed = (change: (document: any) => void): FrameGraph => {
  const copy = structuredClone(document)
  change(copy)
  return copy as FrameGraph
}

it('accepts a document that is the graph', () => {
  expect(checkPlan(document as FrameGraph, plan, profile)).toEqual({ ok: true })
})

it.each<[string, FrameGraph, string]>([
  [
    'a level that is not there',
    changed(({ passes }) => (passes[0].from.mipLevel = 7)),
    'graph.passes[0].from.mipLevel',
  ],
  ['an id of nothing', changed(({ passes }) => (passes[0].from.resource = 'nobody')), 'graph.passes[0].from.resource'],
  ['a size that no texture has', changed(({ resources }) => (resources[0].size = [4, 0])), 'graph.resources[0]'],
  ['a plan', plan as unknown as FrameGraph, 'graph'],
  ['nothing', undefined as unknown as FrameGraph, 'graph'],
])('refuses %s as MALFORMED, with the place', (_, wrong, path) => {
  expect(checkPlan(wrong, plan, profile)).toMatchObject({
    ok: false,
    code: 'MALFORMED',
    path: expect.stringContaining(path),
  })
})

it.each(['__proto__', 'constructor', 'toString', '0'])(
  'accepts constants of the name %s, in a plan and in its text',
  (name) => {
    const dispatch = frameGraph('constants')
      .buffer('words', { size: 4 })
      .shader('fill', { wgsl: '@compute @workgroup_size(1) fn main() {}' })
      .compute('run', {
        shader: 'fill',
        constants: Object.fromEntries([
          ['first', 1],
          [name, 2],
        ]),
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'words', as: 'storage', access: 'write' }],
      })
      .readback('words', { output: 'out' })
      .build()
    const made = planGraph(dispatch, profile)
    expect(checkPlan(dispatch, made, profile)).toEqual({ ok: true })
    const text = JSON.stringify(made)
    expect(checkPlan(dispatch, JSON.parse(text), profile)).toEqual({ ok: true })
    const other = JSON.parse(text.replace(`"${name}":2`, `"${name}":3`))
    expect(checkPlan(dispatch, other, profile)).toMatchObject({ ok: false })
  },
)
