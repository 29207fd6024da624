/**
 * Resolution of an edited graph: passes that the edit left alone keep what was worked out about them, and only the others are
 * looked into. The result is that of a graph resolved as a whole, field by field.
 */
import { passCode } from './access.ts'
import { caps, type FrameGraph } from './document.ts'
import { joinAccesses, joinAfter, joinKinds } from './edited-columns.ts'
import { EditedIndex } from './edited-index.ts'
import { everyRule } from './every-rule.ts'
import { Faults } from './faults.ts'
import { IdIndex } from './ids.ts'
import { instanceColumns, Instances } from './instances.ts'
import type { Interface } from './interface.ts'
import { ListChanges, type ChangedPart, type ChangedParts } from './list-changes.ts'
import { interfaceOf, resolvePasses, workOn, type Work } from './resolve-passes.ts'
import { putTogether, type PassColumns, type ResolvedGraph } from './resolved-graph.ts'
import { describeResource, type ResourceInfo } from './resources.ts'
import { uint8Array } from './typed-arrays.ts'

/** Passes that are looked into, and where the others stood before. */
interface Touched {
  /** Passes that are looked into, in order. */
  readonly fresh: readonly number[]
  /** The place where pass p stood before, or −1 for those that are looked into. */
  oldOf(p: number): number
  oldPlaces(): Int32Array
}

/**
 * Checks the changes that led from `before` to `graph`. @returns what puts the resolution together, or undefined where the graph
 * has to be resolved as a whole: it has faults, or the edit is of another kind
 */
export function resolveChanges(
  graph: FrameGraph,
  before: ResolvedGraph,
  parts: ChangedParts,
): (() => ResolvedGraph) | undefined {
  const base = before.graph
  if (graph.shaders !== base.shaders || graph.pipelines !== base.pipelines) return undefined
  // Earlier runs of resources are numbered as passes first read them.
  if (before.instanceResource.length > base.resources.length) return undefined
  const resources = editResources(graph, before, parts.resources)
  if (!resources) return undefined
  const nothing = { from: base.passes.length, end: base.passes.length }
  const passes = ListChanges.between(base.passes, graph.passes, parts.passes ?? nothing)
  if (!passes) return undefined
  const touched = resources.replaced ? touchedPasses(before, resources.replaced, passes) : passes
  if (touched.fresh.length > graph.passes.length / 2) return undefined
  const work = workOnChanges(graph, before, resources, passes)
  const own = resolvePasses(work, touched.fresh)
  const isRenumbered = work.instances.resource.length > graph.resources.length
  if (work.faults.any || isRenumbered || isNearCap(before, own)) return undefined
  return join(work, before, own, { resources, passes, touched })
}

interface EditedResources {
  readonly infos: readonly ResourceInfo[]
  readonly index: ResolvedGraph['resourceIndex']
  /** 1 for resources from before that are described anew; undefined where there are none. */
  readonly replaced: Uint8Array | undefined
  /** Whether any resource is described anew. */
  readonly isChanged: boolean
}

/** Resources that keep their places and ids, and others behind them; undefined for other edits. */
function editResources(
  graph: FrameGraph,
  before: ResolvedGraph,
  part: ChangedPart | undefined,
): EditedResources | undefined {
  const [old, now] = [before.graph.resources, graph.resources]
  if (old === now || !part)
    return { infos: before.resources, index: before.resourceIndex, replaced: undefined, isChanged: false }
  // An endpoint of no bytes is not among the accesses, but may reach out of a resource that becomes smaller.
  if (now.length < old.length || before.leavesOutEmpty) return undefined
  const infos = before.resources.slice()
  let replaced: Uint8Array | undefined
  const end = now.length === old.length ? part.end : now.length
  for (let i = part.from; i < end; i++) {
    if (now[i] === old[i]) continue
    if (i < old.length && now[i]!.id !== old[i]!.id) return undefined
    infos[i] = describeResource(now[i]!, i)
    if (i < old.length) (replaced ??= uint8Array(now.length))[i] = 1
  }
  if (now.length === old.length) return { infos, index: before.resourceIndex, replaced, isChanged: true }
  const added = ListChanges.between(old, now, { from: old.length, end: now.length })!
  const index = EditedIndex.of(before.resourceIndex, added, now, 'resource', 'resources')
  return { infos, index, replaced, isChanged: true }
}

