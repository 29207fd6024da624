/** The purpose of a barrier: the pairs of accesses that it keeps in order. */
import { accessKinds, type AccessKind } from '../../graph/access.ts'
import { visitAccesses } from '../../plan/facts/accesses.ts'
import type { Model } from './index.ts'

/** Two accesses in conflict, of which a barrier puts one first. */
export interface OrderedPair {
  /** Numbers of commands. */
  readonly earlier: number
  readonly later: number
  readonly earlierKind: AccessKind
  readonly laterKind: AccessKind
}

interface Access {
  readonly command: number
  readonly heap: number | undefined
  readonly texture: number | undefined
  readonly begin: number
  readonly end: number
  readonly kind: AccessKind
  readonly writes: boolean
}

const mostPairs = 24
const mostAccesses = 2000

/**
 * Conflicts between the accesses before a barrier and those after it, up to the next barrier on each side of the same
 * submission; the first few, and only of the kinds that the barrier names.
 */
export function orderedBy(model: Model, barrier: number): OrderedPair[] {
  const { submission, command } = model.commands[barrier]!
  if (command.op !== 'barrier') return []
  const before = new Set<AccessKind>(command.before)
  const after = new Set<AccessKind>(command.after)
  const [begin, end] = [model.first[submission]!, model.first[submission + 1]!]
  const earlier = accesses(model, range(barrier - 1, begin - 1, -1), before)
  const later = accesses(model, untilBarrier(model, range(barrier + 1, end, 1)), after)
  const pairs = new Map<string, OrderedPair>()
  for (const l of later)
    for (const e of earlier) {
      if (pairs.size >= mostPairs) return [...pairs.values()]
      if (!meet(e, l)) continue
      const pair = { earlier: e.command, later: l.command, earlierKind: e.kind, laterKind: l.kind }
      pairs.set(`${e.command} ${l.command} ${e.kind} ${l.kind}`, pair)
    }
  return [...pairs.values()].sort((a, b) => a.earlier - b.earlier || a.later - b.later)
}

const meet = (a: Access, b: Access): boolean =>
  (a.writes || b.writes) && a.heap === b.heap && a.texture === b.texture && a.begin < b.end && b.begin < a.end

function* range(from: number, to: number, by: number): Generator<number> {
  for (let c = from; c !== to; c += by) yield c
}

function* untilBarrier(model: Model, commands: Iterable<number>): Generator<number> {
  for (const c of commands) {
    if (model.commands[c]!.command.op === 'barrier') return
    yield c
  }
}

/** Accesses of these kinds, of textures by the bytes of their heap where they have one. */
function accesses(model: Model, commands: Iterable<number>, kinds: ReadonlySet<AccessKind>): Access[] {
  const { plan } = model
  const found: Access[] = []
  for (const command of commands) {
    if (found.length >= mostAccesses) break
    visitAccesses(plan, model.commands[command]!.command, {
      bytes(heap, begin, end, code, writes) {
        const kind = accessKinds[code]!
        if (kinds.has(kind)) found.push({ command, heap, texture: undefined, begin, end, kind, writes })
      },
      texels(texture, _part, code, writes) {
        const kind = accessKinds[code]!
        const { heap, offset = 0, sizeBytes } = plan.textures[texture]!
        const place = heap === undefined ? { heap, texture } : { heap, texture: undefined }
        if (kinds.has(kind)) found.push({ command, ...place, begin: offset, end: offset + sizeBytes, kind, writes })
      },
      transition: () => undefined,
    })
  }
  return found
}
