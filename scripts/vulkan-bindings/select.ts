import { kindOfType, lookUp } from './layout.ts'
import type { Aggregate, Command, Declaration, Registry } from './registry.ts'
import * as selection from './selection.ts'

/** The generated declarations: the selected commands and structs with everything that they need. */
export interface Selected {
  commands: Command[]
  /** Each after those that it holds or points to, so that the order of declaration is the order of need. */
  aggregates: Aggregate[]
  /** Names of the structs that the implementation fills in, or hands to a callback. */
  read: Set<string>
}

/** @throws Error when a listed command or struct is not in the registry */
export function select(registry: Registry): Selected {
  const commands = selection.commands.map((name) => {
    const command = registry.commands.get(name)
    if (command === undefined) throw new Error(`the registry has no command ${name}`)
    return command
  })
  const parameters = commands.flatMap((command) => command.parameters)
  const reached = new Map<string, Aggregate>()
  for (const { type } of parameters) reach(registry, type, reached)
  for (const name of selection.structs) reach(registry, name, reached)

  const outputs = parameters.filter((parameter) => parameter.pointers > 0 && !parameter.isConst)
  return { commands, aggregates: [...reached.values()], read: readable(registry, reached, outputs) }
}

/** Depth first, so that what a struct needs comes before it. Structs nest a few levels deep, and never in a circle. */
function reach(registry: Registry, name: string, reached: Map<string, Aggregate>): void {
  if (name === 'void' || reached.has(name) || selection.unusedStructs.includes(name)) return
  const kind = kindOfType(registry, name)
  if (kind.kind !== 'aggregate') return
  for (const member of kind.type.members) reach(registry, member.type, reached)
  // A struct that a callback hands over is read only, as if the implementation filled it in.
  const isCallbacks = selection.callbackStructs.includes(name)
  reached.set(kind.type.name, isCallbacks ? { ...kind.type, returnedOnly: true } : kind.type)
}

function readable(registry: Registry, reached: Map<string, Aggregate>, outputs: Declaration[]): Set<string> {
  const read = new Set<string>()
  const add = (name: string): void => {
    const type = reached.get(name)
    if (type === undefined || read.has(name)) return
    read.add(name)
    for (const member of type.members) if (member.pointers === 0) add(member.type)
  }
  for (const { type } of outputs) add(type)
  for (const name of selection.callbackStructs) add(name)
  for (const type of reached.values()) {
    if (type.extends.some((base) => read.has(canonical(registry, base)))) add(type.name)
  }
  return read
}

function canonical(registry: Registry, name: string): string {
  return lookUp(registry, name).name
}
