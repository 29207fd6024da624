/**
 * Resolution of an edited graph: passes that the edit left alone keep what was worked out about them, and only the others are
 * looked into. The result is that of a graph resolved as a whole, field by field.
 */
import { passCode } from './access.ts'
import { caps, type FrameGraph } from './document.ts'
import { joinAccesses, joinAfter, joinKinds } from './edited-columns.ts'
import { EditedIndex } from './edited-index.ts'
import { Faults } from './faults.ts'
import { IdIndex } from './ids.ts'
import { instanceColumns, Instances } from './instances.ts'
import type { Interface } from './interface.ts'
import { interfaceOf, resolvePasses, workOn, type Work } from './resolve-passes.ts'
import { putTogether, type PassColumns, type ResolvedGraph } from './resolved-graph.ts'
import { describeResource, type ResourceInfo } from './resources.ts'
import { int32Array, uint8Array } from './typed-arrays.ts'

/** The changes to the entries of a list. */
interface Changes {
  /** The place where entry i stood before, or −1. */
  readonly oldOf: Int32Array
  /** The place where each entry from before stands now, or −1. */
  readonly newOf: Int32Array
  /** Entries that were not there before. */
  readonly fresh: readonly number[]
  /** Whether the entries that stayed are in the same order. */
  readonly inOrder: boolean
  /** All entries from `from` to before `end` may differ; those before and behind are the same. */
  readonly from: number
  readonly end: number
}

/**
 * Checks the changes that led from `before` to `graph`. @returns what puts the resolution together, or undefined where the graph
 * has to be resolved as a whole: it has faults, or the edit is of another kind
 */
export function resolveChanges(graph: FrameGraph, before: ResolvedGraph): (() => ResolvedGraph) | undefined {
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
  const work = workOnChanges(graph, before, resources, passes)
  const own = resolvePasses(work, touched.fresh)
  const isRenumbered = work.instances.resource.length > graph.resources.length
  if (work.faults.any || isRenumbered || isNearCap(before, own)) return undefined
  return join(work, before, own, { resources, passes, touched })
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

function workOnChanges(
  graph: FrameGraph,
  before: ResolvedGraph,
  { infos, index: resourceIndex }: EditedResources,
  passes: Changes,
): Work {
  const pipelines = graph.pipelines ?? []
  return workOn({
    graph,
    infos,
    instances: new Instances(infos.length, before),
    pipelines,
    resources: graph.resources,
    resourceIndex,
    shaderIndex: before.shaderIndex,
    pipelineIndex: new IdIndex(pipelines, 'pipeline', 'pipelines'),
    passIndex: EditedIndex.of(before.passIndex, passes.newOf, graph.passes, passes.fresh, 'pass', 'passes'),
    faults: new Faults(graph),
  })
}

/** Whether there may be more endpoints than a graph can have: draws count as well, and are counted in a whole graph only. */
const isNearCap = (before: PassColumns, own: PassColumns): boolean =>
  before.accessInstance.length + before.after.length + own.accessInstance.length + own.after.length > caps.endpoints / 4

/** `own` are the columns of the passes in `touched.fresh`; those of the others are in `before`. */
function join(
  work: Work,
  before: ResolvedGraph,
  own: PassColumns,
  { resources, passes, touched }: Record<'passes' | 'touched', Changes> & { resources: EditedResources },
): (() => ResolvedGraph) | undefined {
  const { newOf } = passes
  const { oldOf, fresh } = touched
  const known = before.after.length > 0 ? joinAfter(before, own, oldOf, newOf) : undefined
  if (before.after.length > 0 && !known) return undefined
  const names = editInterface(work, before, passes, fresh)
  if (work.faults.any) return undefined
  return () => {
    const after = known ?? joinAfter(before, own, oldOf, newOf)!
    const { passKind, sideEffects } = joinKinds(before, own, oldOf)
    const accesses = joinAccesses(before, own, oldOf)
    const instances = resources.replaced ? instanceColumns(work.infos, work.instances) : before
    return putTogether(
      work,
      instances,
      {
        passKind,
        sideEffects,
        accessStart: accesses.start,
        accessInstance: accesses.instance,
        accessBegin: accesses.begin,
        accessEnd: accesses.end,
        accessFlags: accesses.flags,
        accessKind: accesses.kind,
        accessSlot: accesses.slot,
        leavesOutEmpty: before.leavesOutEmpty || own.leavesOutEmpty,
        afterStart: after.start,
        after: after.passes,
      },
      names(),
    )
  }
}

/** Inputs and outputs: the same with other numbers of passes where no transfer changed; else checked anew. */
function editInterface(
  work: Work,
  before: ResolvedGraph,
  { newOf, inOrder, from, end }: Changes,
  fresh: readonly number[],
): () => Interface {
  const { passes } = work.graph
  let changed = !inOrder || fresh.some((p) => isNamed(passCode[passes[p]!.kind]))
  const shift = newOf.length - passes.length
  for (let old = from; old < end + shift && !changed; old++) changed = newOf[old]! < 0 && isNamed(before.passKind[old]!)
  if (!changed) return () => renumbered(before, newOf)
  const names = interfaceOf(
    work,
    Uint8Array.from(passes, ({ kind }) => passCode[kind]),
  )
  return () => names
}

/** Whether passes of a kind name inputs or outputs. */
const isNamed = (kind: number): boolean =>
  kind === passCode.upload || kind === passCode.readback || kind === passCode.host

function renumbered({ inputs, outputs }: Interface, newOf: Int32Array): Interface {
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
