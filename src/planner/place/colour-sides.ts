/**
 * Heaps for values that passes keep apart by the thousand: a colouring over the two sides of each pass, whose pairs would be quadratic, and
 * the placement of each colour by itself.
 */
import { push } from '../../graph/lists.ts'
import { int32Array, uint8Array } from '../../graph/typed-arrays.ts'
import type { Sides } from './heap-rules.ts'
import type { PairedProblem } from './pairs.ts'
import type { PlacementResult } from './solver/index.ts'
import { lowestBit } from '../support/bits.ts'

/** Words of colours, each of 31; members that find none of them free have a colour of their own. */
const [words, bits] = [8, 31]

/**
 * A colour of each member, in breadth-first order: two wherever two will do, and the first that is free elsewhere. Members without rules have
 * the first. O(members + uses).
 *
 * @param index the member of each value; −1 for others
 */
export function colourSides(
  count: number,
  index: Int32Array,
  { start, value: members }: Sides,
): { readonly colour: Int32Array; readonly colours: number } {
  const listCount = start.length - 1
  /** By member: the lists that it is in. List l is opposite to l ^ 1. */
  const listsOf: number[][] = Array.from({ length: count }, () => [])
  for (let l = 0; l < listCount; l++)
    for (let k = start[l]!; k < start[l + 1]!; k++) {
      const own = listsOf[index[members[k]!]!]!
      if (own.at(-1) !== l) own.push(l)
    }
  const colour = int32Array(count)
  /** By list: its words, with a bit for each colour in it. */
  const coloursIn = int32Array(listCount * words)
  /** The first colour that is in no list opposite to those of a member; one of its own where there is none. */
  const freeFor = (member: number): number => {
    for (let w = 0; w < words; w++) {
      let taken = 0
      for (const l of listsOf[member]!) taken |= coloursIn[(l ^ 1) * words + w]!
      const free = lowestBit(~taken)
      if (free < bits) return w * bits + free
    }
    return own++
  }
  let own = words * bits
  const isQueued = uint8Array(count)
  const isMet = uint8Array(listCount)
  const queue = int32Array(count)
  let colours = 1
  for (let seed = 0, head = 0, tail = 0; seed < count; seed++) {
    if (isQueued[seed] || listsOf[seed]!.length === 0) continue
    isQueued[seed] = 1
    queue[tail++] = seed
    for (; head < tail; head++) {
      const member = queue[head]!
      const free = (colour[member] = freeFor(member))
      colours = Math.max(colours, free + 1)
      for (const l of listsOf[member]!) {
        // Nobody else takes a colour of its own.
        if (free < words * bits) coloursIn[l * words + Math.floor(free / bits)]! |= 1 << (free % bits)
        if (isMet[l ^ 1]) continue
        isMet[l ^ 1] = 1
        for (let k = start[l ^ 1]!; k < start[(l ^ 1) + 1]!; k++) {
          const other = index[members[k]!]!
          if (isQueued[other]) continue
          isQueued[other] = 1
          queue[tail++] = other
        }
      }
    }
  }
  return { colour, colours }
}

/**
 * Places the blocks of each colour in heaps of their own.
 *
 * @param bound a lower bound of all heaps together
 */
export function placeColours(
  problem: PairedProblem,
  groups: readonly (readonly number[])[],
  { colour, colours }: { readonly colour: Int32Array; readonly colours: number },
  bound: number,
  place: (problem: PairedProblem, groups: number[][]) => PlacementResult,
): PlacementResult {
  const count = problem.blocks.length
  const blocksOf: number[][] = Array.from({ length: colours }, () => [])
  const within = int32Array(count)
  for (let i = 0; i < count; i++) within[i] = blocksOf[colour[i]!]!.push(i) - 1
  const groupsOf: number[][][] = Array.from({ length: colours }, () => [])
  for (const group of groups) {
    const parts = new Map<number, number[]>()
    for (const i of group) push(parts, colour[i]!, within[i]!)
    for (const [c, part] of parts) if (part.length > 1) groupsOf[c]!.push(part)
  }
  const heaps = int32Array(count)
  const offsets = new Float64Array(count)
  const heapSizes: number[] = []
  let [peakBytes, steps] = [0, 0]
  for (let c = 0; c < colours; c++) {
    const members = blocksOf[c]!
    if (members.length === 0) continue
    const part = place({ ...problem, blocks: members.map((i) => problem.blocks[i]!) }, groupsOf[c]!)
    for (let k = 0; k < members.length; k++) {
      heaps[members[k]!] = heapSizes.length + part.heaps[k]!
      offsets[members[k]!] = part.offsets[k]!
    }
    heapSizes.push(...part.heapSizes)
    peakBytes += part.peakBytes
    steps += part.steps
  }
  const proven = peakBytes === bound
  const method = 'each colour by itself'
  return { status: 'placed', heaps, offsets, heapSizes, peakBytes, lowerBoundBytes: bound, proven, steps, method }
}
