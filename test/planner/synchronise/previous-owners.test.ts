import { expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles, type DeviceProfile } from '../../../src/index.ts'

const level = (mipLevel: number) => ({ resource: 'pyramid', mipLevel })
const clear = (mipLevel: number) => ({
  id: `clear-${mipLevel}`,
  kind: 'render' as const,
  body: 'body',
  color: [{ use: level(mipLevel), load: 'clear' as const }],
})

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'depth', kind: 'texture', format: 'depth24plus', size: [2, 31] },
    { id: 'bytes', kind: 'buffer', size: 248 },
    { id: 'pyramid', kind: 'texture', format: 'r32float', size: [2, 31], mipLevelCount: 3 },
  ],
  passes: [
    { id: 'draw', kind: 'render', body: 'body', depth: { use: 'depth', load: 'clear' } },
    { id: 'take', kind: 'copy', from: 'depth', to: 'bytes' },
    { id: 'give', kind: 'copy', from: 'bytes', to: level(0), queue: 'transfer' },
    clear(1),
    clear(2),
    { id: 'get', kind: 'readback', from: 'pyramid', output: 'out' },
  ],
})

/** A queue for drawing, and others for copies that say so. */
const profile: DeviceProfile = {
  ...profiles.dummy,
  queues: [
    { kinds: ['transfer'], family: 0 },
    { kinds: ['graphics'], family: 1 },
    { kinds: ['compute'], family: 2 },
    { kinds: ['compute', 'transfer'], family: 2 },
  ],
}

it('texels of a texture that two queues begin with come on both after what was in its memory before', () => {
  const plan = planGraph(graph, profile, { objective: 'overlap' })
  const offsets = plan.textures.map(({ offset }) => offset)
  expect(offsets).toEqual([0, 0])
  expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
})
