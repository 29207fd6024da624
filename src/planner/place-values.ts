/**
 * Phase 8, placement: a heap and an offset, or a texture, for every value.
 *
 * Persistent buffers come first in the device heap, those that are uploaded together last, so that the transients uploaded
 * with them follow without a gap and all of them are one transfer. Transients go through the placement solver. Where the
 * device's rules keep values apart, persistent and transient are solved as one problem over several heaps.
 */
import { overLimit, ruleForbids } from '../errors.ts'
import type { Resource, TextureResource } from '../graph/document.ts'
import type { DecisionLog } from './decisions.ts'
import type { Values } from './forward-copies.ts'
import { valuesApart } from './heap-rules.ts'
import type { Lifetimes } from './lifetimes.ts'
import type { NormalGraph } from './normalise.ts'
import { placeIntervals, type Effort, type PlacementProblem, type PlacementResult } from './placement/index.ts'
import type { Heap, PlannedTexture } from './plan.ts'
import { describeTexture, textureKey, textureUsages, type TextureUsage } from './planned-texture.ts'
import type { Objective, Schedule } from './schedule-passes.ts'
import { stackBlocks } from './stack-blocks.ts'
import { sweepBlocks } from './sweep-blocks.ts'
import { shareTextures } from './texture-sharing.ts'
import { groupTransfers } from './transfer-groups.ts'
import type { Versions } from './versions.ts'

export interface Layout {
  readonly heaps: Heap[]
  readonly textures: PlannedTexture[]
  /** Resource of each value. */
  readonly resource: Int32Array
  /** Heap of each value, −1 for textures that have none. */
  readonly heap: Int32Array
  readonly offset: Float64Array
  /** Bytes the value takes in its heap: its size rounded up so that copies may cover it whole. */
  readonly sizeBytes: Float64Array
  /** Bytes of the value as declared. */
  readonly declaredBytes: Float64Array
  /** Physical texture of each value, −1 for buffers. */
  readonly texture: Int32Array
  /** Textures keep the general layout throughout: several queues may read one at the same time. */
  readonly generalLayouts: boolean
  readonly peakBytes: number
  readonly lowerBoundBytes: number
  readonly proven: boolean
  readonly persistentBytes: number
}

export interface PlacementContext {
  readonly graph: NormalGraph
  readonly versions: Versions
  readonly values: Values
  readonly schedule: Schedule
  readonly lifetimes: Lifetimes
  readonly objective: Objective
  readonly effort: Effort
  readonly decisions: DecisionLog
}

const roundUp = (value: number, unit: number) => Math.ceil(value / unit) * unit

