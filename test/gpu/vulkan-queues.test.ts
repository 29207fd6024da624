import { describe, expect, it } from 'vitest'
import { VK_SHARING_MODE_CONCURRENT, VK_SHARING_MODE_EXCLUSIVE } from '../../src/backends/vulkan/bindings/index.ts'
import { mapQueues } from '../../src/backends/vulkan/session/map-queues.ts'
import { textureSharing } from '../../src/backends/vulkan/memory/sharing.ts'
import { parseGraph, planGraph, profiles } from '../../src/index.ts'

const [all, compute, transfer] = profiles.vulkan.queues
const texture = (format: string) => ({ id: 't', kind: 'texture', format, size: [8, 8], lifetime: 'persistent' })

describe('the queues of a plan', () => {
  const planned = (format: string, pass: object) =>
    planGraph(parseGraph({ version: 1, resources: [texture(format)], passes: [pass] }), profiles.vulkan)
  const upload = { id: 'load', kind: 'upload', to: 't', input: 'in', queue: 'transfer' }

  it('become those of the device that can do just as much', () => {
    const plan = planned('rgba8unorm', upload)
    expect(mapQueues(plan, [all, compute, transfer])).toEqual([all, compute, transfer])
    expect(mapQueues(plan, [all])).toEqual([all, all, all])
    expect(mapQueues(plan, [all, transfer])).toEqual([all, all, transfer])
  })

  it.each([
    ['an upload', upload],
    ['a readback', { id: 'get', kind: 'readback', from: 't', output: 'out', queue: 'transfer' }],
    ['a fill', { id: 'clear', kind: 'fill', to: 't', value: 0, queue: 'transfer' }],
  ])('that copy depth draw too: %s of a depth texture is not for a transfer queue', (_, pass) => {
    const plan = planned('depth32float', pass)
    expect(plan.submissions.map(({ queue }) => plan.queues[queue]!.kinds)).toEqual([['transfer']])
    expect(mapQueues(plan, [all, compute, transfer])).toEqual([all, compute, all])
    expect(mapQueues(planned('rgba8unorm', pass), [all, compute, transfer])).toEqual([all, compute, transfer])
  })

  it('that the device lacks are refused, with what it has', () => {
    expect(() => mapQueues(planned('depth32float', upload), [compute])).toThrow(
      expect.objectContaining({ code: 'PLAN_MISMATCH', message: expect.stringContaining('compute+transfer') }),
    )
  })
})

it('an image belongs to the one queue family that touches it; others share it', () => {
  const small = { kind: 'texture', format: 'rgba8unorm', size: [8, 8] }
  const graph = parseGraph({
    version: 1,
    resources: [
      { id: 'met', ...small },
      { id: 'drawn', ...small },
      { id: 'lasting', ...small, lifetime: 'persistent' },
      { id: 'stays', ...small, lifetime: 'persistent' },
    ],
    passes: [
      { id: 'load', kind: 'upload', to: 'met', input: 'in', queue: 'transfer' },
      { id: 'keep', kind: 'upload', to: 'lasting', input: 'in', queue: 'transfer' },
      {
        id: 'draw',
        kind: 'custom',
        uses: [
          { use: 'met', as: 'sampled' },
          { use: 'drawn', as: 'copy-dst' },
          { use: 'stays', as: 'copy-dst' },
        ],
        body: 'draw',
        queue: 'graphics',
      },
      { id: 'get', kind: 'readback', from: 'drawn', output: 'out', queue: 'graphics' },
    ],
  })
  const plan = planGraph(graph, profiles.vulkan)
  const [first, second, third] = [{ family: 0 }, { family: 1 }, { family: 2 }] as const
  const sharing = (queues: readonly { readonly family: number }[]) => {
    const sharingOf = textureSharing(plan, queues, queues[0]!)
    return Object.fromEntries(
      plan.textures.map((_, texture) => {
        const placed = plan.placements.filter((placement) => placement.texture === texture)
        return [placed.map(({ resource }) => resource).join(), sharingOf(texture)]
      }),
    )
  }
  const exclusive = { sharingMode: VK_SHARING_MODE_EXCLUSIVE }
  const shared = { sharingMode: VK_SHARING_MODE_CONCURRENT, pQueueFamilyIndices: [0, 2] }
  // The first queue clears what lasts.
  expect(sharing([first, second, third])).toEqual({ met: shared, drawn: exclusive, lasting: shared, stays: exclusive })
  const one = [first, first, first]
  expect(sharing(one)).toEqual({ met: exclusive, drawn: exclusive, lasting: exclusive, stays: exclusive })
})

it('a texture with history is shared by all queues that touch any of its images, since they take turns', () => {
  const graph = parseGraph({
    version: 1,
    resources: [
      { id: 'past', kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent', history: 1 },
    ],
    passes: [
      { id: 'load', kind: 'upload', to: 'past', input: 'in', queue: 'graphics' },
      { id: 'get', kind: 'readback', from: { resource: 'past', previous: 1 }, output: 'out', queue: 'transfer' },
    ],
  })
  const queues = [{ family: 0 }, { family: 1 }, { family: 2 }] as const
  const shared = { sharingMode: VK_SHARING_MODE_CONCURRENT, pQueueFamilyIndices: [0, 2] }
  const plan = planGraph(graph, profiles.vulkan)
  expect(plan.textures.map((_, texture) => textureSharing(plan, queues, queues[0])(texture))).toEqual([shared, shared])
})
