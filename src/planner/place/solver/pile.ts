/**
 * Piles: blocks that all collide lie one upon another, so that only their order is to be found. With several alignments that is a
 * problem of bin packing (NP-hard): what remains of the last step of a coarse block is a bin for finer ones.
 */
import type { Budget } from './budget.ts'
import { type Model } from './model.ts'
import { seededRandom } from './ranking.ts'
import { float64Array, int32Array, int32From, uint8Array } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Most finer blocks that are compared in pairs for one hole. */
const mostPaired = 100

/** Moves that are tried for each block, and the most steps for all of them. */
const movesPerBlock = 100
const mostSteps = 8000

/** Blocks that are laid again in the time of one step. */
const laidPerStep = 100

/** Most units of a pile: 31 bits, with room for a sum. */
const mostHeight = 2 ** 30

/** Whether every two of the blocks collide, and more than their sizes counts. */
export function isPile({ singles, hasFixed, size, align }: Model, entries: number): boolean {
  let present = 0
  let most = 0
  for (let i = 0; i < size.length; i++) {
    if (size[i]! > 0) present++
    most += size[i]! + align[i]!
  }
  const collide = singles && !hasFixed && entries === present * (present - 1)
  return collide && most < mostHeight && align.some((one) => one !== align[0])
}

/**
 * Offsets of a low pile: for each alignment, the holes between its blocks are filled by those one or two finer blocks that leave the
 * least over; the best of these orders is then improved by moving single blocks. O(n³) for up to a hundred blocks, O(n²) above.
 */
export function pileUp(model: Model, bound: number, budget: Budget): Float64Array {
  const pile = new Pile(model)
  for (const alignment of new Set(model.align)) pile.fillHoles(alignment, budget)
  pile.moveBlocks(bound, budget)
  return pile.offsets()
}

class Pile {
  private readonly size: Int32Array
  private readonly align: Int32Array
  /** Blocks from below. */
  private order: Int32Array
  private height: number

  constructor({ size, align }: Model) {
    this.size = Int32Array.from(size)
    this.align = Int32Array.from(align)
    const present = Array.from(size.keys()).filter((i) => size[i]! > 0)
    this.order = int32From(present.sort((a, b) => align[b]! - align[a]! || size[b]! - size[a]! || a - b))
    this.height = this.heightOf(this.order)
  }

  offsets(): Float64Array {
    const offset = float64Array(this.size.length)
    let top = 0
    for (const block of this.order) {
      top = this.topOn(top, block)
      offset[block] = top - this.size[block]!
    }
    return offset
  }

  private topOn(top: number, block: number): number {
    return roundUp(top, this.align[block]!) + this.size[block]!
  }

  private heightOf(order: Int32Array): number {
    let top = 0
    for (let k = 0; k < order.length; k++) top = this.topOn(top, order[k]!)
    return top
  }

  private keepIfLower(order: Int32Array): void {
    const height = this.heightOf(order)
    if (height >= this.height) return
    this.order = order
    this.height = height
  }

  /** Tries an order of blocks, coarse ones first, in which up to two finer blocks follow each block of an alignment, and all others come last. */
  fillHoles(alignment: number, budget: Budget): void {
    const { size, align } = this
    const sorted = Array.from(this.order).sort((a, b) => align[b]! - align[a]! || size[b]! - size[a]! || a - b)
    const finer = sorted.filter((i) => align[i]! % alignment !== 0)
    const isTaken = uint8Array(size.length)
    const order: number[] = []
    let top = 0
    let tried = 0
    for (const block of sorted) {
      if (align[block]! % alignment !== 0) continue
      let least = roundUp(top, alignment) - top
      let chosen: number[] = []
      const free = top === 0 ? [] : finer.filter((i) => isTaken[i] === 0).slice(0, mostPaired)
      tried += finer.length + (free.length * free.length) / 2
      for (let k = 0; k < free.length; k++) {
        const one = free[k]!
        const end = this.topOn(top, one)
        const over = roundUp(end, alignment) - top - size[one]!
        if (over < least) [least, chosen] = [over, [one]]
        for (let l = k + 1; l < free.length; l++) {
          const other = free[l]!
          const left = roundUp(this.topOn(end, other), alignment) - top - size[one]! - size[other]!
          if (left < least) [least, chosen] = [left, [one, other]]
        }
      }
      for (const i of [...chosen, block]) {
        top = this.topOn(top, i)
        isTaken[i] = 1
        order.push(i)
      }
    }
    budget.charge(Math.ceil(tried / laidPerStep))
    this.keepIfLower(Int32Array.from([...order, ...finer.filter((i) => isTaken[i] === 0)]))
  }

  /** Exchanges blocks, or moves one, at places chosen by seeded chance, as long as this makes nothing worse. */
  moveBlocks(bound: number, budget: Budget): void {
    const { order } = this
    const count = order.length
    const random = seededRandom(count)
    const any = (): number => Math.floor(random() * count)
    const topBefore = int32Array(count + 1)
    const relay = (from: number): void => {
      for (let k = from; k < count; k++) topBefore[k + 1] = this.topOn(topBefore[k]!, order[k]!)
    }
    relay(0)
    const cost = Math.ceil((count * count) / laidPerStep)
    const rounds = Math.min(movesPerBlock, Math.ceil(mostSteps / cost))
    for (let round = 0; round < rounds && !budget.suffices(this.height, bound) && budget.spend(cost); round++) {
      for (let turn = 0; turn < count; turn++) {
        const from = any()
        const to = any()
        const first = from < to ? from : to
        const exchanges = turn % 2 === 0
        move(order, from, to, exchanges)
        let top = topBefore[first]!
        for (let k = first; k < count && top <= this.height; k++) top = this.topOn(top, order[k]!)
        if (top <= this.height) {
          this.height = top
          relay(first)
        } else move(order, to, from, exchanges)
      }
    }
  }
}

function move(order: Int32Array, from: number, to: number, exchange: boolean): void {
  const block = order[from]!
  if (exchange) order[from] = order[to]!
  else if (from < to) order.copyWithin(from, from + 1, to + 1)
  else order.copyWithin(to + 1, to, from)
  order[to] = block
}
