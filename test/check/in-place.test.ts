/** Passes that work in place: the memory of an input for an output, where the pass allows it. */
import { expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles, type GraphDocument } from '../../src/index.ts'

const use = (inPlace: boolean) => ({ group: 0, binding: 1, use: 'after', as: 'storage', access: 'write', inPlace })

const document = (inPlace: boolean): GraphDocument => ({
  version: 1,
  resources: [
    { id: 'before', kind: 'buffer', size: 64 },
    { id: 'after', kind: 'buffer', size: 64 },
  ],
  shaders: [{ id: 'shader' }],
  passes: [
    { id: 'fill', kind: 'fill', to: 'before', value: 1 },
    {
      id: 'change',
      kind: 'compute',
      shader: 'shader',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [{ group: 0, binding: 0, use: 'before', as: 'storage-read' }, use(inPlace)],
    } as GraphDocument['passes'][number],
    { id: 'read', kind: 'readback', from: 'after', output: 'result' },
  ],
})

it('an output may have the memory of an input that only reads, where the pass allows it and nowhere else', () => {
  const graph = parseGraph(document(true))
  const plan = planGraph(graph, profiles.dummy)
  expect(plan.report.memory.peakBytes).toBe(64)
  expect(checkPlan(graph, plan, profiles.dummy)).toEqual({ ok: true })
  expect(checkPlan(parseGraph(document(false)), plan, profiles.dummy)).toMatchObject({
    ok: false,
    code: 'OVERLAP_IN_COMMAND',
  })
})
