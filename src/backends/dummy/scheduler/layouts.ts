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

  const expect = (
    node: number,
    { texture, level, layer }: Subresource,
    wanted: ImageLayout,
    suits: (now: ImageLayout, wanted: ImageLayout) => boolean,
  ): void => {
    const at = level * layers[texture]! + layer
    const now = current[texture]![at]
    if (now !== wanted && !suits(now, wanted) && !reported.has(node)) {
      reported.add(node)
      const submission = nodeSubmission[node]!
      const command = commands[node]!
      const place = [submission, node - submissionStart[submission]!] as const
      const error = hazard(
        `${commandWords(plan, ...place)} needs mip level ${level}, layer ${layer} of ${textureWords(plan, texture)} in layout "${wanted}", but it is in "${now}"; a transition is missing`,
        { second: place, secondPasses: passesOf(command), texture, level, layer, wanted, now },
      )
      push(faults, submission, error)
    }
  }

  for (let node = 0; node < accesses.nodeCount; node++) {
    const command = commands[node]!
    if (command.op === 'barrier') {
      for (const t of command.transitions ?? []) {
        for (let level = t.mipLevel; level < t.mipLevel + t.mipLevelCount; level++)
          for (let layer = t.layer; layer < t.layer + t.layerCount; layer++) {
            // "undefined" gives the contents up, and so is right from any layout.
            if (t.from !== 'undefined') expect(node, { texture: t.texture, level, layer }, t.from, never)
            current[t.texture]![level * layers[t.texture]! + layer] = t.to
          }
      }
      continue
    }
    for (const { texture, part, layout } of layoutNeeds(plan, command)) {
      const flat = plan.textures[texture]!.dimension === '3d'
      const first = flat ? 0 : part.origin[2]
      const last = flat ? 1 : part.origin[2] + part.size[2]
      for (let level = part.mipLevel; level < part.mipLevel + part.mipLevelCount; level++)
        for (let layer = first; layer < last; layer++) expect(node, { texture, level, layer }, layout, servesAs)
    }
  }
  return faults
}

const never = (): boolean => false

const servesAs = (now: ImageLayout, wanted: ImageLayout): boolean =>
  now === 'storage' || (now === 'depth-read' && wanted === 'sampled')
