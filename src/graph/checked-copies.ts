/**
 * Copies of the entries that large documents consist of, each held against its schema while it is copied: a walk by keys, and another by
 * schema, take twice as long. What is not of the usual shapes, or not valid, is left to those.
 */
import { compileAccepts } from '../schema/accepts.ts'
import { fieldsOf, isRecord, oneOf, optionsOf } from '../schema/schema.ts'
import { shapeOf, shapesOf, type Checks, type Data, type KeyNode, type Part } from './literals.ts'
import { binding, count, id, lifetimes, positive, u32 } from './schema-parts.ts'

/** A list of the document. */
export type ListName = Extract<Part, 'resources' | 'passes'>

/** Most bindings of a pass that is copied here. */
const mostBindings = 64

/** Compiled at the first parse: importing this module does no work. */
let compiled: ReturnType<typeof compileFields> | undefined

function compileFields() {
  const { group, binding: slot, as, access } = fieldsOf(optionsOf(binding)[0]!)
  return {
    id: compileAccepts(id),
    count: compileAccepts(count),
    positive: compileAccepts(positive),
    u32: compileAccepts(u32),
    lifetime: compileAccepts(oneOf(lifetimes)),
    group: compileAccepts(group!),
    slot: compileAccepts(slot!),
    as: compileAccepts(as!),
    access: compileAccepts(access!),
  }
}

export class CheckedCopies implements Checks {
  readonly is = (compiled ??= compileFields())
  /** By list of the document: the entries that are still to be held against their schema. */
  private readonly unchecked: Partial<Record<ListName, unknown[]>> = {}
  /** Lists of valid entries that are not frozen yet. */
  private readonly lists: unknown[][] = []
  /** Whether the entry that was copied last is frozen and valid; where it is not, its parts may still be the document's. */
  isWhole = true
  /** The shapes of the list that was begun last. */
  private shapes = shapesOf.passes
  /** Number of objects that were made for that entry. */
  objects = 0
  /** The counts of the last dispatch, in a list that is not frozen, since V8 has no code of its own for an entry of what is frozen. */
  private counts: readonly unknown[] = []
  private workgroups: readonly unknown[] = []

  /** The list that the document has under this name, if its entries are copied here. */
  begin(name: PropertyKey): ListName | undefined {
    if (name !== 'resources' && name !== 'passes') return undefined
    this.unchecked[name] = []
    this.shapes = shapesOf[name]
    return name
  }

  /** Notes a list whose entries are frozen, and which is to be frozen itself once it was read: V8 has no code of its own for an entry of what is frozen. */
  freezeLater(list: unknown[]): void {
    this.lists.push(list)
  }

  /** Freezes those lists. */
  freezeLists(): void {
    const { lists } = this
    for (let i = 0; i < lists.length; i++) Object.freeze(lists[i])
  }

  /** A copy of an entry of the list that was begun last, of which every property is read once; undefined where it is not read, or is to be read again, because that threw. */
  copy(entry: unknown): Data | undefined {
    this.isWhole = true
    this.objects = 0
    try {
      return this.take(entry, this.shapes)
    } catch {
      this.isWhole = false
      return undefined
    }
  }

  /** Notes an entry that is not whole. */
  leave(entry: unknown, list: ListName): void {
    this.unchecked[list]!.push(entry)
  }

  /** The document with those entries alone that are still to be held against their schema. */
  rest(document: unknown): unknown {
    return isRecord(document) ? { ...document, ...this.unchecked } : document
  }

  /** A copy of a value of one of the shapes, frozen where it is valid; undefined where it is not read. */
  private take(value: unknown, shapes: KeyNode): Data | undefined {
    const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
    const shape = isPlain ? shapeOf(value, shapes) : undefined
    if (!shape) {
      this.isWhole = false
      return undefined
    }
    this.objects++
    const made = shape.copy(value as Data)
    if (shape.isValid(made, this)) return Object.freeze(made)
    this.isWhole = false
    return made
  }

  takes(made: Data, field: string, shapes: KeyNode): boolean {
    const value = made[field]
    made[field] = this.take(value, shapes) ?? value
    return this.isWhole
  }

  /** Dispatches mostly say the same counts, and share them. */
  takesWorkgroups(made: Data): boolean {
    const given = made['workgroups']
    if (!Array.isArray(given) || given.length !== 3) return false
    const a: unknown = given[0]
    const b: unknown = given[1]
    const c: unknown = given[2]
    const { u32: isCount } = this.is
    const areCounts = isCount(a) && isCount(b) && isCount(c)
    const { counts } = this
    if (areCounts && !(a === counts[0] && b === counts[1] && c === counts[2])) {
      this.counts = [a, b, c]
      this.workgroups = Object.freeze([a, b, c])
    }
    made['workgroups'] = areCounts ? this.workgroups : [a, b, c]
    return areCounts
  }

  takesBindings(made: Data): boolean {
    const given = made['bindings']
    if (!Array.isArray(given)) return false
    const { length } = given
    if (!(length > 0 && length <= mostBindings)) return false
    const list = this.copyBindings(given, length)
    made['bindings'] = list
    if (this.isWhole) this.freezeLater(list)
    return this.isWhole
  }

  /** A short list is made by a literal, as those of `plainCopy`. */
  private copyBindings(given: readonly unknown[], length: number): unknown[] {
    if (length === 1) return [this.copyBinding(given[0])]
    if (length === 2) return [this.copyBinding(given[0]), this.copyBinding(given[1])]
    const list = new Array<unknown>(length)
    for (let i = 0; i < length; i++) list[i] = this.copyBinding(given[i])
    return list
  }

  private copyBinding(value: unknown): unknown {
    return this.take(value, shapesOf.binding) ?? value
  }
}
