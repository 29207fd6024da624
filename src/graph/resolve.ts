/**
 * A parsed document turned into accesses: for every pass, which bytes of which storage it reads, writes and overwrites.
 *
 * A *storage* is one body of bytes: resource i is storage i; `previous: k` of a resource with history is a storage of its own
 * after those. Accesses are stored as parallel arrays, sliced by pass, because 10^5 passes are planned in under a second.
 */
import { overlappingCopy, sizeMismatch, unorderedAfter, usageConflict, wrongKind } from '../errors.ts'
import { COVERS, IN_PLACE, READS, WRITES, accessCode } from './access.ts'
import type { Endpoint, FrameGraph, Pass, PassOf, Use } from './document.ts'
import { hasOwnSize, regionBytes, regionIntervals, resolveEndpoint, type Region, type TextureRegion } from './endpoint.ts'
import { aspectSpan } from './formats.ts'
import { indexIds } from './ids.ts'
import { resolveInterface, type InputInfo, type OutputInfo } from './interface.ts'
import { lookUp } from './look-up.ts'
import { checkPass } from './pass-rules.ts'
import { describeResource, type ResourceInfo } from './resources.ts'

export interface ResolvedGraph {
  readonly graph: FrameGraph
  readonly resources: readonly ResourceInfo[]
  readonly resourceIndex: ReadonlyMap<string, number>
  readonly shaderIndex: ReadonlyMap<string, number>
  readonly passIndex: ReadonlyMap<string, number>
  /** Resource of each storage, and how many runs back it is (0 = this run). */
  readonly storageResource: readonly number[]
  readonly storagePrevious: readonly number[]
  /** Accesses of pass p are `accessStart[p] … accessStart[p + 1]`. */
  readonly accessStart: Int32Array
  readonly accessStorage: Int32Array
  readonly accessBegin: Float64Array
  readonly accessEnd: Float64Array
  readonly accessFlags: Uint8Array
  /** Index into `accessKinds`. */
  readonly accessKind: Uint8Array
  /** Which endpoint of the pass, in the order `passEndpoints` lists them. */
  readonly accessSlot: Int32Array
  /** Earlier passes named by `after`, sliced by pass. */
  readonly afterStart: Int32Array
  readonly after: Int32Array
  readonly inputs: ReadonlyMap<string, InputInfo>
  readonly outputs: ReadonlyMap<string, OutputInfo>
}

interface EndpointUse {
  readonly endpoint: Endpoint
  readonly flags: number
  readonly kind: number
  readonly path: string
}

const cache = new WeakMap<FrameGraph, ResolvedGraph>()

/**
 * Resolves and checks a frozen graph; the result is kept with the graph. O(accesses · log) time.
 * @throws MemkitError of phase `parse` for the first fault in declared order.
 */
export function resolveGraph(graph: FrameGraph): ResolvedGraph {
  let resolved = cache.get(graph)
  if (!resolved) cache.set(graph, (resolved = resolve(graph)))
  return resolved
}

