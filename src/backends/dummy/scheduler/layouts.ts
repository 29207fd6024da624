/**
 * Follows every texture's image layouts through a plan in the order of its submissions: each command must find its textures in
 * the layout that it needs.
 */
import { layersOf } from '../../../plan/facts/level-boxes.ts'
import { push } from '../../../graph/lists.ts'
import { hazard, type MemkitError } from '../../../errors.ts'
import type { ImageLayout } from '../../../plan/document.ts'
import { commandWords, textureWords } from '../../../plan/facts/plan-words.ts'
import type { PlanAccesses } from './accesses.ts'
import { passesOf } from './hazards.ts'
import { layoutNeeds } from './layout-needs.ts'

interface Subresource {
  readonly texture: number
  readonly level: number
  readonly layer: number
}

/**
 * Faults by submission. "storage" is Vulkan's general layout, which allows every use. Persistent and imported textures rest in
 * it: the next run begins with what this one leaves. O(commands + subresources).
 */
export function findLayoutFaults(accesses: PlanAccesses): Map<number, MemkitError[]> {
  const { plan, layouts, commands, nodeSubmission, submissionStart } = accesses
  const faults = new Map<number, MemkitError[]>()
  const layers = plan.textures.map(layersOf)
  const current = plan.textures.map(({ lifetime }, t) =>
    Array.from({ length: layouts[t]!.levels.length * layers[t]! }, (): ImageLayout =>
      lifetime === 'transient' ? 'undefined' : 'storage',
    ),
  )
  const reported = new Set<number>()

  const expect = (node: number, { texture, level, layer }: Subresource, wanted: ImageLayout, suits: Suits): void => {
    const now = current[texture]![level * layers[texture]! + layer]!
    if (now === wanted || suits(now, wanted) || reported.has(node)) return
    reported.add(node)
    const submission = nodeSubmission[node]!
    const place = [submission, node - submissionStart[submission]!] as const
    const error = hazard(
      `${commandWords(plan, ...place)} needs mip level ${level}, layer ${layer} of ${textureWords(plan, texture)} in layout "${wanted}", but it is in "${now}"; a transition is missing`,
      { second: place, secondPasses: passesOf(commands[node]!), texture, level, layer, wanted, now },
    )
    push(faults, submission, error)
  }

  for (let node = 0; node < accesses.nodeCount; node++) {
    const command = commands[node]!
    if (command.op === 'barrier')
      for (const { from, to, texture, mipLevel, mipLevelCount, layer, layerCount } of command.transitions ?? [])
        for (const part of subresources(texture, [mipLevel, mipLevelCount], [layer, layerCount])) {
          // "undefined" gives the contents up, and so is right from any layout.
          if (from !== 'undefined') expect(node, part, from, isExact)
          current[texture]![part.level * layers[texture]! + part.layer] = to
        }
    else
      for (const { texture, part, layout } of layoutNeeds(plan, command)) {
        const [layer, layerCount] = plan.textures[texture]!.dimension === '3d' ? [0, 1] : [part.origin[2], part.size[2]]
        for (const one of subresources(texture, [part.mipLevel, part.mipLevelCount], [layer, layerCount]))
          expect(node, one, layout, servesAs)
      }
  }
  return faults
}

/** @param levels the first mip level, and how many; `layers` likewise */
function* subresources(
  texture: number,
  levels: readonly [first: number, count: number],
  layers: readonly [first: number, count: number],
): Generator<Subresource> {
  for (let level = levels[0]; level < levels[0] + levels[1]; level++)
    for (let layer = layers[0]; layer < layers[0] + layers[1]; layer++) yield { texture, level, layer }
}

/** Whether what is in one layout may be used as if it were in the one that is wanted. */
type Suits = (now: ImageLayout, wanted: ImageLayout) => boolean

/** No other layout will do. */
const isExact = (): boolean => false

const servesAs = (now: ImageLayout, wanted: ImageLayout): boolean =>
  now === 'storage' || (now === 'depth-read' && wanted === 'sampled')
