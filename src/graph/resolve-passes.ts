/** Resolution and checks of passes, one after the other: those of a whole graph, or those that an edit changed. */
import { isMemkitError, tooMany, unorderedAfter, usageConflict } from '../errors.ts'
import { AccessTable } from './access-table.ts'
import { COVERS, passCode, WRITES } from './access.ts'
import { caps, type Endpoint, type FrameGraph, type Pass } from './document.ts'
import type { DrawContext } from './draw-rules.ts'
import { attachmentKind, type EndpointUse } from './endpoint-use.ts'
import { endpointId, regionBytes, regionIntervals, resolveEndpoint, type Region } from './endpoint.ts'
import { skipped } from './faults.ts'
import type { IdLookUp } from './ids.ts'
import type { Instances } from './instances.ts'
import { resolveInterface, type Interface } from './interface.ts'
import { unknownId } from './look-up.ts'
import { passEndpoints } from './pass-endpoints.ts'
import { areDisjoint, resolveRegions, type InfoOf } from './pass-regions.ts'
import type { PassColumns } from './resolved-graph.ts'
import { brokenResource, mipLevels, type ResourceInfo } from './resources.ts'
import { float64Array, int32Array, int32From, uint8Array } from './typed-arrays.ts'

/** Rules for single passes. */
export interface PassRules {
  /** @throws MemkitError for the first fault. `uses` are the endpoints of the pass by `passEndpoints`, `regions` the same resolved. */
  check(pass: Pass, p: number, uses: readonly EndpointUse[], regions: readonly Region[], work: Work): void
  /** Adds the references of a pass to shaders and pipelines that lead nowhere. */
  addDangling(pass: Pass, p: number, work: Work): void
}

/** The indices and facts that passes are resolved with. */
interface Given extends DrawContext {
  readonly rules: PassRules | undefined
  readonly graph: FrameGraph
  readonly infos: readonly ResourceInfo[]
  readonly instances: Instances
  readonly shaderIndex: IdLookUp
  readonly passIndex: IdLookUp
}

export interface Work extends Given {
  readonly infoOf: InfoOf
  readonly levelsOf: (id: string) => number
  readonly after: number[]
  /** Passes at fault, whose inputs and outputs have no known size; undefined where there are none. */
  faulty: Set<number> | undefined
  drawCount: number
  /** By pass: bytes of its upload or readback; undefined where only changes are resolved. */
  transferBytes?: Float64Array
}

export function workOn(given: Given): Work {
  const { graph, infos, resourceIndex, faults } = given
  const { infoOf, levelsOf } = lookUps(infos, resourceIndex)
  return {
    rules: given.rules,
    graph,
    infos,
    instances: given.instances,
    pipelines: given.pipelines,
    resources: given.resources,
    resourceIndex,
    shaderIndex: given.shaderIndex,
    pipelineIndex: given.pipelineIndex,
    passIndex: given.passIndex,
    faults,
    infoOf,
    levelsOf,
    after: [],
    faulty: faults.broken && new Set(faults.broken.passes),
    drawCount: 0,
  }
}

/** The number of accesses of all passes, where they bind no samplers; those of textures are not counted. */
function expectedAccesses(passes: readonly Pass[]): number {
  let count = 0
  for (let p = 0; p < passes.length; p++) {
    const pass = passes[p]!
    if (pass.kind === 'compute') count += (pass.bindings?.length ?? 0) + ('indirect' in pass.workgroups ? 1 : 0)
    else if (pass.kind === 'copy') count += 2
    else if (pass.kind === 'upload' || pass.kind === 'fill' || pass.kind === 'readback') count += 1
  }
  return count
}

/**
 * Checks the passes with the numbers `which`, in this order, or all; their faults are kept. O(accesses · log) time.
 * @throws MemkitError TOO_MANY
 */
export function resolvePasses(work: Work, which?: readonly number[]): PassColumns {
  const { graph, after, faults } = work
  const { passes } = graph
  if (!which) work.transferBytes = float64Array(passes.length)
  const count = which ? which.length : passes.length
  const passKind = uint8Array(count)
  const sideEffects = uint8Array(count)
  const afterStart = int32Array(count + 1)
  const table = new AccessTable(count, which || faults.broken ? 0 : expectedAccesses(passes))
  for (let row = 0; row < count && !faults.full; row++) {
    const p = which ? which[row]! : row
    const pass = passes[p]!
    passKind[row] = passCode[pass.kind]
    if (pass.sideEffects) sideEffects[row] = 1
    table.beginPass(row)
    try {
      if (!faults.broken?.passes.has(p)) resolvePass(pass, p, work, table, row)
    } catch (error) {
      work.faulty = (work.faulty ?? new Set<number>()).add(p)
      faults.add(error)
      if (isMemkitError(error) && error.code === 'UNKNOWN_REFERENCE') findDangling(pass, p, work)
    }
    afterStart[row + 1] = after.length
    const endpoints = table.count + after.length + work.drawCount
    if (endpoints > caps.endpoints)
      throw tooMany('uses, bindings and other entries of passes', endpoints, caps.endpoints, `passes[${p}]`)
  }
  table.beginPass(count)
  const accesses = table.finish()
  return {
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
  }
}

