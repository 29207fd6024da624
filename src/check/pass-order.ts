/** Passes that a plan carries out: each as often as it must be, and in declared order where `after` or side effects demand it. */
import type { ResolvedGraph } from './resolve.ts'
import type { Plan } from './parts.ts'
import { runsCode } from './meaning.ts'
import type { Order } from './order.ts'
import { reject, type Place } from './rejection.ts'

/** One command or step that carries out a pass. */
interface Mark {
  /** Queue of the command; −1 for the host. */
  readonly queue: number
  /** By queue: commands below this place precede the command. */
  readonly waited: readonly number[]
  readonly place: Place
  /** The mark before it of the same pass. */
  readonly before: Mark | undefined
}

/** The last commands of several passes, joined. Passes are named for messages; −1 for none. */
interface Reach {
  /** By queue: the last place, and the pass it belongs to. */
  readonly places: number[]
  readonly passes: number[]
  last: number
  lastPass: number
  /** The last of them that runs code; −1 for none. */
  lastCode: number
  lastCodePass: number
}

/** The passes that have been carried out so far. */
export class PassOrder {
  private readonly resolved: ResolvedGraph
  private readonly order: Order
  private readonly queues: number
  /** Number of passes that the plan carries out. */
  readonly count: number
  /** By pass: the events of the first and the last command or step that carries it out, and by queue the last place; −1 for none. */
  private readonly columns: Int32Array
  private readonly width: number
  /** By pass that has to come after others: the last of the commands and steps that carry it out. */
  private readonly marks: (Mark | undefined)[] = []
  /** By pass with side effects that is present: the pass with side effects before it; −1 for others. */
  private readonly sideEffectBefore: Int32Array
  /** By pass that the plan leaves out and that comes after others: what the passes that its `after` names reach. */
  private readonly through = new Map<number, Reach>()

  /** @param carriers by pass: how many commands and steps carry it out */
  constructor(plan: Plan, resolved: ResolvedGraph, order: Order, carriers: Uint32Array) {
    this.resolved = resolved
    this.order = order
    this.queues = plan.queues.length
    let count = 0
    for (const carried of carriers) if (carried > 0) count++
    this.count = count
    const { length } = resolved.graph.passes
    this.width = 2 + this.queues
    this.columns = new Int32Array(length * this.width).fill(-1)
    this.sideEffectBefore = new Int32Array(length).fill(-1)
    let before = -1
    for (let p = 0; p < length; p++) {
      if (!resolved.graph.passes[p]!.sideEffects || carriers[p] === 0) continue
      this.sideEffectBefore[p] = before
      before = p
    }
  }

  /** Records that the command at `event` carries out pass p. */
  note(p: number, queue: number, event: number, place: Place): void {
    if (this.hasRun(p) && runsCode(this.resolved.graph.passes[p]!))
      reject('PASS_REPEATED', `Pass ${this.name(p)} runs twice`, place)
    const at = p * this.width
    if (!this.hasRun(p)) this.columns[at] = event
    this.columns[at + 1] = event
    if (queue >= 0) this.columns[at + 2 + queue] = this.order.place
    if (!this.isAfterOthers(p)) return
    const waited = queue < 0 ? this.order.hostKnown() : this.order.waitedFor()
    // Passes are carried out in no order of their numbers: a list with an entry for each stays a list.
    while (this.marks.length <= p) this.marks.push(undefined)
    this.marks[p] = { queue, waited, place, before: this.marks[p] }
  }

  /**
   * Checks all passes once the plan has been executed. O(passes + entries of `after`), however long chains of omitted passes
   * are.
   */
  finish(): void {
    const { passes } = this.resolved.graph
    passes.forEach((pass, p) => {
      if (this.hasRun(p)) this.check(p)
      else if (pass.after?.length) this.through.set(p, this.named(p))
      if (pass.sideEffects && runsCode(pass) && !this.hasRun(p))
        reject('PASS_MISSING', `Pass ${this.name(p)} has side effects, but the plan does not run it`)
    })
  }

  hasRun(p: number): boolean {
    return this.columns[p * this.width]! >= 0
  }

  private isAfterOthers(p: number): boolean {
    return this.sideEffectBefore[p]! >= 0 || Boolean(this.resolved.graph.passes[p]!.after?.length)
  }

  private check(p: number): void {
    if (!this.isAfterOthers(p)) return
    const before = this.sideEffectBefore[p]!
    const first = this.columns[p * this.width]!
    const marks: Mark[] = []
    for (let mark = this.marks[p]; mark; mark = mark.before) marks.push(mark)
    marks.reverse()
    const reach = this.named(p)
    if (before >= 0) this.add(reach, before)
    // Several transfers may share a command.
    const isCode = runsCode(this.resolved.graph.passes[p]!)
    const late =
      reach.last > first || (isCode && reach.last === first)
        ? reach.lastPass
        : reach.lastCode === first
          ? reach.lastCodePass
          : -1
    if (late >= 0)
      reject(
        'ORDER',
        `Pass ${this.name(p)} runs before ${this.name(late)}, which the document puts before it`,
        marks[0]!.place,
      )
    for (const { queue, waited, place } of marks)
      for (let q = 0; q < this.queues; q++)
        if (q !== queue && waited[q]! <= reach.places[q]!)
          reject(
            'ORDER',
            `Pass ${this.name(p)} must come after ${this.name(reach.passes[q]!)}, but nothing waits for it`,
            place,
          )
  }

  private none(): number[] {
    return new Array<number>(this.queues).fill(-1)
  }

  private nothing(): Reach {
    return { places: this.none(), passes: this.none(), last: -1, lastPass: -1, lastCode: -1, lastCodePass: -1 }
  }

  /** Last commands of the passes that the `after` of a pass names, through passes that the plan leaves out. */
  private named(p: number): Reach {
    const { graph, passIndex } = this.resolved
    const reach = this.nothing()
    for (const id of graph.passes[p]!.after ?? []) {
      const earlier = passIndex.get(id) ?? p
      if (earlier >= p)
        reject(
          'MALFORMED',
          `Pass ${this.name(p)} of the graph is after ${JSON.stringify(id)}, which is no earlier pass`,
        )
      this.add(reach, earlier)
    }
    return reach
  }

  private add(reach: Reach, p: number): void {
    if (this.hasRun(p)) {
      const at = p * this.width
      for (let q = 0; q < this.queues; q++) reachPlace(reach, q, this.columns[at + 2 + q]!, p)
      reachEvent(reach, this.columns[at + 1]!, p, runsCode(this.resolved.graph.passes[p]!))
      return
    }
    const through = this.through.get(p)
    if (!through) return
    through.places.forEach((at, q) => reachPlace(reach, q, at, through.passes[q]!))
    reachEvent(reach, through.last, through.lastPass, false)
    reachEvent(reach, through.lastCode, through.lastCodePass, true)
  }

  private name(p: number): string {
    return JSON.stringify(this.resolved.graph.passes[p]!.id)
  }
}

function reachPlace(reach: Reach, queue: number, place: number, pass: number): void {
  if (place <= reach.places[queue]!) return
  reach.places[queue] = place
  reach.passes[queue] = pass
}

function reachEvent(reach: Reach, event: number, pass: number, isCode: boolean): void {
  if (event > reach.last) {
    reach.last = event
    reach.lastPass = pass
  }
  if (isCode && event > reach.lastCode) {
    reach.lastCode = event
    reach.lastCodePass = pass
  }
}
