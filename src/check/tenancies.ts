/** Transient placements as tenants of memory. Versions that are one value (a copy that became a name) are one tenant. */
import type { Placement, Plan, Position } from '../plan/document.ts'

export interface Tenancy {
  /** The first resource that the plan names for it. */
  readonly resource: string
  readonly version: number
  readonly heap: number | undefined
  readonly offset: number
  readonly texture: number | undefined
  readonly sizeBytes: number
  readonly first: Position
  readonly last: Position
}

/** In the order of the plan's placements, each of which must say its first and last command. */
export function tenancies(plan: Plan): Tenancy[] {
  const list: Tenancy[] = []
  const known = new Set<string>()
  for (const placement of plan.placements) {
    if (placement.lifetime !== 'transient') continue
    const key = keyOf(placement)
    if (known.has(key)) continue
    known.add(key)
    const { resource, version, heap, offset, texture, first, last } = placement
    const sizeBytes = texture === undefined ? placement.sizeBytes : plan.textures[texture]!.sizeBytes
    list.push({ resource, version, heap, offset: offset ?? 0, texture, sizeBytes, first: first!, last: last! })
  }
  return list
}

const keyOf = ({ heap, offset, texture, sizeBytes, first, last }: Placement): string =>
  [heap, offset, texture, sizeBytes, first, last].join(' ')
