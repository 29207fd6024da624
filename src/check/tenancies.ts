/**
 * Tenancies: transient placements as owners of memory. Versions that share one value (a copy that became a name) are one
 * tenancy.
 */
import type { Placement, Position } from '../plan/document.ts'
import type { Plan } from './parts.ts'

export interface Tenancy {
  /** The first resource that the plan names for the tenancy, for messages. */
  readonly resource: string
  readonly version: number
  readonly heap: number | undefined
  readonly offset: number
  readonly texture: number | undefined
  readonly sizeBytes: number
  readonly first: Position
  readonly last: Position
}

/** The tenancies of a plan, in the order of its placements, each of which must state its first and last command. */
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
