/**
 * Resolution of an edited graph: passes that the edit left alone keep what was worked out about them, and only the others are
 * looked into. The result is that of `resolveGraph`, field by field; where an edit is of another kind, the graph is resolved anew.
 */
import { AccessTable } from './access-table.ts'
import { passCode } from './access.ts'
import { caps, type FrameGraph } from './document.ts'
import { copyAfter, copyColumns, passColumns } from './edited-columns.ts'
import { EditedIndex } from './edited-index.ts'
import { Faults } from './faults.ts'
import { resolveEndpoint } from './endpoint.ts'
import { IdIndex } from './ids.ts'
import { resolveInterface } from './interface.ts'
import {
  instanceFacts,
  Instances,
  keepResolution,
  knownResolution,
  lookUps,
  resolveGraph,
  resolvePass,
  type ResolvedGraph,
  type Work,
} from './resolve.ts'
import { describeResource, type ResourceInfo } from './resources.ts'
import { int32Array, int32From, uint8Array } from './typed-arrays.ts'

/**
 * Checks a frozen graph that shares parts with `base`, by the work of what changed. The resolution, O(accesses) copies, is put
 * together when somebody first asks for it.
 * @throws MemkitError of phase `parse`
 */
export function resolveEdited(graph: FrameGraph, base: FrameGraph): void {
  const before = knownResolution(base)
  let resolve: (() => ResolvedGraph) | undefined
  try {
    resolve = before && resolveChanges(graph, before)
  } catch {
    // Resolved anew, it is refused for its first fault in declared order.
  }
  if (resolve) keepResolution(graph, resolve)
  else resolveGraph(graph)
}

/** The changes to the entries of a list. */
interface Changes {
  /** Where entry i stood before, or −1. */
  readonly oldOf: Int32Array
  /** Where each entry from before stands now, or −1. */
  readonly newOf: Int32Array
  /** Entries that were not there before. */
  readonly fresh: readonly number[]
  /** Whether the entries that stayed are in the same order. */
  readonly inOrder: boolean
  /** All entries from `from` to before `end` may differ; those before and behind are the same. */
  readonly from: number
  readonly end: number
}

function resolveChanges(graph: FrameGraph, before: ResolvedGraph): (() => ResolvedGraph) | undefined {
  const base = before.graph
  if (graph.shaders !== base.shaders || graph.pipelines !== base.pipelines) return undefined
  // Earlier runs of resources are numbered as passes first read them.
  if (before.instanceResource.length > base.resources.length) return undefined
  const resources = editResources(graph, before)
  if (!resources) return undefined
  const passes = changesOf(base.passes, graph.passes)
  if (!passes) return undefined
  const touched = resources.replaced ? touchedPasses(before, resources.replaced, passes) : passes
  if (touched.fresh.length > graph.passes.length / 2) return undefined
  return merge(graph, before, resources, passes, touched)
}

/** @returns undefined where an entry stands twice */
function changesOf(before: readonly object[], after: readonly object[]): Changes | undefined {
  const oldOf = int32Array(after.length).fill(-1)
  const newOf = int32Array(before.length).fill(-1)
  const fresh: number[] = []
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) {
    oldOf[from] = newOf[from] = from
    from++
  }
  let end = after.length
  const shift = before.length - after.length
  while (end > from && end + shift > from && before[end - 1 + shift] === after[end - 1]) {
    end--
    oldOf[end] = end + shift
    newOf[end + shift] = end
  }
  const between = new Map<object, number>()
  for (let i = from; i < end + shift; i++) between.set(before[i]!, i)
  let inOrder = true
  let last = -1
  for (let i = from; i < end; i++) {
    const old = between.get(after[i]!)
    if (old === undefined) fresh.push(i)
    else {
      if (newOf[old]! >= 0) return undefined
      oldOf[i] = old
      newOf[old] = i
      if (old < last) inOrder = false
      last = old
    }
  }
  return { oldOf, newOf, fresh, inOrder, from, end }
}

