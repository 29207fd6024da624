/**
 * Names for what a plan numbers: heaps, textures, queues, pipelines, commands, submissions. Each is made of ids, so that it
 * stays when something is added in front of it, and is unique among its kind, so that it says which one is meant.
 *
 * - A heap is called after its memory, and after whose it is: `device`, `upload`, `imported:theirs`.
 * - A texture is called after the resource that it is made for, or the first that lives in it.
 * - A command is called after its first pass, a submission after the last command in it.
 * Equal names are told apart by `~2`, `~3`; a thing without a name is `#` and its number.
 */
import { named } from './words.ts'
import type { Placement, Plan, Position } from '../document.ts'

export interface Names {
  heap(h: number): string
  texture(t: number): string
  queue(q: number): string
  pipeline(i: number): string
  submission(s: number): string
  /** The name of a command. */
  command(position: Position): string
  /** The name of a placement among those of its heap: `mesh#0`. */
  placement(p: number): string
  /** The name of a group of heaps or textures that rotate. */
  rotation(group: number): string
}

/** The name at an index of a list, or the index where the list ends before it. */
const nameIn =
  (names: readonly string[]) =>
  (i: number): string =>
    names[i] ?? `#${i}`

export function namesOf(plan: Plan): Names {
  const commands = commandNames(plan)
  const ofTextures = firstTenants(plan, 'texture')
  const ofHeaps = firstTenants(plan, 'heap')
  const textures = unique(
    plan.textures.map(({ resource }, t) => {
      const id = resource ?? ofTextures.get(t)
      return id === undefined ? undefined : named(id)
    }),
  )
  const groups = new Map<number, string>()
  const taken = new Set<string>()
  const nameGroup = (group: number, id: string | undefined) => {
    if (groups.has(group)) return
    const name = id === undefined ? undefined : named(id)
    const isPlain = name !== undefined && groups.size === group && !taken.has(name)
    if (isPlain) taken.add(name)
    groups.set(group, isPlain ? name : `${name ?? ''}#${group}`)
  }
  plan.heaps.forEach(({ rotation, resource }, h) => rotation && nameGroup(rotation.group, resource ?? ofHeaps.get(h)))
  plan.textures.forEach(
    ({ rotation, resource }, t) => rotation && nameGroup(rotation.group, resource ?? ofTextures.get(t)),
  )
  return {
    heap: nameIn(heapNames(plan, ofHeaps)),
    texture: nameIn(textures),
    placement: nameIn(unique(plan.placements.map(placementLabel))),
    queue: nameIn(unique(plan.queues.map(({ kinds }) => kinds[0] ?? 'queue'))),
    pipeline: nameIn(unique((plan.pipelines ?? []).map(({ id }) => named(id)))),
    submission: nameIn(submissionNames(commands)),
    command: ([s, c]) => commands[s]?.[c] ?? `#${s}.${c}`,
    rotation: (group) => groups.get(group) ?? `#${group}`,
  }
}

/** `mesh#2`, `mesh#2[-1]` for what it held in the run before: one version of a resource. */
export const placementLabel = ({ resource, version, previous }: Placement): string =>
  `${named(resource)}#${version}${ageText(previous)}`

/** `[-1]`: of the run before. */
export const ageText = (previous: number | undefined): string => (previous === undefined ? '' : `[-${previous}]`)

/** Each name, followed by `~2` where it is taken once; undefined becomes `#` and the index. */
export function unique(names: readonly (string | undefined)[]): string[] {
  const tellApart = toldApart()
  return names.map((name, i) => (name === undefined ? `#${i}` : tellApart(name)))
}

/** A function that returns each name it is given, followed by `~2` the second time, by `~3` the third. */
function toldApart(): (name: string) => string {
  const counts = new Map<string, number>()
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name}~${count}`
  }
}

function firstTenants(plan: Plan, memory: 'texture' | 'heap'): Map<number, string> {
  const found = new Map<number, string>()
  for (const placement of plan.placements) {
    const number = placement[memory]
    if (number !== undefined && !found.has(number)) found.set(number, placement.resource)
  }
  return found
}

/** A second heap of one memory is called after what is first in it, because its number depends on those before. */
function heapNames(plan: Plan, tenants: ReadonlyMap<number, string>): string[] {
  const staged = new Map<number, string>()
  for (const step of plan.timeline)
    if (step.do === 'write' || step.do === 'read')
      for (const { heap, name } of step.copies) if (!staged.has(heap)) staged.set(heap, name)
  const taken = new Set<string>()
  return unique(
    plan.heaps.map(({ memory, resource, rotation }, h) => {
      const id = resource ?? tenants.get(h) ?? staged.get(h)
      const isPlain = resource === undefined && !rotation && !taken.has(memory)
      if (isPlain) taken.add(memory)
      return isPlain || id === undefined ? memory : `${memory}:${named(id)}`
    }),
  )
}

function commandNames(plan: Plan): (string | undefined)[][] {
  const tellApart = toldApart()
  return plan.submissions.map(({ commands }) =>
    commands.map((command) => {
      const pass = command.op === 'barrier' ? undefined : command.passes[0]
      return pass === undefined ? undefined : tellApart(named(pass))
    }),
  )
}

const submissionNames = (commands: readonly (readonly (string | undefined)[])[]): string[] =>
  commands.map((names, s) => names.findLast((name) => name !== undefined) ?? `#${s}`)
