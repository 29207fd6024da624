/** State of a packing search: which blocks are placed, in sections that merge where they have become equal, and how all of that is undone. */
import { HOLE, MERGED, NONE, PackingBounds, PLACED, RANKED, SKIPPED, TWIN, WATCHED } from './packing-bounds.ts'
import { noTwin } from './packing-instance.ts'

export abstract class PackingState extends PackingBounds {
  /** Places a block at its least offset; false if a neighbour no longer fits. */
  protected place(i: number): boolean {
    const { count, size, low, high, neighbourFirst, neighbours } = this.instance
    const { least, isPlaced, holeTop } = this
    const { boundaryBlocks, beginning } = this.sections
    const at = least[i]!
    const top = at + size[i]!
    const first = low[i]!
    const end = high[i]!
    const stop = neighbourFirst[i + 1]!
    this.work += stop - neighbourFirst[i]!
    this.note(PLACED * count + i, 0)
    isPlaced[i] = 1
    const twin = this.twins[i]!
    if (twin !== noTwin) {
      this.note(TWIN * count + twin, this.topTwin[twin]!)
      this.topTwin[twin] = i
    }
    this.leaveSections(i)
    beginning[first]!--
    if (--boundaryBlocks[first]! === 0) this.merge(first)
    if (--boundaryBlocks[end]! === 0) this.merge(end)
    for (let k = neighbourFirst[i]!; k < stop; k++) {
      const j = neighbours[k]!
      if (isPlaced[j] === 1) continue
      if (holeTop[j]! > at) {
        this.noteHole(j)
        holeTop[j] = NONE
      }
      if (least[j]! < top && !this.raise(j, top)) return this.abandonQueue()
    }
    return true
  }

  protected noteSkipped(block: number): void {
    if (this.twins[block] === noTwin) return
    this.note(SKIPPED * this.instance.count + block, this.skippedAt[block]!)
    this.skippedAt[block] = this.least[block]!
  }

  /** Removes a block from the unplaced ones of its sections. */
  private leaveSections(i: number): void {
    const { size, coarseSize, low, high } = this.instance
    const { total, members, memberFirst, memberCount, slot, slotFirst, next } = this.sections
    const { coarseTotal, watched } = this
    const first = low[i]!
    const end = high[i]!
    for (let s = first; s < end; s = next[s]!) {
      total[s]! -= size[i]!
      coarseTotal[s]! -= coarseSize[i]!
      this.refreshLatest(s)
      const where = slot[slotFirst[i]! + s - first]!
      const last = memberFirst[s]! + --memberCount[s]!
      const other = members[last]!
      members[where] = other
      members[last] = i
      slot[slotFirst[other]! + s - low[other]!] = where
      slot[slotFirst[i]! + s - first] = last
      if (watched[s] === i) this.enqueue(s)
    }
  }

  private unplace(i: number): void {
    const { size, coarseSize, low, high } = this.instance
    const { total, memberCount, next, boundaryBlocks, beginning } = this.sections
    const { coarseTotal } = this
    const end = high[i]!
    this.isPlaced[i] = 0
    boundaryBlocks[low[i]!]!++
    boundaryBlocks[end]!++
    beginning[low[i]!]!++
    for (let s = low[i]!; s < end; s = next[s]!) {
      total[s]! += size[i]!
      coarseTotal[s]! += coarseSize[i]!
      this.refreshLatest(s)
      memberCount[s]!++
    }
  }

  /** Whether a block would be placed directly on a twin in exchange with a placement that was tried already. */
  protected isOutOfTurn(i: number): boolean {
    const { least } = this
    const { tail, size } = this.instance
    const twin = this.twins[i]!
    if (twin === noTwin) return false
    const below = this.topTwin[twin]!
    if (below === NONE || least[below] !== this.skippedAt[i] || tail[below]! > tail[i]!) return false
    return least[below]! + size[below]! === least[i]
  }

  /** Removes a section whose unplaced set equals that of the section before. */
  private merge(s: number): void {
    const { count, sectionCount } = this.instance
    const { next, previous } = this.sections
    if (s === 0 || s >= sectionCount) return
    this.note(MERGED * count + s, 0)
    next[previous[s]!] = next[s]!
    previous[next[s]!] = previous[s]!
  }

  protected undoTo(mark: number): void {
    const { count } = this.instance
    const { trail, least, holeTop, rank } = this
    const { next, previous } = this.sections
    while (this.trailLength > mark) {
      const at = this.trailLength - 2
      this.trailLength = at
      const code = trail[at]!
      const old = trail[at + 1]!
      if (code < count) least[code] = old
      else if (code < HOLE * count) this.unplace(code - count)
      else if (code < RANKED * count) holeTop[code - HOLE * count] = old
      else if (code < MERGED * count) rank[code - RANKED * count] = old
      else if (code >= SKIPPED * count) this.skippedAt[code - SKIPPED * count] = old
      else if (code >= TWIN * count) this.topTwin[code - TWIN * count] = old
      else if (code >= WATCHED * count) this.watched[code - WATCHED * count] = old
      else {
        const s = code - MERGED * count
        next[previous[s]!] = s
        previous[next[s]!] = s
      }
    }
  }
}
