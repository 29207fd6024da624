/**
 * The placements of a plan, in columns. Most plans have about as many as passes, each with a dozen fields and two lists: as objects they
 * take four times the room.
 */
import type { Placement, Position } from '../plan/document.ts'
import { refused, type Copy } from '../schema/copies.ts'
import { longestList } from '../schema/schema.ts'

const lifetimes = ['transient', 'persistent', 'imported'] as const

/** One number a placement; −1 for none. Most are small: the room of large ones is taken once there is one. */
class Column {
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

/** A placement as it is read here. */
export interface Placed {
  readonly resource: string
  readonly version: number
  readonly lifetime: Placement['lifetime']
  readonly previous: number | undefined
  readonly heap: number | undefined
  readonly offset: number | undefined
  readonly sizeBytes: number
  readonly declaredBytes: number | undefined
  readonly texture: number | undefined
  readonly first: Position | undefined
  readonly last: Position | undefined
}

/** Made once for all that is read of a plan, and never changed; `at` makes an object. */
export class Placements implements Iterable<Placed> {
  readonly length: number
  private readonly resource: string[]
  private readonly lifetime: Uint8Array
  private readonly version: Column
  private readonly previous: Column
  private readonly heap: Column
  private readonly offset: Column
  private readonly sizeBytes: Column
  private readonly declaredBytes: Column
  private readonly texture: Column
  private readonly firstSubmission: Column
  private readonly firstCommand: Column
  private readonly lastSubmission: Column
  private readonly lastCommand: Column

  private constructor(length: number) {
    const column = () => new Column(length)
    this.length = length
    this.resource = new Array<string>(length)
    this.lifetime = new Uint8Array(length)
    this.version = column()
    this.previous = column()
    this.heap = column()
    this.offset = column()
    this.sizeBytes = column()
    this.declaredBytes = column()
    this.texture = column()
    this.firstSubmission = column()
    this.firstCommand = column()
    this.lastSubmission = column()
    this.lastCommand = column()
  }

  /** Undefined where one of the list does not have the shape of a placement. Each is read once. */
  static read(list: readonly unknown[], copy: Copy): Placements | undefined {
    const { length } = list
    if (!(length >= 0 && length <= longestList)) return undefined
    const made = new Placements(length)
    for (let i = 0; i < made.length; i++) {
      const one = copy(list[i])
      if (one === refused) return undefined
      made.set(i, one as Placement)
    }
    return made
  }

  private set(i: number, one: Placement): void {
    const { first, last } = one
    this.resource[i] = one.resource
    this.lifetime[i] = lifetimes.indexOf(one.lifetime)
    this.version.set(i, one.version)
    this.previous.set(i, one.previous)
    this.heap.set(i, one.heap)
    this.offset.set(i, one.offset)
    this.sizeBytes.set(i, one.sizeBytes)
    this.declaredBytes.set(i, one.declaredBytes)
    this.texture.set(i, one.texture)
    this.firstSubmission.set(i, first?.[0])
    this.firstCommand.set(i, first?.[1])
    this.lastSubmission.set(i, last?.[0])
    this.lastCommand.set(i, last?.[1])
  }

  at(i: number): Placed {
    return {
      resource: this.resource[i]!,
      version: this.version.at(i)!,
      lifetime: lifetimes[this.lifetime[i]!]!,
      previous: this.previous.at(i),
      heap: this.heap.at(i),
      offset: this.offset.at(i),
      sizeBytes: this.sizeBytes.at(i)!,
      declaredBytes: this.declaredBytes.at(i),
      texture: this.texture.at(i),
      first: positionOf(this.firstSubmission.at(i), this.firstCommand.at(i)),
      last: positionOf(this.lastSubmission.at(i), this.lastCommand.at(i)),
    }
  }

  *[Symbol.iterator](): Iterator<Placed> {
    for (let i = 0; i < this.length; i++) yield this.at(i)
  }
}

const positionOf = (submission: number | undefined, command: number | undefined): Position | undefined =>
  submission === undefined ? undefined : [submission, command!]