export function placeValues(context: PlacementContext): Layout {
  const { graph, values, lifetimes, versions } = context
  const { profile } = graph
  const heaps: Heap[] = []
  const textures: PlannedTexture[] = []
  const heap = new Int32Array(values.valueCount).fill(-1)
  const offset = new Float64Array(values.valueCount)
  const sizeBytes = new Float64Array(values.valueCount)
  const declaredBytes = new Float64Array(values.valueCount)
  const texture = new Int32Array(values.valueCount).fill(-1)
  const resourceIndexOf = (v: number) => graph.storageResource[versions.versionStorage[values.valueVersion[v]!]!]!
  const previousOf = (v: number) => graph.storagePrevious[versions.versionStorage[values.valueVersion[v]!]!]!
  const persistent: number[] = []
  const transient: number[] = []
  const rotating: number[] = []
  const imported: number[] = []
  const sharedTextures: number[] = []
  const ownTextures: number[] = []
  const usages = textureUsages(graph, values, context.schedule)

  for (let v = 0; v < values.valueCount; v++) {
    const info = graph.resources[resourceIndexOf(v)]!
    const placed = info.layout === undefined || profile.rules.placedTextures
    declaredBytes[v] = info.sizeBytes
    // Imported memory is the caller's, to the byte.
    sizeBytes[v] = info.lifetime === 'imported' ? info.sizeBytes : roundUp(info.sizeBytes, profile.alignments.copyBytes)
    if (info.lifetime === 'imported') imported.push(v)
    else if (info.layout && (info.lifetime === 'persistent' || !placed))
      (info.lifetime === 'persistent' ? ownTextures : sharedTextures).push(v)
    else if (info.history > 0) rotating.push(v)
    else if (info.lifetime === 'persistent') persistent.push(v)
    else if (lifetimes.start[v]! >= 0) transient.push(v)
  }

  const device = placeDevice(context, persistent, transient, sizeBytes)
  for (const sizeBytes of device.heapSizes) heaps.push({ memory: 'device', sizeBytes })
  device.members.forEach((v, i) => {
    heap[v] = device.heapOf[i]!
    offset[v] = device.offsetOf[i]!
  })
  let persistentBytes = device.persistentBytes
  persistentBytes += placeHistory(rotating, heaps, { resourceIndexOf, previousOf, graph, heap, offset, sizeBytes })

  for (const v of imported) {
    const info = graph.resources[resourceIndexOf(v)]!
    const resource = graph.graph.resources[info.index]!
    if (resource.kind === 'texture') {
      texture[v] = textures.length
      textures.push({
        ...describeTexture(resource, usages[v]!),
        lifetime: 'imported',
        resource: info.id,
        sizeBytes: info.sizeBytes,
      })
    } else {
      heap[v] = heaps.length
      heaps.push({ memory: 'imported', sizeBytes: info.sizeBytes, resource: info.id })
    }
  }
  // With history, one texture a slot, used or not: they swap roles every run.
  const firstTexture = new Map<number, number>()
  let group = heaps.reduce((most, h) => Math.max(most, (h.rotation?.group ?? -1) + 1), 0)
  for (const v of ownTextures) {
    const info = graph.resources[resourceIndexOf(v)]!
    if (!firstTexture.has(info.index)) {
      firstTexture.set(info.index, textures.length)
      const count = info.history + 1
      const described = describeTexture(
        graph.graph.resources[info.index] as TextureResource,
        mergedUsage(graph, usages, values, versions, info.index),
      )
      for (let slot = 0; slot < count; slot++) {
        persistentBytes += info.sizeBytes
        textures.push({
          ...described,
          lifetime: 'persistent',
          resource: info.id,
          sizeBytes: info.sizeBytes,
          ...(count > 1 ? { rotation: { group, slot, count } } : {}),
        })
      }
      if (count > 1) group += 1
    }
    texture[v] = firstTexture.get(info.index)! + previousOf(v)
  }
  // Placed transient textures have an offset in the heap; one physical texture each.
  for (const v of transient) {
    const info = graph.resources[resourceIndexOf(v)]!
    if (!info.layout) continue
    texture[v] = textures.length
    textures.push({
      ...describeTexture(graph.graph.resources[info.index] as TextureResource, usages[v]!),
      lifetime: 'transient',
      heap: heap[v]!,
      offset: offset[v]!,
      sizeBytes: sizeBytes[v]!,
    })
  }
  const sharedBytes = shareByDescriptor(context, sharedTextures, usages, textures, texture, resourceIndexOf)
  return {
    heaps,
    textures,
    resource: Int32Array.from({ length: values.valueCount }, (_, v) => resourceIndexOf(v)),
    heap,
    offset,
    sizeBytes,
    declaredBytes,
    texture,
    generalLayouts: new Set(context.schedule.submissionQueue).size > 1,
    peakBytes: device.peakBytes + sharedBytes,
    lowerBoundBytes: device.lowerBoundBytes + sharedBytes,
    proven: device.proven,
    persistentBytes,
  }
}

interface DevicePlacement {
  members: number[]
  heapOf: number[]
  offsetOf: number[]
  heapSizes: number[]
  peakBytes: number
  lowerBoundBytes: number
  proven: boolean
  persistentBytes: number
}

