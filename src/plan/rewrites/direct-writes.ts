/**
 * Uploads that need no staging: the host writes the input to where it belongs in a device heap, before anything is submitted that
 * touches it, and the command that would have copied it there leaves it out.
 *
 * A region qualifies where no command of the run touches its bytes before it: they may be there from the start then. Runs of other
 * frames know nothing of that, so it is for runs that begin when no other is under way; the executor sees to it. Regions that
 * overlap in staging qualify together or not at all, since nothing is gained by writing both; host copies are cut between them.
 * Heaps that rotate are left alone (which buffer they are is known only when a run submits), and so is staging that is written
 * more than once.
 */
import type { Command, CommandOf, HostCopy, Plan, Step, Submission } from '../document.ts'
import { changed } from './changed.ts'
import { FirstTouch } from './first-touch.ts'
import { roundUp } from '../multiples.ts'
import { visitAccesses } from '../facts/accesses.ts'
import { oncePerPlan } from '../facts/once.ts'
import { spanOfHostCopy } from '../facts/copy-rows.ts'

export interface DirectWrites {
  /** Device heaps that the host writes. */
  readonly heaps: ReadonlySet<number>
  /** The plan for runs that go through staging: its epilogues let the host write those heaps after it. */
  readonly staged: Plan
  /**
   * The same for runs whose inputs are written directly: in the timeline some host copies go to device heaps, and copy commands
   * leave out those regions. Lists of commands, and commands, that stay as they are stay the same objects.
   */
  readonly direct: Plan
}

interface Region {
  readonly command: CommandOf<'copy'>
  readonly index: number
  /** Its number among the ranges of the heap that it goes to. */
  readonly range: number
}

/** A range of staging: a host copy that fills it, a region that reads it, or something else that does. */
interface Piece {
  readonly begin: number
  readonly end: number
  readonly copy?: HostCopy
  readonly region?: Region
}

/**
 * Undefined where every input has to go through staging. O(n log n) in commands, regions and host copies.
 * @param isReached whether the host can reach a device heap
 */
export function planDirectWrites(
  plan: Plan,
  isReached: (heap: number) => boolean = () => true,
): DirectWrites | undefined {
  const uploaded = uploadedHeaps(plan)
  if (![...uploaded].some(isReached)) return undefined
  const staging = stagingOf(plan)
  const touches = new Map<number, FirstTouch>()
  for (const { commands } of plan.submissions)
    for (const command of commands) {
      if (command.op !== 'copy' || !staging.has(command.from)) continue
      if (uploaded.has(command.to) && !touches.has(command.to) && isReached(command.to))
        touches.set(command.to, new FirstTouch())
    }
  if (touches.size === 0) return undefined
  for (const step of plan.timeline) {
    if (step.do !== 'submit') continue
    for (const command of plan.submissions[step.submission]!.commands) collect(plan, command, staging, touches)
  }
  const firsts = new Map(Array.from(touches, ([heap, ranges]) => [heap, ranges.find()]))
  const isFirst = ({ command, range }: Region): boolean => firsts.get(command.to)![range] === 1

  const cuts = new Map<HostCopy, HostCopy[]>()
  const copies = new Map<HostCopy, HostCopy[]>()
  const leftOut = new Map<CommandOf<'copy'>, Set<number>>()
  for (const pieces of staging.values())
    for (const pairs of directPairs(cutCopies(pieces, cuts), isFirst))
      for (const [copy, { command, index }] of pairs) {
        const parts = copies.get(copy)
        const part = directCopy(copy, command, index)
        if (parts) parts.push(part)
        else copies.set(copy, [part])
        const indices = leftOut.get(command)
        if (indices) indices.add(index)
        else leftOut.set(command, new Set([index]))
      }
  if (leftOut.size === 0) return undefined
  const hostCopies = (copy: HostCopy): readonly HostCopy[] => {
    const parts = cuts.get(copy)
    return parts?.some((part) => copies.has(part)) ? parts.flatMap((part) => copies.get(part) ?? part) : [copy]
  }
  const shorten = (command: Command): Command => {
    const indices = command.op === 'copy' ? leftOut.get(command) : undefined
    return indices && command.op === 'copy'
      ? { ...command, regions: command.regions.filter((_, i) => !indices.has(i)) }
      : command
  }
  // The host's next direct writes must come after the writes of the device.
  const submissions = plan.submissions.map((submission): Submission => {
    return { ...submission, epilogue: { visibleToHost: true } }
  })
  return {
    heaps: new Set(Array.from(leftOut.keys(), ({ to }) => to)),
    staged: changed(plan, { submissions }),
    direct: changed(plan, {
      submissions: submissions.map((submission) => {
        const { commands } = submission
        return commands.some((command) => command.op === 'copy' && leftOut.has(command))
          ? { ...submission, commands: commands.map(shorten) }
          : submission
      }),
      timeline: plan.timeline.map((step) =>
        step.do === 'write' ? { ...step, copies: step.copies.flatMap(hostCopies) } : step,
      ),
    }),
  }
}

