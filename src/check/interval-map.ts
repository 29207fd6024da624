/**
 * A map from each byte 0 … size of one memory to a number, stored as runs of equal numbers.
 *
 * Runs are kept in blocks of a few hundred, so that an assignment costs O(log n + runs replaced) and does not move the whole
 * map: memories of 10^5 runs are common. Neighbouring runs with equal numbers are joined.
 */

interface Block {
  /** Highest number of the runs; undefined where it has to be computed again. */
  most: number | undefined
  /** First byte of each run. A run ends where the next one begins, the last one with the memory. */
  begin: number[]
  value: number[]
}

const blockCapacity = 256

export type VisitRun = (begin: number, end: number, value: number) => void

export class IntervalMap {
  readonly size: number
  /** Undefined while all bytes have one number: most memories are set as a whole, and cost no more than this object. */
  private parts: Block[] | undefined
  private value: number

  constructor(size: number, value: number) {
    this.size = size
    this.value = value
  }

  private get blocks(): Block[] {
    const { value } = this
    return (this.parts ??= [{ most: value, begin: [0], value: [value] }])
  }

  /**
   * Calls `visit` for every run that intersects begin … end, clipped to it, in ascending order. `visit` must not change the
   * map.
   */
  visit(begin: number, end: number, visit: VisitRun): void {
    if (begin >= end) return
    if (!this.parts) return visit(begin, end, this.value)
    let b = this.blockOf(begin)
    let block = this.blocks[b]!
    let i = indexIn(block.begin, begin)
    let at = begin
    while (at < end) {
      const value = block.value[i]!
      if (++i === block.begin.length) {
        b++
        i = 0
      }
      const next = b < this.blocks.length ? (block = this.blocks[b]!).begin[i]! : this.size
      const stop = next < end ? next : end
      visit(at, stop, value)
      at = stop
    }
  }

  /** The number of all bytes begin … end, where they lie in one run; undefined where not. */
  only(begin: number, end: number): number | undefined {
    if (!this.parts) return this.value
    const b = this.blockOf(begin)
    const { begin: begins, value } = this.parts[b]!
    const i = indexIn(begins, begin)
    const next = i + 1 < begins.length ? begins[i + 1]! : (this.parts[b + 1]?.begin[0] ?? this.size)
    return end <= next ? value[i] : undefined
  }

  /** The highest number in begin … end, which is not empty. Blocks that lie inside are read as a whole. */
  highest(begin: number, end: number): number {
    if (!this.parts) return this.value
    let b = this.blockOf(begin)
    let most = -Infinity
    for (let i = indexIn(this.blocks[b]!.begin, begin); b < this.blocks.length; b++, i = 0) {
      const block = this.blocks[b]!
      if (block.begin[i]! >= end) break
      const isInside = i === 0 && block.begin.at(-1)! < end
      if (isInside) most = Math.max(most, mostOf(block))
      else for (; i < block.begin.length && block.begin[i]! < end; i++) most = Math.max(most, block.value[i]!)
    }
    return most
  }

  /** Sets every byte of begin … end to a number. */
  assign(begin: number, end: number, value: number): void {
    if (begin >= end) return
    if (begin === 0 && end === this.size) {
      this.parts = undefined
      this.value = value
      return
    }
    if (this.assignInBlock(this.blockOf(begin), begin, end, value)) return
    if (end < this.size) this.cut(end)
    this.cut(begin)
    this.removeInside(begin, end)
    const b = this.blockOf(begin)
    const block = this.blocks[b]!
    const i = indexIn(block.begin, begin)
    block.value[i] = value
    block.most = undefined
    if (end < this.size) this.joinAt(end)
    this.joinAt(begin)
  }

  /** Sets bytes of one block at once, and says so; false where runs of another block begin there, end there or are joined. */
  private assignInBlock(b: number, begin: number, end: number, value: number): boolean {
    const block = this.blocks[b]!
    const { begin: begins, value: values } = block
    const i = indexIn(begins, begin)
    const isStart = begins[i] === begin
    if (isStart && i === 0 && b > 0) return false
    let stop = i + 1
    while (stop < begins.length && begins[stop]! < end) stop++
    const isLast = stop === begins.length
    if (isLast && end >= (this.blocks[b + 1]?.begin[0] ?? Infinity)) return false
    const isCut = end < (begins[stop] ?? this.blocks[b + 1]?.begin[0] ?? this.size)
    const rest = values[stop - 1]!
    const isJoined = isStart ? values[i - 1] === value : values[i] === value
    const hasRest = isCut && rest !== value
    if (!isCut && values[stop] === value) stop++
    const from = isStart ? i : i + 1
    block.most = undefined
    if (isJoined && !hasRest) {
      block.begin = spliced(begins, from, stop - from, 0)
      block.value = spliced(values, from, stop - from, 0)
    } else {
      const count = isJoined || !hasRest ? 1 : 2
      block.begin = spliced(begins, from, stop - from, count, isJoined ? end : begin, end)
      block.value = spliced(values, from, stop - from, count, isJoined ? rest : value, rest)
    }
    if (block.begin.length > blockCapacity) this.halve(b)
    return true
  }

