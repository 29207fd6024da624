/** Costs of passes from what a run measured. */
import { push } from '../graph/lists.ts'
import { invalidOption } from '../errors.ts'

/** The times that a run reports of its passes, where the executor was made with `timings: 'passes'`. */
export interface MeasuredPasses {
  /** Times of each pass, in ns from the start of the run. */
  readonly passes?: readonly { readonly pass: string; readonly startNs: number; readonly endNs: number }[]
}

/**
 * Nanoseconds by pass for `PlanOptions.costs`, from the timings of one run, or of several: of those the middle one of each pass counts.
 * A pass that was cut into parts costs their sum.
 *
 * @throws MemkitError INVALID_OPTION where no run tells the times of its passes
 */
export function costsFrom(timings: MeasuredPasses | readonly MeasuredPasses[]): Record<string, number> {
  const measured = new Map<string, number[]>()
  for (const { passes = [] } of Array.isArray(timings)
    ? (timings as readonly MeasuredPasses[])
    : [timings as MeasuredPasses]) {
    const sums = new Map<string, number>()
    for (const { pass, startNs, endNs } of passes) sums.set(pass, (sums.get(pass) ?? 0) + Math.max(0, endNs - startNs))
    for (const [pass, sum] of sums) push(measured, pass, sum)
  }
  if (measured.size === 0)
    throw invalidOption(
      'timings',
      timings,
      "those of a run that tells its passes' times: open the executor with timings: 'passes'",
    )
  const costs: [string, number][] = []
  for (const [pass, each] of measured) costs.push([pass, each.toSorted((a, b) => a - b)[(each.length - 1) >> 1]!])
  return Object.fromEntries(costs)
}
