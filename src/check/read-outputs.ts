/** Outputs during the execution of a plan, by number of the graph's. */
import { ByteContents } from './byte-contents.ts'
import type { ResolvedGraph } from './resolve.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

/** How much of each output the host has read. */
export class ReadOutputs {
  /** Bytes read so far; undefined before the first, and once all of it was read, and is right. */
  private readonly bytes: (ByteContents | undefined)[]
  private readonly right: Uint8Array
  /** Copies of the host's steps that have not been read yet. */
  private readonly copies: Uint32Array
  private readonly resolved: ResolvedGraph
  private readonly values: ValueTable

  /** @param copies by output: how many copies of the host's steps read into it */
  constructor(resolved: ResolvedGraph, values: ValueTable, copies: Uint32Array) {
    this.bytes = new Array<undefined>(copies.length)
    this.right = new Uint8Array(copies.length)
    this.copies = copies
    this.resolved = resolved
    this.values = values
  }

  isRight(output: number): boolean {
    return this.right[output] === 1
  }

  /** The bytes of an output, which are undefined before they are read. */
  of(output: number): ByteContents {
    return (this.bytes[output] ??= new ByteContents(this.resolved.outputs.sizeOf(output), UNDEFINED, this.values))
  }

  /** Records that one more copy was read, and says whether it was the last. */
  copied(output: number): boolean {
    return --this.copies[output]! === 0
  }

  /** Forgets the bytes of an output, all of which were read and are right: nothing changes them any more. */
  settle(output: number): void {
    this.bytes[output] = undefined
    this.right[output] = 1
  }
}
