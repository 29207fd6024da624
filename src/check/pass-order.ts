/** Which passes a plan carries out, how often, and whether their declared order is kept where it matters without data. */
import type { ResolvedGraph } from './resolve.ts'
import type { Plan } from '../plan/document.ts'
import { runsCode } from './meaning.ts'
import type { Order } from './order.ts'
import { reject, type Place } from './rejection.ts'

interface Run {
  first: number
  last: number
  /** By queue, the last place; the host is −1. */
  readonly places: Map<number, number>
  place: Place
}

export class PassOrder {
  private readonly resolved: ResolvedGraph
  private readonly order: Order
  /** Passes that some command or step names. */
  private readonly present: Set<number>
  private readonly runs = new Map<number, Run>()
  /** Of each pass with side effects that is present, the one before it. */
  private readonly sideEffectBefore = new Map<number, number>()

  constructor(plan: Plan, resolved: ResolvedGraph, order: Order) {
    this.resolved = resolved
    this.order = order
    this.present = presentPasses(plan, resolved)
    let before = -1
    resolved.graph.passes.forEach((pass, p) => {
      if (!pass.sideEffects || !this.present.has(p)) return
      if (before >= 0) this.sideEffectBefore.set(p, before)
      before = p
    })
  }

  /** The command at `event` carries out pass p. */
  note(p: number, queue: number, event: number, place: Place): void {
    const run = this.runs.get(p)
    if (run && runsCode(this.resolved.graph.passes[p]!))
      reject('PASS_REPEATED', `Pass ${this.name(p)} runs twice`, place)
    for (const earlier of this.before(p)) this.demand(earlier, p, queue, place)
    if (!run) this.runs.set(p, { first: event, last: event, places: new Map([[queue, this.order.place]]), place })
    else {
      run.last = event
      run.places.set(queue, this.order.place)
    }
  }

  finish(): void {
    const { passes } = this.resolved.graph
    for (const [p, run] of this.runs) {
      for (const earlier of this.before(p)) {
        const other = this.runs.get(earlier)
        const shared = !runsCode(passes[p]!) && !runsCode(passes[earlier]!)
        if (other && (other.last > run.first || (other.last === run.first && !shared)))
          reject(
            'ORDER',
            `Pass ${this.name(p)} runs before ${this.name(earlier)}, which the document puts before it`,
            run.place,
          )
      }
    }
    passes.forEach((pass, p) => {
      if (pass.sideEffects && runsCode(pass) && !this.runs.has(p))
        reject('PASS_MISSING', `Pass ${this.name(p)} has side effects, but the plan does not run it`)
    })
  }

  get count(): number {
    return this.present.size
  }

  hasRun(p: number): boolean {
    return this.runs.has(p)
  }

  private demand(earlier: number, p: number, queue: number, place: Place): void {
    for (const [q, at] of this.runs.get(earlier)?.places ?? []) {
      if (q < 0 || q === queue) continue
      const ordered = queue < 0 ? this.order.isBeforeHost(q, at) : this.order.isWaitedFor(q, at)
      if (!ordered)
        reject('ORDER', `Pass ${this.name(p)} must come after ${this.name(earlier)}, but nothing waits for it`, place)
    }
  }

  /** Passes that must come before p without sharing bytes with it; through passes that the plan leaves out. */
  private before(p: number): Set<number> {
    const { graph, passIndex } = this.resolved
    const found = new Set<number>()
    const sideEffect = this.sideEffectBefore.get(p)
    if (sideEffect !== undefined) found.add(sideEffect)
    if (!graph.passes[p]!.after?.length) return found
    const stack = [p]
    const seen = new Set<number>()
    while (stack.length > 0) {
      const q = stack.pop()!
      for (const id of graph.passes[q]!.after ?? []) {
        const earlier = passIndex.get(id)!
        if (seen.has(earlier)) continue
        seen.add(earlier)
        if (this.present.has(earlier)) found.add(earlier)
        else stack.push(earlier)
      }
    }
    return found
  }

  private name(p: number): string {
    return JSON.stringify(this.resolved.graph.passes[p]!.id)
  }
}

function presentPasses(plan: Plan, resolved: ResolvedGraph): Set<number> {
  const present = new Set<number>()
  const add = (id: string, place: Place) => {
    const p = resolved.passIndex.get(id)
    if (p === undefined) reject('MALFORMED', `The graph has no pass ${JSON.stringify(id)}`, place)
    present.add(p)
  }
  plan.submissions.forEach((submission, s) =>
    submission.commands.forEach((command, c) => {
      if (command.op !== 'barrier') for (const id of command.passes) add(id, { submission: s, command: c })
    }),
  )
  plan.timeline.forEach((step, index) => {
    if (step.do === 'host') add(step.pass, { step: index })
  })
  return present
}
