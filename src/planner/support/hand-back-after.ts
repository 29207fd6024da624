/** The end of what a work needs in between. */
import type { AnyArray } from '../../graph/typed-arrays.ts'
import { handBack, notingArrays } from './reused-memory.ts'

/**
 * The result of `work`, after which its long arrays are handed back, except those of the result that `keptOf` names: nothing else may refer to
 * them any more.
 */
export function handBackAfter<Result>(work: () => Result, keptOf: (result: Result) => readonly AnyArray[]): Result {
  const { result, arrays } = notingArrays(work)
  if (arrays.length === 0) return result
  const kept = keptOf(result)
  const isKept = ({ buffer, byteOffset }: AnyArray): boolean =>
    kept.some((one) => one.buffer === buffer && one.byteOffset === byteOffset)
  for (const array of arrays) if (!isKept(array)) handBack(array)
  return result
}
