/** Ids of a list that was edited: those of the list before by where they stand now, and those that are new. */
import { duplicateId } from '../errors.ts'
import { IdIndex, type IdLookUp } from './ids.ts'
import { int32Array } from './typed-arrays.ts'

interface Item {
  readonly id: string
}

/** New ids up to which an index is kept rather than made anew. */
const mostAdded = 256

export class EditedIndex implements IdLookUp {
  private readonly base: IdIndex
  /** The place where each entry of the base stands now, or −1. */
  private readonly moved: Int32Array
  private readonly added: ReadonlyMap<string, number>
  private readonly items: readonly Item[]

  private constructor(base: IdIndex, moved: Int32Array, added: ReadonlyMap<string, number>, items: readonly Item[]) {
    this.base = base
    this.moved = moved
    this.added = added
    this.items = items
  }

  /**
   * The index of `items`, of which those at `fresh` are new; `newOf` says where the entries of `before` stand now, or −1.
   * @throws MemkitError DUPLICATE_ID
   */
  static of(
    before: IdLookUp,
    newOf: Int32Array,
    items: readonly Item[],
    fresh: readonly number[],
    what: string,
    list: string,
  ): IdLookUp {
    const edited = before instanceof EditedIndex ? before : undefined
    const base = edited ? edited.base : before
    if (!(base instanceof IdIndex) || (edited?.added.size ?? 0) + fresh.length > mostAdded)
      return new IdIndex(items, what, list)
    let moved = newOf
    const added = new Map<string, number>()
    if (edited) {
      moved = int32Array(edited.moved.length)
      for (let i = 0; i < moved.length; i++) moved[i] = edited.moved[i]! < 0 ? -1 : newOf[edited.moved[i]!]!
      for (const [id, old] of edited.added) if (newOf[old]! >= 0) added.set(id, newOf[old]!)
    }
    const index = new EditedIndex(base, moved, added, items)
    for (const i of fresh) {
      const { id } = items[i]!
      const first = index.get(id)
      if (first !== undefined)
        throw duplicateId(what, id, `${list}[${Math.max(i, first)}].id`, `${list}[${Math.min(i, first)}]`)
      added.set(id, i)
    }
    return index
  }

  get(id: string): number | undefined {
    const added = this.added.get(id)
    if (added !== undefined) return added
    const first = this.base.get(id)
    return first === undefined || this.moved[first]! < 0 ? undefined : this.moved[first]
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  keys(): Iterable<string> {
    return this.items.map(({ id }) => id)
  }
}
