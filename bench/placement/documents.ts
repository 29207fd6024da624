/** The transient blocks of the frame graph documents in a folder, with the lifetimes that a plan of theirs has. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseGraphText, planGraph, profiles } from '../../src/index.ts'
import type { PlacementBlock } from '../../src/planner/place/solver/index.ts'

/** Files that are no documents (facts beside them) are left out. */
export function documentBlocks(folder: string): [name: string, blocks: PlacementBlock[]][] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.includes('.facts.'))
  return names.sort().map((name) => {
    const plan = planGraph(parseGraphText(readFileSync(join(folder, name), 'utf8')), profiles.dummy)
    const blocks = new Map<string, PlacementBlock>()
    for (const { lifetime, heap, offset, sizeBytes, first, last } of plan.placements) {
      if (lifetime !== 'transient' || heap === undefined || first === undefined || last === undefined) continue
      const start = timeOf(first)
      const end = timeOf(last) + 1
      // Versions that a forwarded copy made one lie in the same place, and live as one.
      const key = `${heap} ${offset} ${sizeBytes}`
      const known = blocks.get(key)
      if (known !== undefined && known.start < end && start < known.end) {
        known.start = Math.min(known.start, start)
        known.end = Math.max(known.end, end)
      } else blocks.set(known === undefined ? key : `${key} ${start}`, { sizeBytes, start, end })
    }
    return [name.replace('.json', ''), [...blocks.values()]]
  })
}

const MOST_LEVELS = 1e6

const timeOf = ([submission, level]: readonly [number, number]): number => submission * MOST_LEVELS + level
