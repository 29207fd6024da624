/** The resolution of a graph, which is worked out once and kept with it: all passes at once, or those that an edit changed. */
import type { FrameGraph } from './document.ts'
import { everyRule } from './every-rule.ts'
import { Faults } from './faults.ts'
import { IdIndex } from './ids.ts'
import { instanceColumns, Instances } from './instances.ts'
import { keptWith } from './kept-with.ts'
import type { ChangedParts } from './list-changes.ts'
import { checkPipelines } from './pipeline-rules.ts'
import { putTogether } from './resolved-graph.ts'
import { resolveChanges } from './resolve-changes.ts'
import { interfaceOf, resolvePasses, workOn, type PassRules } from './resolve-passes.ts'
import type { ResolvedGraph } from './resolved-graph.ts'
import { describeResources } from './resources.ts'

/** The resolution of each graph, or the function that puts it together where an edited graph was only checked so far. */
const cache = keptWith<object, ResolvedGraph | (() => ResolvedGraph)>()

/** Whether a value was resolved, or checked as an edited graph: it is a graph then. */
export const isResolved = (value: object): boolean => cache.get(value) !== undefined

/**
 * Resolves and checks a frozen graph; the result is kept with the graph. O(accesses · log) time.
 * @throws MemkitError of phase `parse` for the first fault in declared order, with the others in `details.issues`.
 */
export function resolveGraph(graph: FrameGraph): ResolvedGraph {
  let resolved = knownResolution(graph)
  if (!resolved) cache.set(graph, (resolved = resolve(graph, new Faults(graph), everyRule)))
  return resolved
}

/** Resolves a graph that a program made right: what passes of its kinds must keep to is not looked at. */
export const resolveUnchecked = (graph: FrameGraph): ResolvedGraph => resolve(graph, new Faults(graph))

/**
 * Checks a frozen graph that shares parts with `base`, by the work of what changed. The resolution, O(accesses) copies, is put
 * together when it is first read.
 * @throws MemkitError of phase `parse`
 */
export function resolveEdited(graph: FrameGraph, base: FrameGraph, parts: ChangedParts): void {
  const before = knownResolution(base)
  let later: (() => ResolvedGraph) | undefined
  try {
    later = before && resolveChanges(graph, before, parts)
  } catch {
    // Resolved anew, it is refused for its first fault in declared order.
  }
  if (later) cache.set(graph, later)
  else resolveGraph(graph)
}

/** Adds the faults of a document of which some entries are broken, as far as they can be seen. */
export function findFaults(graph: FrameGraph, faults: Faults): void {
  resolve(graph, faults, everyRule)
}

/** The resolution of a graph, if it was resolved before. */
function knownResolution(graph: FrameGraph): ResolvedGraph | undefined {
  let known = cache.get(graph)
  if (typeof known === 'function') cache.set(graph, (known = known()))
  return known
}

function resolve(graph: FrameGraph, faults: Faults, rules?: PassRules): ResolvedGraph {
  const resourceIndex = new IdIndex(graph.resources, 'resource', 'resources', faults)
  const shaderIndex = new IdIndex(graph.shaders ?? [], 'shader', 'shaders', faults)
  const pipelines = graph.pipelines ?? []
  const pipelineIndex = new IdIndex(pipelines, 'pipeline', 'pipelines', faults)
  checkPipelines(pipelines, graph.shaders ?? [], shaderIndex, faults)
  const passIndex = new IdIndex(graph.passes, 'pass', 'passes', faults)
  const { resources } = graph
  const infos = describeResources(graph, faults)
  const instances = new Instances(infos.length)
  const work = workOn({
    rules,
    graph,
    infos,
    instances,
    pipelines,
    resources,
    resourceIndex,
    shaderIndex,
    pipelineIndex,
    passIndex,
    faults,
  })
  const passes = resolvePasses(work)
  const names = interfaceOf(work, passes.passKind)
  faults.throwFirst()
  return putTogether(work, instanceColumns(infos, instances), passes, names)
}
