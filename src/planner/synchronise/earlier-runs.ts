/**
 * Order between runs: a prologue orders a submission after all work of earlier runs. Only the first submissions need one,
 * because those behind them on their queues, or waiting for them, follow.
 */

/** @returns by submission: the queues of the plan, where it needs a prologue. O(submissions + waits) */
export function followEarlierRuns(
  submissionQueue: Int32Array,
  waits: readonly (readonly number[])[],
): (number[] | undefined)[] {
  const used: number[] = []
  for (const queue of submissionQueue) if (!used.includes(queue)) used.push(queue)
  used.sort((a, b) => a - b)
  const ordered: number[] = []
  return waits.map((list, s) => {
    const queue = submissionQueue[s]!
    // A submission that follows another one of this run is ordered already, because every earlier submission is.
    const isFirst = !ordered.includes(queue)
    if (isFirst) ordered.push(queue)
    return isFirst && list.length === 0 ? used.slice() : undefined
  })
}