function resolve(graph: FrameGraph): ResolvedGraph {
  const resourceIndex = indexIds(graph.resources, 'resource', 'resources')
  const shaderIndex = indexIds(graph.shaders ?? [], 'shader', 'shaders')
  const passIndex = indexIds(graph.passes, 'pass', 'passes')
  const resources = graph.resources.map(describeResource)
  const storageResource = resources.map((_, i) => i)
  const storagePrevious = resources.map(() => 0)
  const previousStorage = new Map<string, number>()

  const storageOf = (region: Region): number => {
    if (region.previous === 0) return region.resource
    const key = `${region.resource}/${region.previous}`
    let storage = previousStorage.get(key)
    if (storage === undefined) {
      storage = storageResource.length
      previousStorage.set(key, storage)
      storageResource.push(region.resource)
      storagePrevious.push(region.previous)
    }
    return storage
  }

  const table = new AccessTable(graph.passes.length)
  const after: number[] = []
  const afterStart = new Int32Array(graph.passes.length + 1)
  const infoOf = (endpoint: Endpoint, path: () => string) =>
    resources[lookUp(resourceIndex, typeof endpoint === 'string' ? endpoint : endpoint.resource, 'resource', () => typeof endpoint === 'string' ? path() : `${path()}.resource`)]!
  const levelsOf = (id: string) => {
    const info = resources[resourceIndex.get(id) ?? -1]
    return info ? mipLevels(info) : 1
  }

  for (let p = 0; p < graph.passes.length; p++) {
    const pass = graph.passes[p]!
    table.beginPass(p)
    if (pass.kind === 'mipmap') lookUp(resourceIndex, pass.texture, 'resource', () => `passes[${p}].texture`)
    const uses = passEndpoints(pass, p, levelsOf)
    const regions = pass.kind === 'copy' ? resolveCopy(pass, p, infoOf) : uses.map((use) => resolveUse(use, infoOf))
    for (let slot = 0; slot < uses.length; slot++) {
      const use = uses[slot]!
      const region = regions[slot]!
      const info = resources[region.resource]!
      if (region.previous > 0 && use.flags & WRITES)
        throw usageConflict('An earlier run cannot be written; "previous" is for reading', use.path)
      const intervals = regionIntervals(region, info)
      // A region that leaves out part of a slice keeps that part, so it cannot make the old contents dead.
      const flags = region.kind === 'texture' && !region.wholeSlices ? use.flags & ~COVERS : use.flags
      for (let i = 0; i < intervals.length; i += 2) table.add(storageOf(region), intervals[i]!, intervals[i + 1]!, flags, use.kind, slot)
    }
    if (uses.length > 1) table.checkConflicts(p, pass, uses)
    checkPass(pass, p, regions, graph.resources)
    if (pass.kind === 'compute') lookUp(shaderIndex, pass.shader, 'shader', () => `passes[${p}].shader`)
    for (let i = 0; i < (pass.after?.length ?? 0); i++) {
      const path = () => `passes[${p}].after[${i}]`
      const earlier = lookUp(passIndex, pass.after![i]!, 'pass', path)
      if (earlier >= p) throw unorderedAfter(pass.after![i]!, path())
      after.push(earlier)
    }
    afterStart[p + 1] = after.length
  }
  table.beginPass(graph.passes.length)
  const { inputs, outputs } = resolveInterface(graph, (endpoint, path) => resolveEndpoint(endpoint, infoOf(endpoint, path), path))
  return {
    graph,
    resources,
    resourceIndex,
    shaderIndex,
    passIndex,
    storageResource,
    storagePrevious,
    ...table.finish(),
    afterStart,
    after: Int32Array.from(after),
    inputs,
    outputs,
  }
}

type InfoOf = (endpoint: Endpoint, path: () => string) => ResourceInfo

const resolveUse = ({ endpoint, path }: EndpointUse, infoOf: InfoOf): Region =>
  resolveEndpoint(endpoint, infoOf(endpoint, () => path), () => path)

/**
 * The regions of one pass's endpoints, in the order of `passEndpoints` (the slots of its accesses).
 */
export function passRegions(resolved: ResolvedGraph, p: number): Region[] {
  const { resources, resourceIndex, graph } = resolved
  const pass = graph.passes[p]!
  const infoOf: InfoOf = (endpoint) => resources[resourceIndex.get(typeof endpoint === 'string' ? endpoint : endpoint.resource)!]!
  if (pass.kind === 'copy') return resolveCopy(pass, p, infoOf)
  return passEndpoints(pass, p, (id) => mipLevels(resources[resourceIndex.get(id)!]!)).map((use) => resolveUse(use, infoOf))
}

const mipLevels = (info: ResourceInfo): number => info.layout?.levels.length ?? 1

function resolveCopy(pass: PassOf<'copy'>, p: number, infoOf: InfoOf): Region[] {
  const fromPath = () => `passes[${p}].from`
  const toPath = () => `passes[${p}].to`
  const fromInfo = infoOf(pass.from, fromPath)
  const toInfo = infoOf(pass.to, toPath)
  let from: Region, to: Region
  // The side that says its size (textures always do) lends it to the side that does not.
  if (fromInfo.layout || hasOwnSize(pass.from)) {
    from = resolveEndpoint(pass.from, fromInfo, fromPath)
    to = resolveEndpoint(pass.to, toInfo, toPath, regionBytes(from))
  } else {
    const toSized = toInfo.layout !== undefined || hasOwnSize(pass.to)
    to = resolveEndpoint(pass.to, toInfo, toPath)
    from = resolveEndpoint(pass.from, fromInfo, fromPath, toSized ? regionBytes(to) : undefined)
  }
  if (regionBytes(from) !== regionBytes(to))
    throw sizeMismatch(`The sides of this copy differ: ${regionBytes(from)} bytes from, ${regionBytes(to)} bytes to`, `passes[${p}]`, { from: regionBytes(from), to: regionBytes(to) })
  if (from.kind === 'texture' && to.kind === 'texture') {
    if (!sameSpan(from, fromInfo, to, toInfo) || from.size.some((n, axis) => n !== to.size[axis]))
      throw sizeMismatch('The sides of this texture copy differ in extent or in the size of a texel', `passes[${p}]`)
    if (fromInfo.layout!.sampleCount !== toInfo.layout!.sampleCount)
      throw sizeMismatch('The sides of this texture copy differ in sample count', `passes[${p}]`)
  }
  return [from, to]
}