  /** Number of runs, for tests. */
  get runs(): number {
    return this.blocks.reduce((sum, block) => sum + block.begin.length, 0)
  }

  private blockOf(at: number): number {
    let low = 0
    let high = this.blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.blocks[middle]!.begin[0]! <= at) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Splits the run that contains `at`, so that a run begins there. */
  private cut(at: number): void {
    const b = this.blockOf(at)
    const block = this.blocks[b]!
    const i = indexIn(block.begin, at)
    if (block.begin[i] === at) return
    block.begin = spliced(block.begin, i + 1, 0, 1, at)
    block.value = spliced(block.value, i + 1, 0, 1, block.value[i]!)
    if (block.begin.length > blockCapacity) this.halve(b)
  }

  private halve(b: number): void {
    const block = this.blocks[b]!
    const half = block.begin.length >> 1
    block.most = undefined
    this.blocks.splice(b + 1, 0, {
      most: undefined,
      begin: block.begin.splice(half),
      value: block.value.splice(half),
    })
  }

  /** Removes the runs that begin strictly between `begin` and `end`. */
  private removeInside(begin: number, end: number): void {
    const b = this.blockOf(begin)
    const block = this.blocks[b]!
    const i = indexIn(block.begin, begin) + 1
    let stop = i
    while (stop < block.begin.length && block.begin[stop]! < end) stop++
    removeRange(block, i, stop)
    if (i < block.begin.length) return
    // The rest of the interval covers whole blocks, and then the beginning of one more.
    let kept = b + 1
    while (kept < this.blocks.length && this.blocks[kept]!.begin.at(-1)! < end) kept++
    this.blocks.splice(b + 1, kept - b - 1)
    const tail = this.blocks[b + 1]
    if (!tail) return
    let count = 0
    while (tail.begin[count]! < end) count++
    removeRange(tail, 0, count)
  }

  /** Joins the run that begins at `at` with the run before it where their numbers are equal. */
  private joinAt(at: number): void {
    if (at === 0) return
    const b = this.blockOf(at)
    const block = this.blocks[b]!
    const i = indexIn(block.begin, at)
    if (block.begin[i] !== at) return
    const before = i > 0 ? block : this.blocks[b - 1]!
    const j = i > 0 ? i - 1 : before.begin.length - 1
    if (before.value[j] !== block.value[i]) return
    removeRange(block, i, i + 1)
    if (block.begin.length === 0) this.blocks.splice(b, 1)
  }
}

function mostOf(block: Block): number {
  return (block.most ??= block.value.reduce((a, b) => Math.max(a, b)))
}

/**
 * A list with up to two numbers, of which `count` count, in place of others. Short ones that grow are copied: a list that grows keeps
 * room for sixteen more, and most maps have few runs.
 */
function spliced(list: number[], at: number, removed: number, count: number, first = 0, second = 0): number[] {
  if (count > removed && list.length < 16) {
    const longer = new Array<number>(list.length + count - removed)
    for (let i = 0; i < at; i++) longer[i] = list[i]!
    longer[at] = first
    if (count > 1) longer[at + 1] = second
    for (let from = at + removed, to = at + count; from < list.length;) longer[to++] = list[from++]!
    return longer
  }
  if (count < removed) removeAt(list, at, removed - count)
  else if (count === removed + 1) list.splice(at, 0, 0)
  else if (count > removed) list.splice(at, 0, 0, 0)
  if (count > 0) list[at] = first
  if (count > 1) list[at + 1] = second
  return list
}

/** Removes numbers of a list; of a short one without the list of them that `splice` makes. */
function removeAt(list: number[], at: number, count: number): void {
  if (list.length > 64) {
    list.splice(at, count)
    return
  }
  for (let i = at + count; i < list.length; i++) list[i - count] = list[i]!
  for (let i = 0; i < count; i++) list.pop()
}

function removeRange(block: Block, from: number, to: number): void {
  if (from === to) return
  block.most = undefined
  removeAt(block.begin, from, to - from)
  removeAt(block.value, from, to - from)
}

/** Index of the last entry that is at most `at`. */
function indexIn(begins: readonly number[], at: number): number {
  let low = 0
  let high = begins.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (begins[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}
