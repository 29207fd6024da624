// Hot path: integer node and value ids and typed arrays only.
import { indegreesOf } from '../csr.ts'
import type { MemoryModel } from './model.ts'

/** How ready nodes that change the live bytes alike are told apart: as declared, or the one that became ready last. */
export type TieBreak = 'declared' | 'latest'

/**
 * List scheduling: always the ready node that grows the live bytes least (or frees most); of equals the one that
 * touches the fewest new bytes. What a node grows by only falls as others run, so a heap with stale entries serves.
 * O((n + e + uses) · log n).
 */
export function listSchedule(model: MemoryModel, tieBreak: TieBreak): Int32Array {
  const { nodeCount, succStart, succ, clusterOf, clusterStart } = model
  const { valueCount, valueBytes, useStart, use, holdStart, hold } = model
  const pending = indegreesOf(model)
  const usesLeft = new Int32Array(valueCount)
  // Bytes each node would open and close if it ran now.
  const opens = new Float64Array(nodeCount)
  const closes = new Float64Array(nodeCount)
  for (let x = 0; x < valueCount; x++) {
    usesLeft[x] = useStart[x + 1]! - useStart[x]!
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) opens[use[u]!]! += valueBytes[x]!
    if (usesLeft[x] === 1) closes[use[useStart[x]!]!]! += valueBytes[x]!
  }
  const rank = new Int32Array(nodeCount)
  let readied = 0
  const isReady = new Uint8Array(nodeCount)
  const done = new Uint8Array(nodeCount)
  const heap = new OrderHeap()
  const waiting: number[][] = Array.from({ length: clusterStart.length - 1 }, () => [])
  let cluster = 0
  const push = (v: number) => heap.push(v, opens[v]! - closes[v]!, opens[v]!, rank[v]!)
  const makeReady = (v: number) => {
    if (clusterOf[v]! > cluster) {
      waiting[clusterOf[v]!]!.push(v)
      return
    }
    isReady[v] = 1
    rank[v] = tieBreak === 'declared' ? v : --readied
    push(v)
  }
  // Backwards, so that with `latest` the first declared source goes first.
  for (let v = nodeCount - 1; v >= 0; v--) if (pending[v] === 0) makeReady(v)
  const order = new Int32Array(nodeCount)
  for (let position = 0; position < nodeCount; position++) {
    while (position === clusterStart[cluster + 1]) {
      cluster++
      for (const v of waiting[cluster]!) makeReady(v)
    }
    let v = heap.pop()
    while (done[v]) v = heap.pop()
    done[v] = 1
    order[position] = v
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      const bytes = valueBytes[x]!
      const first = usesLeft[x] === useStart[x + 1]! - useStart[x]!
      usesLeft[x]!--
      const last = usesLeft[x] === 1
      if (!first && !last) continue
      for (let u = useStart[x]!; u < useStart[x + 1]!; u++) {
        const other = use[u]!
        if (done[other]) continue
        if (first) opens[other]! -= bytes
        if (last) closes[other]! += bytes
        if (isReady[other]) push(other)
      }
    }
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) if (--pending[succ[e]!]! === 0) makeReady(succ[e]!)
  }
  return order
}

/** A binary heap of nodes by (grows, opens, rank), ascending. A node may be in it more than once. */
class OrderHeap {
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
