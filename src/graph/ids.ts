/** The indices of ids in lists. */
import { isObject, readGiven } from '../given.ts'
import { duplicateId } from '../errors.ts'
import type { Faults } from './faults.ts'
import { int32Array, noIndices } from './typed-arrays.ts'

/** The index of each id in a list. */
export interface IdLookUp {
  get(id: string): number | undefined
  has(id: string): boolean
  keys(): Iterable<string>
}

/** The table of an empty list. */
const noEntries = /* @__PURE__ */ Int32Array.of(-1)

/**
 * The index of each id in a list. Faster than a Map, which counts where 10^5 passes name 4 × 10^5 resources. Open addressing with double
 * hashing (Knuth, TAOCP 3, 6.4, algorithm D); O(1) for a look-up.
 */
export class IdIndex implements IdLookUp {
  private readonly ids: string[]
  private readonly hashes: Int32Array
  /** Indices into the list, −1 for an empty cell; its length is a power of two. */
  private readonly table: Int32Array
  /** Replaces the table where ids collide too often, which happens only where ids were chosen to collide. */
  private map: Map<string, number> | undefined

  /** An id that stands twice is a fault, DUPLICATE_ID, that names both places. @throws MemkitError of it where no faults are kept */
  constructor(items: readonly { readonly id: string }[], what: string, list: string, faults?: Faults) {
    const count = items.length
    this.ids = new Array<string>(count)
    this.hashes = int32Array(count)
    if (count === 0) {
      this.table = noEntries
      return
    }
    let length = 16
    while (length < 2 * count) length *= 2
    this.table = noIndices(length)
    for (let i = 0; i < count; i++) {
      const { id } = items[i]!
      const first = this.add(id, i)
      if (first < 0 || faults?.full) continue
      const fault = duplicateId(what, id, `${list}[${i}].id`, `${list}[${first}]`)
      if (!faults) throw fault
      faults.add(fault)
    }
  }

  get(id: string): number | undefined {
    if (this.map) return this.map.get(id)
    const { ids, hashes, table } = this
    const hash = hashOf(id)
    const last = table.length - 1
    for (let at = hash & last; ; at = (at + strideOf(hash)) & last) {
      const i = table[at]!
      if (i < 0) return undefined
      if (hashes[i] === hash && ids[i] === id) return i
    }
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  keys(): Iterable<string> {
    return this.ids
  }

  /** @returns the index of an equal id that was added before, or −1 */
  private add(id: string, i: number): number {
    const { ids, hashes, table } = this
    ids[i] = id
    if (this.map) {
      const first = this.map.get(id) ?? -1
      this.map.set(id, i)
      return first
    }
    const hash = hashOf(id)
    const last = table.length - 1
    let at = hash & last
    for (let probes = 0; table[at]! >= 0; probes++, at = (at + strideOf(hash)) & last) {
      const other = table[at]!
      if (hashes[other] === hash && ids[other] === id) return other
      if (probes === mostProbes) {
        this.map = new Map(ids.slice(0, i).map((known, place) => [known, place]))
        return this.add(id, i)
      }
    }
    table[at] = i
    hashes[i] = hash
    return -1
  }
}

/** Probes after which ids count as made to collide: in a table that is at most half full, usual ids need twenty or thirty at worst. */
const mostProbes = 100

/**
 * A polynomial in the UTF-16 units, whose bits are not mixed: ids that end in numbers lie in the table in runs of ten, as they are counted, and
 * what a large graph looks up one after another is mostly near in memory. The factor exceeds what letters and digits differ by.
 */
export function hashOf(id: string): number {
  let hash = 0
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 131) + id.charCodeAt(i)) | 0
  return hash
}

/** The step from one cell to the next for ids that meet in a cell: odd, so that it comes to all of them. Fibonacci hashing. */
const strideOf = (hash: number): number => (Math.imul(hash, 0x9e3779b1) >>> 15) | 1

/** The id of the resource that an endpoint names, as far as it is one. */
export function resourceIdOf(target: unknown): string {
  if (typeof target === 'string') return target
  const id = readGiven('', () => (isObject(target) ? (target as { readonly resource?: unknown }).resource : undefined))
  return typeof id === 'string' ? id : 'nothing'
}
