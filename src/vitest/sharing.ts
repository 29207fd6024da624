/** Memory that two resources have in common. */
import type { Placement, Plan } from '../index.ts'

/** The places where versions of two resources overlap, in words; undefined where none do. */
export function sharedMemory({ placements }: Plan, x: string, y: string): string | undefined {
  const ys = placements.filter(({ resource }) => resource === y)
  for (const one of placements)
    if (one.resource === x)
      for (const other of ys) {
        const place = one === other ? undefined : overlap(one, other)
        if (place !== undefined) return place
      }
  return undefined
}

function overlap(a: Placement, b: Placement): string | undefined {
  if (a.texture !== undefined && a.texture === b.texture) return 'a texture'
  if (a.heap === undefined || a.heap !== b.heap) return undefined
  const start = Math.max(a.offset ?? 0, b.offset ?? 0)
  const end = Math.min((a.offset ?? 0) + a.sizeBytes, (b.offset ?? 0) + b.sizeBytes)
  return start < end ? `bytes ${start} to ${end} of a heap` : undefined
}
