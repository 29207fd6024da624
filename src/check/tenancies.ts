/**
 * Tenancies: transient placements as owners of memory. Versions that share one value (a copy that became a name) are one
 * tenancy, which has the first resource that the plan names for it.
 */
import { longestList } from '../schema/schema.ts'
import type { Plan } from './parts.ts'
import type { Placed, Placements } from './placement-columns.ts'

/** Tenancies by number. */
export interface Tenancies {
  /** By tenancy: its placement, in the order of the plan's. */
  readonly placement: readonly number[]
  /** By tenancy: the times of its first and its last command. */
  readonly first: readonly number[]
  readonly last: readonly number[]
  /** Tenancies in the order in which they begin, and in the order in which they end; among equals, in the order of the list. */
  readonly begins: readonly number[]
  readonly ends: readonly number[]
}

/** The time of command c of submission s: a number that is larger for each later command. */
export const timeOf = (s: number, c: number): number => s * longestList + c

/** The tenancies of a plan, whose transient placements state commands of it as first and last. O(n log n) in placements. */
export function tenancies({ placements }: Plan): Tenancies {
  let [placement, first, last]: number[][] = [[], [], []]
  for (let i = 0; i < placements.length; i++) {
    const one = placements.at(i)
    if (one.lifetime !== 'transient') continue
    placement.push(i)
    first.push(timeOf(...one.first!))
    last.push(timeOf(...one.last!))
  }
  let begins = sorted(first)
  const repeated = repeatedTenancies(placements, placement, first, begins)
  if (repeated) {
    const isNew = (_: number, tenancy: number) => !repeated.has(tenancy)
    ;[placement, first, last] = [placement.filter(isNew), first.filter(isNew), last.filter(isNew)]
    begins = sorted(first)
  }
  return { placement, first, last, begins, ends: sorted(last) }
}

/** Tenancies that stand in the list before; undefined for none. Equal ones begin together, so only those are compared that do. */
function repeatedTenancies(
  placements: Placements,
  placement: readonly number[],
  first: readonly number[],
  begins: readonly number[],
): ReadonlySet<number> | undefined {
  let repeated: Set<number> | undefined
  for (let from = 0, to = 0; from < begins.length; from = to) {
    while (to < begins.length && first[begins[to]!] === first[begins[from]!]) to++
    if (to - from === 1) continue
    const together = begins.slice(from, to).map((tenancy) => placements.at(placement[tenancy]!))
    const known = together.length > few ? new Set<string>() : undefined
    together.forEach((one, i) => {
      const isKnown = known ? known.has(keyOf(one)) : together.findIndex((other) => isSame(one, other)) < i
      if (isKnown) (repeated ??= new Set()).add(begins[from + i]!)
      known?.add(keyOf(one))
    })
  }
  return repeated
}

/** Tenancies up to this number are compared pair by pair. */
const few = 32

/** Whether two tenancies that begin together are the same. */
const isSame = (a: Placed, b: Placed): boolean =>
  a.heap === b.heap &&
  a.offset === b.offset &&
  a.texture === b.texture &&
  a.sizeBytes === b.sizeBytes &&
  a.last![0] === b.last![0] &&
  a.last![1] === b.last![1]

const keyOf = ({ heap, offset, texture, sizeBytes, last }: Placed): string =>
  `${heap} ${offset} ${texture} ${sizeBytes} ${last![0]} ${last![1]}`

/** Numbers of times in ascending order, equal ones as they stand; plans mostly have them so already. */
function sorted(times: readonly number[]): number[] {
  const numbers = new Array<number>(times.length)
  let isSorted = true
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = i
    isSorted &&= i === 0 || times[i - 1]! <= times[i]!
  }
  return isSorted ? numbers : numbers.sort((a, b) => times[a]! - times[b]! || a - b)
}
