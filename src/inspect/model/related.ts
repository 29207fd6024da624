/** Highlighting: everything that belongs to a thing that was picked. */
import { orderedBy } from './barrier-order.ts'
import type { Model } from './index.ts'

/** One thing of a plan. Passes, resources, inputs and outputs go by id; the rest by number. */
export type Thing =
  | { readonly kind: 'pass' | 'resource' | 'input' | 'output'; readonly id: string }
  | {
      readonly kind: 'command' | 'holding' | 'submission' | 'queue' | 'heap' | 'texture' | 'step' | 'decision'
      readonly index: number
    }

/** Numbers of the things that belong to one. */
export interface Related {
  readonly commands: ReadonlySet<number>
  readonly holdings: ReadonlySet<number>
  readonly steps: ReadonlySet<number>
  readonly submissions: ReadonlySet<number>
  readonly decisions: ReadonlySet<number>
  readonly passes: ReadonlySet<number>
  readonly resources: ReadonlySet<number>
}

class Collector {
  readonly commands = new Set<number>()
  readonly holdings = new Set<number>()
  readonly steps = new Set<number>()
  readonly submissions = new Set<number>()
  readonly decisions = new Set<number>()
  readonly passes = new Set<number>()
  readonly resources = new Set<number>()
  private readonly model: Model

  constructor(model: Model) {
    this.model = model
  }

  /** A pass with its commands and what they touch of the resources that it names. */
  pass(p: number): void {
    const { passes, touches, holdings, resourceNumber } = this.model
    const { commands, steps, resources } = passes[p]!
    this.passes.add(p)
    const named = new Set(resources)
    for (const id of resources) this.resources.add(resourceNumber.get(id)!)
    for (const k of steps) this.steps.add(k)
    for (const c of commands) {
      this.commands.add(c)
      this.submissions.add(this.model.commands[c]!.submission)
      const touched = touches.byCommand[c]!
      const own = touched.filter((h) => {
        const held = holdings[h]!
        return held.kind === 'version' && named.has(held.resource)
      })
      for (const h of own.length > 0 ? own : touched) this.holdings.add(h)
      const source = this.model.graph?.passes[p]
      for (const h of touched) {
        const held = holdings[h]!
        if (held.kind === 'staging' && (!source || nameOf(source) === held.name)) this.staging(h)
      }
    }
  }

  command(c: number): void {
    const { commands, passNumber, touches, holdings } = this.model
    const { command, submission } = commands[c]!
    this.commands.add(c)
    this.submissions.add(submission)
    if (command.op === 'barrier') {
      for (const { earlier, later } of orderedBy(this.model, c)) {
        this.commands.add(earlier).add(later)
        const shared = new Set(touches.byCommand[earlier])
        for (const h of touches.byCommand[later]!) if (shared.has(h)) this.holdings.add(h)
      }
      return
    }
    for (const id of command.passes) this.passes.add(passNumber.get(id)!)
    for (const h of touches.byCommand[c]!) {
      const held = holdings[h]!
      if (held.kind === 'staging') this.staging(h)
      else this.version(h, held.resource)
    }
  }

  version(h: number, resource: string): void {
    this.holdings.add(h)
    this.resources.add(this.model.resourceNumber.get(resource)!)
  }

  staging(h: number): void {
    const held = this.model.holdings[h]!
    this.holdings.add(h)
    if (held.kind === 'staging') this.steps.add(held.step)
  }

  holding(h: number): void {
    const { holdings, touches } = this.model
    const held = holdings[h]!
    if (held.kind === 'staging') this.staging(h)
    else this.version(h, held.resource)
    for (const { command } of touches.byHolding[h]!) this.usedBy(command)
  }

  private usedBy(c: number): void {
    const { command, submission } = this.model.commands[c]!
    this.commands.add(c)
    this.submissions.add(submission)
    if (command.op !== 'barrier') for (const id of command.passes) this.passes.add(this.model.passNumber.get(id)!)
  }

