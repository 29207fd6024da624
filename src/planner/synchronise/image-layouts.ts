/**
 * Layouts of transient textures, chosen once all barriers are placed: each texture is in the layout that a command needs,
 * because the last barrier before the command transitioned it.
 *
 * Texels have one layout between two barriers. Uses there that prefer different layouts share one that allows all of them, so
 * layouts never need further barriers. Textures that outlive the run stay in the general layout.
 *
 * Hot path for large plans: touches and segments are integers into parallel arrays. O(segments touched · log₃₂ n).
 */
import { WRITES } from '../../graph/access.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import type { BarrierPoint } from './barrier-commands.ts'
import { layoutCode, type CommandList } from '../lower/command-list.ts'
import { compressIntervals, SegmentSet, type CompressedIntervals } from '../support/intervals.ts'
import type { CommandOf, ImageLayout } from '../../plan/document.ts'
import { ascending, float64Array, int32Array, int32Slice, noIndices, uint8Array } from '../../graph/typed-arrays.ts'

/** A physical texture, as far as its barriers depend on it. */
export interface PhysicalTexture {
  /** Its linear layout. */
  readonly layout: TextureLayout
  /** Whether it starts a run without contents. */
  readonly isTransient: boolean
}

/** Touches of all commands, and the barriers between them. */
export interface LayoutContext {
  readonly commands: CommandList
  /** Space of each touch: heaps first, then textures. */
  readonly spaces: Int32Array
  readonly heapCount: number
  readonly textures: readonly PhysicalTexture[]
  /** Index in `points` of the last barrier before each command on its queue; −1 for none. */
  readonly barrierOf: Int32Array
  readonly points: readonly BarrierPoint[]
}

type Transitions = NonNullable<CommandOf<'barrier'>['transitions']>

/** Adds transitions to the barriers, with the access kinds that must precede a transition and those that must see its result. */
export function giveLayouts(context: LayoutContext): void {
  const touches = transientTouches(context)
  if (touches.count === 0) return
  const { commands, textures, barrierOf } = context
  const { command, start } = touches
  const layouts = new SegmentLayouts(context, touches)
  for (let texture = 0; texture < textures.length; texture++) {
    const stop = start[texture + 1]!
    // The first barrier waits for the previous owner of the memory; first uses of other levels chain to its access kinds.
    let firstKinds = 0
    for (let from = start[texture]!; from < stop;) {
      const barrier = barrierOf[command[from]!]!
      let to = from + 1
      while (to < stop && barrierOf[command[to]!] === barrier) to++
      const wanted = layoutsBetweenBarriers(commands, touches, from, to)
      const place = { texture, barrier, firstKinds }
      let kinds = 0
      for (let i = from; i < to; i++) kinds |= layouts.use(i, wanted[i - from]!, place)
      firstKinds ||= kinds
      from = to
    }
  }
}

/** The texture, the barrier and the kinds that touches behind one barrier have in common. */
interface TouchPlace {
  readonly texture: number
  readonly barrier: number
  /** Access kinds of the touches behind the texture's first barrier; 0 for these themselves. */
  readonly firstKinds: number
}

/** The layout of every segment of textures, from touch to touch. */
class SegmentLayouts {
  private readonly context: LayoutContext
  private readonly touches: Touches
  private readonly segments: SegmentSet
  private readonly layout: Uint8Array
  /** Access kinds of the uses since the last transition or write of the whole, and the last command among them. */
  private readonly used: Int32Array
  private readonly usedBy: Int32Array
  /** The barrier that made the last transition, until a write follows. It must list the kinds of later readers. */
  private readonly moved: Int32Array

  constructor(context: LayoutContext, touches: Touches) {
    this.context = context
    this.touches = touches
    this.segments = new SegmentSet(touches.intervals)
    const size = touches.intervals.position.length
    this.layout = uint8Array(size).fill(layoutCode.undefined)
    this.used = int32Array(size)
    this.usedBy = noIndices(size)
    this.moved = noIndices(size)
  }

