/** Random graphs that were planned wrongly once. */
import { expect, it } from 'vitest'
import type { Objective } from '../../src/planner/index.ts'
import { seededGraph } from '../support/random-graph.ts'
import { faultOf } from './planned-run.ts'
import { targets } from './profiles.ts'

it.each<[seed: number, size: number, target: string, objective?: Objective]>([
  // The first layout of a texture stood in a barrier of an earlier submission, before other queues were done with its memory.
  [700_068, 24, 'vulkan, textures'],
  [700_114, 24, 'dummy, textures'],
  [700_114, 24, 'vulkan, textures'],
  [900_002, 40, 'vulkan, textures'],
  [900_022, 40, 'dummy, textures'],
  [104_085, 24, 'dummy, textures'],
  // One render pass read a depth texture as its attachment and as a sampled texture, under two names.
  [410_230, 24, 'one-queue, textures'],
  // A readback was merged over the memory of a placed texture.
  [20_192, 24, 'one-queue, textures'],
  // Groups needed a heap more than the bound was for.
  [102_221, 24, 'webgpu, textures'],
  // A heap with history ended at the next alignment, above the limit.
  [10_216, 24, 'little-heaps'],
  // A shader wrote the rest of the word that its buffer ends in, which another buffer had had before.
  [2_200_199, 24, 'one-queue', 'memory'],
])('seed %i of size %i for %s is planned right', async (seed, size, name, objective = 'submissions') => {
  const target = targets.find((candidate) => candidate.name === name)!
  const random = seededGraph(seed, size, target.rules)
  expect(
    await faultOf(random, target, { objective, schedulerSeeds: [2 * seed, 2 * seed + 1], runs: 2 }),
  ).toBeUndefined()
})