interface EditedResources {
  readonly infos: readonly ResourceInfo[]
  readonly index: ResolvedGraph['resourceIndex']
  /** 1 for resources that are described anew; undefined where there are none. */
  readonly replaced: Uint8Array | undefined
}

/** Resources that keep their places and ids, and others behind them; undefined for other edits. */
function editResources(graph: FrameGraph, before: ResolvedGraph): EditedResources | undefined {
  const [old, now] = [before.graph.resources, graph.resources]
  if (old === now) return { infos: before.resources, index: before.resourceIndex, replaced: undefined }
  // An endpoint of no bytes is not among the accesses, but may reach out of a resource that becomes smaller.
  if (now.length < old.length || before.leavesOutEmpty) return undefined
  const infos = before.resources.slice()
  const replaced = uint8Array(now.length)
  const newOf = int32Array(old.length)
  const fresh: number[] = []
  for (let i = 0; i < now.length; i++) {
    if (i < old.length) newOf[i] = i
    else fresh.push(i)
    if (now[i] === old[i]) continue
    if (i < old.length && now[i]!.id !== old[i]!.id) return undefined
    infos[i] = describeResource(now[i]!, i)
    replaced[i] = 1
  }
  const index = EditedIndex.of(before.resourceIndex, newOf, now, fresh, 'resource', 'resources')
  return { infos, index, replaced }
}

/**
 * The changes, with the passes among the fresh ones that use a resource which was replaced. A pass without accesses may have some
 * with the new resource, as the mipmaps of a texture that had one level.
 */
function touchedPasses(
  { accessStart, accessInstance }: ResolvedGraph,
  replaced: Uint8Array,
  changes: Changes,
): Changes {
  const oldOf = changes.oldOf.slice()
  const fresh: number[] = []
  for (let p = 0; p < oldOf.length; p++) {
    const old = oldOf[p]!
    if (old >= 0) {
      if (accessStart[old] === accessStart[old + 1]) oldOf[p] = -1
      for (let a = accessStart[old]!; a < accessStart[old + 1]!; a++) if (replaced[accessInstance[a]!]) oldOf[p] = -1
    }
    if (oldOf[p]! < 0) fresh.push(p)
  }
  return { ...changes, oldOf, fresh }
}

/** Checks what changed. `passes` says which passes are new, and `touched` which are looked into. */
function merge(
  graph: FrameGraph,
  before: ResolvedGraph,
  { infos, index: resourceIndex, replaced }: EditedResources,
  passes: Changes,
  { oldOf, fresh }: Changes,
): (() => ResolvedGraph) | undefined {
  const passIndex = EditedIndex.of(before.passIndex, passes.newOf, graph.passes, passes.fresh, 'pass', 'passes')
  const { infoOf, levelsOf } = lookUps(infos, resourceIndex)
  const pipelines = graph.pipelines ?? []
  const instances = new Instances(infos.length, before)
  const table = new AccessTable(fresh.length)
  const after: number[] = []
  const faults = new Faults(graph)
  const context = {
    pipelines,
    pipelineIndex: new IdIndex(pipelines, 'pipeline', 'pipelines'),
    resources: graph.resources,
    resourceIndex,
    faults,
  }
  const draws = { count: 0, context }
  const { shaderIndex } = before
  const work = { graph, resources: infos, instances, infoOf, levelsOf, table, draws, shaderIndex, passIndex, after }
  const afterEnd = resolveFresh(fresh, work)
  if (instances.resource.length > infos.length) return undefined
  const own = table.finish()
  // Draws count as well; who comes near the cap is counted in full.
  if (
    before.accessInstance.length + before.after.length + own.accessInstance.length + after.length >
    caps.endpoints / 4
  )
    return undefined
  const columnsOf = () => passColumns(graph, before, own.accessStart, afterEnd, oldOf)
  const known = before.after.length > 0 ? columnsOf() : undefined
  const allAfter = known ? copyAfter(before, passes.newOf, oldOf, known.afterStart, after) : int32From(after)
  if (!allAfter) return undefined
  const names = interfaceOf(graph, before, passes, fresh, () =>
    resolveInterface(
      graph,
      passKindsOf(graph),
      (endpoint, path) => resolveEndpoint(endpoint, infoOf(endpoint, { path: '' }), path),
      { faults, faulty: new Set() },
    ),
  )
  // Resolved anew, all faults are found.
  if (faults.any) return undefined
  return () => {
    const { passKind, sideEffects, accessStart, afterStart } = known ?? columnsOf()
    const columns = copyColumns(before, own, oldOf, accessStart)
    const { inputs, outputs } = names()
    const facts =
      replaced === undefined
        ? {
            isTransient: before.instanceTransient,
            isTexture: before.instanceTexture,
            sizeBytes: before.instanceBytes,
          }
        : instanceFacts(infos, instances.resource)
    return {
      graph,
      resources: infos,
      resourceIndex,
      shaderIndex,
      passIndex,
      instanceResource: instances.resource,
      instancePrevious: instances.previous,
      instanceTransient: facts.isTransient,
      instanceTexture: facts.isTexture,
      instanceBytes: facts.sizeBytes,
      passKind,
      sideEffects,
      accessStart,
      accessInstance: columns.instance,
      accessBegin: columns.begin,
      accessEnd: columns.end,
      accessFlags: columns.flags,
      accessKind: columns.kind,
      accessSlot: columns.slot,
      leavesOutEmpty: before.leavesOutEmpty || table.leavesOutEmpty,
      afterStart,
      after: allAfter,
      inputs,
      outputs,
    }
  }
}

