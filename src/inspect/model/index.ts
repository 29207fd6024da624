/** A plan, made ready to be looked at: things by number, and what belongs to what. Nothing here needs Node. */
import { push } from '../../graph/lists.ts'
import type { FrameGraph, Pass } from '../../graph/document.ts'
import type { Command, Plan } from '../../plan/document.ts'
import { firstCommands, measuredClock, plannedClock, type Clock, type InspectTimings } from './clock.ts'
import { holdingsOf, touchesOf, type Holding, type Touches } from './holdings.ts'
import { boundsOf, type Bound } from './live.ts'
import { tracksOf, type Track } from './tracks.ts'

/** A command, counted through all submissions. */
export interface NumberedCommand {
  readonly submission: number
  /** Index in the submission. */
  readonly at: number
  readonly command: Command
}

/** A pass, with the commands and steps that carry it out. */
export interface InspectedPass {
  readonly id: string
  readonly kind: Pass['kind'] | undefined
  readonly commands: readonly number[]
  /** Steps of the timeline: of host passes. */
  readonly steps: readonly number[]
  /** Resources that the document names, or that the commands use where there is no document. */
  readonly resources: readonly string[]
  readonly isCulled: boolean
}

/** A resource, with its versions and the passes that name it. */
export interface InspectedResource {
  readonly id: string
  readonly holdings: readonly number[]
  readonly passes: readonly number[]
}

/** A plan by number. */
export interface Model {
  readonly plan: Plan
  readonly graph: FrameGraph | undefined
  readonly commands: readonly NumberedCommand[]
  /** By submission: the number of its first command; one more at the end. */
  readonly first: Float64Array
  readonly holdings: readonly Holding[]
  readonly touches: Touches
  readonly tracks: readonly Track[]
  readonly bounds: readonly Bound[]
  readonly passes: readonly InspectedPass[]
  readonly passNumber: ReadonlyMap<string, number>
  readonly resources: readonly InspectedResource[]
  readonly resourceNumber: ReadonlyMap<string, number>
  readonly planned: Clock
  readonly measured: Clock | undefined
}

/** O(plan · log). @param graph the document that was planned, for its source and the passes that were culled */
export function modelOf(plan: Plan, graph?: FrameGraph, timings?: InspectTimings): Model {
  const first = firstCommands(plan)
  const commands = plan.submissions.flatMap(({ commands }, submission) =>
    commands.map((command, at): NumberedCommand => ({ submission, at, command })),
  )
  const holdings = holdingsOf(plan, first)
  const touches = touchesOf(plan, holdings)
  const resourceNumber = numbersOf([
    ...(graph?.resources ?? []).map(({ id }) => id),
    ...holdings.flatMap((held) => (held.kind === 'version' ? [held.resource] : [])),
  ])
  const passes = passesOf(plan, graph, commands, { holdings, touches, resourceNumber })
  return {
    plan,
    graph,
    commands,
    first,
    holdings,
    touches,
    tracks: tracksOf(plan, holdings),
    bounds: boundsOf(plan.report),
    passes,
    passNumber: new Map(passes.map(({ id }, p) => [id, p])),
    resources: resourcesOf(resourceNumber, holdings, passes),
    resourceNumber,
    planned: plannedClock(plan),
    measured: measuredClock(plan, timings),
  }
}

const numbersOf = (ids: readonly string[]): Map<string, number> => new Map([...new Set(ids)].map((id, k) => [id, k]))

interface Held {
  readonly holdings: readonly Holding[]
  readonly touches: Touches
  readonly resourceNumber: ReadonlyMap<string, number>
}

function passesOf(
  plan: Plan,
  graph: FrameGraph | undefined,
  commands: readonly NumberedCommand[],
  held: Held,
): InspectedPass[] {
  const declared = new Map<string, Pass | undefined>((graph?.passes ?? []).map((pass) => [pass.id, pass]))
  const commandsOf = new Map<string, number[]>()
  const stepsOf = new Map<string, number[]>()
  const add = (map: Map<string, number[]>, id: string, item: number) => {
    push(map, id, item)
    if (!declared.has(id)) declared.set(id, undefined)
  }
  commands.forEach(({ command }, c) => {
    if (command.op !== 'barrier') for (const id of new Set(command.passes)) add(commandsOf, id, c)
  })
  plan.timeline.forEach((step, k) => {
    if (step.do === 'host') add(stepsOf, step.pass, k)
  })
  const culled = new Set(plan.decisions.filter(({ code }) => code === 'CULLED').flatMap(({ passes }) => passes))
  return [...declared].map(([id, pass]) => {
    const own = commandsOf.get(id) ?? []
    const steps = stepsOf.get(id) ?? []
    return {
      id,
      kind: pass?.kind,
      commands: own,
      steps,
      resources: pass ? namedResources(pass, held.resourceNumber) : usedResources(own, held),
      isCulled: culled.has(id),
    }
  })
}

/** Fields of a pass whose strings are no resources. */
const otherNames = new Set(
  (
    'id kind body shader entryPoint input output after pipeline queue as load store meta label consumes produces ' +
    'constants access aspect format'
  ).split(' '),
)

function namedResources(pass: Pass, numbers: ReadonlyMap<string, number>): string[] {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      if (numbers.has(value)) found.add(value)
    } else if (Array.isArray(value)) value.forEach(visit)
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) if (!otherNames.has(key)) visit(inner)
  }
  visit(pass)
  return [...found]
}

function usedResources(commands: readonly number[], { holdings, touches }: Held): string[] {
  const found = new Set<string>()
  for (const c of commands)
    for (const h of touches.byCommand[c]!) {
      const held = holdings[h]!
      if (held.kind === 'version') found.add(held.resource)
    }
  return [...found]
}

function resourcesOf(
  numbers: ReadonlyMap<string, number>,
  holdings: readonly Holding[],
  passes: readonly InspectedPass[],
): InspectedResource[] {
  const made = [...numbers.keys()].map((id) => ({ id, holdings: [] as number[], passes: [] as number[] }))
  holdings.forEach((held, h) => {
    if (held.kind === 'version') made[numbers.get(held.resource)!]!.holdings.push(h)
  })
  passes.forEach(({ resources }, p) => {
    for (const id of resources) made[numbers.get(id)!]!.passes.push(p)
  })
  return made
}
