/**
 * How late the lowest of some blocks that collide pairwise may start, so that all of them fit below the capacity: exact with
 * alignments, for every subset of a crowd's tabled members. Computed when first asked for (dynamic programming over
 * subsets, after Held & Karp 1962): whatever is lowest, the others are stacked as late as they can be.
 */
import { commonMultiple } from '../../../plan/multiples.ts'
import { tabledOf, type SmallInstance } from './small-instance.ts'
import { int32Array } from '../../../graph/typed-arrays.ts'

const UNKNOWN = -2
/** The blocks do not fit. */
const NEVER = -1

export class CrowdTables {
  /** Number of subsets computed so far. */
  work = 0
  /** Latest start of each block by itself. */
  readonly latest: Int32Array
  private readonly instance: SmallInstance
  private readonly startOf: Int32Array
  /** Capacity in steps, rounded up. */
  private capacity = 0
  private readonly table: Int32Array
  /** Beside each member of a crowd: the bit of the first member that makes no difference to the sums of others, see `alikeIn`. */
  private readonly alike: Int32Array

  constructor(instance: SmallInstance) {
    this.instance = instance
    this.latest = int32Array(instance.count)
    const { first } = instance.crowds
    this.startOf = int32Array(first.length)
    for (let c = 0; c + 1 < first.length; c++) {
      this.startOf[c + 1] = this.startOf[c]! + (1 << tabledOf(first[c + 1]! - first[c]!))
    }
    this.table = int32Array(this.startOf[first.length - 1]!)
    this.alike = alikeIn(instance)
  }

  /** Forgets everything, for a capacity in units. False if a block does not fit by itself. */
  reset(capacity: number): boolean {
    const { count, lattice, units, fixed } = this.instance
    this.capacity = Math.ceil(capacity / lattice)
    this.table.fill(UNKNOWN)
    let fits = true
    for (let i = 0; i < count; i++) {
      const last = Math.floor((capacity - units[i]!) / lattice)
      const at = fixed[i]! >= 0 ? fixed[i]! : this.alignDown(i, last)
      this.latest[i] = at
      if (last < 0 || at > last) fits = false
    }
    return fits
  }

  /** Latest start of `block`, which has this bit in its crowd (0: not tabled), as the lowest of itself and the tabled `others`. */
  asLowest(crowd: number, others: number, block: number): number {
    const alone = this.latest[block]!
    if (others === 0) return alone
    const known = this.table[this.startOf[crowd]! + others]!
    const above = known === UNKNOWN ? this.ofSet(crowd, others, this.capacity - this.sizeOf(crowd, others)) : known
    return this.below(above, block, alone)
  }

  private below(above: number, block: number, alone: number): number {
    const start = above - this.instance.size[block]!
    return start < 0 ? NEVER : start < alone ? this.alignDown(block, start) : alone
  }

  private sizeOf(crowd: number, set: number): number {
    const { crowds, size } = this.instance
    const first = crowds.first[crowd]!
    let sum = 0
    for (let bits = set; bits !== 0; bits &= bits - 1)
      sum += size[crowds.values[first + 31 - Math.clz32(bits & -bits)]!]!
    return sum
  }

  /**
   * Latest start of the lowest of a set of tabled blocks, which is not empty. Fine alignments are tried as the lowest first: mostly, the
   * start that leaves no gap at all, `most`, is reached at once.
   */
  private ofSet(crowd: number, set: number, most: number): number {
    const { table, latest, startOf } = this
    const { crowds, size } = this.instance
    const first = crowds.first[crowd]!
    const start = startOf[crowd]!
    let best = NEVER
    let tried = 0
    for (let bits = set; bits !== 0 && best < most;) {
      const position = 31 - Math.clz32(bits)
      bits ^= 1 << position
      const alike = this.alike[first + position]!
      if ((tried & alike) !== 0) continue
      tried |= alike
      const block = crowds.values[first + position]!
      const others = set ^ (1 << position)
      let at = latest[block]!
      if (others !== 0) {
        const known = table[start + others]!
        at = this.below(known === UNKNOWN ? this.ofSet(crowd, others, most + size[block]!) : known, block, at)
      }
      if (at > best) best = at
      this.work++
    }
    table[start + set] = best
    return best
  }

  private alignDown(block: number, offset: number): number {
    const alignment = this.instance.align[block]!
    return alignment === 1 || offset < 0 ? offset : offset - (offset % alignment)
  }
}

/**
 * Beside each tabled member of a crowd, the bit of the first one with its alignment whose size differs by whole steps of the coarsest
 * alignment. Whichever of them is lower, all others lie as far up: one of them stands for all as the lowest of a set.
 */
function alikeIn({ count, lattice, units, align, fixed, crowds }: SmallInstance): Int32Array {
  const coarsest = lattice * align.reduce(commonMultiple, 1)
  const kinds = new Map<string, number>()
  const kindOf = int32Array(count)
  for (let i = 0; i < count; i++) {
    const key = fixed[i]! >= 0 ? `block ${i}` : `${align[i]} ${units[i]! % coarsest}`
    kindOf[i] = kinds.get(key) ?? i
    kinds.set(key, kindOf[i]!)
  }
  const alike = int32Array(crowds.values.length)
  const bitOf = int32Array(count)
  for (let c = 0; c + 1 < crowds.first.length; c++) {
    const [from, to] = [crowds.first[c]!, crowds.first[c + 1]!]
    const tabled = tabledOf(to - from)
    for (let k = from; k < to; k++) bitOf[kindOf[crowds.values[k]!]!] = 0
    for (let k = from; k < from + tabled; k++) {
      const kind = kindOf[crowds.values[k]!]!
      alike[k] = bitOf[kind] ||= 1 << (k - from)
    }
  }
  return alike
}
