/** What bounds rule out is neither placed nor lowered, and the draft that is taken is the one that placing and lowering all would give. */
import { expect, it } from 'vitest'
import type { Draft } from '../../../src/planner/choose/drafts.ts'
import { lowest, lowestWithin } from '../../../src/planner/choose/lowest.ts'
import { randomInt, seededRandom } from '../schedule/order/random.ts'

interface Figures {
  readonly leastBytes: number
  readonly peakBytes: number
  readonly barrierLowerBound: number
  readonly barrierCount: number
  readonly levelCount: number
  readonly needsBarriers: boolean
}

/** A draft of such figures that no search makes better, and notes what was asked of it. */
class Figured {
  readonly hasManyValues = false
  readonly isSearchable = false
  readonly needsBarriers: boolean
  readonly schedule: { readonly nodeCount: number; readonly levelCount: number; readonly barrierLowerBound: number }
  isPlaced = false
  isLowered = false
  readonly figures: Figures

  constructor(figures: Figures) {
    const { levelCount, barrierLowerBound } = figures
    this.figures = figures
    this.needsBarriers = figures.needsBarriers
    this.schedule = { nodeCount: 10, levelCount, barrierLowerBound }
  }

  get leastBytes(): number {
    return this.figures.leastBytes
  }

  get peakBytes(): number {
    this.isPlaced = true
    return this.figures.peakBytes
  }

  get placedLeastBytes(): number {
    return this.peakBytes
  }

  get barrierCount(): number {
    this.isPlaced = this.isLowered = true
    return this.figures.barrierCount
  }

  fits(bytes: number): boolean {
    return this.leastBytes <= bytes && this.peakBytes <= bytes
  }

  isNear(): boolean {
    return false
  }
}

const draftsOf = (figured: readonly Figured[]): Draft[] => figured as unknown as Draft[]

/** The first, by what they may need, of those with the least figures: all of them known. */
function leastOf(all: readonly Figured[], enough: number): Figured | undefined {
  const keyOf = ({ figures: f }: Figured) => [
    Math.max(f.peakBytes, enough),
    f.needsBarriers ? f.barrierCount : 0,
    f.peakBytes,
    f.levelCount,
    f.leastBytes,
    all.findIndex((one) => one.figures === f),
  ]
  return all.toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)]
    return one.map((figure, k) => figure - other[k]!).find((difference) => difference !== 0) ?? 0
  })[0]
}

function randomDrafts(random: () => number): Figured[] {
  const needsBarriers = randomInt(random, 4) > 0
  return Array.from({ length: 1 + randomInt(random, 6) }, () => {
    const leastBytes = 10 + randomInt(random, 5)
    const barrierLowerBound = needsBarriers ? randomInt(random, 4) : 0
    return new Figured({
      leastBytes,
      peakBytes: leastBytes + randomInt(random, 3),
      barrierLowerBound,
      barrierCount: barrierLowerBound + randomInt(random, 3),
      levelCount: 1 + randomInt(random, 3),
      needsBarriers,
    })
  })
}

it('takes the draft that is the best of all when all are placed and lowered, and does so for fewer', () => {
  const random = seededRandom(18)
  let [placed, lowered, all] = [0, 0, 0]
  for (let k = 0; k < 5000; k++) {
    const drafts = randomDrafts(random)
    const enough = randomInt(random, 2) * (9 + randomInt(random, 8))
    expect(lowest(draftsOf(drafts), enough)).toBe(leastOf(drafts, enough))
    placed += drafts.filter(({ isPlaced }) => isPlaced).length
    lowered += drafts.filter(({ isLowered }) => isLowered).length
    all += drafts.length
  }
  expect(placed / all).toBeLessThan(0.9)
  expect(lowered / all).toBeLessThan(0.4)
})

it('takes the best of those within a limit, or none where none is', () => {
  const random = seededRandom(19)
  let none = 0
  for (let k = 0; k < 5000; k++) {
    const drafts = randomDrafts(random)
    const most = 8 + randomInt(random, 10)
    const fitting = drafts.filter(({ figures }) => figures.peakBytes <= most)
    expect(lowestWithin(draftsOf(drafts), most)).toBe(leastOf(fitting, most))
    none += Number(fitting.length === 0)
  }
  expect(none).toBeGreaterThan(100)
})

it('places no draft that has as many barriers at least and needs more bytes at least than one within the limit', () => {
  const same = { barrierLowerBound: 3, barrierCount: 3, levelCount: 4, needsBarriers: true }
  const drafts = [
    new Figured({ ...same, leastBytes: 14, peakBytes: 14 }),
    new Figured({ ...same, leastBytes: 12, peakBytes: 13 }),
    new Figured({ ...same, leastBytes: 13, peakBytes: 13 }),
  ]
  expect(lowestWithin(draftsOf(drafts), 20)).toBe(drafts[1])
  expect(drafts.map(({ isPlaced }) => isPlaced)).toEqual([false, true, false])
})