/** Texels of equal bytes; of combined depth and stencil, the same aspect. */
const sameSpan = (from: TextureRegion, fromInfo: ResourceInfo, to: TextureRegion, toInfo: ResourceInfo): boolean => {
  const a = aspectSpan(fromInfo.layout!.format, from.aspect)
  const b = aspectSpan(toInfo.layout!.format, to.aspect)
  return a.bytes === b.bytes && a.tightBytes === b.tightBytes
}

/** Every endpoint of a pass with what it does there: the one list that the whole project walks. */
export function passEndpoints(pass: Pass, p: number, levelsOf: (resource: string) => number): EndpointUse[] {
  const at = (endpoint: Endpoint, flags: number, kind: number, path: string): EndpointUse => ({
    endpoint,
    flags,
    kind,
    path: `passes[${p}].${path}`,
  })
  switch (pass.kind) {
    case 'upload':
      return [at(pass.to, WRITES | COVERS, accessCode['copy-write'], 'to')]
    case 'fill':
      return [at(pass.to, WRITES | COVERS, accessCode['copy-write'], 'to')]
    case 'readback':
      return [at(pass.from, READS, accessCode['copy-read'], 'from')]
    case 'copy':
      return [at(pass.from, READS, accessCode['copy-read'], 'from'), at(pass.to, WRITES | COVERS, accessCode['copy-write'], 'to')]
    case 'mipmap':
      return Array.from({ length: levelsOf(pass.texture) }, (_, level) =>
        level === 0
          ? at({ resource: pass.texture, mipLevel: 0 }, READS, accessCode['sampled-read'], 'texture')
          : at({ resource: pass.texture, mipLevel: level }, WRITES | COVERS, accessCode['color-attachment'], 'texture'),
      )
    case 'compute': {
      const uses: EndpointUse[] = []
      pass.bindings?.forEach((binding, i) => {
        if ('use' in binding) uses.push(useOf(binding, `passes[${p}].bindings[${i}]`))
      })
      if ('indirect' in pass.workgroups)
        uses.push(at(pass.workgroups.indirect, READS, accessCode['indirect-read'], 'workgroups.indirect'))
      return uses
    }
    case 'render': {
      const uses: EndpointUse[] = []
      pass.color?.forEach((attachment, i) => {
        const flags = attachment.load === 'load' ? READS | WRITES : WRITES | COVERS
        uses.push(at(attachment.use, flags, accessCode['color-attachment'], `color[${i}].use`))
        if (attachment.resolve !== undefined)
          uses.push(at(attachment.resolve, WRITES | COVERS, accessCode['color-attachment'], `color[${i}].resolve`))
      })
      if (pass.depth) {
        const { readOnly, load, use } = pass.depth
        const flags = readOnly ? READS : load === 'load' ? READS | WRITES : WRITES | COVERS
        uses.push(at(use, flags, accessCode[readOnly ? 'depth-read' : 'depth-write'], 'depth.use'))
      }
      pass.uses?.forEach((use, i) => uses.push(useOf(use, `passes[${p}].uses[${i}]`)))
      return uses
    }
    case 'custom':
      return (pass.uses ?? []).map((use, i) => useOf(use, `passes[${p}].uses[${i}]`))
    case 'host':
      return []
  }
}

const readKind = {
  vertex: accessCode['vertex-read'],
  index: accessCode['index-read'],
  indirect: accessCode['indirect-read'],
  uniform: accessCode['uniform-read'],
  'storage-read': accessCode['storage-read'],
  storage: accessCode['storage-read'],
  sampled: accessCode['sampled-read'],
  'storage-texture': accessCode['storage-read'],
  'copy-src': accessCode['copy-read'],
  'copy-dst': accessCode['copy-write'],
} as const

