/** Graphs made of graphs: parts with a namespace each, joined where their ports name one resource. */
import {
  counted,
  cyclicPort,
  duplicateId,
  invalidOption,
  isMemkitError,
  portMismatch,
  unknownReference,
  withPlace,
} from '../errors.ts'
import { givenOptions, givenList, givenRecord } from '../given.ts'
import {
  caps,
  type FrameGraph,
  type GraphDocument,
  type Pass,
  type Pipeline,
  type Resource,
  type Shader,
} from './document.ts'
import { nearestId } from '../nearest-id.ts'
import { parseGraph } from './parse.ts'
import { partNames, renamePass, renamePipeline } from './rename.ts'
import { describeResource } from './resources.ts'

/** One graph inside another. Its ids, inputs, outputs and bodies become `prefix/name`, save those that are mapped here. */
export interface GraphPart {
  /** Names the part; each is used once. One graph may be several parts. */
  readonly prefix: string
  /** The graph that becomes part of the whole. */
  readonly graph: FrameGraph
  /**
   * Resources of the part that are another resource of the whole: an outer one by its id, or one of another part as `prefix/id`.
   * Both have the same shape (size; or format, dimension, extents, levels, samples); lifetime, memory and history are those of
   * the resource that is named, usages those of both.
   */
  readonly ports?: Readonly<Record<string, string>>
  /** Names of the whole for inputs, outputs and bodies of the part. Parts may share an input or a body. */
  readonly inputs?: Readonly<Record<string, string>>
  /** As `inputs`, of its outputs. */
  readonly outputs?: Readonly<Record<string, string>>
  /** As `inputs`, of its bodies. */
  readonly bodies?: Readonly<Record<string, string>>
}

/** The parts of a graph that is composed, and what they share. */
export interface Composition {
  /** Parts in declared order: all passes of a part come after all passes of the parts before it. */
  readonly parts: readonly GraphPart[]
  /** Resources that belong to the whole; ports of several parts that name one of them share it. */
  readonly resources?: GraphDocument['resources']
}

/**
 * One graph of several. Pure; O(entries of all parts).
 * @throws MemkitError of phase `parse`: DUPLICATE_ID for a prefix or name that is taken, UNKNOWN_REFERENCE for a port or name that
 *   is not there, PORT_MISMATCH where the two sides of a port differ, CYCLIC_PORT where ports lead nowhere, or as `parseGraph`; INVALID_OPTION
 *   for what is no composition.
 */
export function composeGraphs(name: string, composition: Composition): FrameGraph {
  const { parts, resources = [] } = readComposition(composition)
  const outer = parseGraph({ version: 1, resources, passes: [] }).resources
  const targets = resolvePorts(parts, outer)
  const made = {
    version: 1 as const,
    name,
    resources: [...outer] as Resource[],
    shaders: [] as Shader[],
    pipelines: [] as Pipeline[],
    passes: [] as Pass[],
  }
  parts.forEach((part, p) => {
    const { prefix, graph } = part
    const inside = (id: string) => `${prefix}/${id}`
    const names = partNames(part, p)
    for (const resource of graph.resources) {
      const id = inside(resource.id)
      if (!targets.has(id)) made.resources.push({ ...resource, id })
    }
    for (const shader of graph.shaders ?? []) made.shaders.push({ ...shader, id: inside(shader.id) })
    for (const pipeline of graph.pipelines ?? []) made.pipelines.push(renamePipeline(pipeline, inside))
    const resourceId = (id: string) => targets.get(inside(id)) ?? inside(id)
    for (const pass of graph.passes) made.passes.push(renamePass(pass, { ...names, id: inside, resource: resourceId }))
  })
  addUsages(made.resources, parts, targets)
  const { pipelines, ...rest } = made
  return parseGraph(pipelines.length > 0 ? { ...rest, pipelines } : rest)
}

/** A copy of what was given, of the right shape. */
function readComposition(given: Composition): Composition {
  const { parts, resources } = givenOptions<Composition, 'parts' | 'resources'>(
    // Without parts there is nothing to compose, so a composition is not optional as options are.
    given ?? ({} as Composition),
    ['parts', 'resources'],
    'composition',
  )
  const list = givenList(parts, 'parts', 'a list of parts', caps.resources)
  return { parts: list.map(readPart), ...(resources === undefined ? {} : { resources }) }
}

