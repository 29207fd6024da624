/** Dependencies that also keep an order of the document which no byte demands: that of each resource's values, or of all passes. */
import { passCode } from '../../graph/access.ts'
import { int32From, noIndices, uint8Array } from '../../graph/typed-arrays.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { findDependencies, type Analysed, type Dependencies } from './dependencies.ts'
import type { OrderEdges } from './order-edges.ts'
import type { Values } from './values.ts'
import type { Versions } from './versions.ts'

/**
 * Dependencies with the values of each resource behind each other, as they are in declared order where every resource has memory of its
 * own: an order that plans may keep, and that no byte demands.
 *
 * @param kept by pass, what culling kept
 */
export function withValuesInOrder(
  graph: NormalGraph,
  analysed: Analysed,
  kept: Uint8Array,
  { needed, findsNoLayout }: Dependencies,
): Dependencies {
  const { versions, host } = analysed
  const { live } = analysed.values
  const { accessInstance } = graph
  const ofInstance = noIndices(graph.instanceTransient.length)
  const valueVersion: number[] = []
  for (let version = 0; version < versions.versionInstance.length; version++) {
    const instance = versions.versionInstance[version]!
    if (ofInstance[instance]! >= 0) continue
    ofInstance[instance] = valueVersion.length
    valueVersion.push(version)
  }
  const values: Values = {
    accessValue: accessInstance.map((instance) => ofInstance[instance]!),
    valueVersion: int32From(valueVersion),
    versionValue: versions.versionInstance.map((instance) => ofInstance[instance]!),
    valueCount: valueVersion.length,
    live,
    dependsOnOrder: false,
  }
  const forwarded = kept.map((isKept, p) => Number(isKept === 1 && live[p] === 0))
  const addTo = (edges: OrderEdges) => orderVersions(graph, versions, live, edges)
  // Resources that share memory have it after one another, whatever each would do in memory of its own.
  const more = { forwarded, addTo, ...(areResourcesJoined(analysed) && { sharing: analysed }) }
  const ordered = findDependencies(graph, { versions, values, host }, more)
  return { ...ordered, needed, findsNoLayout }
}

/** Whether versions of different resources share a value. */
function areResourcesJoined({
  versions: { versionInstance },
  values: { valueVersion, versionValue },
}: Analysed): boolean {
  for (let version = 0; version < versionInstance.length; version++) {
    const value = versionValue[version]!
    if (value >= 0 && versionInstance[valueVersion[value]!] !== versionInstance[version]) return true
  }
  return false
}

/**
 * Dependencies with all passes one after another as declared: an order that plans may keep, and where queues then wait for one another, whatever
 * the host does in between.
 */
export function withPassesInOrder(
  graph: NormalGraph,
  analysed: Analysed,
  { needed, findsNoLayout }: Dependencies,
): Dependencies {
  const { live } = analysed.values
  const addTo = (edges: OrderEdges) => {
    let before = -1
    let onDevice = -1
    for (let p = 0; p < live.length; p++) {
      if (!live[p]) continue
      if (before >= 0) edges.addOrder(before, p)
      before = p
      if (graph.passKind[p] === passCode.host) continue
      if (onDevice >= 0 && onDevice < p - 1) edges.addOrder(onDevice, p)
      onDevice = p
    }
  }
  const ordered = findDependencies(graph, analysed, { forwarded: uint8Array(live.length), addTo })
  return { ...ordered, needed, findsNoLayout }
}

/** The pass that begins a version comes after all that use the one before, by an edge of its own: another queue then waits for it. */
function orderVersions(graph: NormalGraph, { accessVersion }: Versions, live: Uint8Array, edges: OrderEdges): void {
  const latest = new Map<number, { version: number; users: number[] }>()
  for (let p = 0; p < live.length; p++) {
    if (!live[p]) continue
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
      const instance = graph.accessInstance[a]!
      const known = latest.get(instance)
      if (known?.version === accessVersion[a]) known.users.push(p)
      else {
        for (const user of known?.users ?? []) if (user !== p) edges.addOrder(user, p)
        latest.set(instance, { version: accessVersion[a]!, users: [p] })
      }
    }
  }
}