  resource(r: number): void {
    const { resources } = this.model
    this.resources.add(r)
    for (const h of resources[r]!.holdings) this.holding(h)
    for (const p of resources[r]!.passes) this.passes.add(p)
  }

  submission(s: number): void {
    const { first } = this.model
    this.submissions.add(s)
    for (let c = first[s]!; c < first[s + 1]!; c++) this.command(c)
  }

  /** Host copies of an input or output, and the commands that move its bytes. */
  hostBytes(name: string, direction: 'write' | 'read'): void {
    this.model.holdings.forEach((held, h) => {
      if (held.kind === 'staging' && held.name === name && held.direction === direction) this.holding(h)
    })
  }

  /** Decisions that name a pass or a resource, directly. */
  decisionsOn(passes: ReadonlySet<string>, resources: ReadonlySet<string>): void {
    this.model.plan.decisions.forEach((decision, d) => {
      if (decision.passes.some((id) => passes.has(id)) || decision.resources.some((id) => resources.has(id)))
        this.decisions.add(d)
    })
  }
}

const nameOf = (pass: NonNullable<Model['graph']>['passes'][number]): string | undefined =>
  pass.kind === 'readback'
    ? pass.output
    : pass.kind === 'upload'
      ? typeof pass.input === 'string'
        ? pass.input
        : pass.input.name
      : undefined

const none: ReadonlySet<string> = new Set()

/** O(what belongs to the thing), and a look at each decision. */
export function relatedTo(model: Model, thing: Thing): Related {
  const found = new Collector(model)
  switch (thing.kind) {
    case 'pass': {
      const p = model.passNumber.get(thing.id)
      if (p !== undefined) found.pass(p)
      found.decisionsOn(new Set([thing.id]), none)
      break
    }
    case 'resource': {
      const r = model.resourceNumber.get(thing.id)
      if (r !== undefined) found.resource(r)
      found.decisionsOn(none, new Set([thing.id]))
      break
    }
    case 'input':
      found.hostBytes(thing.id, 'write')
      break
    case 'output':
      found.hostBytes(thing.id, 'read')
      break
    case 'command': {
      found.command(thing.index)
      const { command } = model.commands[thing.index]!
      if (command.op !== 'barrier') found.decisionsOn(new Set(command.passes), none)
      break
    }
    case 'holding': {
      const held = model.holdings[thing.index]!
      found.holding(thing.index)
      if (held.kind === 'version') found.decisionsOn(none, new Set([held.resource]))
      break
    }
    case 'submission':
      found.submission(thing.index)
      for (const s of model.plan.submissions[thing.index]!.waits) found.submissions.add(s)
      break
    case 'queue':
      model.plan.submissions.forEach(({ queue }, s) => queue === thing.index && found.submission(s))
      break
    case 'heap':
    case 'texture':
      model.holdings.forEach((held, h) => held[thing.kind as 'heap'] === thing.index && found.holding(h))
      break
    case 'step':
      addStep(found, model, thing.index)
      break
    case 'decision': {
      const { passes, resources } = model.plan.decisions[thing.index]!
      found.decisions.add(thing.index)
      for (const id of new Set(passes)) if (model.passNumber.has(id)) found.pass(model.passNumber.get(id)!)
      for (const id of new Set(resources))
        for (const h of model.resources[model.resourceNumber.get(id) ?? -1]?.holdings ?? []) found.version(h, id)
    }
  }
  return found
}

function addStep(found: Collector, model: Model, k: number): void {
  const step = model.plan.timeline[k]!
  found.steps.add(k)
  if (step.do === 'submit') return found.submission(step.submission)
  for (const s of step.after) found.submissions.add(s)
  if (step.do === 'host') found.passes.add(model.passNumber.get(step.pass)!)
  else
    model.holdings.forEach((held, h) => {
      if (held.kind === 'staging' && held.step === k) found.holding(h)
    })
}