/** Checks passes, and adds their accesses to a table of their own. @returns where what each names in `after` ends */
function resolveFresh(fresh: readonly number[], work: Work): Int32Array {
  const { graph, table, after } = work
  const afterEnd = int32Array(fresh.length)
  for (let k = 0; k < fresh.length; k++) {
    table.beginPass(k)
    resolvePass(graph.passes[fresh[k]!]!, fresh[k]!, work, k)
    afterEnd[k] = after.length
  }
  table.beginPass(fresh.length)
  return afterEnd
}

function passKindsOf({ passes }: FrameGraph): Uint8Array {
  const kinds = uint8Array(passes.length)
  for (let p = 0; p < passes.length; p++) kinds[p] = passCode[passes[p]!.kind]
  return kinds
}

/** Inputs and outputs: the same with other numbers of passes where no transfer changed; else checked anew. */
function interfaceOf(
  graph: FrameGraph,
  before: ResolvedGraph,
  { newOf, inOrder, from, end }: Changes,
  fresh: readonly number[],
  anew: () => Pick<ResolvedGraph, 'inputs' | 'outputs'>,
): () => Pick<ResolvedGraph, 'inputs' | 'outputs'> {
  const isNamed = (kind: number) => kind === passCode.upload || kind === passCode.readback || kind === passCode.host
  let changed = !inOrder || fresh.some((p) => isNamed(passCode[graph.passes[p]!.kind]))
  const shift = newOf.length - graph.passes.length
  for (let old = from; old < end + shift && !changed; old++) changed = newOf[old]! < 0 && isNamed(before.passKind[old]!)
  if (changed) {
    const names = anew()
    return () => names
  }
  return () => renumbered(before, newOf)
}

function renumbered({ inputs, outputs }: ResolvedGraph, newOf: Int32Array): Pick<ResolvedGraph, 'inputs' | 'outputs'> {
  return {
    inputs: new Map(
      Array.from(inputs, ([name, { sizeBytes, producer, optional }]) => [
        name,
        { name, sizeBytes, producer: producer < 0 ? -1 : newOf[producer]!, optional },
      ]),
    ),
    outputs: new Map(
      Array.from(outputs, ([name, { sizeBytes, pass }]) => [name, { name, sizeBytes, pass: newOf[pass]! }]),
    ),
  }
}
