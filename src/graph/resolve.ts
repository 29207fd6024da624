/**
 * A parsed document turned into accesses: for every pass, which bytes it reads, writes and overwrites.
 *
 * An *instance* is one body of bytes: resource i is instance i; `previous: k` of a resource with history is an instance of its
 * own after those. Accesses are stored as parallel arrays, sliced by pass, because 10^5 passes are planned in about a second.
 *
 * One long file: the kinds of passes share the columns that they fill, and the order in which they do is the order of accesses.
 */
import {
  counted,
  isMemkitError,
  outOfRange,
  shown,
  sizeMismatch,
  tooMany,
  unorderedAfter,
  usageConflict,
} from '../errors.ts'
import { AccessTable } from './access-table.ts'
import { COVERS, passCode, WRITES } from './access.ts'
import { checkDraws, checkPipelineIds, type DrawContext } from './draw-rules.ts'
import { caps, type Endpoint, type FrameGraph, type Pass, type PassOf } from './document.ts'
import {
  endpointId,
  hasOwnSize,
  regionBytes,
  regionIntervals,
  resolveEndpoint,
  type Region,
  type TextureRegion,
} from './endpoint.ts'
import { Faults, skipped } from './faults.ts'
import { aspectSpan } from './formats.ts'
import { IdIndex, type IdLookUp } from './ids.ts'
import { resolveInterface, type InputInfo, type OutputInfo } from './interface.ts'
import { checkPipelines } from './pipeline-rules.ts'
import { unknownId } from './look-up.ts'
import { attachmentKind, type EndpointUse } from './endpoint-use.ts'
import { passEndpoints } from './pass-endpoints.ts'
import { checkBypass } from './bypass.ts'
import { checkPass } from './pass-rules.ts'
import { describeResource, type ResourceInfo } from './resources.ts'
import { float64Array, int32Array, int32From, uint8Array } from './typed-arrays.ts'

export interface ResolvedGraph {
  readonly graph: FrameGraph
  readonly resources: readonly ResourceInfo[]
  readonly resourceIndex: IdLookUp
  readonly shaderIndex: IdLookUp
  readonly passIndex: IdLookUp
  /** Resource of each instance, and how many runs back it is (0 = this run). */
  readonly instanceResource: readonly number[]
  readonly instancePrevious: readonly number[]
  /** 1 for instances of transient resources. */
  readonly instanceTransient: Uint8Array
  /** 1 for instances of textures. */
  readonly instanceTexture: Uint8Array
  readonly instanceBytes: Float64Array
  /** Index into `passKinds` of each pass. */
  readonly passKind: Uint8Array
  /** 1 for passes with `sideEffects`. */
  readonly sideEffects: Uint8Array
  /** Accesses of pass p are `accessStart[p] … accessStart[p + 1]`. */
  readonly accessStart: Int32Array
  readonly accessInstance: Int32Array
  readonly accessBegin: Float64Array
  readonly accessEnd: Float64Array
  readonly accessFlags: Uint8Array
  /** Index into `accessKinds`. */
  readonly accessKind: Uint8Array
  /** Index of the access's endpoint in the order of `passEndpoints`. */
  readonly accessSlot: Int32Array
  /** Whether an endpoint of no bytes was left out of the accesses. */
  readonly leavesOutEmpty: boolean
  /** Earlier passes named by `after`, sliced by pass. */
  readonly afterStart: Int32Array
  readonly after: Int32Array
  readonly inputs: ReadonlyMap<string, InputInfo>
  readonly outputs: ReadonlyMap<string, OutputInfo>
}

/** Of an edited graph that was only checked so far, what works it out. */
const cache = new WeakMap<FrameGraph, ResolvedGraph | (() => ResolvedGraph)>()

/**
 * Resolves and checks a frozen graph; the result is kept with the graph. O(accesses · log) time.
 * @throws MemkitError of phase `parse` for the first fault in declared order, with the others in `details.issues`.
 */
export function resolveGraph(graph: FrameGraph): ResolvedGraph {
  let resolved = knownResolution(graph)
  if (!resolved) cache.set(graph, (resolved = resolve(graph, new Faults(graph))))
  return resolved
}

/** What was worked out about a graph, if it was. */
export function knownResolution(graph: FrameGraph): ResolvedGraph | undefined {
  let known = cache.get(graph)
  if (typeof known === 'function') cache.set(graph, (known = known()))
  return known
}

