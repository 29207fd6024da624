/** Random graphs that were planned wrongly once, as documents: the generator goes on changing. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Objective } from '../../src/planner/index.ts'
import { runnable } from '../support/random-graph.ts'
import { faultOf } from './planned-run.ts'
import { targets } from './profiles.ts'

it.each<[name: string, target: string, objective?: Objective]>([
  // The first layout of a texture stood in a barrier of an earlier submission, before other queues were done with its memory.
  ['layout-before-other-queues-1', 'vulkan, textures'],
  ['layout-before-other-queues-2', 'dummy, textures'],
  ['layout-before-other-queues-2', 'vulkan, textures'],
  ['layout-before-other-queues-3', 'vulkan, textures'],
  ['layout-before-other-queues-4', 'dummy, textures'],
  ['layout-before-other-queues-5', 'dummy, textures'],
  // One render pass read a depth texture as its attachment and as a sampled texture, under two names.
  ['depth-under-two-names', 'one-queue, textures'],
  // A readback was merged over the memory of a placed texture.
  ['readback-over-texture', 'one-queue, textures'],
  // Groups needed a heap more than the bound was for.
  ['groups-beyond-bound', 'webgpu, textures'],
  // A heap with history ended at the next alignment, above the limit.
  ['history-above-limit', 'little-heaps'],
  // The checker took depth alone for a part of texels that have nothing else.
  ['one-aspect-alone', 'dummy, textures'],
  // The checker lost the order that a wait brings where a barrier of a later submission hands it on.
  ['order-through-a-wait', 'little-staging', 'memory'],
  // A shader wrote the rest of the word that its buffer ends in, which another buffer had had before.
  ['rest-of-word', 'one-queue', 'memory'],
])('%s is planned right for %s', async (name, targetName, objective = 'submissions') => {
  const target = targets.find((candidate) => candidate.name === targetName)!
  const random = runnable(JSON.parse(readFileSync(new URL(`once-wrong/${name}.json`, import.meta.url), 'utf8')))
  expect(await faultOf(random, target, { objective, schedulerSeeds: [1, 2, 3, 4], runs: 2 })).toBeUndefined()
})
