/** Passes that are bound to queues and ordered by `after` alone, and the fewest submissions that they take, by trying all of them. */
import type { GraphDocument, QueueKind } from '../../src/index.ts'

export interface QueuedPass {
  /** Whether somebody else submits it. */
  readonly external: boolean
  readonly queue: QueueKind
  /** Numbers of earlier passes; others are left out. */
  readonly after: readonly number[]
}

const before = (passes: readonly QueuedPass[], p: number): number[] => [
  ...new Set(passes[p]!.after.filter((q) => q < p)),
]

export const queuedPasses = (passes: readonly QueuedPass[]): GraphDocument => ({
  version: 1,
  resources: passes.map((_, p) => ({ id: `r${p}`, kind: 'buffer', size: 16, lifetime: 'persistent' })),
  passes: passes.map(({ external, queue }, p) => ({
    id: `p${p}`,
    kind: external ? 'external' : 'custom',
    queue,
    after: before(passes, p).map((q) => `p${q}`),
    uses: [{ use: `r${p}`, as: 'copy-dst' }],
    body: 'b',
  })),
})

/** Breadth first over sets of passes that have run: each submission is one external pass, or any others of one queue. */
export function fewestSubmissions(passes: readonly QueuedPass[]): number {
  const needs = passes.map((_, p) => before(passes, p).reduce((mask, q) => mask | (1 << q), 0))
  const all = (1 << passes.length) - 1
  /** What can run on one queue in one submission, whatever order it is added in. */
  const submissions = (done: number): number[] => {
    const found = new Set<number>()
    const grow = (set: number, queue: QueueKind | undefined) => {
      passes.forEach((pass, p) => {
        const bit = 1 << p
        if (set & bit || needs[p]! & ~set || (queue !== undefined && pass.queue !== queue)) return
        if (pass.external) {
          if (queue === undefined) found.add(set | bit)
        } else if (!found.has(set | bit)) {
          found.add(set | bit)
          grow(set | bit, pass.queue)
        }
      })
    }
    grow(done, undefined)
    return [...found]
  }
  let reached = new Set([0])
  for (let count = 0; ; count++) {
    if (reached.has(all)) return count
    reached = new Set([...reached].flatMap(submissions))
  }
}
