/** The costs of passes, as told by the caller. */
import { costOfNoPass, invalidOption } from '../../../errors.ts'
import type { FrameGraph } from '../../../graph/document.ts'
import { float64Array } from '../../../graph/typed-arrays.ts'
import { nearestId } from '../../../nearest-id.ts'

/** Costs by pass, and what they count in. */
export interface PassCosts {
  readonly ofPass: Float64Array
  /** Costs are nanoseconds where some were given; else each pass costs 1. */
  readonly unit: 'ns' | 'passes'
}

/**
 * Passes without a cost of their own cost as much as the others do on average.
 * @throws MemkitError INVALID_OPTION for a pass that the graph does not have, and for what is no cost
 */
export function passCosts({ passes }: FrameGraph, given: Readonly<Record<string, number>> | undefined): PassCosts {
  const ofPass = float64Array(passes.length).fill(1)
  const named = Object.entries(given ?? {})
  if (named.length === 0) return { ofPass, unit: 'passes' }
  const indexOf = new Map(passes.map(({ id }, p) => [id, p]))
  let sum = 0
  for (const [id, cost] of named) {
    const at = `costs[${JSON.stringify(id)}]`
    if (!indexOf.has(id)) throw costOfNoPass(id, nearestId(id, indexOf.keys()), at)
    if (typeof cost !== 'number' || !(cost >= 0 && cost <= Number.MAX_SAFE_INTEGER))
      throw invalidOption(at, cost, 'a number of nanoseconds, 0 or more')
    sum += cost
  }
  ofPass.fill(sum / named.length)
  for (const [id, cost] of named) ofPass[indexOf.get(id)!] = cost
  return { ofPass, unit: 'ns' }
}
