/**
 * The times when bytes of transient memory are undefined: before a run, and once the last command that touches a placement has
 * run.
 * They follow from *placements* alone; the Dummy poisons the bytes then, so that a plan that reads too early or too late reads
 * garbage.
 *
 * Hot path: integer ids and typed arrays.
 */
import { push } from '../../../graph/lists.ts'
import type { Plan, Placement, Position } from '../../../plan/document.ts'
import { textureMemory, type PlanAccesses } from './accesses.ts'
import { createIntervalIndex } from './interval-index.ts'

export type ByteRange = readonly [begin: number, end: number]

export interface Lives {
  /** The memory of each life, with its range in `begin` and `end`. */
  readonly memory: Int32Array
  readonly begin: Float64Array
  readonly end: Float64Array
  /** The number of nodes that touch each life. */
  readonly touches: Int32Array
  /** Lives that node n touches: `lifeOf[lifeStart[n] … lifeStart[n + 1]]`. */
  readonly lifeStart: Int32Array
  readonly lifeOf: Int32Array
  /** Lives that share some of their bytes with a life while both last: those bytes die with the last of them. */
  readonly sharing: ReadonlyMap<number, readonly number[]>
  /** Persistent bytes by memory, as disjoint ascending ranges: never poisoned. */
  readonly kept: ReadonlyMap<number, readonly ByteRange[]>
}

const rangeOf = (
  plan: Plan,
  { heap, offset = 0, texture, sizeBytes }: Placement,
): [memory: number, begin: number, end: number] => {
  if (texture === undefined) return [heap!, offset, offset + sizeBytes]
  const at = textureMemory(plan, texture)
  return [at.memory, at.offset, at.offset + sizeBytes]
}

/** A life before it is entered: its bytes, and its first and last node. */
interface Span {
  readonly memory: number
  readonly begin: number
  readonly end: number
  readonly first: number
  last: number
}

/**
 * The lives of the transient placements that are used. Placements of the same bytes of which each begins while another one lasts are one
 * life, as the names of one value are: a value may have as many as there are commands that touch it, and each touches them all.
 */
function spansOf({ plan, submissionStart }: PlanAccesses): Span[] {
  const node = ([submission, index]: Position) => submissionStart[submission]! + index
  const all: Span[] = []
  for (const placement of plan.placements) {
    const { lifetime, first, last } = placement
    if (lifetime !== 'transient' || !first || !last) continue
    const [memory, begin, end] = rangeOf(plan, placement)
    all.push({ memory, begin, end, first: node(first), last: node(last) })
  }
  all.sort((a, b) => a.memory - b.memory || a.begin - b.begin || a.end - b.end || a.first - b.first || a.last - b.last)
  const spans: Span[] = []
  for (const one of all) {
    const before = spans.at(-1)
    const isSame = before?.memory === one.memory && before.begin === one.begin && before.end === one.end
    if (isSame && one.first <= before.last) before.last = Math.max(before.last, one.last)
    else spans.push(one)
  }
  return spans
}

/** The lives of a plan's placements. O((accesses + placements) · log + lives met). */
export function findLives(accesses: PlanAccesses): Lives {
  const { plan, nodeCount, accessStart } = accesses
  const spans = spansOf(accesses)
  const memory = Int32Array.from(spans, (span) => span.memory)
  const begin = Float64Array.from(spans, (span) => span.begin)
  const end = Float64Array.from(spans, (span) => span.end)
  const persistent = new Map<number, ByteRange[]>()
  for (const placement of plan.placements) {
    if (placement.lifetime === 'transient') continue
    const [m, from, to] = rangeOf(plan, placement)
    push(persistent, m, [from, to])
  }

  const byFirst = Array.from(spans.keys()).sort((a, b) => spans[a]!.first - spans[b]!.first || a - b)
  const byLast = Array.from(spans.keys()).sort((a, b) => spans[a]!.last - spans[b]!.last || a - b)
  const alive = createIntervalIndex(plan.heaps.length + plan.textures.length, memory, begin, end)
  const touches = new Int32Array(spans.length)
  const sharing = new Map<number, number[]>()
  const share = (a: number, b: number): void => {
    push(sharing, a, b)
  }
  const lifeStart = new Int32Array(nodeCount + 1)
  const lifeOf: number[] = []
  const metBy = new Int32Array(spans.length).fill(-1)
  let entering = 0
  let leaving = 0
  for (let n = 0; n < nodeCount; n++) {
    for (; entering < byFirst.length && spans[byFirst[entering]!]!.first <= n; entering++) {
      const life = byFirst[entering]!
      alive.visit(memory[life]!, begin[life]!, end[life]!, (other) => {
        share(life, other)
        share(other, life)
      })
      alive.add(life)
    }
    for (let access = accessStart[n]!; access < accessStart[n + 1]!; access++) {
      alive.visit(accesses.memory[access]!, accesses.begin[access]!, accesses.end[access]!, (life) => {
        if (metBy[life] === n) return
        metBy[life] = n
        touches[life]!++
        lifeOf.push(life)
      })
    }
    lifeStart[n + 1] = lifeOf.length
    for (; leaving < byLast.length && spans[byLast[leaving]!]!.last <= n; leaving++) alive.remove(byLast[leaving]!)
  }
  return {
    memory,
    begin,
    end,
    touches,
    lifeStart,
    lifeOf: Int32Array.from(lifeOf),
    sharing,
    kept: new Map(Array.from(persistent, ([m, ranges]) => [m, union(ranges)])),
  }
}

function union(ranges: ByteRange[]): ByteRange[] {
  const disjoint: [number, number][] = []
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = disjoint.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else disjoint.push([from, to])
  }
  return disjoint
}
