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
  /** The memory of each transient placement, with its range in `begin` and `end`. */
  readonly memory: Int32Array
  readonly begin: Float64Array
  readonly end: Float64Array
  /** The number of nodes that touch each life. */
  readonly touches: Int32Array
  /** Lives that node n touches: `lifeOf[lifeStart[n] … lifeStart[n + 1]]`. */
  readonly lifeStart: Int32Array
  readonly lifeOf: Int32Array
  /** Lives that share bytes with a life while both last (two names of one value): those bytes die with the last of them. */
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

/** The lives of a plan's placements. O((accesses + placements) · log + lives met). */
export function findLives(accesses: PlanAccesses): Lives {
  const { plan, nodeCount, submissionStart, accessStart } = accesses
  const node = ([submission, index]: Position) => submissionStart[submission]! + index
  const transient = plan.placements.filter(
    (placement) => placement.lifetime === 'transient' && placement.first && placement.last,
  )
  const memory = new Int32Array(transient.length)
  const begin = new Float64Array(transient.length)
  const end = new Float64Array(transient.length)
  transient.forEach((placement, life) => ([memory[life], begin[life], end[life]] = rangeOf(plan, placement)))
  const persistent = new Map<number, ByteRange[]>()
  for (const placement of plan.placements) {
    if (placement.lifetime === 'transient') continue
    const [m, from, to] = rangeOf(plan, placement)
    push(persistent, m, [from, to])
  }

  const byFirst = Array.from(transient.keys()).sort(
    (a, b) => node(transient[a]!.first!) - node(transient[b]!.first!) || a - b,
  )
  const byLast = Array.from(transient.keys()).sort(
    (a, b) => node(transient[a]!.last!) - node(transient[b]!.last!) || a - b,
  )
  const alive = createIntervalIndex(plan.heaps.length + plan.textures.length, memory, begin, end)
  const touches = new Int32Array(transient.length)
  const sharing = new Map<number, number[]>()
  const share = (a: number, b: number): void => {
    push(sharing, a, b)
  }
  const lifeStart = new Int32Array(nodeCount + 1)
  const lifeOf: number[] = []
  const metBy = new Int32Array(transient.length).fill(-1)
  let entering = 0
  let leaving = 0
  for (let n = 0; n < nodeCount; n++) {
    for (; entering < byFirst.length && node(transient[byFirst[entering]!]!.first!) <= n; entering++) {
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
    for (; leaving < byLast.length && node(transient[byLast[leaving]!]!.last!) <= n; leaving++)
      alive.remove(byLast[leaving]!)
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
