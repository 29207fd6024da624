/** The uses of draws, each once. */
import { expect, it } from 'vitest'
import { drawUses } from '../../src/graph/draw-uses.ts'
import type { PassOf } from '../../src/graph/document.ts'

it('a buffer is not another one whose id is the text of an endpoint', () => {
  const pass: PassOf<'render'> = {
    id: 'p',
    kind: 'render',
    draws: [
      { pipeline: 'x', vertexBuffers: ['{"resource":"a"}', { resource: 'a' }, { resource: 'a' }], vertexCount: 3 },
    ],
  }
  expect(drawUses(pass, 0).draws[0]!.vertexBuffers).toEqual([0, 1, 1])
})
