/** Values: versions that share memory. From their making on, memory is planned by value. */
import { ascending, int32Array, int32Slice, noIndices } from '../../graph/typed-arrays.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Versions } from './versions.ts'

/** Values of accesses and of versions, by number. */
export interface Values {
  /** Value of each access. Accesses of passes that are not live keep a value that nothing reads. */
  readonly accessValue: Int32Array
  /** Earliest version of each value, which names it. */
  readonly valueVersion: Int32Array
  /** Value of each version; −1 where no live pass uses it. */
  readonly versionValue: Int32Array
  readonly valueCount: number
  /** By pass, 1 where it is needed and not a forwarded copy. */
  readonly live: Uint8Array
  /** Whether other values would share memory in another order of the passes, or these ask for an order that nothing else does. */
  readonly dependsOnOrder: boolean
}

/** Versions joined into sets that share memory, with the passes that use each set: the numbers are those of a set's root. */
export class SharedVersions {
  readonly firstAccess: Int32Array
  readonly lastAccess: Int32Array
  readonly lastWrite: Int32Array
  /** Accesses that only read the latest contents. */
  readonly readers: Int32Array
  dependsOnOrder = false
  private readonly parent: Int32Array

  constructor(count: number) {
    this.firstAccess = int32Array(count).fill(0x7fffffff)
    this.lastAccess = noIndices(count)
    this.lastWrite = noIndices(count)
    this.readers = int32Array(count)
    this.parent = ascending(count)
  }

  find(v: number): number {
    const { parent } = this
    let root = v
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!
    return root
  }

  /** `to`, a set of one version, joins the set whose root is `from`. */
  join(from: number, to: number): void {
    this.parent[to] = from
  }

  /**
   * The uses of `to` are those of the set that it has joined.
   *
   * @param areEqual whether both have the same contents from now on
   */
  countUses(from: number, to: number, areEqual: boolean): void {
    const { lastAccess, lastWrite, readers } = this
    readers[from] = areEqual ? readers[from]! + readers[to]! - 1 : readers[to]!
    if (lastAccess[to]! > lastAccess[from]!) lastAccess[from] = lastAccess[to]!
    if (lastWrite[to]! > lastWrite[from]!) lastWrite[from] = lastWrite[to]!
  }
}

/** A value for each version, where no two share memory. @param live by pass, 1 where it is needed. O(accesses) */
export const separateValues = (graph: NormalGraph, versions: Versions, live: Uint8Array): Values =>
  numberValues(graph, versions, live, new SharedVersions(versions.versionInstance.length))

/** Numbers the sets that live passes use, or that outlive the run. O(accesses · α). */
export function numberValues(graph: NormalGraph, versions: Versions, live: Uint8Array, shared: SharedVersions): Values {
  const { accessVersion } = versions
  const versionValue = noIndices(versions.versionInstance.length)
  const accessValue = noIndices(accessVersion.length)
  const valueVersion = int32Array(versionValue.length)
  let valueCount = 0
  const number = (version: number): number => {
    const root = shared.find(version)
    if (versionValue[root]! < 0) {
      versionValue[root] = valueCount
      valueVersion[valueCount++] = root
    }
    return (versionValue[version] = versionValue[root]!)
  }
  for (let p = 0; p < live.length; p++) {
    if (!live[p]) continue
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) accessValue[a] = number(accessVersion[a]!)
  }
  // Resources that outlive the run have memory, used or not.
  for (let instance = 0; instance < graph.instanceTransient.length; instance++)
    if (!graph.instanceTransient[instance]) number(instance)
  return {
    accessValue,
    valueVersion: valueCount === valueVersion.length ? valueVersion : int32Slice(valueVersion, 0, valueCount),
    versionValue,
    valueCount,
    live,
    dependsOnOrder: shared.dependsOnOrder,
  }
}
