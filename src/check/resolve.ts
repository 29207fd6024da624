/**
 * The graph as the checker reads it: ids as numbers, the sizes of resources, and the inputs and outputs of a run. It is made
 * from the document alone, so it is independent of what the planner knew.
 *
 * An *instance* is the memory of a resource in one run: resource i is instance i in the current run, and further instances
 * stand for what it held in earlier runs.
 */
import type { Endpoint, FrameGraph } from '../graph/document.ts'
import { Inputs, Outputs } from './interface-columns.ts'
import { regionBytes, regionOf } from './regions.ts'
import { reject } from './rejection.ts'
import { instanceOf, ResourceInfo } from './resources.ts'
import type { Slot } from './slot.ts'

/** A graph by number. */
export interface ResolvedGraph {
  readonly graph: FrameGraph
  readonly resources: readonly ResourceInfo[]
  readonly resourceIndex: ReadonlyMap<string, number>
  readonly passIndex: ReadonlyMap<string, number>
  readonly shaderIndex: ReadonlyMap<string, number>
  /** By instance: its resource, and how many runs ago. */
  readonly instanceResource: Int32Array
  readonly instancePrevious: Int32Array
  readonly inputs: Inputs
  readonly outputs: Outputs
  /** The pass whose slots were asked for last: plans often carry a pass out when its meaning has just been computed. */
  readonly latest: { p: number; slots: readonly Slot[] }
}

type Names = Pick<ResolvedGraph, 'graph' | 'resources' | 'resourceIndex'>

/** The graph by number. O(resources + passes). */
export function resolve(graph: FrameGraph): ResolvedGraph {
  let instances = graph.resources.length
  const resources = graph.resources.map((resource, r) => {
    const info = new ResourceInfo(resource, r, instances)
    instances += info.history
    return info
  })
  const instanceResource = new Int32Array(instances)
  const instancePrevious = new Int32Array(instances)
  for (const info of resources)
    for (let previous = 0; previous <= info.history; previous++) {
      instanceResource[instanceOf(info, previous)] = info.index
      instancePrevious[instanceOf(info, previous)] = previous
    }
  const resourceIndex = indexOf(graph.resources)
  const { inputs, outputs } = interfaceOf({ graph, resources, resourceIndex })
  return {
    graph,
    resources,
    resourceIndex,
    passIndex: indexOf(graph.passes),
    shaderIndex: indexOf(graph.shaders ?? []),
    instanceResource,
    instancePrevious,
    inputs,
    outputs,
    latest: { p: -1, slots: [] },
  }
}

function indexOf(list: readonly { readonly id: string }[]): Map<string, number> {
  const numbers = new Map<string, number>()
  for (let i = 0; i < list.length; i++) numbers.set(list[i]!.id, i)
  return numbers
}

/** The resource that an endpoint of the document names. */
export function infoOf({ resources, resourceIndex }: Names, endpoint: Endpoint): ResourceInfo {
  const id = typeof endpoint === 'string' ? endpoint : endpoint.resource
  return (
    resources[resourceIndex.get(id) ?? -1] ?? reject('MALFORMED', `The graph has no resource ${JSON.stringify(id)}`)
  )
}

/** Inputs and outputs with their sizes. An input that no host pass produces is as long as its uploads reach. */
function interfaceOf(names: Names): Pick<ResolvedGraph, 'inputs' | 'outputs'> {
  const { passes } = names.graph
  const [mostInputs, mostOutputs] = mostNames(passes)
  const inputs = new Inputs(mostInputs)
  const outputs = new Outputs(mostOutputs)
  passes.forEach((pass, p) => {
    if (pass.kind === 'host') for (const { input, size } of pass.produces ?? []) inputs.set(input, size, p, undefined)
    else if (pass.kind === 'readback') outputs.set(pass.output, bytesOf(names, pass.from))
    else if (pass.kind === 'upload') {
      const { name, offset = 0 } = typeof pass.input === 'string' ? { name: pass.input } : pass.input
      const end = offset + bytesOf(names, pass.to)
      const optional = pass.optional === true
      const known = inputs.find(name)
      const { sizeBytes = 0, producer = -1 } = known ?? {}
      if ((known?.optional ?? optional) !== optional || (optional && producer >= 0))
        reject('MALFORMED', `The graph has the input ${JSON.stringify(name)} optional in some passes and not in others`)
      inputs.set(name, producer >= 0 ? sizeBytes : Math.max(sizeBytes, end), producer, optional)
    }
  })
  return { inputs, outputs }
}

/** The most inputs and outputs that passes may name. */
function mostNames(passes: FrameGraph['passes']): [number, number] {
  let [inputs, outputs] = [0, 0]
  for (const pass of passes)
    if (pass.kind === 'host') inputs += pass.produces?.length ?? 0
    else if (pass.kind === 'upload') inputs++
    else if (pass.kind === 'readback') outputs++
  return [inputs, outputs]
}

/** Bytes of an endpoint. The layout of its texture is forgotten: a document may have very many, which are made when their passes are reached. */
function bytesOf(names: Names, endpoint: Endpoint): number {
  const info = infoOf(names, endpoint)
  const bytes = regionBytes(regionOf(endpoint, info))
  info.forgetLayout()
  return bytes
}