function readPart(given: GraphPart, p: number): GraphPart {
  const place = `parts[${p}]`
  if (given === undefined) throw invalidOption(place, given, 'a part: a prefix and a graph')
  const { prefix, graph, ...names } = givenOptions(
    given,
    ['prefix', 'graph', 'ports', 'inputs', 'outputs', 'bodies'],
    place,
  )
  if (typeof prefix !== 'string') throw invalidOption(`${place}.prefix`, prefix, 'a string')
  const read = Object.entries(names).map(([key, record]) => [key, readNames(record, `${place}.${key}`)])
  return {
    prefix,
    graph: parsePart(graph, place),
    ...(Object.fromEntries(read) as Omit<GraphPart, 'prefix' | 'graph'>),
  }
}

function parsePart(graph: FrameGraph, place: string): FrameGraph {
  try {
    return parseGraph(graph)
  } catch (error) {
    throw isMemkitError(error) ? withPlace(error, `${place}.graph`) : error
  }
}

function readNames(given: Readonly<Record<string, string>>, place: string): Record<string, string> {
  const names = givenRecord(given, place, 'names by name')
  for (const [name, to] of Object.entries(names))
    if (typeof to !== 'string') throw invalidOption(`${place}[${JSON.stringify(name)}]`, to, 'a name')
  return names
}

/** The resource of the whole that each port, written `prefix/id`, stands for. */
function resolvePorts(parts: readonly GraphPart[], outer: readonly Resource[]): Map<string, string> {
  const known = new Map(outer.map((resource) => [resource.id, resource]))
  const prefixes = new Map<string, number>()
  parts.forEach(({ prefix, graph }, p) => {
    const first = prefixes.get(prefix)
    if (first !== undefined) throw duplicateId('part', prefix, `parts[${p}].prefix`, `parts[${first}]`)
    prefixes.set(prefix, p)
    for (const resource of graph.resources) known.set(`${prefix}/${resource.id}`, resource)
  })
  const next = new Map<string, { to: string; path: string }>()
  parts.forEach(({ prefix, ports = {} }, p) => {
    for (const [id, to] of Object.entries(ports)) {
      const path = `parts[${p}].ports[${JSON.stringify(id)}]`
      const from = `${prefix}/${id}`
      if (!known.has(from)) {
        const ids = parts[p]!.graph.resources.map((resource) => resource.id)
        throw unknownReference('resource in the part', id, path, nearestId(id, ids))
      }
      if (!known.has(to)) throw unknownReference('resource', to, path, nearestId(to, known.keys()))
      next.set(from, { to, path })
    }
  })
  const ends = new Map<string, string>()
  for (const [start, { path }] of next) {
    if (ends.has(start)) continue
    const way = new Set([start])
    let end = start
    for (let step = next.get(start); step && !ends.has(end); step = next.get(end)) {
      end = step.to
      if (way.has(end)) throw cyclicPort([...way], path)
      way.add(end)
    }
    end = ends.get(end) ?? end
    for (const from of way) {
      const port = next.get(from)
      if (!port) continue
      const difference = differenceOf(known.get(from)!, known.get(end)!)
      if (difference !== undefined) throw portMismatch(from, end, difference, port.path)
      ends.set(from, end)
    }
  }
  return ends
}

/** The first property in which the two sides of a port differ though they must agree, in words. */
function differenceOf(inner: Resource, target: Resource): string | undefined {
  if (inner.kind !== target.kind) return `a ${inner.kind} against a ${target.kind}`
  if ((inner.history ?? 0) > (target.history ?? 0))
    return `${counted(inner.history ?? 0, 'run')} of history against ${target.history ?? 0}`
  const shapes = [inner, target].map((resource) => {
    if (resource.kind === 'buffer') return `${counted(resource.size, 'byte')}`
    const { formatName, dimension, levels, sampleCount } = describeResource(resource, 0).layout!
    const { width, height, slices } = levels[0]!
    return `${formatName} ${dimension} ${width}×${height}×${slices}, ${counted(levels.length, 'level')}, ${counted(sampleCount, 'sample')}`
  })
  return shapes[0] === shapes[1] ? undefined : `${shapes[0]} against ${shapes[1]}`
}

/** Adds the usages that each part declares for a port to the resource that the port stands for. */
function addUsages(resources: Resource[], parts: readonly GraphPart[], targets: ReadonlyMap<string, string>): void {
  const index = new Map(resources.map(({ id }, i) => [id, i]))
  for (const { prefix, graph } of parts) {
    for (const { id, usage } of graph.resources) {
      const target = targets.get(`${prefix}/${id}`)
      if (target === undefined || !usage || usage.length === 0) continue
      const at = index.get(target)!
      const resource = resources[at]!
      resources[at] = { ...resource, usage: [...new Set([...(resource.usage ?? []), ...usage])] } as Resource
    }
  }
}
