/**
 * Runs of one plan follow one another whole: a prologue orders a submission after all that earlier runs did. Only the first
 * submissions need one; what follows on their queues, or waits for them, comes after earlier runs by that.
 */

/** @returns by submission: the queues of the plan, where it needs a prologue. O(submissions + waits). */
export function followEarlierRuns(
  submissionQueue: Int32Array,
  waits: readonly (readonly number[])[],
): (number[] | undefined)[] {
  const used = [...new Set(submissionQueue)].sort((a, b) => a - b)
  const isOrdered = new Set<number>()
  return waits.map((list, s) => {
    const queue = submissionQueue[s]!
    // A submission that begins after another one of this run does: every one of those is ordered by now.
    const follows = isOrdered.has(queue) || list.length > 0
    isOrdered.add(queue)
    return follows ? undefined : [...used]
  })
}