/** Keeps a way to work out the resolution of a graph that was checked. */
export const keepResolution = (graph: FrameGraph, resolve: () => ResolvedGraph): void => void cache.set(graph, resolve)

/** Adds the faults of a document of which some entries are broken, as far as they can be seen. */
export function findFaults(graph: FrameGraph, faults: Faults): void {
  resolve(graph, faults)
}

function resolve(graph: FrameGraph, faults: Faults): ResolvedGraph {
  const { passes } = graph
  const resourceIndex = new IdIndex(graph.resources, 'resource', 'resources', faults)
  const shaderIndex = new IdIndex(graph.shaders ?? [], 'shader', 'shaders', faults)
  const pipelines = graph.pipelines ?? []
  const pipelineIndex = new IdIndex(pipelines, 'pipeline', 'pipelines', faults)
  checkPipelines(pipelines, graph.shaders ?? [], shaderIndex, faults)
  const passIndex = new IdIndex(passes, 'pass', 'passes', faults)
  const resources = describeResources(graph, faults)
  const instances = new Instances(resources.length)
  const { infoOf, levelsOf } = lookUps(resources, resourceIndex)
  const passKind = uint8Array(passes.length)
  const sideEffects = uint8Array(passes.length)
  const table = new AccessTable(passes.length)
  const after: number[] = []
  const draws = { count: 0, context: { pipelines, pipelineIndex, resources: graph.resources, resourceIndex, faults } }
  const afterStart = int32Array(passes.length + 1)
  const work = { graph, resources, instances, infoOf, levelsOf, table, draws, shaderIndex, passIndex, after }
  /** Passes at fault, whose inputs and outputs have no known size. */
  const faulty = new Set<number>(faults.broken?.passes)

  for (let p = 0; p < passes.length && !faults.full; p++) {
    const pass = passes[p]!
    passKind[p] = passCode[pass.kind]
    if (pass.sideEffects) sideEffects[p] = 1
    table.beginPass(p)
    try {
      if (!faults.broken?.passes.has(p)) resolvePass(pass, p, work)
    } catch (error) {
      faulty.add(p)
      faults.add(error)
      if (isMemkitError(error) && error.code === 'UNKNOWN_REFERENCE') findDangling(pass, p, work, faults)
    }
    afterStart[p + 1] = after.length
    const endpoints = table.count + after.length + draws.count
    if (endpoints > caps.endpoints)
      throw tooMany('uses, bindings and other entries of passes', endpoints, caps.endpoints, `passes[${p}]`)
  }
  table.beginPass(passes.length)
  const { inputs, outputs } = resolveInterface(
    graph,
    passKind,
    // Every endpoint was resolved above, so this one is known.
    (endpoint, path) => resolveEndpoint(endpoint, infoOf(endpoint, { path: '' }), path),
    { faults, faulty },
  )
  faults.throwFirst()
  const facts = instanceFacts(resources, instances.resource)
  const accesses = table.finish()
  return {
    graph,
    resources,
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
    accessStart: accesses.accessStart,
    accessInstance: accesses.accessInstance,
    accessBegin: accesses.accessBegin,
    accessEnd: accesses.accessEnd,
    accessFlags: accesses.accessFlags,
    accessKind: accesses.accessKind,
    accessSlot: accesses.accessSlot,
    leavesOutEmpty: table.leavesOutEmpty,
    afterStart,
    after: int32From(after),
    inputs,
    outputs,
  }
}

/** What the passes of a graph are resolved with, and into. */
export interface Work {
  readonly graph: FrameGraph
  readonly resources: readonly ResourceInfo[]
  readonly instances: Instances
  readonly infoOf: InfoOf
  readonly levelsOf: (id: string) => number
  readonly table: AccessTable
  readonly draws: { count: number; readonly context: DrawContext }
  readonly shaderIndex: IdLookUp
  readonly passIndex: IdLookUp
  readonly after: number[]
}

