/**
 * Writes of a chain (level-content.ts) that touch a box. A proof may ask each of very many contents for a few of very many writes, so those
 * of a chain are kept in bounding volume hierarchies: the one at a write has as many of the last writes as is the greatest power of two that
 * divides its depth, so that any chain is a logarithmic number of them (as in Fenwick, A new data structure for cumulative frequency tables,
 * 1994).
 */
import { covers, shareTexels, type Corners } from './extents.ts'
import type { LevelContent, Write, WriteBlock } from './level-content.ts'
import { BoxTree, Entries } from './latest-boxes.ts'

/** Fewer writes have no hierarchy, and writes that were walked over less often than that. */
const [least, mostWalks] = [32, 3]

/** Writes in two contents that were looked for in a common chain, at most; what is below them is looked up. */
const mostSteps = 128

/** Writes that touch a box, the newest first, up to one that covers it. */
export interface Found {
  readonly writes: Write[]
  /** The level that they are written on, of one piece; undefined where a write covers the box, and where what they are on is not looked at. */
  readonly base: Write | undefined
}

/** The writes that touch a box. */
export function writesIn(from: LevelContent, box: Corners): Found {
  const writes: Write[] = []
  let at = from
  while (at.below) {
    const block = blockAt(at)
    if (!block) {
      if (add(writes, at, box)) return { writes, base: undefined }
      at = at.below
      continue
    }
    for (const i of block.tree.touching(box)) {
      const write = block.writes[i]!
      writes.push(write)
      if (covers(write, box)) return { writes, base: undefined }
    }
    at = block.under
  }
  return { writes, base: at }
}

/** Contents of which the second are known to match the first throughout. */
export interface Common {
  readonly wanted: LevelContent
  readonly found: LevelContent
}

export interface FoundBoth {
  readonly wanted: Found
  readonly found: Found
  /** The contents below both lists, where they are known to match; the lists then contain none of its writes and no bases. */
  readonly common: Common | undefined
}

/** The writes on two contents that touch a box, without those that both have in one chain, where that is seen soon. */
export function writesInBoth(wanted: LevelContent, found: LevelContent, box: Corners): FoundBoth {
  const [ours, theirs]: [Write[], Write[]] = [[], []]
  let [a, b] = [wanted, found]
  let [isOursClosed, isTheirsClosed] = [false, false]
  for (let steps = 0; steps < mostSteps && !isOursClosed && !isTheirsClosed; steps++) {
    const other = b.matched ?? b
    if (a === other)
      return {
        wanted: { writes: ours, base: undefined },
        found: { writes: theirs, base: undefined },
        common: { wanted: a, found: b },
      }
    if (a.below && (!b.below || a.depth >= other.depth)) {
      isOursClosed = add(ours, a, box)
      a = a.below
    } else if (b.below) {
      isTheirsClosed = add(theirs, b, box)
      b = b.below
    } else break
  }
  const rest = (from: LevelContent, list: Write[], isClosed: boolean): Found => {
    if (isClosed) return { writes: list, base: undefined }
    const { writes, base } = writesIn(from, box)
    return { writes: list.concat(writes), base }
  }
  return { wanted: rest(a, ours, isOursClosed), found: rest(b, theirs, isTheirsClosed), common: undefined }
}

/** Adds a write that touches the box; whether it covers it. */
function add(writes: Write[], write: Write, box: Corners): boolean {
  if (!shareTexels(write, box)) return false
  writes.push(write)
  return covers(write, box)
}

function blockAt(at: LevelContent): WriteBlock | undefined {
  const { block, depth } = at
  if (depth % least !== 0) return undefined
  if (typeof block !== 'number') return block
  at.block = block < mostWalks ? block + 1 : makeBlock(at, depth & -depth)
  return undefined
}

function makeBlock(from: LevelContent, count: number): WriteBlock {
  const entries = new Entries(count)
  const writes = new Array<LevelContent>(count)
  let under = from
  for (let i = 0; i < count; i++) {
    writes[i] = under
    entries.set(i, under, i)
    under = under.below!
  }
  return { writes, tree: new BoxTree(entries), under }
}
