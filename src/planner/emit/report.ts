/** The report of a plan: submissions, memory, transfers, barriers and passes, as counts, bytes and proven bounds. */
import { passCode } from '../../graph/access.ts'
import { regionBytes } from '../../graph/endpoint.ts'
import { transferRegion } from '../../graph/pass-regions.ts'
import type { Command, Position, Report } from '../../plan/document.ts'
import type { LiveAtPeak } from '../../plan/types.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { bytesWithoutAliasing } from '../place/without-aliasing.ts'
import type { EmitContext } from './context.ts'
import { float64Array } from '../../graph/typed-arrays.ts'

/** Most values that the report lists as alive at the peak. */
const mostListed = 1000

/** O(passes + commands and their regions + values). */
export function report(context: EmitContext): Report {
  const { graph, schedule, assembled } = context
  const { explicitBarriers } = graph.profile.rules
  const count = assembled.barrierCount
  const declared = graph.graph.passes.length
  const planned = plannedPasses(context)
  const { submissionCount } = schedule
  const lowerBound = Math.min(schedule.lowerBound, context.fewestSubmissions)
  const submissions = { count: submissionCount, lowerBound, proven: submissionCount === lowerBound }
  const memory = memoryReport(context)
  const transfers = transferReport(context)
  const barriers = { count, lowerBound: explicitBarriers ? Math.min(schedule.barrierLowerBound, count) : 0 }
  const passes = { declared, planned, culled: declared - planned }
  if (!schedule.makespan) return { submissions, memory, transfers, barriers, passes }
  const makespan = { ...schedule.makespan, lowerBound: Math.min(schedule.makespan.lowerBound, context.leastMakespan) }
  return { submissions, memory, transfers, makespan, barriers, passes }
}

const isTransfer = (kind: number): boolean =>
  kind === passCode.upload || kind === passCode.copy || kind === passCode.fill || kind === passCode.readback

/** Passes that the plan carries out. A transfer of no bytes is scheduled, but no command executes it. */
function plannedPasses({ graph, schedule }: EmitContext): number {
  let planned = 0
  for (let k = 0; k < schedule.member.length; k++) {
    const p = schedule.member[k]!
    // An upload that is cut into parts has several nodes.
    if (k > 0 && schedule.member[k - 1] === p) continue
    if (!isTransfer(graph.passKind[p]!) || graph.accessStart[p]! < graph.accessStart[p + 1]!) planned += 1
  }
  return planned
}

function transferReport(context: EmitContext): Report['transfers'] {
  const { graph, assembled } = context
  const transfers = {
    declared: 0,
    commands: 0,
    regions: 0,
    bytesDeclared: 0,
    bytesMoved: bytesBetweenTextures(context),
  }
  for (let p = 0; p < graph.passKind.length; p++) {
    if (!isTransfer(graph.passKind[p]!)) continue
    transfers.declared += 1
    transfers.bytesDeclared += transferBytes(graph, p)
  }
  for (const { commands } of assembled.submissions)
    for (let c = 0; c < commands.length; c++) addCommand(transfers, commands[c]!)
  return transfers
}

/** Bytes of one upload, copy, fill or readback. Accesses of textures are whole slices, so the regions count instead. */
function transferBytes(graph: NormalGraph, p: number): number {
  const a = graph.accessStart[p]!
  if (a === graph.accessStart[p + 1]) return 0
  const info = graph.resources[graph.instanceResource[graph.accessInstance[a]!]!]!
  return info.layout ? regionBytes(transferRegion(graph, p)) : graph.accessEnd[a]! - graph.accessBegin[a]!
}

/** Adds a command of the plan. Commands between textures state no bytes: see `bytesOfTextureNodes`. */
function addCommand(transfers: { commands: number; regions: number; bytesMoved: number }, command: Command): void {
  if (command.op === 'copy' || command.op === 'scatter') {
    transfers.regions += command.regions.length
    for (const region of command.regions) transfers.bytesMoved += region[2]
  } else if (command.op === 'fill') {
    transfers.regions += 1
    transfers.bytesMoved += command.size
  } else if (command.op === 'copy-to-texture' || command.op === 'copy-from-texture') {
    transfers.regions += command.regions.length
    for (const region of command.regions) transfers.bytesMoved += region.rowBytes * region.rowsPerImage * region.size[2]
  } else if (command.op === 'copy-texture') transfers.regions += command.regions.length
  else if (command.op === 'clear-texture') transfers.regions += 1
  else return
  transfers.commands += 1
}