/**
 * The same, without looking into regions before a run asks for the direct plan: it is for plans that follow another, of which many are
 * followed by yet another before they run. `heaps` are all that might be written so, and nothing may be left of the copies to leave out.
 */
export function planDirectWritesLater(plan: Plan, isReached: (heap: number) => boolean): DirectWrites | undefined {
  const heaps = new Set([...uploadedHeaps(plan)].filter(isReached))
  if (heaps.size === 0) return undefined
  const submissions = plan.submissions.map((submission): Submission => ({
    ...submission,
    epilogue: { visibleToHost: true },
  }))
  const staged = changed(plan, { submissions })
  let direct: Plan | undefined
  return {
    heaps,
    staged,
    get direct() {
      return (direct ??= planDirectWrites(plan, isReached)?.direct ?? staged)
    },
  }
}

/** Device heaps to which commands copy from upload heaps, and which do not rotate. */
const uploadedHeaps = oncePerPlan(({ heaps, submissions }: Plan): ReadonlySet<number> => {
  const uploaded = new Set<number>()
  for (const { commands } of submissions)
    for (const command of commands) {
      if (command.op !== 'copy' || heaps[command.from]!.memory !== 'upload') continue
      const { memory, rotation } = heaps[command.to]!
      if (memory === 'device' && !rotation) uploaded.add(command.to)
    }
  return uploaded
})

/** Upload heaps that one step writes, with what it writes there. */
function stagingOf(plan: Plan): Map<number, Piece[]> {
  const staging = new Map<number, Piece[]>()
  const writers = new Map<number, Step>()
  const rewritten = new Set<number>()
  for (const step of plan.timeline) {
    if (step.do !== 'write') continue
    for (const copy of step.copies) {
      const { heap, offset, size, rows } = copy
      if (writers.has(heap) && writers.get(heap) !== step) rewritten.add(heap)
      writers.set(heap, step)
      const pieces = staging.get(heap) ?? []
      staging.set(heap, pieces)
      // Rows are for textures, which nobody but the device can write.
      if (rows) pieces.push({ begin: offset, end: offset + spanOfHostCopy(copy) })
      else if (size > 0) pieces.push({ begin: offset, end: offset + size, copy })
    }
  }
  for (const heap of rewritten) staging.delete(heap)
  return staging
}

const wordUsers: ReadonlySet<Command['op']> = new Set(['dispatch', 'render', 'custom', 'external'])

