/**
 * How late the lowest of some blocks that collide pairwise may start, so that all of them fit below the capacity: exact with
 * alignments, for every subset of a crowd's tabled members. Computed when first asked for (dynamic programming over
 * subsets, after Held & Karp 1962): whatever is lowest, the others are stacked as late as they can be.
 */
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
  private readonly table: Int32Array

  constructor(instance: SmallInstance) {
    this.instance = instance
    this.latest = int32Array(instance.count)
    const { first } = instance.crowds
    this.startOf = int32Array(first.length)
    for (let c = 0; c + 1 < first.length; c++) {
      this.startOf[c + 1] = this.startOf[c]! + (1 << tabledOf(first[c + 1]! - first[c]!))
    }
    this.table = int32Array(this.startOf[first.length - 1]!)
  }

  /** Forgets everything, for a capacity in units. False if a block does not fit by itself. */
  reset(capacity: number): boolean {
    const { count, lattice, units, fixed } = this.instance
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
    const start = this.ofSet(crowd, others) - this.instance.size[block]!
    return start < 0 ? NEVER : start < alone ? this.alignDown(block, start) : alone
  }

  /** Latest start of the lowest of a set of tabled blocks, which is not empty. */
  private ofSet(crowd: number, set: number): number {
    const at = this.startOf[crowd]! + set
    const known = this.table[at]!
    if (known !== UNKNOWN) return known
    const { crowds } = this.instance
    const first = crowds.first[crowd]!
    let latest = NEVER
    for (let bits = set; bits !== 0; bits &= bits - 1) {
      const position = 31 - Math.clz32(bits & -bits)
      const start = this.asLowest(crowd, set ^ (1 << position), crowds.values[first + position]!)
      if (start > latest) latest = start
      this.work++
    }
    this.table[at] = latest
    return latest
  }

  private alignDown(block: number, offset: number): number {
    const alignment = this.instance.align[block]!
    return alignment === 1 || offset < 0 ? offset : offset - (offset % alignment)
  }
}