/** Checks pass `p`, and adds its accesses to the table, of which row `row` was begun for it. */
export function resolvePass(pass: Pass, p: number, work: Work, row = p): void {
  const { graph, resources, infoOf, table, draws, shaderIndex } = work
  const { resourceIndex } = draws.context
  if (pass.kind === 'mipmap' && !resourceIndex.has(pass.texture))
    throw unknownId(resourceIndex, pass.texture, 'resource', `passes[${p}].texture`)
  const uses = passEndpoints(pass, p, work.levelsOf)
  const regions = pass.kind === 'copy' ? resolveCopy(pass, p, uses, infoOf) : resolveUses(uses, infoOf)
  addAccesses(table, work.instances, uses, regions, resources)
  if (uses.length > 1 && !(pass.kind === 'copy' && areDisjoint(regions))) table.checkConflicts(row, p, pass, uses)
  checkPass(pass, p, uses, regions, graph.resources)
  if (pass.bypass) checkBypass(pass, p, uses, regions, graph.resources)
  if (pass.kind === 'render') {
    checkDraws(pass, p, regions, draws.context)
    draws.count += pass.draws?.length ?? 0
  }
  if (pass.kind === 'compute' && !shaderIndex.has(pass.shader))
    throw unknownId(shaderIndex, pass.shader, 'shader', `passes[${p}].shader`)
  if (pass.after) addAfter(pass.after, p, work.passIndex, work.after)
}

/** Adds all references of a pass that lead nowhere, once one was found. */
function findDangling(
  pass: Pass,
  p: number,
  { infoOf, levelsOf, draws, shaderIndex, passIndex }: Work,
  faults: Faults,
) {
  faults.attempt(() => {
    for (const use of passEndpoints(pass, p, levelsOf)) faults.attempt(() => infoOf(use.endpoint, use))
  })
  if (pass.kind === 'compute' && !shaderIndex.has(pass.shader))
    faults.add(unknownId(shaderIndex, pass.shader, 'shader', `passes[${p}].shader`))
  if (pass.kind === 'render') checkPipelineIds(pass, p, draws.context)
  pass.after?.forEach((id, i) => {
    if (!passIndex.has(id) && !faults.full) faults.add(unknownId(passIndex, id, 'pass', `passes[${p}].after[${i}]`))
  })
}

/** The facts of all resources; those of one at fault are `brokenResource`. */
function describeResources({ resources }: FrameGraph, faults: Faults): ResourceInfo[] {
  const infos = new Array<ResourceInfo>(resources.length)
  for (let i = 0; i < resources.length; i++) {
    infos[i] = brokenResource
    if (faults.broken?.resources.has(i)) continue
    try {
      infos[i] = describeResource(resources[i]!, i)
    } catch (error) {
      faults.add(error)
    }
  }
  return infos
}

/** Stands for a resource at fault. */
const brokenResource: ResourceInfo = {
  index: -1,
  id: '',
  lifetime: 'transient',
  history: 0,
  sizeBytes: 0,
  layout: undefined,
  whole: undefined,
}

/** The instances of all resources: one for this run of each, and one for each earlier run that a pass reads. */
export class Instances {
  resource: readonly number[]
  previous: readonly number[]
  private readonly earlier = new Map<string, number>()

  /** `known` are the instances of another graph, which are kept as they are where there are as many resources and none of earlier runs. */
  constructor(resourceCount: number, known?: Pick<ResolvedGraph, 'instanceResource' | 'instancePrevious'>) {
    if (known?.instanceResource.length === resourceCount) {
      this.resource = known.instanceResource
      this.previous = known.instancePrevious
      return
    }
    const resource = new Array<number>(resourceCount)
    for (let i = 0; i < resourceCount; i++) resource[i] = i
    this.resource = resource
    this.previous = new Array<number>(resourceCount).fill(0)
  }

  of(region: Region): number {
    if (region.previous === 0) return region.resource
    const key = `${region.resource}/${region.previous}`
    let instance = this.earlier.get(key)
    if (instance === undefined) {
      instance = this.resource.length
      this.earlier.set(key, instance)
      if (this.earlier.size === 1) {
        this.resource = [...this.resource]
        this.previous = [...this.previous]
      }
      ;(this.resource as number[]).push(region.resource)
      ;(this.previous as number[]).push(region.previous)
    }
    return instance
  }
}