function placeDevice(
  context: PlacementContext,
  persistent: number[],
  transient: number[],
  sizeBytes: Float64Array,
): DevicePlacement {
  const { graph, values, schedule, lifetimes, effort } = context
  const { alignments, limits, memory } = graph.profile
  const apart = valuesApart(graph, values, schedule)
  const alignmentOf = (v: number) =>
    isTexture(context, v) ? alignments.texturePlacementBytes : alignments.placementBytes
  // Persistent values that are uploaded come last, in the order of their first upload.
  const firstUse = (v: number) => (lifetimes.start[v]! < 0 ? -1 : lifetimes.start[v]!)
  const uploads = groupTransfers(context)
  const uploadRank = new Map<number, number>()
  uploads.uploadOrder.forEach((v, rank) => uploadRank.set(v, rank))
  const ordered = persistent
    .slice()
    .sort((a, b) => (uploadRank.get(a) ?? -1) - (uploadRank.get(b) ?? -1) || firstUse(a) - firstUse(b) || a - b)
  const persistentBytes = persistent.reduce((sum, v) => sum + sizeBytes[v]!, 0)
  const available = memory.heaps[memory.types.find((type) => type.deviceLocal)?.heap ?? 0]!.sizeBytes
  const largest = persistent.reduce(
    (best, v) => (sizeBytes[v]! > (sizeBytes[best] ?? -1) ? v : best),
    persistent[0] ?? -1,
  )
  if (persistentBytes > available) {
    const index = graph.storageResource[context.versions.versionStorage[values.valueVersion[largest]!]!]!
    throw overLimit(
      'The size of all persistent resources together',
      persistentBytes,
      'device memory',
      available,
      `resources[${index}].size`,
    )
  }

  const apartInUse = apart.filter(([a, b]) => isDevice(context, a) && isDevice(context, b))
  if (apartInUse.length > 0) return placeTogether(context, ordered, transient, sizeBytes, apartInUse, uploads.groups)

  const heapSizes: number[] = []
  const heapOf: number[] = []
  const offsetOf: number[] = []
  let current = 0
  for (const v of ordered) {
    let at = roundUp(current, alignmentOf(v))
    if (at + sizeBytes[v]! > limits.maxBufferBytes && current > 0) {
      heapSizes.push(current)
      at = 0
    }
    heapOf.push(heapSizes.length)
    offsetOf.push(at)
    current = at + sizeBytes[v]!
  }
  const base =
    current === 0
      ? 0
      : roundUp(
          current,
          transient.some((v) => isTexture(context, v))
            ? Math.max(alignments.placementBytes, alignments.texturePlacementBytes)
            : alignments.placementBytes,
        )
  const index = new Map(transient.map((v, i) => [v, i]))
  const solved = solve(
    context,
    {
      blocks: transient.map((v) => ({
        sizeBytes: sizeBytes[v]!,
        start: lifetimes.start[v]!,
        end: lifetimes.end[v]!,
        alignment: alignmentOf(v),
      })),
      ...limited(transient, sizeBytes, alignmentOf, limits.maxBufferBytes),
    },
    indexGroups(uploads.groups, index),
    effort,
  )
  const oneHeap = solved.heapSizes.length <= 1 && base + (solved.heapSizes[0] ?? 0) <= limits.maxBufferBytes
  const shift = oneHeap ? base : 0
  const firstHeap = oneHeap ? heapSizes.length : heapSizes.length + (current > 0 ? 1 : 0)
  if (oneHeap) {
    const total = transient.length > 0 ? shift + solved.heapSizes[0]! : current
    if (total > 0) heapSizes.push(total)
  } else {
    if (current > 0) heapSizes.push(current)
    heapSizes.push(...solved.heapSizes)
  }
  transient.forEach((_, i) => {
    heapOf.push(firstHeap + solved.heaps[i]!)
    offsetOf.push(shift + solved.offsets[i]!)
  })
  return {
    members: [...ordered, ...transient],
    heapOf,
    offsetOf,
    heapSizes,
    peakBytes: solved.peakBytes,
    lowerBoundBytes: solved.lowerBoundBytes,
    proven: solved.proven,
    persistentBytes,
  }
}

/** Persistent and transient values as one problem, when the device keeps some of them apart. */
function placeTogether(
  context: PlacementContext,
  persistent: number[],
  transient: number[],
  sizeBytes: Float64Array,
  apart: [number, number][],
  groups: number[][],
): DevicePlacement {
  const { graph, lifetimes, effort } = context
  const { alignments, limits } = graph.profile
  const members = [...persistent, ...transient]
  const index = new Map(members.map((v, i) => [v, i]))
  const forever = new Set(persistent)
  const pairs = apart.map(([a, b]) => [index.get(a)!, index.get(b)!] as const)
  const solved = solve(
    context,
    {
      blocks: members.map((v) => ({
        sizeBytes: sizeBytes[v]!,
        start: forever.has(v) ? 0 : lifetimes.start[v]!,
        end: forever.has(v) ? Math.max(1, lifetimes.timeCount) : lifetimes.end[v]!,
        alignment: isTexture(context, v) ? alignments.texturePlacementBytes : alignments.placementBytes,
      })),
      apart: pairs,
      ...limited(
        members,
        sizeBytes,
        () => Math.max(alignments.placementBytes, alignments.texturePlacementBytes),
        limits.maxBufferBytes,
      ),
    },
    splitApart(indexGroups(groups, index), pairs),
    effort,
  )
  const persistentBytes = persistent.reduce((sum, v) => sum + sizeBytes[v]!, 0)
  return {
    members,
    heapOf: [...solved.heaps],
    offsetOf: [...solved.offsets],
    heapSizes: [...solved.heapSizes],
    peakBytes: solved.peakBytes - persistentBytes,
    lowerBoundBytes: Math.max(0, solved.lowerBoundBytes - persistentBytes),
    proven: solved.proven,
    persistentBytes,
  }
}

