/** Bodies on the Dummy are told their attachments as on a device, and find them among their slices before the uses. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import type { BodyContext } from '../../src/backends/backend.ts'
import { execute, staticBody } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'

it('attachments come with format, role, size and samples, and before the uses of the same resource', async () => {
  const backend = createDummyBackend()
  let told: BodyContext<undefined, Uint8Array> | undefined
  const draw = staticBody((context: BodyContext<undefined, Uint8Array>) => {
    told = context
    context.slices['chain']![0]!.fill(7)
  })
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'chain', kind: 'texture', format: 'r8unorm', size: [8, 8], mipLevelCount: 2 }],
    passes: [
      { id: 'load', kind: 'fill', to: { resource: 'chain', mipLevel: 0, mipLevelCount: 1 }, value: 0 },
      {
        id: 'halve',
        kind: 'render',
        color: [{ use: { resource: 'chain', mipLevel: 1 }, load: 'clear' }],
        uses: [{ use: { resource: 'chain', mipLevel: 0, mipLevelCount: 1 }, as: 'sampled' }],
        body: 'draw',
      },
      { id: 'get', kind: 'readback', from: { resource: 'chain', mipLevel: 1 }, output: 'level' },
    ],
  })
  const { outputs } = await execute(graph, backend, { bodies: { draw } })
  expect(told!.attachments).toEqual([
    { resource: 'chain', role: 'color', format: 'r8unorm', size: [4, 4], layers: 1, sampleCount: 1, readOnly: false },
  ])
  expect(told!.slices['chain']).toHaveLength(2)
  expect(outputs['level']).toEqual(new Uint8Array(16).fill(7))
  await backend.destroy()
})
