/** Columns of what a plan has very many of: as objects they take four times the room, and a copy of each is moved by the collector twice. */
import { refused, type Copy } from '../schema/copies.ts'
import { longestList } from '../schema/schema.ts'

/** One number a row; −1 for none. Most are small: the room of large ones is taken once there is one. */
export class Column {
  private readonly length: number
  private numbers: Int32Array | Float64Array | undefined

  constructor(length: number) {
    this.length = length
    this.numbers = undefined
  }

  set(i: number, n: number | undefined): void {
    if (n === undefined) return
    this.numbers ??= new Int32Array(this.length).fill(-1)
    if (n > 0x7fff_ffff && this.numbers instanceof Int32Array) this.numbers = Float64Array.from(this.numbers)
    this.numbers[i] = n
  }

  at(i: number): number | undefined {
    const n = this.numbers?.[i] ?? -1
    return n < 0 ? undefined : n
  }
}

/** One word a row, of fewer than 256 different ones. */
export class WordColumn<Word extends string> {
  private readonly numbers: Uint8Array
  private readonly words: Word[] = []

  constructor(length: number) {
    this.numbers = new Uint8Array(length)
  }

  set(i: number, word: Word): void {
    const known = this.words.indexOf(word)
    this.numbers[i] = known < 0 ? this.words.push(word) - 1 : known
  }

  at(i: number): Word {
    return this.words[this.numbers[i]!]!
  }
}

/** One id a row; undefined for none. */
export class IdColumn {
  private readonly length: number
  private ids: (string | undefined)[] | undefined

  constructor(length: number) {
    this.length = length
    this.ids = undefined
  }

  set(i: number, id: string | undefined): void {
    if (id === undefined) return
    this.ids ??= new Array<undefined>(this.length).fill(undefined)
    this.ids[i] = id
  }

  at(i: number): string | undefined {
    return this.ids?.[i]
  }
}

/** A list of a plan in columns, made once for all that is read of it; `at` makes an object. */
export abstract class Rows<Row> implements Iterable<Row> {
  readonly length: number

  constructor(length: number) {
    this.length = length
  }

  /** A row that is there. */
  abstract at(i: number): Row

  /** Undefined where the plan has no such row. */
  find(i: number): Row | undefined {
    return i < this.length ? this.at(i) : undefined
  }

  forEach(visit: (row: Row, i: number) => void): void {
    for (let i = 0; i < this.length; i++) visit(this.at(i), i)
  }

  *[Symbol.iterator](): Iterator<Row> {
    for (let i = 0; i < this.length; i++) yield this.at(i)
  }
}

/** Reads each of a list once, and gives its copy to `set`. @returns whether all have the shape of a row */
export function readRows<Row>(list: readonly unknown[], copy: Copy, set: (i: number, row: Row) => void): boolean {
  for (let i = 0; i < list.length; i++) {
    const row = copy(list[i])
    if (row === refused) return false
    set(i, row as Row)
  }
  return true
}

/** Undefined for what is no list: a Proxy may say a length that is no number. */
export const listOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) && value.length >= 0 && value.length <= longestList ? (value as unknown[]) : undefined
