import { expect, it } from 'vitest'
import { parseGraph, planGraph, profiles } from '../../../src/index.ts'

it('what overwrites bytes comes after a command that read and wrote them at once, in both of its kinds', () => {
  const graph = parseGraph({
    version: 1,
    resources: [
      { id: 'a', kind: 'buffer', size: 256 },
      { id: 'b', kind: 'buffer', size: 256 },
    ],
    shaders: [{ id: 'work' }],
    passes: [
      { id: 'load', kind: 'upload', to: 'a', input: 'in' },
      {
        id: 'in place',
        kind: 'compute',
        shader: 'work',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [
          { group: 0, binding: 0, use: 'a', as: 'storage-read' },
          { group: 0, binding: 1, use: 'b', as: 'storage', access: 'write', inPlace: true },
        ],
      },
      { id: 'clear', kind: 'fill', to: { resource: 'b', offset: 0, size: 128 }, value: 0 },
      { id: 'get', kind: 'readback', from: 'b', output: 'out' },
    ],
  })
  const { commands } = planGraph(graph, profiles.vulkan).submissions[0]!
  const at = commands.findIndex((command) => command.op === 'fill')
  expect(commands[at - 1]).toEqual({
    op: 'barrier',
    before: ['storage-read', 'storage-write'],
    after: ['copy-write'],
  })
})
