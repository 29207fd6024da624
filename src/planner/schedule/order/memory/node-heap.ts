/** A binary heap of nodes by (grows, opens, rank), ascending. A node may have several entries. */
export class NodeHeap {
  private readonly nodes: number[] = []
  private readonly grows: number[] = []
  private readonly opens: number[] = []
  private readonly ranks: number[] = []

  push(node: number, grows: number, opens: number, rank: number): void {
    let at = this.nodes.length
    while (at > 0) {
      const up = (at - 1) >> 1
      if (!this.less(grows, opens, rank, up)) break
      this.move(up, at)
      at = up
    }
    this.put(at, node, grows, opens, rank)
  }

  pop(): number {
    const top = this.nodes[0]!
    const size = this.nodes.length - 1
    const node = this.nodes.pop()!
    const grows = this.grows.pop()!
    const opens = this.opens.pop()!
    const rank = this.ranks.pop()!
    if (size === 0) return top
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= size) break
      const right = down + 1
      if (right < size && this.less(this.grows[right]!, this.opens[right]!, this.ranks[right]!, down)) down = right
      if (this.less(grows, opens, rank, down)) break
      this.move(down, at)
      at = down
    }
    this.put(at, node, grows, opens, rank)
    return top
  }

  private less(grows: number, opens: number, rank: number, at: number): boolean {
    if (grows !== this.grows[at]!) return grows < this.grows[at]!
    if (opens !== this.opens[at]!) return opens < this.opens[at]!
    return rank < this.ranks[at]!
  }

  private move(from: number, to: number): void {
    this.put(to, this.nodes[from]!, this.grows[from]!, this.opens[from]!, this.ranks[from]!)
  }

  private put(at: number, node: number, grows: number, opens: number, rank: number): void {
    this.nodes[at] = node
    this.grows[at] = grows
    this.opens[at] = opens
    this.ranks[at] = rank
  }
}
