/**
 * Facts that hold whichever versions share memory. Which versions share it depends on the declared order of the passes, so bounds that
 * assume a choice are no bounds of the graph; bounds from these facts are.
 */
import { uint8Array } from '../../graph/typed-arrays.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { DecisionLog } from '../support/decisions.ts'
import { findDependencies, type Analysed, type Dependencies } from './dependencies.ts'
import { forwardCopies } from './forward-copies.ts'
import { separateValues, type Values } from './values.ts'
import type { Versions } from './versions.ts'

/**
 * Values of all versions that may share memory in some order of the passes, of which each has one that it may take the memory of. At each
 * moment of any plan, as many pieces of memory are alive at least as there are of these between their first and their last use: a plan in which
 * two versions of one are apart has both alive in the pass between them, and where a version takes the memory of another one's, what it
 * might have taken here is alive as well.
 *
 * @param needed by pass, what culling kept
 */
export const valuesInSomeOrder = (graph: NormalGraph, versions: Versions, needed: Uint8Array): Values =>
  forwardCopies(graph, versions, needed, new DecisionLog(), 'in some order')

/**
 * Dependencies that every plan keeps: those between bytes where no versions share memory, without copies that may become names.
 *
 * @param live by pass, 1 where it is needed and no such copy
 */
export function dependenciesInSomeOrder(
  graph: NormalGraph,
  { versions, host }: Pick<Analysed, 'versions' | 'host'>,
  needed: Uint8Array,
  live: Uint8Array,
): Dependencies {
  const forwarded = uint8Array(needed.length)
  for (let p = 0; p < live.length; p++) forwarded[p] = Number(needed[p] === 1 && live[p] === 0)
  const apart = { ...separateValues(graph, versions, needed), live }
  return findDependencies(graph, { versions, values: apart, host }, { forwarded, ignoresLayouts: true })
}
