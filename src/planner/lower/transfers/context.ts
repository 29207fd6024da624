/** Context that all parts of the lowering of transfers share, and helpers on it. */
import { asInteger } from '../../support/as-integer.ts'
import { counted } from '../../../errors.ts'
import type { PassOf } from '../../../graph/document.ts'
import type { TextureRegion } from '../../../graph/endpoint.ts'
import { transferRegion } from '../../../graph/pass-regions.ts'
import { roundUp } from '../../../plan/multiples.ts'
import type { CommandList } from '../command-list.ts'
import type { DecisionLog } from '../../support/decisions.ts'
import type { Values } from '../../analyse/values.ts'
import type { NormalGraph } from '../../normalise/index.ts'
import type { Occupancy } from '../occupancy.ts'
import type { Placements } from '../../place/placements.ts'
import type { Schedule } from '../../schedule/schedule-passes.ts'
import type { StagingArena } from '../../staging/staging-heap.ts'
import { touchValue } from './texture-touches.ts'

/** Results of the phases before, and the commands under construction. */
export interface TransferContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly schedule: Schedule
  readonly placements: Placements
  readonly occupancy: Occupancy
  readonly commands: CommandList
  readonly decisions: DecisionLog
  /** Staging arena of uploads of inputs that a host pass produces, −1 for those of the program, and of a readback. */
  uploadArena(producer: number): StagingArena
  readbackArena(node: number): StagingArena
}

/** The transfer that a node is. */
export const passOf = ({ graph, schedule }: TransferContext, node: number) =>
  graph.graph.passes[schedule.nodePass[node]!]! as PassOf<'upload' | 'readback' | 'copy' | 'fill'>

/** Ids of the passes of nodes. */
export const idsOf = (context: TransferContext, nodes: readonly number[]): string[] =>
  nodes.map((node) => passOf(context, node).id)

/** Bytes of a heap, as one side of a transfer. */
export interface ByteSide {
  readonly value: number
  readonly heap: number
  readonly offset: number
  /** Begin and end of the bytes within the value. */
  readonly begin: number
  readonly end: number
}

/** Texels of a physical texture, as one side of a transfer. */
export interface TexelSide {
  readonly value: number
  readonly texture: number
  readonly region: TextureRegion
}

/** One side of a transfer on the device. Buffers and textures differ from here on. */
export type Side = ByteSide | TexelSide

export const isTexels = (side: Side): side is TexelSide => 'texture' in side

/**
 * The side of a transfer.
 *
 * @param slot for a copy, 0 for `from` and 1 for `to`; other transfers have one side
 * @returns undefined for a transfer of no bytes
 */
export function sideOf(
  { graph, schedule, placements, values }: TransferContext,
  node: number,
  slot: 0 | 1 = 0,
): Side | undefined {
  const p = schedule.nodePass[node]!
  const first = graph.accessStart[p]!
  const last = graph.accessStart[p + 1]! - 1
  if (last < first) return undefined
  // A region of texels may have several accesses, all of one value.
  const a = slot === 0 ? first : last
  const value = values.accessValue[a]!
  const texture = placements.texture[value]!
  if (texture >= 0)
    return { value, texture, region: (graph.accessBox.get(a) ?? transferRegion(graph, p, slot)) as TextureRegion }
  const begin = asInteger(graph.accessBegin[a]!)
  return {
    value,
    heap: placements.heap[value]!,
    offset: asInteger(placements.offset[value]! + begin),
    begin,
    end: asInteger(graph.accessEnd[a]!),
  }
}

/** Whether a range ends with its value and is followed by padding, which every value but imported memory has. */
export function endsValue({ graph, placements }: TransferContext, value: number, end: number): boolean {
  const unit = graph.profile.alignments.copyBytes
  return end === placements.declaredBytes[value]! && roundUp(end, unit) <= placements.sizeBytes[value]!
}

/** Adds all accesses of the node's pass to the open command. */
export function touchPass({ graph, schedule, placements, values, commands }: TransferContext, node: number): void {
  const p = schedule.nodePass[node]!
  for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
    const value = values.accessValue[a]!
    touchValue(
      commands,
      placements,
      value,
      graph.accessBegin[a]!,
      graph.accessEnd[a]!,
      graph.accessFlags[a]!,
      graph.accessKind[a]!,
      graph.accessBox.get(a),
    )
    commands.use(value)
  }
}

/** Records the decision that several declared transfers became one command. */
export function noteMerge({ decisions }: TransferContext, passes: string[], regions: number, what: string): void {
  if (passes.length < 2) return
  decisions.add('MERGED', passes, [], `${passes.length} ${what} are one command of ${counted(regions, 'region')}`, {
    commands: passes.length - 1,
  })
}