/** Bytes of fills and copies that have textures on all sides. */
function bytesBetweenTextures({ graph, values, schedule, placements }: EmitContext): number {
  let bytes = 0
  for (let n = 0; n < schedule.nodeCount; n++) {
    const p = schedule.nodePass[n]!
    if (graph.passKind[p] !== passCode.fill && graph.passKind[p] !== passCode.copy) continue
    let hasOnlyTextures = graph.accessStart[p]! < graph.accessStart[p + 1]!
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++)
      hasOnlyTextures &&= placements.texture[values.accessValue[a]!]! >= 0
    if (hasOnlyTextures) bytes += transferBytes(graph, p)
  }
  return bytes
}

function memoryReport(context: EmitContext): Report['memory'] {
  const { graph, values, placements, assembled, versions, sizes, declaredOrderBytes, anyOrderLowerBoundBytes } = context
  const { peakBytes, lowerBoundBytes, proven, persistentBytes } = placements
  const withoutAliasingBytes = bytesWithoutAliasing(
    { graph, versions, values, sizes },
    (value) => assembled.first[value] !== undefined,
  )
  const memory: Report['memory'] = {
    peakBytes,
    lowerBoundBytes,
    anyOrderLowerBoundBytes,
    declaredOrderBytes,
    withoutAliasingBytes,
    proven,
    persistentBytes,
  }
  const { peakAt, peakLive } = peak(context)
  if (peakAt) memory.peakAt = peakAt
  if (peakLive) memory.peakLive = peakLive
  return memory
}

/** The first moment at which the most transient bytes are alive, and the values alive then. */
function peak(context: EmitContext): {
  readonly peakAt: Position | undefined
  readonly peakLive: LiveAtPeak[] | undefined
} {
  const { graph, versions, values, lifetimes, placements, assembled } = context
  // Where values of several queues were placed by the order of their uses, intervals hold more than is alive.
  const inTime = peakTime(context, lifetimes.end)
  const until = inTime.bytes > placements.peakBytes ? lifetimes.usedUntil : lifetimes.end
  const { at } = until === lifetimes.end ? inTime : peakTime(context, until)
  if (at < 0) return { peakAt: undefined, peakLive: undefined }
  const peakLive: LiveAtPeak[] = []
  let peakAt: Position | undefined
  for (let v = 0; v < values.valueCount; v++) {
    if (!isTransient(context, v) || lifetimes.start[v]! > at || until[v]! <= at) continue
    const version = values.valueVersion[v]!
    if (peakLive.length < mostListed)
      peakLive.push({
        resource: graph.resources[placements.resource[v]!]!.id,
        version: versions.versionNumber[version]!,
        sizeBytes: placements.sizeBytes[v]!,
      })
    // The value that starts at that moment is the one that completes the peak.
    if (lifetimes.start[v] === at) peakAt ??= assembled.first[v]
  }
  return { peakAt, peakLive }
}

const isTransient = ({ graph, lifetimes, placements }: EmitContext, v: number): boolean =>
  lifetimes.start[v]! >= 0 && graph.resources[placements.resource[v]!]!.lifetime === 'transient'

/** The first time with the most transient bytes, which are alive until the given times; −1 where there are none at any time. */
function peakTime(context: EmitContext, until: Int32Array): { at: number; bytes: number } {
  const { values, lifetimes, placements } = context
  const change = float64Array(lifetimes.timeCount + 1)
  for (let v = 0; v < values.valueCount; v++) {
    if (!isTransient(context, v)) continue
    change[lifetimes.start[v]!]! += placements.sizeBytes[v]!
    change[until[v]!]! -= placements.sizeBytes[v]!
  }
  let now = 0
  let most = 0
  let at = -1
  for (let t = 0; t < change.length; t++) {
    now += change[t]!
    if (now > most) {
      most = now
      at = t
    }
  }
  return { at, bytes: most }
}
