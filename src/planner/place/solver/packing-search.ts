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
 * Hot loop: typed arrays and integer ids throughout, one trail for undo (`PackingState`), no allocation and no recursion while
 * searching. Ties are broken by rank; nothing depends on time or chance.
 */
import { Agenda, createSplitter, type Splitter } from './packing-components.ts'
import { noTwin, type PackingInstance } from './packing-instance.ts'
import type { PackingOutcome, PackingRun, PackingSearch, Ranker } from './packing-run.ts'
import { NONE } from './packing-bounds.ts'
import { PackingState } from './packing-state.ts'
import { int32Array, uint8Array } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Visits of a block or section that count as one step, so that a step takes about as long in any instance. */
const workPerStep = 100

/** Numbers of a choice point. */
const numbersOfChoice = 6

export const createPackingSearch = (instance: PackingInstance): PackingSearch => new Searcher(instance)

class Searcher extends PackingState implements PackingSearch {
  readonly offset: Int32Array
  /**
   * If tails decide which blocks may be topmost and these were not chosen, the search runs upside down, to make this choice first.
   */
  private isMirrored = false
  private readonly isTop: Uint8Array
  /** All blocks; those of the current component are at `from` to `to`. */
  private readonly blocks: Int32Array
  private from = 0
  private to = 0
  private readonly choices: Int32Array
  private height = 0
  private readonly agenda: Agenda
  private readonly splitBlocks: Splitter
  private failed = 0
  private ranker: Ranker = () => {}
  private isGraded = false

  constructor(instance: PackingInstance) {
    super(instance)
    const { count } = instance
    this.offset = int32Array(count)
    this.isTop = uint8Array(count)
    this.blocks = int32Array(count)
    this.choices = int32Array(numbersOfChoice * (count + 1))
    this.agenda = new Agenda(count)
    this.splitBlocks = createSplitter(instance, this.sections, this.blocks)
  }

  get steps(): number {
    return Math.ceil(this.work / workPerStep)
  }

  get total(): Int32Array {
    return this.sections.total
  }

  get nextSection(): Int32Array {
    return this.sections.next
  }

  run(capacity: number, { ranker, graded, steps, failures, tops }: PackingRun): PackingOutcome {
    const { count, lattice, sectionCount, low, high } = this.instance
    this.ranker = ranker
    this.isGraded = graded
    this.reset(capacity, tops)
    // Work of the reset and the ranking.
    this.work = 10 * count + this.sections.slotFirst[count]! + 5 * sectionCount
    const most = steps * workPerStep
    if (!this.limit(capacity - (this.capacity - 1) * lattice, tops)) return 'none'
    if (!this.start()) return 'none'
    for (;;) {
      if (this.from === this.to) {
        if (this.agenda.isEmpty) return this.finish()
        this.nextPart()
        continue
      }
      if (this.work >= most || this.failed > failures) return 'steps'
      const k = this.select()
      if (k === NONE) {
        if (!this.backtrack()) return 'none'
        continue
      }
      const i = this.blocks[k]!
      if (this.holeTop[i]! !== NONE || this.isOutOfTurn(i)) {
        // To place it here would leave its hole unfilled, or repeat the placement of its twin.
        if (!this.skip(i) && !this.backtrack()) return 'none'
        continue
      }
      this.choose(k, i)
      if (!this.place(i) || !this.propagate()) {
        if (!this.backtrack()) return 'none'
        continue
      }
      this.split(low[i]!, high[i]!)
    }
  }

  private reset(newCapacity: number, tops: Int32Array | null): void {
    this.capacity = Math.ceil(newCapacity / this.instance.lattice)
    this.isMirrored = this.hasTails && tops === null
    this.hasOrder = tops === null
    this.isTop.fill(0)
    if (tops !== null) for (const i of tops) this.isTop[i] = 1
    this.resetState(this.isTop)
    this.failed = 0
    this.height = 0
    this.agenda.clear()
    this.from = 0
    this.to = 0
    for (let i = 0; i < this.instance.count; i++) if (this.isTop[i] === 0) this.blocks[this.to++] = i
  }

