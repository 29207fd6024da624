// Hot path: integer node ids and typed arrays only. A state is the set of executed nodes, as `words` words of bits.
import { predecessorsOf } from '../csr.ts'
import { combineBounds, queueSets, tailsOf } from './bounds.ts'
import type { TailTable } from './bounds.ts'
import type { DrainGraph } from './problem.ts'

/** Executed sets that one more submission than the level before can reach. */
interface Level {
  count: number
  bits: Uint32Array
  hashes: Int32Array
  /** Ready nodes of each state: `frontier[frontierStart[s] … frontierStart[s + 1])`. */
  frontier: Int32Array
  frontierStart: Int32Array
  /** Index into the history, from which the queue sequence is read back. */
  history: Int32Array
  /** A lower bound on the submissions still to come, and the size of the executed set. */
  toCome: Int32Array
  executed: Int32Array
}

export interface LevelSearch {
  /** A finished queue sequence, the shortest there is unless states were left out. */
  sequence?: number[]
  /** Every schedule that was not found needs at least this many submissions; the target is missed. */
  fewestBeyond: number
  /** States were left out to stay within `width`: a miss proves nothing. */
  truncated: boolean
  /** The budget ran out. Then `fewestBeyond` holds all the same. */
  exhausted: boolean
}

export interface SubmissionSearch {
  /** Looks for a schedule of at most `target` submissions, keeping at most `width` states a level. */
  run: (target: number, width: number, budgetSteps: number) => LevelSearch
  steps: () => number
}

/**
 * Breadth-first search over drained sets: each level holds what one more submission can have executed, without
 * duplicates and without sets that are part of another (by the drain lemma those are never better), and without those
 * that cannot finish within the target.
 */
