/** Costs of passes from what a run measured. */
import { push } from '../graph/lists.ts'
import { invalidOption } from '../errors.ts'
import { givenFields, givenList, readGiven } from '../given.ts'
import { caps } from '../graph/document.ts'

/** The times that a run reports of its passes, where the executor was made with `timings: 'passes'`. */
export interface MeasuredPasses {
  /** Times of each pass, in ns from the start of the run. */
  readonly passes?: readonly { readonly pass: string; readonly startNs: number; readonly endNs: number }[]
}

/**
 * Nanoseconds by pass for `PlanOptions.costs`, from the timings of one run, or of several: of those the middle one of each pass counts.
 * A pass that was cut into parts costs their sum.
 *
 * @throws MemkitError INVALID_OPTION where no run tells the times of its passes, or what is given are no timings
 */
export function costsFrom(timings: MeasuredPasses | readonly MeasuredPasses[]): Record<string, number> {
  const measured = new Map<string, number[]>()
  const isList = readGiven('timings', () => Array.isArray(timings))
  const runs = isList
    ? givenList(timings as readonly MeasuredPasses[], 'timings', timingsWanted, caps.passes)
    : [timings as MeasuredPasses]
  runs.forEach((run, r) => {
    for (const [pass, sum] of sumsOf(run, isList ? `timings[${r}]` : 'timings')) push(measured, pass, sum)
  })
  if (measured.size === 0) throw invalidOption('timings', timings, timingsWanted)
  const costs: [string, number][] = []
  for (const [pass, each] of measured) costs.push([pass, each.toSorted((a, b) => a - b)[(each.length - 1) >> 1]!])
  return Object.fromEntries(costs)
}

const timingsWanted = "those of a run that tells its passes' times: open the executor with timings: 'passes'"

/** The time of each pass in one run. */
function sumsOf(run: MeasuredPasses, place: string): Map<string, number> {
  if (run === undefined) throw invalidOption(place, run, timingsWanted)
  const { passes = [] } = givenFields<MeasuredPasses, 'passes'>(run, ['passes'], place)
  const sums = new Map<string, number>()
  givenList(passes, `${place}.passes`, 'a list of times of passes', caps.passes).forEach((one, i) => {
    const at = `${place}.passes[${i}]`
    if (one === undefined) throw invalidOption(at, one, 'the time of a pass')
    const { pass, startNs, endNs } = givenFields(one, ['pass', 'startNs', 'endNs'], at)
    if (typeof pass !== 'string') throw invalidOption(`${at}.pass`, pass, 'the id of a pass')
    if (!Number.isFinite(startNs)) throw invalidOption(`${at}.startNs`, startNs, 'a number')
    if (!Number.isFinite(endNs)) throw invalidOption(`${at}.endNs`, endNs, 'a number')
    sums.set(pass, (sums.get(pass) ?? 0) + Math.max(0, endNs - startNs))
  })
  return sums
}
