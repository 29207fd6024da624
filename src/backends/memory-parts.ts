/** The memory of the objects that a session holds, part by part, as `memoryOf` reports it. */
import type { MemoryPart } from './backend.ts'

/** The objects of a session that have memory. The list is kept until the session holds more, because each update asks for it. */
export class MemoryParts {
  private readonly held: readonly { readonly sizeBytes: number }[]
  private listed: readonly MemoryPart[] = []
  private listedOf = 0

  /** @param held the list itself, to which objects are added until all are let go */
  constructor(held: readonly { readonly sizeBytes: number }[]) {
    this.held = held
  }

  list(): readonly MemoryPart[] {
    const { held } = this
    if (this.listedOf !== held.length) {
      this.listed = held.flatMap((part) => (part.sizeBytes > 0 ? [{ part, sizeBytes: part.sizeBytes }] : []))
      this.listedOf = held.length
    }
    return this.listed
  }
}
