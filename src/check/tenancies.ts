/**
 * Tenancies: transient placements as owners of memory. Versions that share one value (a copy that became a name) are one
 * tenancy, which has the first resource that the plan names for it.
 */
import type { Placement, Position } from '../plan/document.ts'
import type { Plan } from './parts.ts'

export type Tenancy = Placement & { readonly first: Position; readonly last: Position }

/** The tenancies of a plan, in the order of its placements, each of which must state its first and last command. */
export function tenancies(plan: Plan): Tenancy[] {
  const known = new Set<string>()
  return plan.placements.filter((placement): placement is Tenancy => {
    if (placement.lifetime !== 'transient') return false
    const key = keyOf(placement as Tenancy)
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  })
}

const keyOf = ({ heap, offset, texture, sizeBytes, first, last }: Tenancy): string =>
  `${heap} ${offset} ${texture} ${sizeBytes} ${first[0]} ${first[1]} ${last[0]} ${last[1]}`
