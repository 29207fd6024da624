/**
 * Phase 10, barriers: hazards on physical bytes after placement, so that aliasing is covered by construction.
 *
 * For a fixed order the greedy is optimal: a hazard whose earlier end lies before the last barrier of its queue only widens
 * that barrier's masks; otherwise a new barrier stands right before the later end. Hazards across queues are covered by waits.
 * One sweep over segments of heaps and textures. O(segments touched · log₃₂ n).
 */
import { READS, WRITES, accessKinds, type AccessKind } from '../graph/access.ts'
import type { TextureLayout } from '../graph/texture-layout.ts'
import { layoutCode, type CommandList } from './commands.ts'
import { GrowableInt32 } from './growable.ts'
import { compressIntervals, SegmentSet, type CompressedIntervals } from './intervals.ts'
import type { CommandOf, ImageLayout } from './plan.ts'

export interface BarrierContext {
  readonly commands: CommandList
  readonly submissionQueue: Int32Array
  readonly queueCount: number
  readonly heapCount: number
  /** Linear layout of each physical texture, and whether it starts a run without contents. */
  readonly textures: readonly { layout: TextureLayout; transient: boolean }[]
}

export interface BarrierPoint {
  /** It stands right before this command. */
  readonly before: number
  /** Bits of access codes. */
  beforeMask: number
  afterMask: number
  transitions: NonNullable<CommandOf<'barrier'>['transitions']> | undefined
}

const layoutNames = Object.keys(layoutCode) as (keyof typeof layoutCode)[]

