/**
 * Memory of plans, by objective, beside that of other strategies for the same graph: `npm run bench -- memory [FOLDER]`.
 *
 * Graphs are the documents of a folder (`../shared/corpus` beside the repository, where there is one), ping-pong, chains and random frames.
 * Others keep every resource in one place from its first to its last use in declared order, which is what engines do: rules that lay blocks
 * into one heap, and pools that hand whole buffers on (`../placement/peers.ts`). Where textures cannot be placed, all of them hand
 * on textures of equal description. The others pay less than a device asks: pools no alignment, rules for one heap none of WebGPU's rules
 * about buffers. Peaks are in MiB. Ours: peak, barriers, submissions, milliseconds of planning (warm).
 *
 * Below the table: rows where `memory` needs more than any of the others, with what that one needs once it pays the device's alignments and
 * its buffers lie in heaps as WebGPU's rules ask; and rows where `balanced` needs more than declared order.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { WRITES } from '../../src/graph/access.ts'
import type { FrameGraph, TextureResource } from '../../src/graph/document.ts'
import { parseGraph, parseGraphText } from '../../src/graph/parse.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'
import type { Plan } from '../../src/plan/document.ts'
import { objectives } from '../../src/plan/objectives.ts'
import { profiles, type DeviceProfile } from '../../src/plan/profile.ts'
import { textureKey } from '../../src/planner/place/planned-texture.ts'
import type { PlacementBlock, PlacementResult } from '../../src/planner/place/solver/index.ts'
import { planGraph } from '../../src/planner/index.ts'
import { targets } from '../../test/properties/profiles.ts'
import { seededGraph } from '../../test/support/random-graph.ts'
import { chains } from '../objectives/chains.ts'
import { peers } from '../placement/peers.ts'
import { pingPong } from './ping-pong.ts'

type Case = readonly [name: string, graphOf: (profile: DeviceProfile) => FrameGraph]

const beside = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))

function cases(): Case[] {
  const folder = process.argv[2] ?? beside
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^(?!.*\.facts).*\.json$/.test(name)) : []
  const random = ['dummy, textures', 'webgpu, textures', 'vulkan, textures']
  return [
    ...files.sort().map((name): Case => {
      const graph = parseGraphText(readFileSync(join(folder, name), 'utf8'))
      return [name.replace('.json', ''), () => graph]
    }),
    ...[16, 64].map((rounds): Case => [`ping-pong ${rounds}`, () => parseGraph(pingPong(rounds, 4 << 20))]),
    ...(['chain after chain', 'side by side'] as const).map((declared): Case => [
      `24 × 8, ${declared}`,
      () => parseGraph(chains(24, 8, 1 << 20, declared)),
    ]),
    ...[1, 2, 3, 4, 5].map((seed): Case => [
      `random ${seed}`,
      (profile) =>
        seededGraph(seed, 60, targets.find(({ name }) => random.includes(name) && name.startsWith(profile.name))!.rules)
          .graph,
    ]),
  ]
}

/**
 * Bytes that each peer needs for the transient resources of a plan, alive from their first to their last use in declared order.
 *
 * @param paysRules whether sizes are whole steps of copies, pools pay the device's alignments too, and buffers that one pass reads and writes lie in different heaps
 */
function peersOf(graph: FrameGraph, plan: Plan, profile: DeviceProfile, paysRules = false): number[] {
  const { resources, accessStart, accessInstance, instanceResource } = resolveGraph(graph)
  const used = new Set(plan.placements.map(({ resource }) => resource))
  const start = resources.map(() => -1)
  const end = resources.map(() => -1)
  for (let p = 0; p + 1 < accessStart.length; p++)
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      const r = instanceResource[accessInstance[a]!]!
      if (start[r]! < 0) start[r] = p
      end[r] = p + 1
    }
  const { alignments, rules } = profile
  const heapOf = paysRules ? heapsApart(graph, profile) : resources.map(() => 0)
  const heaps: PlacementBlock[][] = []
  const textures = new Map<string, PlacementBlock[]>()
  for (const { id, index, lifetime, layout, sizeBytes } of resources) {
    if (lifetime !== 'transient' || start[index]! < 0 || !used.has(id)) continue
    const alignment = layout ? alignments.texturePlacementBytes : alignments.placementBytes
    const isPlaced = !layout || rules.placedTextures
    const step = paysRules && isPlaced ? alignments.copyBytes : 1
    const block = { sizeBytes: Math.ceil(sizeBytes / step) * step, start: start[index]!, end: end[index]!, alignment }
    if (isPlaced) (heaps[heapOf[index]!] ??= []).push(block)
    else {
      const key = textureKey(graph.resources[index] as TextureResource)
      textures.set(key, [...(textures.get(key) ?? []), block])
    }
  }
  const pool = peers.at(-1)!
  let ofTextures = 0
  for (const blocks of textures.values()) ofTextures += pool.place(blocks).peakBytes
  const bytesOf = ({ heapSizes, peakBytes }: PlacementResult, blocks: readonly PlacementBlock[]): number => {
    if (!paysRules || heapSizes.length < 2) return peakBytes
    // Buffers of a pool behind each other in one heap; the last need not be rounded.
    const alignment = Math.max(...blocks.map((block) => block.alignment ?? 1))
    const padding = heapSizes.map((size) => Math.ceil(size / alignment) * alignment - size)
    return peakBytes + padding.reduce((sum, bytes) => sum + bytes, 0) - Math.max(...padding)
  }
  return peers.map(({ place }) => heaps.reduce((sum, blocks) => sum + bytesOf(place(blocks), blocks), ofTextures))
}

