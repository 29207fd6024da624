/** Keys of nodes, by which sets of nodes are hashed. */
import { int32Array } from '../../../graph/typed-arrays.ts'

/**
 * Fixed pseudo-random words, one per node: the hash of a set is all of its nodes' words under exclusive or (Zobrist, 1970). The words
 * are numbers through the finalizer of MurmurHash3.
 */
export function nodeKeys(count: number): Int32Array {
  const keys = int32Array(count)
  for (let i = 0; i < count; i++) {
    let x = Math.imul(i + 1, 0x9e3779b1)
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
    keys[i] = x ^ (x >>> 16)
  }
  return keys
}