export function insertBarriers(context: BarrierContext): BarrierPoint[] {
  const { commands, heapCount, textures } = context
  const spaces = commands.space.toArray()
  for (let t = 0; t < spaces.length; t++) if (spaces[t]! < 0) spaces[t] = heapCount + ~spaces[t]!
  const intervals = compressIntervals(
    spaces,
    commands.begin.toArray(),
    commands.end.toArray(),
    heapCount + textures.length,
  )
  const segments = new SegmentSet(intervals)
  const queueOf = new Int32Array(commands.length)
  const firstOf = new Int32Array(context.submissionQueue.length).fill(-1)
  let severalQueues = false
  for (let c = 0; c < queueOf.length; c++) {
    const s = commands.submissionOf(c)
    queueOf[c] = context.submissionQueue[s]!
    if (queueOf[c] !== queueOf[0]) severalQueues = true
    if (firstOf[s]! < 0) firstOf[s] = c
  }
  const count = intervals.position.length
  const writer = new Int32Array(count).fill(-1)
  const writerKind = new Uint8Array(count)
  const readers = new Int32Array(count).fill(-1)
  const owner = new Int32Array(count).fill(-1)
  const layout = new Uint8Array(count)
  /** The barrier that last changed the layout, until something writes. What reads after it must be named by it. */
  const moved: (BarrierPoint | undefined)[] = []
  textures.forEach(({ transient }, t) => {
    const start = intervals.groupStart[heapCount + t]!
    if (start < intervals.groupStart[heapCount + t + 1]!)
      layout[start] = transient ? layoutCode.undefined : layoutCode.storage
  })
  const layouts = textures.length > 0 ? wantedLayouts(commands, spaces, intervals) : undefined
  const cellCommand = new GrowableInt32()
  const cellKind = new GrowableInt32()
  const cellNext = new GrowableInt32()
  const last: (BarrierPoint | undefined)[] = Array.from({ length: context.queueCount })
  const points: BarrierPoint[] = []

  const barrierBetween = (earlier: number, later: number, queue: number): BarrierPoint => {
    let barrier = last[queue]
    if (!barrier || earlier >= barrier.before) {
      barrier = { before: later, beforeMask: 0, afterMask: 0, transitions: undefined }
      last[queue] = barrier
      points.push(barrier)
    }
    return barrier
  }
  const hazard = (earlier: number, earlierKind: number, later: number, laterKind: number) => {
    if (earlier === later) return
    const queue = queueOf[later]!
    // Waits between submissions order what runs on different queues.
    if (queueOf[earlier] !== queue) return
    const barrier = barrierBetween(earlier, later, queue)
    barrier.beforeMask |= 1 << earlierKind
    barrier.afterMask |= 1 << laterKind
  }
  const cut = (boundary: number) => {
    const source = segments.split(boundary)
    if (source < 0) return
    writer[boundary] = writer[source]!
    writerKind[boundary] = writerKind[source]!
    readers[boundary] = readers[source]!
    owner[boundary] = owner[source]!
    layout[boundary] = layout[source]!
    if (moved[source]) moved[boundary] = moved[source]
  }
  const orderAfterAll = (s: number, c: number, kind: number) => {
    if (writer[s]! >= 0) hazard(writer[s]!, writerKind[s]!, c, kind)
    for (let cell = readers[s]!; cell >= 0; cell = cellNext.get(cell))
      hazard(cellCommand.get(cell), cellKind.get(cell), c, kind)
  }
  const addReader = (s: number, c: number, kind: number) => {
    const head = readers[s]!
    if (head >= 0 && cellCommand.get(head) === c && cellKind.get(head) === kind) return
    cellCommand.push(c)
    cellKind.push(kind)
    readers[s] = cellNext.push(head)
  }
  const moveLayout = (t: number, s: number, c: number, kind: number, to: number) => {
    const queue = queueOf[c]!
    // A transition writes. It must follow everything that used the old layout: find the latest of it on this queue. What other
    // queues do with that memory is over when the waits of this submission are, so it cannot stand before them.
    let latest = severalQueues ? firstOf[commands.submissionOf(c)]! - 1 : -1
    const note = (command: number) => {
      if (command >= 0 && command !== c && queueOf[command] === queue) latest = Math.max(latest, command)
    }
    note(writer[s]!)
    for (let cell = readers[s]!; cell >= 0; cell = cellNext.get(cell)) note(cellCommand.get(cell))
    orderAfterAll(s, c, kind)
    const barrier = barrierBetween(latest, c, queue)
    barrier.afterMask |= 1 << kind
    const groupEnd = intervals.groupStart[heapCount + t + 1]! - 1
    const next = segments.next(s)
    const end = next < 0 ? groupEnd : Math.min(next, groupEnd)
    barrier.transitions ??= []
    barrier.transitions.push(
      ...transitionsOf(t, textures[t]!.layout, intervals.position[s]!, intervals.position[end]!, layout[s]!, to),
    )
    layout[s] = to
    moved[s] = barrier
    writer[s] = -1
    readers[s] = -1
  }

  for (let c = 0; c < commands.length; c++) {
    const lastTouch = commands.touchStart(c + 1)
    for (let t = commands.touchStart(c); t < lastTouch; t++) {
      const first = intervals.first[t]!
      const end = intervals.last[t]!
      const flags = commands.flags.get(t)
      const kind = commands.kind.get(t)
      const own = commands.owner.get(t)
      const wanted = layouts === undefined ? 0 : layouts[t]!
      cut(first)
      cut(end)
      if (own >= 0) {
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          if (owner[s] !== own) {
            orderAfterAll(s, c, kind)
            writer[s] = -1
            readers[s] = -1
            owner[s] = own
          }
          addReader(s, c, kind)
        }
        continue
      }
      if (wanted !== 0) {
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          const barrier = moved[s]
          if (layout[s] !== wanted) moveLayout(spaces[t]! - heapCount, s, c, kind, wanted)
          else if (barrier) barrier.afterMask |= 1 << kind
        }
      }
      if (flags & WRITES) {
        let own = -1
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          let carried = false
          for (let cell = readers[s]!; cell >= 0; cell = cellNext.get(cell)) {
            const reader = cellCommand.get(cell)
            hazard(reader, cellKind.get(cell), c, kind)
            // Readers since the last write carry the order to it, unless they are part of that write or of this one (in place).
            if (reader === c) own = cellKind.get(cell)
            else if (reader !== writer[s]) carried = true
          }
          if (writer[s]! >= 0 && (!carried || flags & READS)) hazard(writer[s]!, writerKind[s]!, c, kind)
        }
        segments.merge(first, end)
        writer[first] = c
        writerKind[first] = kind
        if (wanted !== 0) moved[first] = undefined
        readers[first] = -1
        owner[first] = -1
        // A command that reads what it overwrites goes on counting as its reader.
        if (own >= 0) addReader(first, c, own)
      } else {
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          if (writer[s]! >= 0) hazard(writer[s]!, writerKind[s]!, c, kind)
          addReader(s, c, kind)
        }
      }
    }
  }
  // With one queue they come in order.
  if (context.queueCount > 1) points.sort((a, b) => a.before - b.before)
  return points
}

