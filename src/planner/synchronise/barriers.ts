/**
 * Phase 11, barriers: hazards on physical bytes after placement, so that aliasing is covered by construction.
 *
 * For a fixed order of commands, the greedy choice is optimal: a hazard whose earlier access is before the last barrier of its
 * queue only widens the masks of that barrier; any other hazard gets a new barrier right before its later access. Hazards
 * between queues are covered by waits. A layout needs no barrier of its own (`image-layouts.ts`), except the first layout of a
 * texture that starts without one. One sweep over the touches of heaps and textures: O(touches · log n).
 */
import type { BarrierPoint } from './barrier-commands.ts'
import type { CommandList } from '../lower/command-list.ts'
import type { IntegerSet } from '../support/integer-set.ts'
import { compressIntervals, handBackIntervals, type CompressedIntervals, segmentsOf } from '../support/intervals.ts'
import { BarrierSweep } from './barrier-sweep.ts'
import { handBackItems, separateBoxes } from '../support/texel-boxes.ts'
import { giveLayouts, type PhysicalTexture } from './image-layouts.ts'
import { int32Array, noIndices, uint8Array } from '../../graph/typed-arrays.ts'

export interface BarrierContext {
  readonly commands: CommandList
  readonly submissionQueue: Int32Array
  readonly queueCount: number
  readonly heapCount: number
  readonly textures: readonly PhysicalTexture[]
}

/** O(touches · log n). */
export function insertBarriers(context: BarrierContext): BarrierPoint[] {
  const { commands, heapCount, textures, queueCount } = context
  const spaces = int32Array(commands.space.length)
  for (let t = 0; t < spaces.length; t++) {
    const space = commands.space.get(t)
    spaces[t] = space < 0 ? heapCount + ~space : space
  }
  const { parts, intervals } = touchIntervals(context, spaces)
  const { queueOf, firstOf } = queuesOfCommands(context)
  const withoutLayout = textures.length > 0 ? segmentsWithoutLayout(intervals, heapCount, textures) : undefined
  const sweep = new BarrierSweep({
    commands,
    spaces,
    heapCount,
    intervals,
    parts,
    withoutLayout,
    queueOf,
    queueCount,
    firstOf,
  })
  const barrierOf = int32Array(textures.length > 0 ? commands.length : 0)
  for (let c = 0; c < commands.length; c++) {
    sweep.visit(c)
    if (barrierOf.length > 0) barrierOf[c] = sweep.last[queueOf[c]!]!
  }
  sweep.handBack()
  handBackIntervals(intervals)
  if (parts) handBackItems(parts)
  const { points, hasSeveralQueues } = sweep
  if (textures.length > 0) giveLayouts({ commands, spaces, textures, heapCount, barrierOf, points })
  if (!hasSeveralQueues) return points
  // A barrier for a layout is not needed where another queue has made the transition.
  const used = points.filter(({ afterMask, transitions }) => afterMask !== 0 || transitions !== undefined)
  return used.sort((a, b) => a.before - b.before)
}

/** The touched bytes of each space as intervals; a touch of a box of texels has several. */
function touchIntervals({ commands, heapCount, textures }: BarrierContext, spaces: Int32Array) {
  const [begin, end] = [commands.begin.toArray(), commands.end.toArray()]
  const parts = separateBoxes(spaces, begin, end, commands.boxes, (space) => textures[space - heapCount]!.layout)
  const spaceCount = heapCount + textures.length
  const intervals = parts
    ? compressIntervals(parts.group, parts.begin, parts.end, spaceCount)
    : compressIntervals(spaces, begin, end, spaceCount)
  return { parts, intervals }
}

/** The queue of each command, and the first command of each submission. */
function queuesOfCommands({ commands, submissionQueue }: BarrierContext) {
  const queueOf = int32Array(commands.length)
  const firstOf = noIndices(submissionQueue.length)
  for (let c = 0; c < queueOf.length; c++) {
    const s = commands.submissionOf(c)
    queueOf[c] = submissionQueue[s]!
    if (firstOf[s]! < 0) firstOf[s] = c
  }
  return { queueOf, firstOf }
}

/** Segments without a layout: those of transient textures that nothing has used yet. */
function segmentsWithoutLayout(
  intervals: CompressedIntervals,
  heapCount: number,
  textures: BarrierContext['textures'],
): IntegerSet {
  const isMarked = uint8Array(heapCount + textures.length)
  textures.forEach(({ isTransient }, t) => (isMarked[heapCount + t] = Number(isTransient)))
  return segmentsOf(intervals, isMarked)
}
