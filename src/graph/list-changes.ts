/** The changes that an edit made to a list, in memory proportional to them: entries before and after them stay, or move together. */
import { int32Array, noIndices } from './typed-arrays.ts'

/** All entries of the new list from `from` to before `end` may differ; those before and behind are the same in both. */
export interface ChangedPart {
  readonly from: number
  readonly end: number
}

/** The changed parts of the lists of a graph that an edit was asked to change. */
export type ChangedParts = Readonly<Partial<Record<'resources' | 'shaders' | 'pipelines' | 'passes', ChangedPart>>>

/** The part of `after` that differs from `before`. Entries before `from`, and from `end` on, are known to be the same. */
export function changedPart(
  before: readonly unknown[],
  after: readonly unknown[],
  from = 0,
  end = after.length,
): ChangedPart {
  const shift = before.length - after.length
  const most = Math.min(end, end + shift)
  while (from < most && before[from] === after[from]) from++
  while (end > from && end + shift > from && before[end - 1 + shift] === after[end - 1]) end--
  return { from, end }
}

export class ListChanges {
  readonly part: ChangedPart
  /** By how many entries the list has become shorter. */
  readonly shift: number
  /** Entries that were not there before. */
  readonly fresh: readonly number[]
  /** Whether the entries that stayed are in the same order. */
  readonly inOrder: boolean
  private readonly count: number
  private readonly olds: Int32Array
  private readonly news: Int32Array

  /** @returns undefined where an entry stands twice */
  static between(before: readonly object[], after: readonly object[], part: ChangedPart): ListChanges | undefined {
    const { from, end } = part
    const shift = before.length - after.length
    const olds = noIndices(end - from)
    const news = noIndices(end + shift - from)
    const places = new Map<object, number>()
    for (let i = from; i < end + shift; i++) places.set(before[i]!, i)
    const fresh: number[] = []
    let inOrder = true
    let last = -1
    for (let i = from; i < end; i++) {
      const old = places.get(after[i]!)
      if (old === undefined) fresh.push(i)
      else {
        if (news[old - from]! >= 0) return undefined
        olds[i - from] = old
        news[old - from] = i
        if (old < last) inOrder = false
        last = old
      }
    }
    return new ListChanges(after.length, part, shift, { olds, news, fresh, inOrder })
  }

  private constructor(
    count: number,
    part: ChangedPart,
    shift: number,
    { olds, news, fresh, inOrder }: { olds: Int32Array; news: Int32Array; fresh: readonly number[]; inOrder: boolean },
  ) {
    this.count = count
    this.part = part
    this.shift = shift
    this.olds = olds
    this.news = news
    this.fresh = fresh
    this.inOrder = inOrder
  }

  /** The place where entry i stood before, or −1. */
  oldOf(i: number): number {
    const { from, end } = this.part
    return i < from ? i : i < end ? this.olds[i - from]! : i + this.shift
  }

  /** The place where an entry from before stands now, or −1. */
  newOf(old: number): number {
    const { from, end } = this.part
    return old < from ? old : old < end + this.shift ? this.news[old - from]! : old - this.shift
  }

  /** `oldOf` of all entries, made anew by each call: `EditedIndex` keeps the changes of many edits, which would each hold one. */
  oldPlaces(): Int32Array {
    const table = int32Array(this.count)
    const { from, end } = this.part
    for (let i = 0; i < from; i++) table[i] = i
    table.set(this.olds, from)
    for (let i = end; i < table.length; i++) table[i] = i + this.shift
    return table
  }
}