/** A heap limit is only worth the solver's while where everything laid end to end would exceed it. */
const limited = (members: number[], sizeBytes: Float64Array, alignmentOf: (v: number) => number, limit: number) =>
  members.reduce((sum, v) => sum + roundUp(sizeBytes[v]!, alignmentOf(v)), 0) > limit ? { heapLimitBytes: limit } : {}

const indexGroups = (groups: number[][], index: Map<number, number>): number[][] =>
  groups.map((group) => group.filter((v) => index.has(v)).map((v) => index.get(v)!)).filter((group) => group.length > 1)

/** Members of a group that must be apart cannot be side by side: each group becomes one group per first-fit colour. */
function splitApart(groups: number[][], pairs: readonly (readonly [number, number])[]): number[][] {
  const enemies = new Map<number, Set<number>>()
  const know = (a: number, b: number) => {
    const set = enemies.get(a) ?? new Set()
    set.add(b)
    enemies.set(a, set)
  }
  for (const [a, b] of pairs) {
    know(a, b)
    know(b, a)
  }
  return groups.flatMap((group) => {
    const parts: { members: number[]; hated: Set<number> }[] = []
    for (const member of group) {
      let part = parts.find((candidate) => !candidate.hated.has(member))
      if (!part) parts.push((part = { members: [], hated: new Set() }))
      part.members.push(member)
      for (const enemy of enemies.get(member) ?? []) part.hated.add(enemy)
    }
    return parts.map((part) => part.members).filter((members) => members.length > 1)
  })
}

/** From here on the search after the heuristics finds next to nothing in the steps that the default effort has. */
const largeProblem = 20_000

/** Up to here the solver takes no time that anyone would notice, and may beat the stack by an alignment. */
const smallProblem = 1000

/** Tries with the transfer groups side by side first; the objective decides when that costs memory. */
function solve(
  context: PlacementContext,
  problem: PlacementProblem,
  groups: number[][],
  wanted: Effort,
): PlacementResult {
  const { decisions, objective, graph } = context
  const large = problem.blocks.length > largeProblem
  const effort = large && wanted === 'default' ? 'fast' : wanted
  const stacked = stackBlocks(problem, groups)
  if (stacked && (stacked.proven || problem.blocks.length > smallProblem)) return stacked
  const swept = groups.length === 0 ? sweepBlocks(problem) : undefined
  if (swept) return swept
  const grouped = groups.length > 0 ? placeIntervals({ ...problem, groups }, { effort }) : undefined
  if (grouped?.status === 'placed') {
    if (grouped.peakBytes === grouped.lowerBoundBytes && peakOfLives(problem) === grouped.peakBytes) return grouped
    if (large && objective === 'submissions') return grouped
    const free = placeIntervals(problem, { effort })
    const bound = free.status === 'placed' ? free.lowerBoundBytes : grouped.lowerBoundBytes
    const cost = grouped.peakBytes - free.peakBytes
    if (free.status !== 'placed' || cost <= 0 || objective === 'submissions') {
      if (cost > 0 && free.status === 'placed')
        decisions.add(
          'SIDE_BY_SIDE',
          [],
          [],
          `Laying out what is transferred together side by side costs ${cost} bytes of memory; objective "submissions" prefers fewer regions`,
        )
      return { ...grouped, lowerBoundBytes: bound, proven: grouped.peakBytes === bound }
    }
    decisions.add(
      'SIDE_BY_SIDE',
      [],
      [],
      `Not laid out for merged transfers: it would cost ${cost} bytes of memory, and the objective is "memory"`,
      { bytes: cost },
    )
    return free
  }
  const free = placeIntervals(problem, { effort })
  if (free.status !== 'placed')
    throw ruleForbids(
      `No placement satisfies the device's buffer rules within its limits (${free.status}, maxBufferBytes ${graph.profile.limits.maxBufferBytes})`,
      'passes',
      { status: free.status },
    )
  return free
}