export function lookUps(resources: readonly ResourceInfo[], resourceIndex: IdLookUp) {
  const unknown = (endpoint: Endpoint, path: string) =>
    typeof endpoint === 'string'
      ? unknownId(resourceIndex, endpoint, 'resource', path)
      : unknownId(resourceIndex, endpoint.resource, 'resource', `${path}.resource`)
  const infoOf: InfoOf = (endpoint, place) => {
    const index = resourceIndex.get(endpointId(endpoint))
    if (index === undefined) throw unknown(endpoint, place.path)
    const info = resources[index]!
    if (info === brokenResource) throw skipped
    return info
  }
  const levelsOf = (id: string): number => {
    const info = resources[resourceIndex.get(id) ?? -1]
    return info ? mipLevels(info) : 1
  }
  return { infoOf, levelsOf }
}

function addAccesses(
  table: AccessTable,
  instances: Instances,
  uses: readonly EndpointUse[],
  regions: readonly Region[],
  resources: readonly ResourceInfo[],
): void {
  for (let slot = 0; slot < uses.length; slot++) {
    const use = uses[slot]!
    const region = regions[slot]!
    if (region.previous > 0 && use.flags & WRITES)
      throw usageConflict('An earlier run cannot be written; "previous" is for reading', use.path)
    const instance = instances.of(region)
    if (region.kind === 'buffer') {
      table.add(instance, region.offset, region.offset + region.size, use.flags, use.kind, slot)
      continue
    }
    const info = resources[region.resource]!
    const intervals = regionIntervals(region, info)
    const kind = attachmentKind(use.kind, use.flags, info.layout!.format)
    // A region that leaves out part of a slice keeps that part, so the old contents stay alive.
    const flags = !region.wholeSlices ? use.flags & ~COVERS : use.flags
    for (let i = 0; i < intervals.length; i += 2)
      table.add(instance, intervals[i]!, intervals[i + 1]!, flags, kind, slot)
  }
}

/** Adds the passes that pass `p` names in `after`. */
function addAfter(ids: readonly string[], p: number, passIndex: IdLookUp, after: number[]): void {
  for (let i = 0; i < ids.length; i++) {
    const path = `passes[${p}].after[${i}]`
    const earlier = passIndex.get(ids[i]!)
    if (earlier === undefined) throw unknownId(passIndex, ids[i]!, 'pass', path)
    if (earlier >= p) throw unorderedAfter(ids[i]!, earlier === p, path)
    after.push(earlier)
  }
}

/**
 * Whether two boxes of one mip level share no texel. Byte intervals cannot tell: boxes side by side in one layer have the same
 * interval.
 */
function areDisjoint([from, to]: readonly Region[]): boolean {
  if (from!.kind !== 'texture' || to!.kind !== 'texture' || from!.resource !== to!.resource) return false
  if (from.mipLevel !== to.mipLevel || from.mipLevelCount > 1 || to.mipLevelCount > 1) return false
  const { origin, size } = from
  return origin.some((at, axis) => at + size[axis]! <= to.origin[axis]! || to.origin[axis]! + to.size[axis]! <= at)
}

/** Facts about each instance's resource that hot loops read, as typed arrays. */
export function instanceFacts(resources: readonly ResourceInfo[], resourceOf: readonly number[]) {
  const count = resourceOf.length
  const isTransient = uint8Array(count)
  const isTexture = uint8Array(count)
  const sizeBytes = float64Array(count)
  for (let i = 0; i < count; i++) {
    const info = resources[resourceOf[i]!]!
    isTransient[i] = info.lifetime === 'transient' ? 1 : 0
    isTexture[i] = info.layout ? 1 : 0
    sizeBytes[i] = info.sizeBytes
  }
  return { isTransient, isTexture, sizeBytes }
}

/** Something with a path in the document, which is made when it is asked for. */
type Place = { readonly path: string }
type InfoOf = (endpoint: Endpoint, place: Place) => ResourceInfo

function resolveUses(uses: readonly EndpointUse[], infoOf: InfoOf): Region[] {
  const regions = new Array<Region>(uses.length)
  for (let slot = 0; slot < uses.length; slot++) {
    const use = uses[slot]!
    const info = infoOf(use.endpoint, use)
    regions[slot] = typeof use.endpoint === 'string' && info.whole ? info.whole : resolvePart(use, info)
  }
  return regions
}

const resolvePart = (use: EndpointUse, info: ResourceInfo): Region =>
  resolveEndpoint(use.endpoint, info, () => use.path)

/** The endpoints of one pass, in the order of the slots of its accesses. */
export const passUses = ({ resources, resourceIndex, graph }: ResolvedGraph, p: number): EndpointUse[] =>
  passEndpoints(graph.passes[p]!, p, (id) => mipLevels(resources[resourceIndex.get(id)!]!))