  /** Brings what touch i covers into a layout. @returns the access kind of the touch */
  use(i: number, needed: number, place: TouchPlace): number {
    const { segments, layout, used, usedBy, moved } = this
    const { commands, points } = this.context
    const { touch, command, intervals, partial } = this.touches
    const kind = 1 << commands.kindOf(touch[i]!)
    const writes = (commands.flagsOf(touch[i]!) & WRITES) !== 0 && partial[i] === 0
    const first = intervals.first[i]!
    const end = intervals.last[i]!
    this.cut(first)
    this.cut(end)
    let together = 0
    for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
      if (layout[s] !== needed) this.transition(s, end, needed, place)
      if (moved[s]! >= 0) points[moved[s]!]!.afterMask |= kind
      used[s] = kind | (writes && usedBy[s] !== command[i] ? 0 : used[s]!)
      usedBy[s] = command[i]!
      together |= used[s]!
    }
    if (writes) {
      segments.merge(first, end)
      used[first] = together
      moved[first] = -1
    }
    return kind
  }

  private cut(boundary: number): void {
    const { layout, used, usedBy, moved } = this
    const source = this.segments.split(boundary)
    if (source < 0) return
    layout[boundary] = layout[source]!
    used[boundary] = used[source]!
    usedBy[boundary] = usedBy[source]!
    moved[boundary] = moved[source]!
  }

  /** Has the barrier transition the segments from `first` on that are in the same layout, up to `end`. */
  private transition(first: number, end: number, needed: number, { texture, barrier, firstKinds }: TouchPlace): void {
    const { segments, layout, used, moved } = this
    const { position } = this.touches.intervals
    const point = this.context.points[barrier]!
    const old = layout[first]!
    let after = first
    while (after >= 0 && after < end && layout[after] === old) {
      point.beforeMask |= old === layoutCode.undefined ? firstKinds : used[after]!
      layout[after] = needed
      used[after] = 0
      moved[after] = barrier
      after = segments.next(after)
    }
    const last = after < 0 || after > end ? end : after
    const texels = this.context.textures[texture]!.layout
    const made = transitionsOf(texture, texels, position[first]!, position[last]!, old, needed)
    if (!point.transitions) point.transitions = made
    else for (const transition of made) point.transitions.push(transition)
  }
}

interface Touches {
  readonly count: number
  /** Touches of transient textures, by texture, in the order of their commands. */
  readonly touch: Int32Array
  readonly command: Int32Array
  readonly start: Int32Array
  /** Whole layers, and in 3D textures whole levels, each of which has one layout. */
  readonly intervals: CompressedIntervals
  /** 1 for touches that cover only parts of such layers or levels. */
  readonly partial: Uint8Array
}

function transientTouches({ commands, spaces, heapCount, textures }: LayoutContext): Touches {
  const start = int32Array(textures.length + 1)
  const textureOf = (t: number) => {
    const texture = spaces[t]! - heapCount
    return texture >= 0 && textures[texture]!.isTransient ? texture : -1
  }
  for (let t = 0; t < spaces.length; t++) if (textureOf(t) >= 0) start[textureOf(t) + 1]! += 1
  for (let t = 0; t < textures.length; t++) start[t + 1]! += start[t]!
  const count = start[textures.length]!
  const next = int32Slice(start)
  const touch = int32Array(count)
  const command = int32Array(count)
  const group = int32Array(count)
  const begin = float64Array(count)
  const end = float64Array(count)
  const partial = uint8Array(count)
  for (let c = 0; c < commands.length; c++) {
    for (let t = commands.touchStart(c); t < commands.touchStart(c + 1); t++) {
      const texture = textureOf(t)
      if (texture < 0) continue
      const i = next[texture]!++
      touch[i] = t
      command[i] = c
      group[i] = texture
      begin[i] = commands.begin.get(t)
      end[i] = commands.end.get(t)
      if (commands.boxes?.has(t)) partial[i] = 1
      const { layout } = textures[texture]!
      if (layout.dimension !== '3d') continue
      for (const { offset, sliceBytes, slices } of layout.levels) {
        const stop = offset + sliceBytes * slices
        if (offset < begin[i]! && begin[i]! < stop) begin[i] = offset
        if (offset < end[i]! && end[i]! < stop) end[i] = stop
      }
      if (begin[i] !== commands.begin.get(t) || end[i] !== commands.end.get(t)) partial[i] = 1
    }
  }
  return { count, touch, command, start, intervals: compressIntervals(group, begin, end, textures.length), partial }
}

