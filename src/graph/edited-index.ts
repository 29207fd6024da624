/** Ids of a list that was edited: those of the list before by where they stand now, and those that are new. */
import { duplicateId } from '../errors.ts'
import { IdIndex, type IdLookUp } from './ids.ts'
import type { ListChanges } from './list-changes.ts'

interface Item {
  readonly id: string
}

/** New ids up to which an index is kept rather than made anew, and edits up to which each look-up goes through all of them. */
const [mostAdded, mostEdits] = [256, 32]

export class EditedIndex implements IdLookUp {
  private readonly base: IdIndex
  /** The edits since the base, in order: where its entries stand now. */
  private readonly edits: readonly ListChanges[]
  /** Ids that the base does not have, by where they stand now. */
  private readonly added: ReadonlyMap<string, number>
  private readonly items: readonly Item[]

  private constructor(
    base: IdIndex,
    edits: readonly ListChanges[],
    added: ReadonlyMap<string, number>,
    items: readonly Item[],
  ) {
    this.base = base
    this.edits = edits
    this.added = added
    this.items = items
  }

  /**
   * The index of `items`, which `changes` made of the items that `before` is the index of. The time is that of the new ids.
   * @throws MemkitError DUPLICATE_ID
   */
  static of(before: IdLookUp, changes: ListChanges, items: readonly Item[], what: string, list: string): IdLookUp {
    const { fresh } = changes
    const edited = before instanceof EditedIndex ? before : undefined
    const base = edited ? edited.base : before
    const edits = [...(edited?.edits ?? []), changes]
    const isMuch =
      edits.length > mostEdits || (edited?.added.size ?? 0) + fresh.length > mostAdded || isWide(edits, items.length)
    if (!(base instanceof IdIndex) || isMuch) return new IdIndex(items, what, list)
    const added = new Map<string, number>()
    for (const [id, old] of edited?.added ?? []) if (changes.newOf(old) >= 0) added.set(id, changes.newOf(old))
    const index = new EditedIndex(base, edits, added, items)
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
    let at = this.base.get(id)
    if (at === undefined) return undefined
    for (const changes of this.edits) {
      at = changes.newOf(at)
      if (at < 0) return undefined
    }
    return at
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  keys(): Iterable<string> {
    return this.items.map(({ id }) => id)
  }
}

/** Whether edits hold more than an index anew would. */
function isWide(edits: readonly ListChanges[], itemCount: number): boolean {
  let places = 0
  for (const { part } of edits) places += part.end - part.from
  return places > 2 * itemCount + 4096
}