/**
 * The passes that changed, and those that use a resource which was replaced. A pass without accesses may have some with the new
 * resource, as the mipmaps of a texture that had one level.
 */
function touchedPasses(
  { accessStart, accessInstance }: ResolvedGraph,
  replaced: Uint8Array,
  changes: ListChanges,
): Touched {
  const oldOf = changes.oldPlaces()
  const fresh: number[] = []
  for (let p = 0; p < oldOf.length; p++) {
    const old = oldOf[p]!
    if (old >= 0) {
      const end = accessStart[old + 1]!
      let isTouched = accessStart[old] === end
      for (let a = accessStart[old]!; a < end && !isTouched; a++) isTouched = replaced[accessInstance[a]!] === 1
      if (!isTouched) continue
      oldOf[p] = -1
    }
    fresh.push(p)
  }
  return { fresh, oldOf: (p) => oldOf[p]!, oldPlaces: () => oldOf }
}

function workOnChanges(
  graph: FrameGraph,
  before: ResolvedGraph,
  { infos, index: resourceIndex }: EditedResources,
  passes: ListChanges,
): Work {
  const pipelines = graph.pipelines ?? []
  return workOn({
    rules: everyRule,
    graph,
    infos,
    instances: new Instances(infos.length, before),
    pipelines,
    resources: graph.resources,
    resourceIndex,
    shaderIndex: before.shaderIndex,
    pipelineIndex: new IdIndex(pipelines, 'pipeline', 'pipelines'),
    passIndex: EditedIndex.of(before.passIndex, passes, graph.passes, 'pass', 'passes'),
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
  { resources, passes, touched }: { resources: EditedResources; passes: ListChanges; touched: Touched },
): (() => ResolvedGraph) | undefined {
  const known = before.after.length > 0 ? joinAfter(before, own, touched.oldPlaces(), passes) : undefined
  if (before.after.length > 0 && !known) return undefined
  const names = editInterface(work, before, passes, touched)
  if (work.faults.any) return undefined
  return () => {
    const oldOf = touched.oldPlaces()
    const after = known ?? joinAfter(before, own, oldOf, passes)!
    const { passKind, sideEffects } = joinKinds(before, own, oldOf)
    const accesses = joinAccesses(before, own, oldOf)
    const instances = resources.isChanged ? instanceColumns(work.infos, work.instances) : before
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
function editInterface(work: Work, before: ResolvedGraph, changes: ListChanges, touched: Touched): () => Interface {
  const { passes } = work.graph
  const { part, shift } = changes
  let changed = !changes.inOrder || touched.fresh.some((p) => isNamed(passCode[passes[p]!.kind]))
  for (let old = part.from; old < part.end + shift && !changed; old++)
    changed = changes.newOf(old) < 0 && isNamed(before.passKind[old]!)
  if (!changed) return () => renumbered(before, changes)
  const passKind = uint8Array(passes.length)
  passKind.set(before.passKind.subarray(0, part.from))
  for (let p = part.from; p < part.end; p++) passKind[p] = passCode[passes[p]!.kind]
  passKind.set(before.passKind.subarray(part.end + shift), part.end)
  const names = interfaceOf(work, passKind, (p) => bufferBytes(before, touched.oldOf(p)))
  return () => names
}

/** Bytes of a transfer of a buffer, which is one access, or none of no bytes; undefined for textures, and for a pass that is new. */
function bufferBytes(before: ResolvedGraph, old: number): number | undefined {
  if (old < 0) return undefined
  const a = before.accessStart[old]!
  if (a === before.accessStart[old + 1]!) return 0
  return before.instanceTexture[before.accessInstance[a]!] ? undefined : before.accessEnd[a]! - before.accessBegin[a]!
}

/** Whether passes of a kind name inputs or outputs. */
const isNamed = (kind: number): boolean =>
  kind === passCode.upload || kind === passCode.readback || kind === passCode.host

function renumbered({ inputs, outputs }: Interface, changes: ListChanges): Interface {
  return {
    inputs: new Map(
      Array.from(inputs, ([name, { sizeBytes, producer, optional, isShared }]) => [
        name,
        { name, sizeBytes, producer: producer < 0 ? -1 : changes.newOf(producer), optional, isShared },
      ]),
    ),
    outputs: new Map(
      Array.from(outputs, ([name, { sizeBytes, pass }]) => [name, { name, sizeBytes, pass: changes.newOf(pass) }]),
    ),
  }
}
