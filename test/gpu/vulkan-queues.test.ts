import { describe, expect, it } from 'vitest'
import { mapQueues } from '../../src/backends/vulkan/map-queues.ts'
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
