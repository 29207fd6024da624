/** The state that the views of a page share: what is picked, the colours, the clock. */
import { measuredClock } from '../model/clock.ts'
import type { Model } from '../model/index.ts'
import { relatedTo, type Related, type Thing } from '../model/related.ts'
import type { Compared } from '../model/changes.ts'
import type { InspectState } from '../state.ts'
import type { Plan } from '../../plan/document.ts'
import type { PageData } from './data.ts'

export interface Side {
  readonly name: string
  readonly model: Model
}

export interface Picked {
  /** Index of the side that it was picked on. */
  readonly side: number
  readonly thing: Thing
}

export type Topic = 'picked' | 'theme' | 'clock' | 'state' | 'reveal' | 'chosen'

export class Store {
  readonly data: PageData
  /** The plan that is shown: that of the page, or one of the frontier. */
  readonly plan: Plan
  readonly sides: Side[]
  readonly compared: Compared | undefined
  picked: Picked | undefined
  chosen: Plan | undefined
  isDark = matchMedia('(prefers-color-scheme: dark)').matches
  usesMeasured: boolean
  state: InspectState | undefined
  private readonly listeners = new Map<Topic, (() => void)[]>()
  /** The things that belong to the picked one, by side. */
  private related: (Related | undefined)[] = []

  constructor(data: PageData, sides: Side[], compared: Compared | undefined) {
    this.data = data
    this.plan = sides.at(-1)!.model.plan
    this.sides = sides
    this.compared = compared
    this.state = data.state
    this.usesMeasured = sides.some(({ model }) => model.measured !== undefined)
  }

  on(topic: Topic, listener: () => void): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener])
  }
  tell(topic: Topic): void {
    for (const listener of this.listeners.get(topic) ?? []) listener()
  }

  /** A new state of the executor: the times of its latest run become those of the picture. */
  takeState(state: InspectState): void {
    this.state = state
    const last = this.sides.length - 1
    const { name, model } = this.sides[last]!
    const isOfPlan = state.plan === model.plan.hash
    if (isOfPlan && state.timings.submissions?.length) {
      const hadTimes = model.measured !== undefined
      this.sides[last] = { name, model: { ...model, measured: measuredClock(model.plan, state.timings) } }
      if (!hadTimes) this.usesMeasured = true
      this.tell('clock')
    }
    this.tell('state')
  }

  /** Asks for another plan of the frontier to be shown. */
  choose(plan: Plan): void {
    this.chosen = plan
    this.tell('chosen')
  }

  /** Picks a thing, and brings it into view where `reveals`. */
  pick(picked: Picked | undefined, reveals = false): void {
    this.picked = picked
    this.related = []
    this.tell('picked')
    if (picked && reveals) this.tell('reveal')
  }

  /** The picked thing as a side has it; undefined where nothing is picked, or the side has nothing like it. */
  pickedOn(side: number): { thing: Thing; related: Related } | undefined {
    if (!this.picked) return undefined
    const { model } = this.sides[side]!
    const thing =
      this.picked.side === side
        ? this.picked.thing
        : counterpart(this.sides[this.picked.side]!.model, model, this.picked.thing)
    if (!thing) return undefined
    const related = (this.related[side] ??= relatedTo(model, thing))
    return { thing, related }
  }
}

/** The same thing in another plan, by ids; undefined where there is none. */
function counterpart(from: Model, to: Model, thing: Thing): Thing | undefined {
  switch (thing.kind) {
    case 'pass':
    case 'resource':
    case 'input':
    case 'output':
      return thing
    case 'command': {
      const { command } = from.commands[thing.index]!
      if (command.op === 'barrier') return undefined
      const commands = to.passes[to.passNumber.get(command.passes[0] ?? '') ?? -1]?.commands ?? []
      return commands[0] === undefined ? undefined : { kind: 'command', index: commands[0] }
    }
    case 'holding': {
      const held = from.holdings[thing.index]!
      const index = to.holdings.findIndex((other) =>
        held.kind === 'version'
          ? other.kind === 'version' &&
            other.resource === held.resource &&
            other.version === held.version &&
            other.previous === held.previous
          : other.kind === 'staging' && other.name === held.name && other.direction === held.direction,
      )
      return index < 0 ? undefined : { kind: 'holding', index }
    }
    default:
      return undefined
  }
}