  /** Sets the bounds of all offsets; false if some block does not fit. */
  private limit(lastStep: number, tops: Int32Array | null): boolean {
    const { count, tail, size, align, neighbourFirst, neighbours } = this.instance
    const { least, latestStart, capacity, isMirrored } = this
    for (let i = 0; i < count; i++) {
      const spare = tail[i]! > lastStep ? 1 : 0
      if (isMirrored) least[i] = spare
      latestStart[i] = capacity - size[i]! - (isMirrored ? 0 : spare)
      if (latestStart[i]! < least[i]!) return false
    }
    for (let i = 0; i < count; i++) {
      const above = this.hasOrder ? this.nextTwin[i]! : noTwin
      if (above === noTwin) continue
      least[above] = roundUp(least[i]! + size[i]!, align[i]!)
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

  private start(): boolean {
    if (!this.propagateAll()) return false
    this.ranker(this.blocks, 0, this.to, this)
    this.split(0, this.instance.sectionCount)
    return true
  }

  /**
   * Goes on with a part that waits. Choices made since the split belong to solved parts: they are forgotten, so that no failure
   * returns to them.
   */
  private nextPart(): void {
    const { agenda } = this
    this.from = agenda.from
    this.to = agenda.to
    this.height = agenda.choices
    agenda.pop()
  }

  /** Notes a choice point at which the block at position `k` is taken out of its part. */
  private choose(k: number, block: number): void {
    const { choices, agenda, blocks } = this
    const c = numbersOfChoice * this.height++
    choices[c] = this.trailLength
    choices[c + 1] = block
    choices[c + 2] = this.from
    choices[c + 3] = this.to
    choices[c + 4] = agenda.top
    choices[c + 5] = agenda.length
    blocks[k] = blocks[--this.to]!
    blocks[this.to] = block
  }

  /** Undoes choices until one has an alternative; false if there is none. */
  private backtrack(): boolean {
    const { choices } = this
    while (this.height > 0) {
      this.failed++
      const c = numbersOfChoice * --this.height
      this.undoTo(choices[c]!)
      this.from = choices[c + 2]!
      this.to = choices[c + 3]!
      this.agenda.restore(choices[c + 4]!, choices[c + 5]!)
      if (this.skip(choices[c + 1]!)) return true
    }
    return false
  }

  private finish(): PackingOutcome {
    const { count, size } = this.instance
    const { least, offset, capacity } = this
    for (let i = 0; i < count; i++) offset[i] = this.isMirrored ? capacity - size[i]! - least[i]! : least[i]!
    return 'found'
  }

  /**
   * Rules out the least offset of a block: it rests on an unplaced neighbour that starts within the hole. False if there is
   * none.
   */
  private skip(i: number): boolean {
    const { size, neighbourFirst, neighbours } = this.instance
    const { least, holeTop, isPlaced } = this
    const stop = neighbourFirst[i + 1]!
    const pending = holeTop[i]!
    const hole = pending !== NONE ? pending : least[i]! + size[i]!
    let lowestTop = 0x7fffffff
    let found = NONE
    this.work += stop - neighbourFirst[i]!
    for (let k = neighbourFirst[i]!; k < stop; k++) {
      const j = neighbours[k]!
      if (isPlaced[j] === 1 || least[j]! >= hole) continue
      if (least[j]! + size[j]! < lowestTop) {
        lowestTop = least[j]! + size[j]!
        found = j
      }
    }
    if (found === NONE) return false
    this.witness[i] = found
    this.noteSkipped(i)
    if (pending !== hole) {
      this.noteHole(i)
      holeTop[i] = hole
    }
    if (lowestTop > least[i]! && !this.raise(i, lowestTop)) return this.abandonQueue()
    return this.propagate()
  }

  private hasWitness(i: number): boolean {
    const { neighbourFirst, neighbours } = this.instance
    const { least, isPlaced, witness } = this
    const hole = this.holeTop[i]!
    const known = witness[i]!
    if (isPlaced[known] === 0 && least[known]! < hole) return true
    const stop = neighbourFirst[i + 1]!
    this.work += stop - neighbourFirst[i]!
    for (let k = neighbourFirst[i]!; k < stop; k++) {
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
  private select(): number {
    const { blocks, from, to, holeTop, least, rank } = this
    let best = from
    let bestAt = 0x7fffffff
    let bestSlack = 0
    let bestRank = 0
    this.work += to - from
    for (let k = from; k < to; k++) {
      const i = blocks[k]!
      if (holeTop[i]! !== NONE && !this.hasWitness(i)) return NONE
      const at = least[i]!
      if (at > bestAt) continue
      const slack = this.slackAt(i, at)
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
  private slackAt(i: number, at: number): number {
    const { low, high } = this.instance
    const { latestOf } = this
    const { next } = this.sections
    const end = high[i]!
    let latest = 0x7fffffff
    for (let s = low[i]!; s < end; s = next[s]!) if (latestOf[s]! < latest) latest = latestOf[s]!
    this.work += (end - low[i]!) >> 3
    const slack = latest - at
    return this.isGraded ? 32 - Math.clz32(slack) : slack === 0 ? 0 : 1
  }

  /**
   * Splits the component where no unplaced block crosses a boundary within sections `first … end − 1`. The parts wait, with new
   * ranks.
   */
  private split(first: number, end: number): void {
    if (!this.splitBlocks(this.from, this.to, first, end, this.addPiece)) return
    this.work += 8 * (this.to - this.from)
    this.from = this.to
  }

  private readonly addPiece = (start: number, stop: number): void => {
    for (let k = start; k < stop; k++) this.noteRank(this.blocks[k]!)
    this.ranker(this.blocks, start, stop, this)
    this.agenda.push(start, stop, this.height)
  }
}
