import { describe, expect, it } from 'vitest'
import { parseGraph, planGraph, profiles, type GraphDocument } from 'memkit-gpu'

/** More than the arguments that a call takes before the stack overflows. */
const many = 140_000

const numbers = Array.from({ length: many }, (_, i) => i)
const persistent = { lifetime: 'persistent' } as const
const part = (resource: string, i: number) => ({ resource, offset: 256 * i, size: 256 })

describe('lists longer than the arguments of a call', () => {
  it('are planned: draws of one pass, each with vertices of its own', () => {
    const graph = parseGraph({
      version: 1,
      resources: [
        { id: 'v', kind: 'buffer', size: 256 * many, ...persistent },
        { id: 'c', kind: 'texture', format: 'rgba8unorm', size: [64, 64, 1], ...persistent },
      ],
      shaders: [{ id: 's', wgsl: '// v' }],
      pipelines: [
        {
          id: 'p',
          kind: 'render',
          shader: 's',
          vertex: {
            entryPoint: 'v',
            buffers: [{ arrayStride: 16, attributes: [{ shaderLocation: 0, format: 'float32x4', offset: 0 }] }],
          },
          fragment: { entryPoint: 'v' },
        },
      ],
      passes: [
        {
          id: 'd',
          kind: 'render',
          color: [{ use: 'c', load: 'load' }],
          draws: numbers.map((i) => ({ pipeline: 'p', vertexBuffers: [part('v', i)], vertexCount: 3 })),
        },
      ],
    })
    const [command] = planGraph(graph, profiles.dummy).submissions[0]!.commands
    expect(command).toMatchObject({ op: 'render', parts: [{ draws: { length: many } }] })
  })

  it('are planned: readers of one value, for the lowest memory', () => {
    const passes: GraphDocument['passes'] = numbers.map((i) => ({
      id: `r${i}`,
      kind: 'compute',
      shader: 's',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: 'a', as: 'storage-read' },
        { group: 0, binding: 1, use: part('o', i), as: 'storage', access: 'write' },
      ],
    }))
    const graph = parseGraph({
      version: 1,
      resources: [
        { id: 'a', kind: 'buffer', size: 256 },
        { id: 'o', kind: 'buffer', size: 256 * many, ...persistent },
      ],
      shaders: [{ id: 's' }],
      passes: [{ id: 'f', kind: 'fill', to: 'a', value: 1 }, ...passes],
    })
    expect(planGraph(graph, profiles.dummy, { objective: 'memory' }).report.memory.peakBytes).toBe(256)
  })
})
