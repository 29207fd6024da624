/** The small pictures are documents: they are parsed, resolved and planned, and each is another one. */
import { expect, it } from 'vitest'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { smallPictures } from '../support/pictures/index.ts'

it.each(smallPictures)('the document of $name can be planned for every backend', ({ document, inputs }) => {
  for (const profile of [profiles.dummy, profiles.webgpu, profiles.vulkan]) {
    const plan = planGraph(parseGraph(document), profile)
    expect(plan.inputs.map(({ name }) => name).sort()).toEqual(Object.keys(inputs).sort())
    expect(plan.bodies).toEqual([])
  }
})

it('there are as many names as pictures', () => {
  expect(new Set(smallPictures.map(({ name }) => name)).size).toBe(smallPictures.length)
})