function collect(
  plan: Plan,
  command: Command,
  staging: ReadonlyMap<number, Piece[]>,
  touches: ReadonlyMap<number, FirstTouch>,
): void {
  if (command.op === 'copy' && staging.has(command.from) && touches.has(command.to)) {
    command.regions.forEach(([from, to, size], index) => {
      if (size === 0) return
      const region = { command, index, range: touches.get(command.to)!.add(to, to + size) }
      staging.get(command.from)!.push({ begin: from, end: from + size, region })
    })
    return
  }
  // Shaders and bodies touch whole words.
  const word = wordUsers.has(command.op) ? 4 : 1
  visitAccesses(plan, command, {
    bytes(heap, from, to) {
      if (from === to) return
      const [begin, end] = [Math.floor(from / word) * word, roundUp(to, word)]
      touches.get(heap)?.add(begin, end)
      staging.get(heap)?.push({ begin, end })
    },
    texels() {},
    transition() {},
  })
}

/**
 * The pieces, with host copies cut where what reads them begins or ends and nothing reads across. O(n log n).
 * @param cuts takes the parts of each host copy
 */
function cutCopies(pieces: readonly Piece[], cuts: Map<HostCopy, HostCopy[]>): Piece[] {
  const ordered = pieces.filter(({ copy }) => !copy).sort((a, b) => a.begin - b.begin)
  const cutAt: number[] = []
  let end = -1
  for (const piece of ordered) {
    if (piece.begin >= end) cutAt.push(end, piece.begin)
    end = Math.max(end, piece.end)
  }
  cutAt.push(end)
  let next = 0
  for (const { begin, end, copy } of pieces.filter(({ copy }) => copy).sort((a, b) => a.begin - b.begin)) {
    while (next < cutAt.length && cutAt[next]! <= begin) next++
    const parts: HostCopy[] = []
    for (let at = begin, k = next; at < end; k++) {
      const until = Math.min(end, cutAt[k] ?? end)
      if (until <= at) continue
      const part = { ...copy!, nameOffset: copy!.nameOffset + at - begin, offset: at, size: until - at }
      parts.push(part)
      ordered.push({ begin: at, end: until, copy: part })
      at = until
    }
    cuts.set(copy!, parts)
  }
  return ordered
}

/**
 * For each stretch of staging whose pieces hang together, and which direct writes can replace: which host copy meets which region.
 * A sweep over the pieces, with those that are still open; O(n log n + pairs).
 */
function* directPairs(
  pieces: readonly Piece[],
  isFirst: (region: Region) => boolean,
): Generator<(readonly [HostCopy, Region])[]> {
  let pairs: (readonly [HostCopy, Region])[] = []
  let open: { copies: Piece[]; regions: Piece[] } = { copies: [], regions: [] }
  let isDirect = true
  let end = -1
  for (const piece of [...pieces].sort((a, b) => a.begin - b.begin)) {
    const { begin, copy, region } = piece
    if (begin >= end) {
      if (isDirect) yield pairs
      pairs = []
      open = { copies: [], regions: [] }
      isDirect = true
    }
    end = Math.max(end, piece.end)
    if (copy) {
      open.regions = open.regions.filter((other) => other.end > begin)
      for (const other of open.regions) pairs.push([copy, other.region!])
      open.copies.push(piece)
    } else if (region) {
      isDirect &&= isFirst(region)
      open.copies = open.copies.filter((other) => other.end > begin)
      for (const other of open.copies) pairs.push([other.copy!, region])
      open.regions.push(piece)
    } else isDirect = false
  }
  if (isDirect) yield pairs
}

/** The part of a host copy that a region takes, at the place where the region puts it. */
function directCopy(
  { name, nameOffset, offset, size }: HostCopy,
  { to, regions }: CommandOf<'copy'>,
  index: number,
): HostCopy {
  const [fromOffset, toOffset, regionSize] = regions[index]!
  const begin = Math.max(offset, fromOffset)
  const end = Math.min(offset + size, fromOffset + regionSize)
  return {
    name,
    nameOffset: nameOffset + begin - offset,
    heap: to,
    offset: toOffset + begin - fromOffset,
    size: end - begin,
  }
}