/**
 * The regions of one pass's endpoints, in the order of `passUses`.
 */
export function passRegions(resolved: ResolvedGraph, p: number): Region[] {
  const { resources, resourceIndex, graph } = resolved
  const pass = graph.passes[p]!
  const infoOf: InfoOf = (endpoint) => resources[resourceIndex.get(endpointId(endpoint))!]!
  const uses = passUses(resolved, p)
  return pass.kind === 'copy' ? resolveCopy(pass, p, uses, infoOf) : resolveUses(uses, infoOf)
}

const mipLevels = (info: ResourceInfo): number => info.layout?.levels.length ?? 1

function resolveCopy(pass: PassOf<'copy'>, p: number, [source, target]: EndpointUse[], infoOf: InfoOf): Region[] {
  const fromPath = () => source!.path
  const toPath = () => target!.path
  const fromInfo = infoOf(pass.from, source!)
  const toInfo = infoOf(pass.to, target!)
  let from: Region, to: Region
  // The side that says its size (textures always do) gives it to the side that does not.
  if (fromInfo.layout || hasOwnSize(pass.from)) {
    from = resolveEndpoint(pass.from, fromInfo, fromPath)
    to = resolveEndpoint(pass.to, toInfo, toPath, regionBytes(from))
  } else {
    const toSized = toInfo.layout !== undefined || hasOwnSize(pass.to)
    to = resolveEndpoint(pass.to, toInfo, toPath)
    from = resolveEndpoint(pass.from, fromInfo, fromPath, toSized ? regionBytes(to) : undefined)
  }
  if (regionBytes(from) !== regionBytes(to))
    throw sizeMismatch(
      `${sides(pass)} differ: ${counted(regionBytes(from), 'byte')} from, ${counted(regionBytes(to), 'byte')} to; give both one size`,
      `passes[${p}]`,
      { from: regionBytes(from), to: regionBytes(to) },
    )
  if (from.kind === 'texture' && to.kind === 'texture') {
    if (!sameSpan(from, fromInfo, to, toInfo) || from.size.some((n, axis) => n !== to.size[axis]))
      throw sizeMismatch(
        `${sides(pass)} differ in extent or in the size of a texel: ${texelsOf(from, fromInfo)} from, ${texelsOf(to, toInfo)} to`,
        `passes[${p}]`,
      )
    if (fromInfo.layout!.sampleCount !== toInfo.layout!.sampleCount)
      throw sizeMismatch(
        `${sides(pass)} differ in samples a texel: ${fromInfo.layout!.sampleCount} from, ${toInfo.layout!.sampleCount} to; resolve the first in a render pass`,
        `passes[${p}]`,
      )
    if (fromInfo.layout!.sampleCount > 1) checkWhole(p, from, fromInfo)
  }
  return [from, to]
}

const sides = ({ from, to }: PassOf<'copy'>): string =>
  `The sides of a copy, ${shown(endpointId(from))} and ${shown(endpointId(to))},`
const texelsOf = ({ size, aspect }: TextureRegion, { layout }: ResourceInfo): string =>
  `${size.join(' × ')} texels of ${layout!.formatName}${aspect === 'all' ? '' : ` (${aspect})`}`

/** Multisampled textures are copied whole only; they have one level and one layer, and both sides must be of one size. */
function checkWhole(p: number, from: TextureRegion, { layout }: ResourceInfo): void {
  const { width, height } = layout!.levels[0]!
  if (from.size[0] === width && from.size[1] === height) return
  throw outOfRange(
    `A multisampled texture is copied as a whole, not ${from.size[0]} × ${from.size[1]} texels of ${width} × ${height}; copy all of it, or resolve it first`,
    `passes[${p}].from`,
  )
}

/** Whether the texels of both sides have equal bytes; of combined depth and stencil, the same aspect. */
const sameSpan = (from: TextureRegion, fromInfo: ResourceInfo, to: TextureRegion, toInfo: ResourceInfo): boolean => {
  const a = aspectSpan(fromInfo.layout!.format, from.aspect)
  const b = aspectSpan(toInfo.layout!.format, to.aspect)
  return a.bytes === b.bytes && a.tightBytes === b.tightBytes
}