/**
 * The layout that each touch of a texture wants. One command may touch the same texels in two ways (after forwarding a texture
 * has several names), and then both find the one layout that allows both.
 */
function wantedLayouts(commands: CommandList, spaces: Int32Array, { first, last }: CompressedIntervals): Int32Array {
  const wanted = commands.layout.toArray()
  for (let c = 0; c < commands.length; c++) {
    const touches: number[] = []
    for (let t = commands.touchStart(c); t < commands.touchStart(c + 1); t++) if (wanted[t] !== 0) touches.push(t)
    if (touches.length < 2) continue
    touches.sort((a, b) => spaces[a]! - spaces[b]! || first[a]! - first[b]! || a - b)
    for (let from = 0; from < touches.length;) {
      const space = spaces[touches[from]!]!
      let end = last[touches[from]!]!
      let layout = wanted[touches[from]!]!
      let to = from + 1
      for (; to < touches.length && spaces[touches[to]!] === space && first[touches[to]!]! < end; to++) {
        end = Math.max(end, last[touches[to]!]!)
        layout = commonLayout(layout, wanted[touches[to]!]!)
      }
      for (; from < to; from++) wanted[touches[from]!] = layout
    }
  }
  return wanted
}

function commonLayout(a: number, b: number): number {
  if (a === b) return a
  const readsDepth = (code: number) => code === layoutCode['depth-read'] || code === layoutCode.sampled
  return readsDepth(a) && readsDepth(b) ? layoutCode['depth-read'] : layoutCode.storage
}

/** Makes the commands of the barriers of one plan. */
export function barrierCommands(): (point: BarrierPoint) => CommandOf<'barrier'> {
  const kindsOf = kindLists()
  return ({ beforeMask, afterMask, transitions }) => {
    const command: CommandOf<'barrier'> = { op: 'barrier', before: kindsOf(beforeMask), after: kindsOf(afterMask) }
    if (transitions) command.transitions = transitions
    return command
  }
}

/** One frozen list for each mask: a plan has as many barriers as levels, but few kinds of them. */
function kindLists(): (mask: number) => AccessKind[] {
  const lists = new Map<number, readonly AccessKind[]>()
  return (mask) => {
    let kinds = lists.get(mask)
    if (!kinds) lists.set(mask, (kinds = Object.freeze(accessKinds.filter((_, code) => (mask & (1 << code)) !== 0))))
    return kinds as AccessKind[]
  }
}

/** The subresources inside a byte interval of a texture's linear layout, as transitions. */
function transitionsOf(
  texture: number,
  layout: TextureLayout,
  begin: number,
  end: number,
  from: number,
  to: number,
): NonNullable<CommandOf<'barrier'>['transitions']> {
  const made: NonNullable<CommandOf<'barrier'>['transitions']> = []
  const names = { from: layoutNames[from] as ImageLayout, to: layoutNames[to] as ImageLayout }
  layout.levels.forEach((level, mipLevel) => {
    const levelEnd = level.offset + level.sliceBytes * level.slices
    const low = Math.max(begin, level.offset)
    const high = Math.min(end, levelEnd)
    if (low >= high) return
    const layer = layout.dimension === '3d' ? 0 : Math.floor((low - level.offset) / level.sliceBytes)
    const layerCount = layout.dimension === '3d' ? 1 : Math.ceil((high - level.offset) / level.sliceBytes) - layer
    const before = made[made.length - 1]
    if (
      before &&
      before.layer === layer &&
      before.layerCount === layerCount &&
      before.mipLevel + before.mipLevelCount === mipLevel
    )
      before.mipLevelCount += 1
    else made.push({ texture, mipLevel, mipLevelCount: 1, layer, layerCount, ...names })
  })
  return made
}
