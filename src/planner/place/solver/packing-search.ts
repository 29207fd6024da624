/**
 * The packing search: decides whether all blocks fit under a capacity. Depth-first search over canonical placements of single
 * blocks with interval lifetimes in one heap, after Moffitt's MiniMalloc (ASPLOS 2023): offsets are fixed in ascending order.
 *
 * Each unplaced block has a least offset `least[i]`. The search branches on the block with the smallest (least offset, rank).
 * Either it is placed at its least offset, and its neighbours move above it; or it is not, and then, in a placement where
 * nothing can be lowered, it rests on some neighbour that is still unplaced. The tree is pruned by these rules:
 * - The unplaced blocks of a section must all fit below the capacity, so one of those that can start low enough is the lowest,
 * and all others start above the smallest end of these.
 * - A skipped place must be taken by some neighbour, or skipping it was pointless (`holeTop`).
 * - Sections whose sets of unplaced blocks have become equal are merged. Where no unplaced block crosses a boundary, the two
 * sides are solved separately: if one fails, both fail, and a solved side is never revisited.
 *
 * Hot loop: typed arrays and integer ids throughout, one trail for undo, no allocation and no recursion while searching.
 * Everything that runs at every step shares one closure, and therefore this file. Ties are broken by rank; nothing depends on
 * time or chance.
 */
