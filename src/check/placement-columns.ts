/** The placements of a plan, in columns. Most plans have about as many as passes, each with a dozen fields and two lists. */
import type { Placement, Position } from '../plan/document.ts'
import type { Copy } from '../schema/copies.ts'
import { Column, IdColumn, readRows, Rows, WordColumn } from './columns.ts'

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

/** Placements by number. */
export class Placements extends Rows<Placed> {
  private readonly resource: IdColumn
  private readonly lifetime: WordColumn<Placement['lifetime']>
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
    super(length)
    const column = () => new Column(length)
    this.resource = new IdColumn(length)
    this.lifetime = new WordColumn(length)
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
    const made = new Placements(list.length)
    return readRows<Placement>(list, copy, (i, one) => made.set(i, one)) ? made : undefined
  }

  private set(i: number, one: Placement): void {
    const { first, last } = one
    this.resource.set(i, one.resource)
    this.lifetime.set(i, one.lifetime)
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
      resource: this.resource.at(i)!,
      version: this.version.at(i)!,
      lifetime: this.lifetime.at(i),
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
}

const positionOf = (submission: number | undefined, command: number | undefined): Position | undefined =>
  submission === undefined ? undefined : [submission, command!]
