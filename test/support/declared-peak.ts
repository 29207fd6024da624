/**
 * What a program needs that runs all passes as declared and has memory in turn: versions of transient resources, each alive from the pass that
 * overwrites the resource to the last that reads it, laid by greedy rules. Shares nothing with the planner but which bytes passes touch.
 */
import { COVERS, READS, WRITES } from '../../src/graph/access.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'

interface Version {
  readonly resource: number
  readonly bytes: number
  start: number
  end: number
  /** Versions that one pass uses with it, one of them written: another buffer, where a device asks for that. */
  readonly apart: Set<Version>
}

/** Peak of the best of some greedy rules; undefined where two heaps do not suffice for what must be apart. */
export function peakAsDeclared(
  graph: FrameGraph,
  isCulled: (pass: string) => boolean,
  profile: DeviceProfile,
): number | undefined {
  const { alignments, rules } = profile
  const { resources, accessStart, accessInstance, accessBegin, accessEnd, accessFlags, instanceResource } =
    resolveGraph(graph)
  const latest = new Map<number, Version>()
  const versions: Version[] = []
  graph.passes.forEach(({ id, kind }, p) => {
    if (isCulled(id)) return
    const [read, written]: Version[][] = [[], []]
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      const { index, lifetime, layout, sizeBytes } = resources[instanceResource[accessInstance[a]!]!]!
      if (lifetime !== 'transient') continue
      const alignment = layout ? alignments.texturePlacementBytes : alignments.placementBytes
      const isPlaced = !layout || rules.placedTextures
      const bytes = isPlaced ? Math.ceil(sizeBytes / alignment) * alignment : sizeBytes
      const flags = accessFlags[a]!
      const isWhole = accessBegin[a] === 0 && accessEnd[a]! >= sizeBytes
      const isNew = isWhole && (flags & (READS | WRITES | COVERS)) === (WRITES | COVERS)
      const known = latest.get(index)
      const version = known && !isNew ? known : { resource: index, bytes, start: p, end: p, apart: new Set<Version>() }
      if (version !== known) versions.push(version)
      latest.set(index, version)
      version.end = p + 1
      ;((flags & WRITES) !== 0 ? written : read)!.push(version)
    }
    const isApart = kind === 'copy' ? !rules.sameBufferCopy : rules.exclusiveUsagePerScope
    if (isApart) for (const r of read!) for (const w of written!) void (r.apart.add(w), w.apart.add(r))
  })
  if (!rules.placedTextures && versions.some(({ resource }) => resources[resource]!.layout))
    return peakOfTextures(versions)
  const heaps = inTwoHeaps(versions)
  return heaps?.reduce((sum, heap) => sum + lowestGreedy(heap), 0)
}

/** Textures of one description, which ping-pong has: as many as are alive at once. */
const peakOfTextures = (versions: readonly Version[]): number =>
  Math.max(
    ...versions.map(({ start }) =>
      versions.reduce((sum, one) => (one.start <= start && start < one.end ? sum + one.bytes : sum), 0),
    ),
  )

function inTwoHeaps(versions: readonly Version[]): Version[][] | undefined {
  const side = new Map<Version, 0 | 1>()
  for (const seed of versions) {
    const open = side.has(seed) ? [] : [seed]
    if (open.length > 0) side.set(seed, 0)
    for (let one = open.pop(); one; one = open.pop())
      for (const other of one.apart) {
        if (side.get(other) === side.get(one)) return undefined
        if (side.has(other)) continue
        side.set(other, side.get(one) === 0 ? 1 : 0)
        open.push(other)
      }
  }
  return [0, 1].map((heap) => versions.filter((version) => side.get(version) === heap))
}

const orders: ((a: Version, b: Version) => number)[] = [
  (a, b) => a.start - b.start,
  (a, b) => b.end - a.end,
  (a, b) => b.bytes - a.bytes || a.start - b.start,
  (a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start,
  (a, b) => b.bytes * (b.end - b.start) - a.bytes * (a.end - a.start) || a.start - b.start,
]

function lowestGreedy(heap: readonly Version[]): number {
  return Math.min(...orders.map((order) => firstFit(heap.toSorted(order))))
}

function firstFit(versions: readonly Version[]): number {
  const laid: { version: Version; from: number }[] = []
  let peak = 0
  for (const version of versions) {
    let from = 0
    const beside = laid
      .filter(({ version: other }) => other.start < version.end && version.start < other.end)
      .sort((a, b) => a.from - b.from)
    for (const other of beside) {
      if (other.from - from >= version.bytes) break
      from = Math.max(from, other.from + other.version.bytes)
    }
    laid.push({ version, from })
    peak = Math.max(peak, from + version.bytes)
  }
  return peak
}