/** A heap for each resource: the first that holds nothing which a pass of a device with WebGPU's rules reads where it writes this, or the other way. */
function heapsApart(graph: FrameGraph, { rules }: DeviceProfile): number[] {
  const { resources, accessStart, accessInstance, accessFlags, instanceResource } = resolveGraph(graph)
  const apart = resources.map(() => new Set<number>())
  graph.passes.forEach(({ kind }, p) => {
    if (kind === 'copy' ? rules.sameBufferCopy : !rules.exclusiveUsagePerScope) return
    const sides: [read: number[], written: number[]] = [[], []]
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++)
      sides[(accessFlags[a]! & WRITES) === 0 ? 0 : 1].push(instanceResource[accessInstance[a]!]!)
    for (const r of sides[0]) for (const w of sides[1]) if (r !== w) void (apart[r]!.add(w), apart[w]!.add(r))
  })
  const heapOf: number[] = []
  for (const { index } of resources) {
    const taken = new Set([...apart[index]!].filter((other) => !resources[other]!.layout).map((other) => heapOf[other]))
    let heap = 0
    while (taken.has(heap)) heap++
    heapOf.push(heap)
  }
  return heapOf
}

/** MiB, and bytes where there are few. */
const mib = (bytes: number): string => (bytes < 2 ** 17 ? `${bytes} B` : (bytes / 2 ** 20).toFixed(3))

interface Planned {
  readonly plan: Plan
  readonly ms: number
}

function planned(graph: FrameGraph, profile: DeviceProfile, objective: (typeof objectives)[number]): Planned {
  let plan = planGraph(graph, profile, { objective })
  let ms = Infinity
  for (let k = 0; k < 3; k++) {
    const started = performance.now()
    plan = planGraph(graph, profile, { objective })
    ms = Math.min(ms, performance.now() - started)
  }
  return { plan, ms }
}

const cell = ({ plan: { report }, ms }: Planned): string =>
  `${mib(report.memory.peakBytes)} ${report.barriers.count} ${report.submissions.count} ${ms.toFixed(1)}`

export function benchMemory(): void {
  const header = [
    'graph',
    'profile',
    ...peers.map(({ name }) => name),
    'no aliasing',
    'declared',
    ...objectives,
    'bound, any order',
  ]
  const rows: string[][] = [header]
  const worse: string[] = []
  for (const [name, graphOf] of cases())
    for (const profile of Object.values(profiles)) {
      const graph = graphOf(profile)
      const ours = objectives.map((objective) => planned(graph, profile, objective))
      const [balanced, , memory] = ours.map(({ plan }) => plan.report.memory)
      const others = peersOf(graph, ours[0]!.plan, profile)
      const { withoutAliasingBytes, declaredOrderBytes, anyOrderLowerBoundBytes = 0, peakBytes } = balanced!
      rows.push([
        name,
        profile.name,
        ...[...others, withoutAliasingBytes, declaredOrderBytes!].map(mib),
        ...ours.map(cell),
        mib(anyOrderLowerBoundBytes),
      ])
      const paying = peersOf(graph, ours[0]!.plan, profile, true)
      others.forEach((bytes, k) => {
        if (memory!.peakBytes > bytes)
          worse.push(
            `${name}, ${profile.name}: memory ${memory!.peakBytes}, ${peers[k]!.name} ${bytes}; where it pays what the device asks, ${paying[k]!}${paying[k]! < memory!.peakBytes ? ' (still fewer)' : ''}`,
          )
      })
      if (peakBytes > declaredOrderBytes!)
        worse.push(`${name}, ${profile.name}: balanced ${peakBytes}, declared ${declaredOrderBytes}`)
    }
  const widths = header.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)))
  for (const row of rows)
    console.log(row.map((text, k) => (k < 2 ? text.padEnd(widths[k]!) : text.padStart(widths[k]!))).join('  '))
  console.log(worse.length === 0 ? '\nno row where ours needs more' : `\nours needs more:\n${worse.join('\n')}`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) benchMemory()