/**
 * Inputs and outputs of all passes; each endpoint was resolved before, so it is known. `knownBytes` are those of the upload or readback p,
 * where they are at hand.
 */
export const interfaceOf = (
  work: Work,
  passKind: Uint8Array,
  knownBytes: (p: number) => number | undefined = (p) => work.transferBytes?.[p],
): Interface =>
  resolveInterface(
    work.graph,
    passKind,
    (endpoint, p, path) =>
      knownBytes(p) ?? regionBytes(resolveEndpoint(endpoint, work.infoOf(endpoint, { path: '' }), path)),
    work,
  )

/** Checks pass `p`, and adds its accesses to the table, of which row `row` was begun for it. */
function resolvePass(pass: Pass, p: number, work: Work, table: AccessTable, row: number): void {
  const { rules, infoOf } = work
  demandTexture(pass, p, work)
  const uses = passEndpoints(pass, p, work.levelsOf)
  const regions = resolveRegions(pass, p, uses, infoOf)
  if (work.transferBytes && (pass.kind === 'upload' || pass.kind === 'readback'))
    work.transferBytes[p] = regionBytes(regions[0]!)
  addAccesses(table, work, uses, regions)
  if (uses.length > 1 && !(pass.kind === 'copy' && areDisjoint(regions))) table.checkConflicts(row, p, pass, uses)
  rules?.check(pass, p, uses, regions, work)
  if (pass.after) addAfter(pass.after, p, work.passIndex, work.after)
}

/** Its endpoints are none of the document's: the document has an id there. */
function demandTexture(pass: Pass, p: number, { resourceIndex }: Work): void {
  if (pass.kind === 'mipmap' && !resourceIndex.has(pass.texture))
    throw unknownId(resourceIndex, pass.texture, 'resource', `passes[${p}].texture`)
}

/** Adds all references of a pass that lead nowhere, once one was found. */
function findDangling(pass: Pass, p: number, work: Work): void {
  const { rules, infoOf, levelsOf, passIndex, faults } = work
  faults.attempt(() => {
    demandTexture(pass, p, work)
    for (const use of passEndpoints(pass, p, levelsOf)) faults.attempt(() => infoOf(use.endpoint, use))
  })
  rules?.addDangling(pass, p, work)
  pass.after?.forEach((id, i) => {
    if (!passIndex.has(id) && !faults.full) faults.add(unknownId(passIndex, id, 'pass', `passes[${p}].after[${i}]`))
  })
}

function lookUps(infos: readonly ResourceInfo[], resourceIndex: IdLookUp) {
  const unknown = (endpoint: Endpoint, path: string) =>
    typeof endpoint === 'string'
      ? unknownId(resourceIndex, endpoint, 'resource', path)
      : unknownId(resourceIndex, endpoint.resource, 'resource', `${path}.resource`)
  const infoOf: InfoOf = (endpoint, place) => {
    const index = resourceIndex.get(endpointId(endpoint))
    if (index === undefined) throw unknown(endpoint, place.path)
    const info = infos[index]!
    if (info === brokenResource) throw skipped
    return info
  }
  const levelsOf = (id: string): number => {
    const info = infos[resourceIndex.get(id) ?? -1]
    return info ? mipLevels(info) : 1
  }
  return { infoOf, levelsOf }
}

function addAccesses(
  table: AccessTable,
  { instances, infos }: Work,
  uses: readonly EndpointUse[],
  regions: readonly Region[],
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
    const info = infos[region.resource]!
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
    if (earlier === undefined) throw unknownId({ keys: () => earlierThan(p, passIndex) }, ids[i]!, 'pass', path)
    if (earlier >= p) throw unorderedAfter(ids[i]!, earlier === p, path)
    after.push(earlier)
  }
}

function* earlierThan(p: number, passIndex: IdLookUp): Generator<string> {
  for (const id of passIndex.keys()) {
    if (passIndex.get(id)! >= p) return
    yield id
  }
}