/** The largest sum of sizes alive at one time: what no placement beats. */
function peakOfLives(problem: PlacementProblem): number {
  const events: [number, number][] = []
  for (const block of problem.blocks) events.push([block.start, block.sizeBytes], [block.end, -block.sizeBytes])
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  let now = 0
  let peak = 0
  for (const [, delta] of events) peak = Math.max(peak, (now += delta))
  return peak
}

const resourceOf = ({ graph, versions, values }: PlacementContext, v: number): Resource =>
  graph.graph.resources[graph.storageResource[versions.versionStorage[values.valueVersion[v]!]!]!]!

const isTexture = (context: PlacementContext, v: number): boolean => resourceOf(context, v).kind === 'texture'

const isDevice = (context: PlacementContext, v: number): boolean => {
  const resource = resourceOf(context, v)
  return resource.lifetime !== 'imported' && resource.kind === 'buffer' && resource.history === undefined
}

/** Resources with n runs of history live in n + 1 equal heaps that swap roles every run. */
function placeHistory(
  rotating: number[],
  heaps: Heap[],
  context: {
    resourceIndexOf: (v: number) => number
    previousOf: (v: number) => number
    graph: NormalGraph
    heap: Int32Array
    offset: Float64Array
    sizeBytes: Float64Array
  },
): number {
  const { resourceIndexOf, previousOf, graph, heap, offset, sizeBytes } = context
  const { rules } = graph.profile
  // Where two sides of a copy must lie apart, every resource rotates alone.
  const alone = !rules.sameBufferCopy || rules.exclusiveUsagePerScope
  const groups = new Map<string, { count: number; resources: Map<number, number[]> }>()
  for (const v of rotating) {
    const resource = resourceIndexOf(v)
    const count = graph.resources[resource]!.history + 1
    const key = alone ? `${count} ${resource}` : `${count}`
    const { resources } = groups.get(key) ?? { resources: new Map<number, number[]>() }
    groups.set(key, { count, resources })
    resources.set(resource, [...(resources.get(resource) ?? []), v])
  }
  let bytes = 0
  let group = 0
  for (const { count, resources } of [...groups.values()].sort((a, b) => a.count - b.count)) {
    let at = 0
    const close = () => {
      for (let slot = 0; slot < count; slot++)
        heaps.push({ memory: 'device', sizeBytes: at, rotation: { group, slot, count } })
      group += 1
      at = 0
    }
    for (const [, members] of [...resources].sort((a, b) => a[0] - b[0])) {
      const size = sizeBytes[members[0]!]!
      at = roundUp(at, graph.profile.alignments.placementBytes)
      if (at > 0 && at + size > graph.profile.limits.maxBufferBytes) close()
      for (const v of members) {
        heap[v] = heaps.length + previousOf(v)
        offset[v] = at
      }
      at += size
      bytes += size * count
    }
    close()
  }
  return bytes
}

function mergedUsage(
  graph: NormalGraph,
  usages: Uint8Array,
  values: Values,
  versions: Versions,
  resource: number,
): TextureUsage {
  let merged = 0
  for (let v = 0; v < values.valueCount; v++) {
    if (graph.storageResource[versions.versionStorage[values.valueVersion[v]!]!] === resource) merged |= usages[v]!
  }
  return merged
}

function shareByDescriptor(
  { graph, lifetimes }: PlacementContext,
  shared: number[],
  usages: Uint8Array,
  textures: PlannedTexture[],
  texture: Int32Array,
  resourceIndexOf: (v: number) => number,
): number {
  const live = shared.filter((v) => lifetimes.start[v]! >= 0)
  const lives = live.map((value) => ({
    value,
    descriptor: textureKey(graph.graph.resources[resourceIndexOf(value)] as TextureResource),
    start: lifetimes.start[value]!,
    end: lifetimes.end[value]!,
  }))
  const { texture: chosen, count } = shareTextures(lives)
  const first = textures.length
  const usage = Array.from({ length: count }, () => 0)
  const example = Array.from({ length: count }, () => -1)
  live.forEach((v, i) => {
    texture[v] = first + chosen[i]!
    usage[chosen[i]!]! |= usages[v]!
    if (example[chosen[i]!]! < 0) example[chosen[i]!] = v
  })
  let bytes = 0
  for (let t = 0; t < count; t++) {
    const info = graph.resources[resourceIndexOf(example[t]!)]!
    bytes += info.sizeBytes
    textures.push({
      ...describeTexture(graph.graph.resources[info.index] as TextureResource, usage[t]!),
      lifetime: 'transient',
      sizeBytes: info.sizeBytes,
    })
  }
  return bytes
}