import { Agenda, createSplitter } from './packing-components.ts'
import { hasTails, nextTwins, NO_TWIN, twinClasses, type PackingInstance } from './packing-instance.ts'
import type { PackingOutcome, PackingRun, PackingSearch, Ranker } from './packing-run.ts'
import { alignUp } from './model.ts'
import { createSections } from './packing-sections.ts'
import { float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

const NONE = -1
const ALL = -2

/** Visits of a block or section that count as one step, so that a step takes about as long in any instance. */
const WORK_PER_STEP = 100

export function createPackingSearch(instance: PackingInstance): PackingSearch {
  const { count, lattice, size, tail, align, sectionCount, low, high, neighbourFirst, neighbours } = instance
  const least = int32Array(count)
  const latestStart = int32Array(count)
  const offset = int32Array(count)
  // If tails decide which blocks may be topmost and these were not chosen, the search runs upside down, to make this choice
  // first.
  const mayMirror = hasTails(instance)
  let isMirrored = mayMirror
  const isTop = uint8Array(count)
  const rank = int32Array(count)
  const isPlaced = uint8Array(count)
  /** Top of the lowest hole that the block skipped and no other block has filled yet, or NONE. */
  const holeTop = int32Array(count)
  /** A neighbour that may still fill the hole. */
  const witness = int32Array(count)

  const sections = createSections(instance)
  const { total, members, memberFirst, memberCount, slot, slotFirst, boundaryBlocks, beginning } = sections
  const nextSection = sections.next
  const previousSection = sections.previous
  const failures = float64Array(sectionCount + 1)
  /** The block with the smallest end among those that may be the lowest in a section; ALL where all may be. */
  const watched = int32Array(sectionCount + 1)

  const { coarse, coarseSize, coarseSpare } = instance
  /** Unplaced coarse steps of each section, and the most that its topmost aligned block can save. */
  const coarseTotal = int32Array(sectionCount + 1)
  const mostSpare = int32Array(sectionCount + 1)
  for (let i = 0; i < count; i++) {
    for (let s = low[i]!; s < high[i]!; s++) if (coarseSpare[i]! > mostSpare[s]!) mostSpare[s] = coarseSpare[i]!
  }
  /** The highest offset at which the lowest unplaced block of a section leaves room for the others. */
  const latestOf = int32Array(sectionCount + 1)

  const nextTwin = nextTwins(instance)
  /** Whether equal blocks keep their order, which they do unless topmost blocks were chosen. */
  let hasOrder = true
  const twins = twinClasses(instance)
  /** The twin that was placed last, and is therefore the highest, of each class. */
  const topTwin = int32Array(count)
  /** The offset that a block was last found unable to take. */
  const skippedAt = int32Array(count)

  const queue = int32Array(sectionCount + 1)
  const isQueued = uint8Array(sectionCount + 1)
  let queueLength = 0

  // The trail: pairs of a code (kind · count + block or section) and the old value. There are at most as many sections as
  // blocks, because each section ends with the end of a block.
  const MOVED = 0
  const PLACED = 1
  const HOLE = 2
  const RANKED = 3
  const MERGED = 4
  const WATCHED = 5
  const TWIN = 6
  const SKIPPED = 7
  let trail = int32Array(1024 + 64 * count)
  let trailLength = 0

  /** All blocks; those of the current component are at `from` to `to`. */
  const blocks = int32Array(count)
  let from = 0
  let to = 0
  // Choice points, six numbers each.
  const CHOICE = 6
  const choices = int32Array(CHOICE * (count + 1))
  let height = 0

  const agenda = new Agenda(count)
  const splitBlocks = createSplitter(instance, sections, blocks)

  /** Capacity in steps, rounded up. */
  let capacity = 0
  /** Number of elementary visits so far, from which steps are computed. */
  let work = 0
  let failed = 0
  let ranker: Ranker
  let isGraded = false

  function note(code: number, old: number): void {
    if (trailLength + 2 > trail.length) {
      const longer = int32Array(2 * trail.length)
      longer.set(trail)
      trail = longer
    }
    trail[trailLength] = code
    trail[trailLength + 1] = old
    trailLength += 2
  }

  /** Recomputes `latestOf` of a section from its unplaced total, or from coarse steps. */
  function refreshLatest(s: number): void {
    let latest = capacity - total[s]!
    if (coarse > 0) {
      const room = capacity - coarseTotal[s]! * coarse + mostSpare[s]!
      const last = room < 0 ? NONE : room - (room % coarse) + coarse - 1
      if (last < latest) latest = last
    }
    latestOf[s] = latest
  }

  /** Raises the least offset of a block, and of its twins above it; false if one no longer fits. */
  function raise(i: number, offset: number): boolean {
    for (;;) {
      if (!raiseOne(i, offset)) return false
      const above = hasOrder ? nextTwin[i]! : NO_TWIN
      if (above === NO_TWIN || least[above]! >= least[i]! + size[i]!) return true
      offset = least[i]! + size[i]!
      i = above
    }
  }

  function raiseOne(i: number, offset: number): boolean {
    const alignment = align[i]!
    if (alignment !== 1) {
      const rest = offset % alignment
      if (rest !== 0) offset += alignment - rest
    }
    if (offset > latestStart[i]!) return false
    const old = least[i]!
    note(MOVED * count + i, old)
    least[i] = offset
    const span = high[i]! - low[i]!
    const watchOf = watched
    const latestIn = latestOf
    const next = nextSection
    work += span < 8 ? span : 8
    for (let s = low[i]!, end = high[i]!; s < end; s = next[s]!) {
      // A section changes only if the block can no longer be its lowest, or had the smallest end.
      const lowest = watchOf[s]!
      if (lowest !== i) {
        const latest = latestIn[s]!
        if (offset <= latest || old > latest) continue
        if (lowest >= 0 && offset >= least[lowest]! + size[lowest]!) continue
      }
      if (isQueued[s] === 0) {
        isQueued[s] = 1
        queue[queueLength++] = s
      }
    }
    return true
  }

  /** Applies the rules to all changed sections; false if one cannot hold its blocks. */
  function propagate(): boolean {
    const ofSection = members
    const leastOf = least
    const sizeOf = size
    while (queueLength > 0) {
      const s = queue[--queueLength]!
      isQueued[s] = 0
      const start = memberFirst[s]!
      const end = start + memberCount[s]!
      if (start === end) continue
      work += end - start
      const latest = latestOf[s]!
      let smallestEnd = 0x7fffffff
      let lowest = NONE
      let highestAt = NONE
      for (let k = start; k < end; k++) {
        const i = ofSection[k]!
        const at = leastOf[i]!
        if (at > highestAt) highestAt = at
        if (at <= latest && at + sizeOf[i]! < smallestEnd) {
          smallestEnd = at + sizeOf[i]!
          lowest = i
        }
      }
      // If all blocks may be the lowest, nothing follows until one of them no longer may.
      if (highestAt <= latest) lowest = ALL
      let fits = lowest !== NONE
      if (fits) {
        if (watched[s] !== lowest) {
          note(WATCHED * count + s, watched[s]!)
          watched[s] = lowest
        }
        for (let k = highestAt > latest ? start : end; k < end; k++) {
          const i = ofSection[k]!
          const at = leastOf[i]!
          if (at > latest && at < smallestEnd && !raise(i, smallestEnd)) {
            fits = false
            break
          }
        }
      }
      if (!fits) {
        failures[s]!++
        while (queueLength > 0) isQueued[queue[--queueLength]!] = 0
        return false
      }
    }
    return true
  }

  function abandonQueue(): boolean {
    while (queueLength > 0) isQueued[queue[--queueLength]!] = 0
    return false
  }

  /** Places a block at its least offset; false if a neighbour no longer fits. */
  function place(i: number): boolean {
    const at = least[i]!
    const top = at + size[i]!
    work += neighbourFirst[i + 1]! - neighbourFirst[i]!
    const first = low[i]!
    const end = high[i]!
    note(PLACED * count + i, 0)
    isPlaced[i] = 1
    const twin = twins[i]!
    if (twin !== NO_TWIN) {
      note(TWIN * count + twin, topTwin[twin]!)
      topTwin[twin] = i
    }
    for (let s = first; s < end; s = nextSection[s]!) {
      total[s]! -= size[i]!
      coarseTotal[s]! -= coarseSize[i]!
      refreshLatest(s)
      const where = slot[slotFirst[i]! + s - first]!
      const last = memberFirst[s]! + --memberCount[s]!
      const other = members[last]!
      members[where] = other
      members[last] = i
      slot[slotFirst[other]! + s - low[other]!] = where
      slot[slotFirst[i]! + s - first] = last
      if (watched[s] === i && isQueued[s] === 0) {
        isQueued[s] = 1
        queue[queueLength++] = s
      }
    }
    beginning[first]!--
    if (--boundaryBlocks[first]! === 0) merge(first)
    if (--boundaryBlocks[end]! === 0) merge(end)
    for (let k = neighbourFirst[i]!, stop = neighbourFirst[i + 1]!; k < stop; k++) {
      const j = neighbours[k]!
      if (isPlaced[j] === 1) continue
      if (holeTop[j]! > at) {
        note(HOLE * count + j, holeTop[j]!)
        holeTop[j] = NONE
      }
      if (least[j]! < top && !raise(j, top)) return abandonQueue()
    }
    return true
  }

  /** Whether a block would be placed directly on a twin in exchange with a placement that was tried already. */
  function isOutOfTurn(i: number): boolean {
    const twin = twins[i]!
    if (twin === NO_TWIN) return false
    const below = topTwin[twin]!
    if (below === NONE || least[below] !== skippedAt[i] || tail[below]! > tail[i]!) return false
    const top = least[below]! + size[below]!
    return top === least[i]
  }

  /** Removes a section whose unplaced set equals that of the section before. */
  function merge(s: number): void {
    if (s === 0 || s >= sectionCount) return
    note(MERGED * count + s, 0)
    nextSection[previousSection[s]!] = nextSection[s]!
    previousSection[nextSection[s]!] = previousSection[s]!
  }

  function undoTo(mark: number): void {
    while (trailLength > mark) {
      trailLength -= 2
      const code = trail[trailLength]!
      const old = trail[trailLength + 1]!
      if (code < count) least[code] = old
      else if (code < 2 * count) unplace(code - count)
      else if (code < 3 * count) holeTop[code - 2 * count] = old
      else if (code < 4 * count) rank[code - 3 * count] = old
      else if (code >= 7 * count) skippedAt[code - 7 * count] = old
      else if (code >= 6 * count) topTwin[code - 6 * count] = old
      else if (code >= 5 * count) watched[code - 5 * count] = old
      else {
        const s = code - 4 * count
        nextSection[previousSection[s]!] = s
        previousSection[nextSection[s]!] = s
      }
    }
  }

  function unplace(i: number): void {
    isPlaced[i] = 0
    boundaryBlocks[low[i]!]!++
    boundaryBlocks[high[i]!]!++
    beginning[low[i]!]!++
    for (let s = low[i]!, end = high[i]!; s < end; s = nextSection[s]!) {
      total[s]! += size[i]!
      coarseTotal[s]! += coarseSize[i]!
      refreshLatest(s)
      memberCount[s]!++
    }
  }

  /**
   * Rules out the least offset of a block: it rests on an unplaced neighbour that starts within the hole. False if there is
   * none.
   */
  function skip(i: number): boolean {
    const pending = holeTop[i]!
    const hole = pending !== NONE ? pending : least[i]! + size[i]!
    let lowestTop = 0x7fffffff
    let found = NONE
    work += neighbourFirst[i + 1]! - neighbourFirst[i]!
    for (let k = neighbourFirst[i]!, stop = neighbourFirst[i + 1]!; k < stop; k++) {
      const j = neighbours[k]!
      if (isPlaced[j] === 1 || least[j]! >= hole) continue
      if (least[j]! + size[j]! < lowestTop) {
        lowestTop = least[j]! + size[j]!
        found = j
      }
    }
    if (found === NONE) return false
    witness[i] = found
    if (twins[i] !== NO_TWIN) {
      note(SKIPPED * count + i, skippedAt[i]!)
      skippedAt[i] = least[i]!
    }
    if (holeTop[i] !== hole) {
      note(HOLE * count + i, holeTop[i]!)
      holeTop[i] = hole
    }
    if (lowestTop > least[i]! && !raise(i, lowestTop)) return abandonQueue()
    return propagate()
  }

  function hasWitness(i: number): boolean {
    const hole = holeTop[i]!
    const known = witness[i]!
    if (isPlaced[known] === 0 && least[known]! < hole) return true
    work += neighbourFirst[i + 1]! - neighbourFirst[i]!
    for (let k = neighbourFirst[i]!, stop = neighbourFirst[i + 1]!; k < stop; k++) {
      const j = neighbours[k]!
      if (isPlaced[j] === 0 && least[j]! < hole) {
        witness[i] = j
        return true
      }
    }
    return false
  }

  /**
   * The unplaced block of the component with the smallest (least offset, slack, rank), as a position in `blocks`; NONE if a
   * hole cannot be filled. A block in a section without slack is decided before others.
   */
  function select(): number {
    let best = from
    let bestAt = 0x7fffffff
    let bestSlack = 0
    let bestRank = 0
    work += to - from
    for (let k = from; k < to; k++) {
      const i = blocks[k]!
      if (holeTop[i]! !== NONE && !hasWitness(i)) return NONE
      const at = least[i]!
      if (at > bestAt) continue
      const slack = slackAt(i, at)
      if (at < bestAt || slack < bestSlack || (slack === bestSlack && rank[i]! < bestRank)) {
        best = k
        bestAt = at
        bestSlack = slack
        bestRank = rank[i]!
      }
    }
    return best
  }

  /** Slack of a block's tightest section below it: its order of magnitude when slack is graded, else whether there is any. */
  function slackAt(i: number, at: number): number {
    let latest = 0x7fffffff
    const end = high[i]!
    for (let s = low[i]!; s < end; s = nextSection[s]!) if (latestOf[s]! < latest) latest = latestOf[s]!
    work += (end - low[i]!) >> 3
    const slack = latest - at
    return isGraded ? 32 - Math.clz32(slack) : slack === 0 ? 0 : 1
  }

  /**
   * Splits the component where no unplaced block crosses a boundary within sections `first … end − 1`. The parts wait, with new
   * ranks.
   */
  function split(first: number, end: number): void {
    if (!splitBlocks(from, to, first, end, addPiece)) return
    work += 8 * (to - from)
    from = to
  }

  const addPiece = (start: number, stop: number): void => {
    for (let k = start; k < stop; k++) note(RANKED * count + blocks[k]!, rank[blocks[k]!]!)
    ranker(blocks, start, stop, search)
    agenda.push(start, stop, height)
  }

  function reset(tops: Int32Array | null): void {
    isTop.fill(0)
    if (tops !== null) for (const i of tops) isTop[i] = 1
    least.fill(0)
    isPlaced.set(isTop)
    holeTop.fill(NONE)
    topTwin.fill(NONE)
    skippedAt.fill(NONE)
    watched.fill(NONE)
    sections.reset(isTop)
    coarseTotal.fill(0)
    if (coarse > 0) {
      for (let i = 0; i < count; i++) for (let s = low[i]!; s < high[i]!; s++) coarseTotal[s]! += coarseSize[i]!
    }
    for (let s = 0; s < sectionCount; s++) refreshLatest(s)
    trailLength = 0
    height = 0
    agenda.clear()
    from = 0
    to = 0
    for (let i = 0; i < count; i++) if (isTop[i] === 0) blocks[to++] = i
  }

  /** Sets the bounds of all offsets; false if some block does not fit. */
  function limit(lastStep: number, tops: Int32Array | null): boolean {
    for (let i = 0; i < count; i++) {
      const spare = tail[i]! > lastStep ? 1 : 0
      if (isMirrored) least[i] = spare
      latestStart[i] = capacity - size[i]! - (isMirrored ? 0 : spare)
      if (latestStart[i]! < least[i]!) return false
    }
    for (let i = 0; i < count; i++) {
      const above = hasOrder ? nextTwin[i]! : NO_TWIN
      if (above === NO_TWIN) continue
      least[above] = alignUp(least[i]! + size[i]!, align[i]!)
      if (latestStart[above]! < least[above]!) return false
    }
    for (const top of tops ?? []) {
      least[top] = capacity - size[top]!
      for (let k = neighbourFirst[top]!; k < neighbourFirst[top + 1]!; k++) {
        const i = neighbours[k]!
        latestStart[i] = Math.min(latestStart[i]!, least[top]! - size[i]!)
        if (latestStart[i]! < 0) return false
      }
    }
    return true
  }

  function start(): boolean {
    queueLength = 0
    for (let s = 0; s < sectionCount; s++) {
      queue[queueLength++] = s
      isQueued[s] = 1
    }
    if (!propagate()) return false
    ranker(blocks, 0, to, search)
    split(0, sectionCount)
    return true
  }

  /** Undoes choices until one has an alternative; false if there is none. */
  function backtrack(): boolean {
    while (height > 0) {
      failed++
      height--
      const c = CHOICE * height
      undoTo(choices[c]!)
      from = choices[c + 2]!
      to = choices[c + 3]!
      agenda.restore(choices[c + 4]!, choices[c + 5]!)
      if (skip(choices[c + 1]!)) return true
    }
    return false
  }

  function finish(): PackingOutcome {
    for (let i = 0; i < count; i++) offset[i] = isMirrored ? capacity - size[i]! - least[i]! : least[i]!
    return 'found'
  }

  function run(newCapacity: number, { ranker: newRanker, graded, steps, failures, tops }: PackingRun): PackingOutcome {
    capacity = Math.ceil(newCapacity / lattice)
    ranker = newRanker
    isGraded = graded
    isMirrored = mayMirror && tops === null
    hasOrder = tops === null
    // Work of the reset and the ranking.
    work = 10 * count + slotFirst[count]! + 5 * sectionCount
    failed = 0
    const most = steps * WORK_PER_STEP
    reset(tops)
    if (!limit(newCapacity - (capacity - 1) * lattice, tops)) return 'none'
    if (!start()) return 'none'
    for (;;) {
      if (from === to) {
        if (agenda.isEmpty) return finish()
        from = agenda.from
        to = agenda.to
        // Choices made since the split belong to solved parts: forget them, so that no failure returns to them.
        height = agenda.choices
        agenda.pop()
        continue
      }
      if (work >= most || failed > failures) return 'steps'
      const k = select()
      if (k === NONE) {
        if (!backtrack()) return 'none'
        continue
      }
      const i = blocks[k]!
      if (holeTop[i]! !== NONE || isOutOfTurn(i)) {
        // To place it here would leave its hole unfilled, or repeat the placement of its twin.
        if (!skip(i) && !backtrack()) return 'none'
        continue
      }
      const c = CHOICE * height++
      choices[c] = trailLength
      choices[c + 1] = i
      choices[c + 2] = from
      choices[c + 3] = to
      choices[c + 4] = agenda.top
      choices[c + 5] = agenda.length
      blocks[k] = blocks[--to]!
      blocks[to] = i
      if (!place(i) || !propagate()) {
        if (!backtrack()) return 'none'
        continue
      }
      split(low[i]!, high[i]!)
    }
  }

  const search: PackingSearch = {
    run,
    offset,
    get steps() {
      return Math.ceil(work / WORK_PER_STEP)
    },
    rank,
    total,
    nextSection,
    failures,
  }
  return search
}