function useOf(use: Use, path: string): EndpointUse {
  const { as, access } = use
  const writable = as === 'storage' || as === 'storage-texture' || as === 'copy-dst'
  if (!writable && access !== undefined && access !== 'read') throw wrongKind(`A use as "${as}" reads; it cannot take access "${access}"`, `${path}.access`)
  if (as === 'copy-dst' && access !== undefined && access !== 'write')
    throw wrongKind(`A use as "copy-dst" writes; it cannot take access "${access}"`, `${path}.access`)
  const inPlace = use.inPlace ? IN_PLACE : 0
  if (!writable || access === 'read') return { endpoint: use.use, flags: READS, kind: readKind[as], path: `${path}.use` }
  const flags = as === 'copy-dst' || access === 'write' ? WRITES | COVERS | inPlace : READS | WRITES | inPlace
  return { endpoint: use.use, flags, kind: as === 'copy-dst' ? accessCode['copy-write'] : accessCode['storage-write'], path: `${path}.use` }
}

/** Growing parallel arrays of accesses. */
class AccessTable {
  private count = 0
  private storage = new Int32Array(1024)
  private begin = new Float64Array(1024)
  private end = new Float64Array(1024)
  private flags = new Uint8Array(1024)
  private kind = new Uint8Array(1024)
  private slot = new Int32Array(1024)
  private readonly start: Int32Array

  constructor(passCount: number) {
    this.start = new Int32Array(passCount + 1)
  }

  beginPass(p: number): void {
    this.start[p] = this.count
  }

  add(storage: number, begin: number, end: number, flags: number, kind: number, slot: number): void {
    if (begin === end) return
    const i = this.count++
    if (i === this.storage.length) this.grow()
    this.storage[i] = storage
    this.begin[i] = begin
    this.end[i] = end
    this.flags[i] = flags
    this.kind[i] = kind
    this.slot[i] = slot
  }

  /** FAULTS 19 and 26: inside one pass, no written byte may be touched by another endpoint. */
  checkConflicts(p: number, pass: Pass, uses: readonly EndpointUse[]): void {
    const from = this.start[p]!
    if (this.count - from < 2) return
    const order = Array.from({ length: this.count - from }, (_, i) => from + i)
    order.sort((a, b) => this.storage[a]! - this.storage[b]! || this.begin[a]! - this.begin[b]! || a - b)
    // Sweep by begin; remember the furthest end of any access and of any write.
    let anyEnd = -1, anyAt = -1, writeEnd = -1, writeAt = -1, storage = -1
    for (const i of order) {
      if (this.storage[i] !== storage) {
        storage = this.storage[i]!
        anyEnd = writeEnd = -1
      }
      const writes = (this.flags[i]! & WRITES) !== 0
      const other = writes && this.begin[i]! < anyEnd ? anyAt : this.begin[i]! < writeEnd ? writeAt : -1
      if (other >= 0 && this.slot[other] !== this.slot[i]) {
        const path = uses[Math.max(this.slot[i]!, this.slot[other]!)]!.path
        if (pass.kind === 'copy') throw overlappingCopy(`passes[${p}]`)
        throw usageConflict('Two uses of this pass touch the same bytes and one of them writes; split the pass, or use disjoint ranges', path, { other: uses[Math.min(this.slot[i]!, this.slot[other]!)]!.path })
      }
      if (this.end[i]! > anyEnd) [anyEnd, anyAt] = [this.end[i]!, i]
      if (writes && this.end[i]! > writeEnd) [writeEnd, writeAt] = [this.end[i]!, i]
    }
  }

  finish() {
    const n = this.count
    return {
      accessStart: this.start,
      accessStorage: this.storage.slice(0, n),
      accessBegin: this.begin.slice(0, n),
      accessEnd: this.end.slice(0, n),
      accessFlags: this.flags.slice(0, n),
      accessKind: this.kind.slice(0, n),
      accessSlot: this.slot.slice(0, n),
    }
  }

  private grow(): void {
    const wider = <T extends Int32Array | Float64Array | Uint8Array>(old: T, made: T): T => {
      made.set(old)
      return made
    }
    const size = this.storage.length * 2
    this.storage = wider(this.storage, new Int32Array(size))
    this.begin = wider(this.begin, new Float64Array(size))
    this.end = wider(this.end, new Float64Array(size))
    this.flags = wider(this.flags, new Uint8Array(size))
    this.kind = wider(this.kind, new Uint8Array(size))
    this.slot = wider(this.slot, new Int32Array(size))
  }
}
