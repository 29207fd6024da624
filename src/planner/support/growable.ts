/**
 * Numbers in typed arrays: lists that grow, and edges as rows.
 *
 * Lists are three classes, one for each kind of array: with one class over all of them, V8 looks at the kind in every access, and plans of
 * many passes took a quarter longer.
 */
import { float64Array, float64Slice, int32Array, int32Slice, uint8Array, uint8Slice } from '../../graph/typed-arrays.ts'
import { handBack } from './reused-memory.ts'

/**
 * Most entries of a list that `toArray` copies: short copies share memory (`typed-arrays.ts`), and large memory that is made anew
 * brings a collection of all garbage nearer.
 */
const mostCopied = 1024

/** Most entries that a loop moves sooner than a call of `set`. */
const fewEntries = 64

/** An Int32Array that grows, for lists whose length is not known in advance. It has memory from the first entry on: many stay empty. */
export class GrowableInt32 {
  length = 0
  private data = int32Array(0)
  private readonly capacity: number

  constructor(capacity = 32) {
    this.capacity = capacity
  }

  push(value: number): number {
    if (this.length === this.data.length) this.widen(this.length + 1)
    this.data[this.length] = value
    return this.length++
  }

  get(index: number): number {
    return this.data[index]!
  }

  set(index: number, value: number): void {
    this.data[index] = value
  }

  /** Appends zeros up to a length. */
  extend(length: number): void {
    if (length > this.data.length) this.widen(length)
    if (length > this.length) this.length = length
  }

  private widen(least: number): void {
    const { data, length } = this
    const wider = int32Array(Math.max(least, this.capacity, data.length * 2))
    if (length > fewEntries) wider.set(data.subarray(0, length))
    else for (let i = 0; i < length; i++) wider[i] = data[i]!
    handBack(data)
    this.data = wider
  }

  /** Ends a list that nothing has views of. */
  handBack(): void {
    handBack(this.data)
  }

  /** All entries, of a list that changes no more: many are not copied. */
  toArray(): Int32Array {
    if (this.length === this.data.length) return this.data
    return this.length > mostCopied ? this.data.subarray(0, this.length) : int32Slice(this.data, 0, this.length)
  }
}

/** A Uint8Array that grows, for codes beside a list of numbers. */
export class GrowableUint8 {
  length = 0
  private data: Uint8Array

  constructor(capacity: number) {
    this.data = uint8Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.data.length) this.widen(this.length + 1)
    this.data[this.length++] = value
  }

  get(index: number): number {
    return this.data[index]!
  }

  set(index: number, value: number): void {
    this.data[index] = value
  }

  /** Appends zeros up to a length. */
  extend(length: number): void {
    if (length > this.data.length) this.widen(length)
    if (length > this.length) this.length = length
  }

  private widen(least: number): void {
    const wider = uint8Array(Math.max(least, this.data.length * 2))
    wider.set(this.data)
    handBack(this.data)
    this.data = wider
  }

  /** Ends a list that nothing has views of. */
  handBack(): void {
    handBack(this.data)
  }

  /** All entries, of a list that changes no more: many are not copied. */
  toArray(): Uint8Array {
    if (this.length === this.data.length) return this.data
    return this.length > mostCopied ? this.data.subarray(0, this.length) : uint8Slice(this.data, 0, this.length)
  }
}

/** A Float64Array that grows, for byte positions, which exceed 2^31. */
export class GrowableFloat64 {
  length = 0
  private data: Float64Array

  constructor(capacity: number) {
    this.data = float64Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const wider = float64Array(Math.max(32, this.data.length * 2))
      wider.set(this.data)
      handBack(this.data)
      this.data = wider
    }
    this.data[this.length++] = value
  }

  get(index: number): number {
    return this.data[index]!
  }

  /** All entries, of a list that changes no more: many are not copied. */
  toArray(): Float64Array {
    if (this.length === this.data.length) return this.data
    return this.length > mostCopied ? this.data.subarray(0, this.length) : float64Slice(this.data, 0, this.length)
  }
}

/** Edges as compressed rows: the successors of node i are `target[start[i] … start[i + 1]]`, in the order given. */
export function toRows(nodeCount: number, from: Int32Array, to: Int32Array): { start: Int32Array; target: Int32Array } {
  const start = int32Array(nodeCount + 1)
  for (let e = 0; e < from.length; e++) start[from[e]! + 1]! += 1
  for (let i = 0; i < nodeCount; i++) start[i + 1]! += start[i]!
  const fill = int32Slice(start, 0, nodeCount)
  const target = int32Array(from.length)
  for (let e = 0; e < from.length; e++) target[fill[from[e]!]!++] = to[e]!
  return { start, target }
}
