/** A binary heap of ids under a given total order. */
export class IdHeap {
  private readonly ids: number[] = []
  private readonly before: (a: number, b: number) => boolean

  constructor(before: (a: number, b: number) => boolean) {
    this.before = before
  }

  get size(): number {
    return this.ids.length
  }

  push(id: number): void {
    const { ids, before } = this
    let at = ids.push(id) - 1
    for (let up = (at - 1) >> 1; at > 0 && before(id, ids[up]!); up = (at - 1) >> 1) {
      ids[at] = ids[up]!
      at = up
    }
    ids[at] = id
  }

  /** The first id. The heap must not be empty. */
  get first(): number {
    return this.ids[0]!
  }

  /** Removes and returns the first id. The heap must not be empty. */
  pop(): number {
    const { ids, before } = this
    const top = ids[0]!
    const id = ids.pop()!
    if (ids.length === 0) return top
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= ids.length) break
      if (down + 1 < ids.length && before(ids[down + 1]!, ids[down]!)) down++
      if (before(id, ids[down]!)) break
      ids[at] = ids[down]!
      at = down
    }
    ids[at] = id
    return top
  }
}