export function submissionSearch(graph: DrainGraph): SubmissionSearch {
  const { nodeCount, succStart, succ, queueMask, queueCount } = graph
  const { predStart, pred } = predecessorsOf(graph)
  const words = Math.max(1, (nodeCount + 31) >>> 5)
  const zobrist = mixedWords(nodeCount)
  const tables = new Map<number, TailTable>(queueSets(queueCount).map((set) => [set, tailsOf(graph, set)]))
  const all = (1 << queueCount) - 1
  const wholeTails = tables.get(all)!
  let steps = 0

  const historyParent: number[] = []
  const historyQueue: number[] = []

  const bits = new Uint32Array(words)
  const stack: number[] = []
  const hosts: number[] = []
  const frontier = new Int32Array(nodeCount)
  let frontierSize = 0
  let executed = 0
  let hash = 0

  const isReady = (node: number): boolean => {
    for (let e = predStart[node]!; e < predStart[node + 1]!; e++) {
      const p = pred[e]!
      if (!(bits[p >>> 5]! & (1 << (p & 31)))) return false
    }
    return true
  }
  const execute = (node: number) => {
    bits[node >>> 5]! |= 1 << (node & 31)
    hash ^= zobrist[node]!
    executed++
  }
  /** Runs host nodes that are ready; what they make ready waits for the next submission. */
  const runHosts = () => {
    while (hosts.length > 0) {
      const node = hosts.pop()!
      execute(node)
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
        const next = succ[e]!
        if (!isReady(next)) continue
        if (queueMask[next] === 0) hosts.push(next)
        else frontier[frontierSize++] = next
      }
    }
  }

  /** Drains `queue` from a state of `level` into the scratch state above. */
  const drain = (level: Level, state: number, queue: number) => {
    bits.set(level.bits.subarray(state * words, (state + 1) * words))
    hash = level.hashes[state]!
    executed = level.executed[state]!
    frontierSize = 0
    const queueBit = 1 << queue
    for (let k = level.frontierStart[state]!; k < level.frontierStart[state + 1]!; k++) {
      const node = level.frontier[k]!
      if (queueMask[node]! & queueBit) stack.push(node)
      else frontier[frontierSize++] = node
    }
    steps += words + level.frontierStart[state + 1]! - level.frontierStart[state]!
    if (stack.length === 0) return false
    while (stack.length > 0) {
      const node = stack.pop()!
      execute(node)
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
        const next = succ[e]!
        steps++
        if (!isReady(next)) continue
        if (queueMask[next]! & queueBit) stack.push(next)
        else if (queueMask[next] === 0) hosts.push(next)
        else frontier[frontierSize++] = next
      }
    }
    runHosts()
    return true
  }

  const boundOf = new Int32Array(all + 1)
  /** Submissions still to come after the scratch state, whose last one ran on `queue`. */
  const toCome = (queue: number, enough: number): number => {
    const wholeColumn = wholeTails.after[queue]!
    let most = 0
    for (let k = 0; k < frontierSize; k++) most = Math.max(most, wholeColumn[frontier[k]!]!)
    if (most > enough || queueCount < 3) return most
    boundOf.fill(0)
    for (const [set, { queues, after }] of tables) {
      let fewest = nodeCount
      for (let c = 0; c < queues.length; c++) {
        // The last submission on this set of queues is known where the set has the queue; else it may be any.
        if (set & (1 << queue) && queues[c] !== queue) continue
        const column = after[c]!
        let mostHere = 0
        for (let k = 0; k < frontierSize; k++) mostHere = Math.max(mostHere, column[frontier[k]!]!)
        fewest = Math.min(fewest, mostHere)
      }
      boundOf[set] = fewest
    }
    steps += frontierSize * tables.size
    return combineBounds(boundOf, queueCount)
  }

  const firstLevel = (): Level => {
    bits.fill(0)
    hash = 0
    executed = 0
    frontierSize = 0
    for (let v = 0; v < nodeCount; v++) {
      if (predStart[v] !== predStart[v + 1]) continue
      if (queueMask[v] === 0) hosts.push(v)
      else frontier[frontierSize++] = v
    }
    runHosts()
    const level = new LevelBuilder(words)
    level.add(bits, hash, frontier, frontierSize, -1, 0, executed)
    return level.finish()
  }

  const sequenceOf = (entry: number): number[] => {
    const sequence: number[] = []
    for (; entry >= 0; entry = historyParent[entry]!) sequence.push(historyQueue[entry]!)
    return sequence.reverse()
  }

  const run = (target: number, width: number, budgetSteps: number): LevelSearch => {
    historyParent.length = 0
    historyQueue.length = 0
    let level = firstLevel()
    let truncated = false
    let fewestBeyond = Infinity
    const stepsAtStart = steps
    if (level.executed[0] === nodeCount) return { sequence: [], fewestBeyond, truncated, exhausted: false }
    for (let depth = 1; level.count > 0; depth++) {
      const next = new LevelBuilder(words)
      for (let state = 0; state < level.count; state++) {
        if (steps - stepsAtStart > budgetSteps) {
          // What is unseen goes through a state of this level or the next.
          let fewest = fewestBeyond
          for (let s = state; s < level.count; s++) fewest = Math.min(fewest, depth - 1 + level.toCome[s]!)
          fewest = Math.min(fewest, depth + next.fewestToCome)
          return { fewestBeyond: fewest, truncated, exhausted: true }
        }
        for (let queue = 0; queue < queueCount; queue++) {
          if (!drain(level, state, queue)) continue
          if (executed === nodeCount) {
            historyParent.push(level.history[state]!)
            historyQueue.push(queue)
            return { sequence: sequenceOf(historyParent.length - 1), fewestBeyond, truncated, exhausted: false }
          }
          const more = toCome(queue, target - depth)
          if (depth + more > target) {
            fewestBeyond = Math.min(fewestBeyond, depth + more)
            continue
          }
          const entry = historyParent.length
          if (!next.add(bits, hash, frontier, frontierSize, entry, more, executed)) continue
          historyParent.push(level.history[state]!)
          historyQueue.push(queue)
        }
      }
      const kept = next.undominated(width)
      steps += next.comparisons
      truncated ||= next.truncated
      level = next.finish(kept)
    }
    return { fewestBeyond, truncated, exhausted: false }
  }
  return { run, steps: () => steps }
}

/** Collects the states of one level, without duplicates. */
class LevelBuilder {
  comparisons = 0
  truncated = false
  fewestToCome = Infinity
  private readonly words: number
  private count = 0
  private bits: Uint32Array
  private readonly hashes: number[] = []
  private frontier = new Int32Array(1024)
  private readonly frontierStart: number[] = [0]
  private readonly history: number[] = []
  private readonly toCome: number[] = []
  private readonly executed: number[] = []
  private table = new Int32Array(64).fill(-1)

  constructor(words: number) {
    this.words = words
    this.bits = new Uint32Array(16 * words)
  }

