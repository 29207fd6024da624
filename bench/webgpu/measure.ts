/**
 * Two or more ways of doing one thing, timed in turn in one process, so that none has the machine to itself. A turn is a streak of
 * rounds, as in a frame loop: what a way leaves in the caches is its own. A single round after another way's finds them cold,
 * which is told apart (`firstMs`).
 */

export interface Way {
  readonly name: string
  /** One round; it ends when the device has done the work. */
  round(): Promise<void>
  destroy(): void | Promise<void>
}

export interface Timed {
  readonly way: string
  readonly medianMs: number
  readonly bestMs: number
  /** Median of the rounds that came right after another way's. */
  readonly firstMs?: number
}

/** Rounds in a turn. */
const streak = 4

/**
 * @param turns turns of each way that are timed
 * @param before turns that come first and are not
 */
export async function timeWays(ways: readonly Way[], turns: number, before = 1): Promise<Timed[]> {
  const times = ways.map((): number[] => [])
  const firsts = ways.map((): number[] => [])
  for (let turn = -before; turn < turns; turn++) {
    for (const [i, way] of ways.entries()) {
      for (let round = 0; round < streak; round++) {
        const start = performance.now()
        await way.round()
        if (turn < 0) continue
        const ms = performance.now() - start
        times[i]!.push(ms)
        if (round === 0) firsts[i]!.push(ms)
      }
    }
  }
  for (const way of ways) await way.destroy()
  return ways.map(({ name }, i) => ({
    way: name,
    medianMs: median(times[i]!),
    bestMs: Math.min(...times[i]!),
    firstMs: median(firsts[i]!),
  }))
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
