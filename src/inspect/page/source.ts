/** The part of a document that a thing comes from, and where it is in its lines. */
import type { Model } from '../model/index.ts'
import type { Thing } from '../model/related.ts'

/** The declaration of a pass or resource; of things that only the plan has, what the plan says. */
export function sourceOf({ plan, graph, commands, holdings, passNumber }: Model, thing: Thing): unknown {
  switch (thing.kind) {
    case 'pass':
      return graph?.passes[passNumber.get(thing.id) ?? -1]
    case 'resource':
      return graph?.resources.find(({ id }) => id === thing.id)
    case 'input':
      return plan.inputs.find(({ name }) => name === thing.id)
    case 'output':
      return plan.outputs.find(({ name }) => name === thing.id)
    case 'command':
      return commands[thing.index]!.command
    case 'holding': {
      const held = holdings[thing.index]!
      return held.kind === 'version' ? plan.placements[held.placement] : undefined
    }
    case 'submission': {
      const { commands, ...rest } = plan.submissions[thing.index]!
      return { ...rest, commands: commands.length }
    }
    case 'queue':
      return plan.queues[thing.index]
    case 'heap':
      return plan.heaps[thing.index]
    case 'texture':
      return plan.textures[thing.index]
    case 'step':
      return plan.timeline[thing.index]
    case 'decision':
      return plan.decisions[thing.index]
  }
}

/** JSON path of a thing in the graph, where it is declared there. */
export function graphPath({ graph, passNumber, commands, holdings }: Model, thing: Thing): string | undefined {
  if (!graph) return undefined
  const pass = (id: string | undefined) => {
    const p = passNumber.get(id ?? '')
    return p !== undefined && p < graph.passes.length ? `passes[${p}]` : undefined
  }
  const resource = (id: string) => {
    const r = graph.resources.findIndex((declared) => declared.id === id)
    return r < 0 ? undefined : `resources[${r}]`
  }
  switch (thing.kind) {
    case 'pass':
      return pass(thing.id)
    case 'resource':
      return resource(thing.id)
    case 'command': {
      const { command } = commands[thing.index]!
      return command.op === 'barrier' ? undefined : pass(command.passes[0])
    }
    case 'holding': {
      const held = holdings[thing.index]!
      return held.kind === 'version' ? resource(held.resource) : undefined
    }
    default:
      return undefined
  }
}

/** JSON path of a thing in the plan. */
export function planPath({ plan, commands, holdings, passes, passNumber }: Model, thing: Thing): string | undefined {
  const command = (c: number) => `submissions[${commands[c]!.submission}].commands[${commands[c]!.at}]`
  switch (thing.kind) {
    case 'pass': {
      const { commands: own = [], steps = [] } = passes[passNumber.get(thing.id) ?? -1] ?? {}
      return own[0] === undefined ? (steps[0] === undefined ? undefined : `timeline[${steps[0]}]`) : command(own[0])
    }
    case 'resource': {
      const k = plan.placements.findIndex(({ resource }) => resource === thing.id)
      return k < 0 ? undefined : `placements[${k}]`
    }
    case 'input':
      return `inputs[${plan.inputs.findIndex(({ name }) => name === thing.id)}]`
    case 'output':
      return `outputs[${plan.outputs.findIndex(({ name }) => name === thing.id)}]`
    case 'command':
      return command(thing.index)
    case 'holding': {
      const held = holdings[thing.index]!
      return held.kind === 'version' ? `placements[${held.placement}]` : `timeline[${held.step}]`
    }
    case 'submission':
      return `submissions[${thing.index}]`
    case 'queue':
      return `queues[${thing.index}]`
    case 'heap':
      return `heaps[${thing.index}]`
    case 'texture':
      return `textures[${thing.index}]`
    case 'step':
      return `timeline[${thing.index}]`
    case 'decision':
      return `decisions[${thing.index}]`
  }
}
