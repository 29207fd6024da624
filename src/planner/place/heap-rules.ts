/**
 * Which values must be in different heaps because of WebGPU's rules: the two sides of a copy, and within one dispatch or render pass, what
 * is written and what is only read. Placement solves it as a graph colouring: over pairs, or where a pass uses so much that its pairs are
 * many more than its uses, over the two sides of each pass (`colour-sides.ts`).
 */
import { READS, WRITES, passCode } from '../../graph/access.ts'
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Nodes } from '../schedule/nodes.ts'
import { GrowableInt32, toRows } from '../support/growable.ts'
import { noPairs, type Pairs } from './pairs.ts'
import { ascending, int32Array, uint8Array } from '../../graph/typed-arrays.ts'
import { handBack } from '../support/reused-memory.ts'

/**
 * Lists of values, two for each pass: none of list l may share a heap with one of list `l ^ 1`. The first has what is read, and the second
 * what is written. List l is `value[start[l] … start[l + 1]]`.
 */
export interface Sides {
  readonly start: Int32Array
  readonly value: Int32Array
}

/** Rules about which values share no heap, as pairs or by pass. */
export interface HeapRules {
  /** Pairs of values, each once: the smaller number, and the larger. */
  readonly pairs: Pairs
  /** The rules of all passes, in the place of pairs that are too many to be listed. */
  readonly sides?: Sides
}

/** Most pairs, so many always and so many for each use, that are listed: the solver has some 200 bytes for one, and a use is about 100 of the document. */
const [somePairs, pairsPerUse] = [20_000, 4]

/**
 * The rules for the values that lie in heaps of the device. O(uses).
 *
 * @param resource that of each value
 */
export function heapRules(graph: NormalGraph, values: Values, nodes: Nodes, resource: Int32Array): HeapRules {
  const { rules } = graph.profile
  if (rules.sameBufferCopy && !rules.exclusiveUsagePerScope) return { pairs: noPairs }
  const sides = sidesOf(graph, values, nodes, resource)
  const most = somePairs + pairsPerUse * graph.accessStart[graph.passKind.length]!
  const { start } = sides
  let count = 0
  for (let l = 0; l + 1 < start.length; l += 2) count += (start[l + 1]! - start[l]!) * (start[l + 2]! - start[l + 1]!)
  return count > most ? { pairs: noPairs, sides } : { pairs: pairsOf(sides, count, values.valueCount) }
}

function sidesOf(graph: NormalGraph, values: Values, nodes: Nodes, resource: Int32Array): Sides {
  const { rules } = graph.profile
  const start = new GrowableInt32()
  const value = new GrowableInt32()
  const isDevice = (v: number): boolean => {
    const { lifetime, layout, history } = graph.resources[resource[v]!]!
    return lifetime !== 'imported' && layout === undefined && history === 0
  }
  start.push(0)
  for (let n = 0; n < nodes.nodeCount; n++) {
    const p = nodes.nodePass[n]!
    const kind = graph.passKind[p]
    const isScope =
      kind === passCode.compute || kind === passCode.render || kind === passCode.custom || kind === passCode.external
    if (!(isScope ? rules.exclusiveUsagePerScope : kind === passCode.copy && !rules.sameBufferCopy)) continue
    const from = value.length
    let middle = from
    for (let writes = 0; writes < 2; writes++) {
      for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
        const v = values.accessValue[a]!
        const flags = graph.accessFlags[a]!
        if (flags & WRITES ? writes === 0 : writes === 1 || (flags & READS) === 0) continue
        if (graph.instanceTexture[graph.accessInstance[a]!] === 0 && v >= 0 && isDevice(v)) value.push(v)
      }
      if (writes === 0) middle = value.length
    }
    if (middle === from || middle === value.length) value.length = from
    else {
      start.push(middle)
      start.push(value.length)
    }
  }
  return { start: start.toArray(), value: value.toArray() }
}

/**
 * The pairs of all passes, each once, in the order in which they are met. Those of one smaller value stand together to find what is met
 * again: a table of hashes would be quadratic for a document whose pairs all hash alike. O(`most` + `valueCount`).
 *
 * @param most of them, were they all different
 * @param valueCount values are numbers below it
 */
function pairsOf({ start, value }: Sides, most: number, valueCount: number): Pairs {
  if (most === 0) return noPairs
  const one = int32Array(most)
  const other = int32Array(most)
  let count = 0
  for (let l = 0; l + 1 < start.length; l += 2)
    for (let i = start[l]!; i < start[l + 1]!; i++)
      for (let k = start[l + 1]!; k < start[l + 2]!; k++) {
        if (value[i] === value[k]) continue
        one[count] = Math.min(value[i]!, value[k]!)
        other[count++] = Math.max(value[i]!, value[k]!)
      }
  const rows = toRows(valueCount, firstOf(one, count), ascending(count))
  const isKnown = uint8Array(count)
  /** By larger value: one more than the smaller value that it was met with last. */
  const metWith = int32Array(valueCount)
  for (let v = 0; v < valueCount; v++)
    for (let e = rows.start[v]!; e < rows.start[v + 1]!; e++) {
      const pair = rows.target[e]!
      if (metWith[other[pair]!] === v + 1) isKnown[pair] = 1
      else metWith[other[pair]!] = v + 1
    }
  let kept = 0
  for (let pair = 0; pair < count; pair++) {
    if (isKnown[pair] === 1) continue
    one[kept] = one[pair]!
    other[kept++] = other[pair]!
  }
  handBack(rows.start, rows.target, isKnown, metWith)
  return { one: firstOf(one, kept), other: firstOf(other, kept) }
}

/** A view takes longer than most lists of pairs, and mostly all of them are kept. */
const firstOf = (array: Int32Array, count: number): Int32Array =>
  count === array.length ? array : array.subarray(0, count)
