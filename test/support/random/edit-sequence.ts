/** Random sequences of edits: every graph on the way has the plan that `planGraph` gives its text, whatever a planner keeps. */
import { isMemkitError } from '../../../src/errors.ts'
import type { FrameGraph } from '../../../src/graph/document.ts'
import { editGraph, patchGraph, type GraphDraft } from '../../../src/graph/edit.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import type { Objective } from '../../../src/plan/document.ts'
import { planGraph } from '../../../src/planner/index.ts'
import { createPlanner, type Planner } from '../../../src/planner/planner.ts'
import type { Target } from '../../properties/profiles.ts'
import { seededDocument } from '../random-graph.ts'

export interface EditOptions {
  readonly target: Target
  readonly edits: number
  /** As for `seededDocument`. */
  readonly size: number
  readonly objective?: Objective
}

type Below = (limit: number) => number

/** Small, fast, seeded (mulberry32). */
function generator(seed: number): Below {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Edits by name; many of their results are no valid graph, and are refused. */
const edits: Record<string, (draft: GraphDraft, below: Below) => void> = {
  removePass: ({ passes }, below) => void passes.splice(below(passes.length), 1),
  removePasses: ({ passes }, below) => void passes.splice(below(passes.length), 1 + below(3)),
  repeatPass: ({ passes }, below) => {
    const at = below(passes.length)
    passes.splice(at + below(2), 0, { ...passes[at]!, id: `again-${below(1000)}` })
  },
  movePass: ({ passes }, below) => {
    const [moved] = passes.splice(below(passes.length), 1)
    passes.splice(below(passes.length + 1), 0, moved!)
  },
  renamePass: ({ passes }, below) => void (passes[below(passes.length)]!.id = `named-${below(1000)}`),
  pinPass: ({ passes }, below) => void (passes[below(passes.length)]!.sideEffects = below(2) === 0),
  fill: ({ passes, resources }, below) =>
    void passes.splice(below(passes.length + 1), 0, {
      id: `fill-${below(1000)}`,
      kind: 'fill',
      to: resources[below(resources.length)]!.id,
      value: below(256),
    }),
  changeNumber: ({ passes }, below) => {
    const pass = passes[below(passes.length)]!
    if (pass.kind === 'fill') pass.value = below(256)
    else if (pass.kind === 'compute' && Array.isArray(pass.workgroups)) pass.workgroups[0] = 1 + below(4)
  },
  retarget: ({ passes, resources }, below) => {
    const pass = passes[below(passes.length)]!
    const { id } = resources[below(resources.length)]!
    if (pass.kind === 'readback') pass.from = id
    else if (pass.kind === 'copy' || pass.kind === 'fill') pass.to = id
  },
  order: ({ passes }, below) => {
    const at = below(passes.length)
    passes[at]!.after = [passes[below(at + 1)]!.id]
  },
  resize: ({ resources }, below) => {
    const resource = resources[below(resources.length)]!
    if (resource.kind === 'buffer') resource.size += 4 * below(64)
  },
  addResource: ({ resources }, below) => void resources.push({ id: `new-${below(1000)}`, kind: 'buffer', size: 256 }),
  removeResource: ({ resources }, below) => void resources.splice(below(resources.length), 1),
  name: (draft, below) => void (draft.name = `name-${below(100)}`),
}
const names = Object.keys(edits)

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** The plan as text, or the error as text. */
function textOf(plan: () => object): string {
  try {
    return JSON.stringify(plan())
  } catch (error) {
    if (isMemkitError(error)) return `${error.code}: ${error.message}`
    throw error
  }
}

export interface EditOutcome {
  /** What was wrong, with the edit; undefined where nothing was. */
  readonly fault: string | undefined
  /** Edits that gave a valid graph. */
  readonly valid: number
  readonly statistics: Planner['statistics']
}

/** Edits a random graph, goes back now and then, and compares every plan with that of the graph's text parsed anew. */
export function editSequence(seed: number, { target, edits: count, size, objective }: EditOptions): EditOutcome {
  const below = generator(seed)
  const options = objective === undefined ? {} : { objective }
  const planner = createPlanner(target.profile, { ...options, maxPlans: 4 })
  const seen: FrameGraph[] = []
  const outcome = (fault?: string): EditOutcome => ({ fault, valid: seen.length, statistics: planner.statistics })
  let graph: FrameGraph
  try {
    graph = parseGraph(seededDocument(seed, size, target.rules))
  } catch (error) {
    if (isMemkitError(error)) return outcome()
    throw error
  }
  for (let k = 0; k < count; k++) {
    const name = names[below(names.length)]!
    const turn = below(12)
    if (turn === 0 && seen.length > 0) graph = seen[below(seen.length)]!
    else if (turn === 1) graph = parseGraph(clone(graph))
    else {
      const before = graph
      try {
        const edited = editGraph(graph, (draft) => edits[name]!(draft, below))
        graph = edited.graph
        if (JSON.stringify(patchGraph(before, clone(edited.patches))) !== JSON.stringify(graph))
          return outcome(`${name}: the patches do not lead to the new graph`)
        if (JSON.stringify(patchGraph(graph, clone(edited.inversePatches))) !== JSON.stringify(before))
          return outcome(`${name}: the inverse patches do not lead back`)
      } catch (error) {
        // Most edits of small graphs are refused: a pass names what is no longer there, or ids meet.
        if (isMemkitError(error) || error instanceof TypeError) continue
        throw error
      }
    }
    seen.push(graph)
    const kept = textOf(() => planner.plan(graph))
    const anew = textOf(() => planGraph(parseGraph(clone(graph)), target.profile, options))
    if (kept !== anew) return outcome(`${name}: the plans differ\n${kept.slice(0, 2000)}\n${anew.slice(0, 2000)}`)
  }
  return outcome()
}
