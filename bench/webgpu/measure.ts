/** Two or more ways of doing one thing, timed in turn in one process, so that none has the machine to itself. */

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
}

export async function timeWays(ways: readonly Way[], rounds: number, warmUps = 2): Promise<Timed[]> {
  const times = ways.map((): number[] => [])
  for (let round = -warmUps; round < rounds; round++) {
    for (const [i, way] of ways.entries()) {
      const start = performance.now()
      await way.round()
      if (round >= 0) times[i]!.push(performance.now() - start)
    }
  }
  for (const way of ways) await way.destroy()
  return ways.map(({ name }, i) => {
    const sorted = times[i]!.toSorted((a, b) => a - b)
    return { way: name, medianMs: sorted[Math.floor(sorted.length / 2)]!, bestMs: sorted[0]! }
  })
}
