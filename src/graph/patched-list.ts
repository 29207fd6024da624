/**
 * A list of entries with ids that many patches change, in blocks of about as many entries as there are blocks. Patches say where by an id
 * or an index; whatever their order, n of them cost O(n √n) moves of entries at most, where a plain list would cost n².
 */

/** Where an entry stands: in a block, at an index of it. */
export interface ListPlace {
  readonly block: unknown[]
  readonly at: number
}

const idOf = (entry: unknown): unknown =>
  typeof entry === 'object' && entry !== null ? (entry as { readonly id?: unknown }).id : undefined

/** Searches by id look at this many entries for each one of the list before a table of ids is made. */
const scansBeforeTable = 8
const leastBlock = 32
const blockSizeFor = (length: number): number => Math.max(leastBlock, Math.ceil(Math.sqrt(length)))

export class PatchedList {
  private readonly blocks: unknown[][] = []
  private blockSize: number
  private length: number
  private scanned = 0
  /** The block of each id, once it is worth its memory; ids that ever stood twice are searched for, because the first one is meant. */
  private blockOf: Map<unknown, unknown[]> | undefined
  private readonly repeated = new Set<unknown>()

  constructor(list: readonly unknown[]) {
    this.length = list.length
    this.blockSize = blockSizeFor(list.length)
    for (let from = 0; from < list.length; from += this.blockSize)
      this.blocks.push(list.slice(from, from + this.blockSize))
    if (this.blocks.length === 0) this.blocks.push([])
  }

  /** The place of the first entry with an id, or of the entry at an index; undefined where there is none. */
  find(key: string | number): ListPlace | undefined {
    if (typeof key === 'number') return key < this.length ? this.placeAt(key) : undefined
    if (!this.blockOf && this.scanned > scansBeforeTable * this.length) this.makeTable()
    if (!this.blockOf || this.repeated.has(key)) return this.search(key)
    const block = this.blockOf.get(key)
    return block && { block, at: block.findIndex((entry) => idOf(entry) === key) }
  }

  /** Puts another entry into a place. The one that stood there still has the id by which it was found. */
  replace({ block, at }: ListPlace, entry: unknown): void {
    const [before, after] = [idOf(block[at]), idOf(entry)]
    block[at] = entry
    if (before === after) return
    this.forget(before)
    this.note(after, block)
  }

  remove({ block, at }: ListPlace): void {
    this.forget(idOf(block[at]))
    block.splice(at, 1)
    this.length--
  }

  /** Inserts an entry before the one at an index, or at the end. @returns whether the list is that long */
  insert(index: string | number, entry: unknown): boolean {
    const place = typeof index !== 'number' || index > this.length ? undefined : this.placeAt(index)
    if (!place) return false
    const { block, at } = place
    block.splice(at, 0, entry)
    this.length++
    this.note(idOf(entry), block)
    if (block.length > 2 * this.blockSize) this.split(block)
    return true
  }

  toArray(): unknown[] {
    return ([] as unknown[]).concat(...this.blocks)
  }

  /** The length itself is a place too, the end of the last block. */
  private placeAt(index: number): ListPlace | undefined {
    if (!Number.isSafeInteger(index) || index < 0) return undefined
    let at = index
    for (const block of this.blocks) {
      if (at < block.length) return { block, at }
      at -= block.length
    }
    const last = this.blocks.at(-1)!
    return { block: last, at: last.length }
  }

  private search(id: string): ListPlace | undefined {
    for (const block of this.blocks) {
      const at = block.findIndex((entry) => idOf(entry) === id)
      this.scanned += at < 0 ? block.length : at
      if (at >= 0) return { block, at }
    }
    return undefined
  }

  private makeTable(): void {
    this.blockOf = new Map()
    for (const block of this.blocks) for (const entry of block) this.note(idOf(entry), block)
  }

  private note(id: unknown, block: unknown[]): void {
    if (!this.blockOf) return
    if (this.blockOf.has(id)) this.repeated.add(id)
    else this.blockOf.set(id, block)
  }

  private forget(id: unknown): void {
    if (!this.repeated.has(id)) this.blockOf?.delete(id)
  }

  private split(block: unknown[]): void {
    // A list that grows has larger blocks from then on, so that they stay about as many as the entries of one.
    this.blockSize = blockSizeFor(this.length)
    const behind = block.splice(block.length >> 1)
    this.blocks.splice(this.blocks.indexOf(block) + 1, 0, behind)
    if (this.blockOf) for (const entry of behind) this.blockOf.set(idOf(entry), behind)
  }
}