  /** False if the state is there already. */
  add(
    bits: Uint32Array,
    hash: number,
    frontier: Int32Array,
    frontierSize: number,
    history: number,
    toCome: number,
    executed: number,
  ): boolean {
    const { words } = this
    let slot = hash & (this.table.length - 1)
    for (; this.table[slot]! >= 0; slot = (slot + 1) & (this.table.length - 1)) {
      const other = this.table[slot]!
      if (this.hashes[other] === hash && this.same(bits, other)) return false
    }
    this.table[slot] = this.count
    if ((this.count + 1) * words > this.bits.length) this.bits = grown(this.bits, this.count * words * 2)
    this.bits.set(bits, this.count * words)
    const end = this.frontierStart[this.count]! + frontierSize
    if (end > this.frontier.length) {
      const larger = new Int32Array(end * 2)
      larger.set(this.frontier)
      this.frontier = larger
    }
    this.frontier.set(frontier.subarray(0, frontierSize), end - frontierSize)
    this.frontierStart.push(end)
    this.hashes.push(hash)
    this.history.push(history)
    this.toCome.push(toCome)
    this.executed.push(executed)
    if (toCome < this.fewestToCome) this.fewestToCome = toCome
    this.count++
    if (this.count * 2 > this.table.length) this.rehash()
    return true
  }

  /**
   * The states that are not part of another one; of more than `width`, those with the least to come, then the most
   * executed. Only the first of the larger states are compared with, so that a level of many states stays affordable.
   */
  undominated(width: number): number[] {
    const mostCompared = 1500
    const bySize = Array.from({ length: this.count }, (_, s) => s)
    bySize.sort((a, b) => this.executed[b]! - this.executed[a]! || a - b)
    let kept: number[] = []
    for (const s of bySize) {
      let part = false
      const upTo = Math.min(kept.length, mostCompared)
      for (let k = 0; k < upTo && !part; k++) part = this.isPart(s, kept[k]!)
      if (!part) kept.push(s)
    }
    if (kept.length > width) {
      this.truncated = true
      kept.sort((a, b) => this.toCome[a]! - this.toCome[b]! || this.executed[b]! - this.executed[a]! || a - b)
      kept = kept.slice(0, width)
    }
    return kept
  }

  finish(states: number[] = Array.from({ length: this.count }, (_, s) => s)): Level {
    const { words } = this
    const count = states.length
    const bits = new Uint32Array(count * words)
    const frontierStart = new Int32Array(count + 1)
    states.forEach((s, k) => {
      bits.set(this.bits.subarray(s * words, (s + 1) * words), k * words)
      frontierStart[k + 1] = frontierStart[k]! + this.frontierStart[s + 1]! - this.frontierStart[s]!
    })
    const frontier = new Int32Array(frontierStart[count]!)
    states.forEach((s, k) => {
      frontier.set(this.frontier.subarray(this.frontierStart[s]!, this.frontierStart[s + 1]!), frontierStart[k]!)
    })
    return {
      count,
      bits,
      frontier,
      frontierStart,
      hashes: Int32Array.from(states, (s) => this.hashes[s]!),
      history: Int32Array.from(states, (s) => this.history[s]!),
      toCome: Int32Array.from(states, (s) => this.toCome[s]!),
      executed: Int32Array.from(states, (s) => this.executed[s]!),
    }
  }

  private same(bits: Uint32Array, other: number): boolean {
    const at = other * this.words
    for (let w = 0; w < this.words; w++) if (this.bits[at + w] !== bits[w]) return false
    return true
  }

  private isPart(small: number, large: number): boolean {
    const { words, bits } = this
    const a = small * words
    const b = large * words
    for (let w = 0; w < words; w++) {
      if (bits[a + w]! & ~bits[b + w]!) {
        this.comparisons += w + 1
        return false
      }
    }
    this.comparisons += words
    return true
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 4).fill(-1)
    for (let s = 0; s < this.count; s++) {
      let slot = this.hashes[s]! & (table.length - 1)
      while (table[slot]! >= 0) slot = (slot + 1) & (table.length - 1)
      table[slot] = s
    }
    this.table = table
  }
}

function grown(array: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(length)
  larger.set(array)
  return larger
}

/** Fixed pseudo-random words, one per node, to hash node sets with. */
function mixedWords(count: number): Int32Array {
  const words = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    let x = Math.imul(i + 1, 0x9e3779b1)
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
    words[i] = x ^ (x >>> 16)
  }
  return words
}