/**
 * The layout of each of the touches `from … to` of one texture, between which there is no barrier. Touches with common texels
 * share a layout, and so do all texels that one use of a command sees through one view.
 */
function layoutsBetweenBarriers(
  commands: CommandList,
  { touch, command, intervals: { first, last } }: Touches,
  from: number,
  to: number,
): Uint8Array {
  const wanted = uint8Array(to - from)
  let isSame = true
  for (let k = 0; k < wanted.length; k++) {
    wanted[k] = commands.layoutOf(touch[from + k]!)
    if (wanted[k] !== wanted[0]) isSame = false
  }
  if (isSame) return wanted
  const joined = ascending(wanted.length)
  const rootOf = (k: number) => {
    while (joined[k] !== k) k = joined[k] = joined[joined[k]!]!
    return k
  }
  const join = (a: number, b: number) => {
    joined[rootOf(a)] = rootOf(b)
  }
  const views = int32Array(layoutCode['depth-read'] + 1)
  for (let k = 0; k < wanted.length; k++) {
    if (k === 0 || command[from + k] !== command[from + k - 1]) views.fill(-1)
    const other = views[wanted[k]!]!
    if (other >= 0) join(k, other)
    else views[wanted[k]!] = k
  }
  const byPlace = ascending(wanted.length).sort((a, b) => first[from + a]! - first[from + b]! || a - b)
  for (let i = 1, furthest = byPlace[0]!; i < byPlace.length; i++) {
    const k = byPlace[i]!
    if (first[from + k]! < last[from + furthest]!) join(k, furthest)
    if (last[from + k]! > last[from + furthest]!) furthest = k
  }
  const common = uint8Array(wanted.length)
  for (let k = 0; k < wanted.length; k++) {
    const root = rootOf(k)
    common[root] = common[root] === 0 ? wanted[k]! : commonLayout(common[root]!, wanted[k]!)
  }
  return wanted.map((_, k) => common[rootOf(k)]!)
}

function commonLayout(a: number, b: number): number {
  if (a === b) return a
  const readsDepth = (code: number) => code === layoutCode['depth-read'] || code === layoutCode.sampled
  return readsDepth(a) && readsDepth(b) ? layoutCode['depth-read'] : layoutCode.storage
}

const layoutNames = Object.keys(layoutCode) as (keyof typeof layoutCode)[]

/** The subresources in a byte interval of a texture's linear layout, as transitions. */
function transitionsOf(
  texture: number,
  layout: TextureLayout,
  begin: number,
  end: number,
  from: number,
  to: number,
): Transitions {
  let made: Transitions = []
  const names = { from: layoutNames[from] as ImageLayout, to: layoutNames[to] as ImageLayout }
  for (let mipLevel = 0; mipLevel < layout.levels.length; mipLevel++) {
    const level = layout.levels[mipLevel]!
    const levelEnd = level.offset + level.sliceBytes * level.slices
    const low = Math.max(begin, level.offset)
    const high = Math.min(end, levelEnd)
    if (low >= high) continue
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
    else {
      const one = { texture, mipLevel, mipLevelCount: 1, layer, layerCount, from: names.from, to: names.to }
      // Nearly always there is one, and it stays in the plan: a list that is pushed to has room for seventeen.
      if (before) made.push(one)
      else made = [one]
    }
  }
  return made
}
