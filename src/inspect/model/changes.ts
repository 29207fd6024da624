/** What differs between two plans, thing by thing, for marks in two pictures side by side. */
import type { Command, Plan } from '../../plan/document.ts'
import type { HeldBytes, HeldVersion } from './holdings.ts'
import type { Model } from './index.ts'
import { bytesText, holdingLabel } from './words.ts'

/** A thing that the other plan does not have (of the first plan: removed; of the second: added), or has otherwise. */
export type Mark = 'added' | 'removed' | 'changed'

/** What differs from the other of two plans, by number. */
export interface Marks {
  readonly commands: ReadonlyMap<number, Mark>
  readonly holdings: ReadonlyMap<number, Mark>
}

export interface Change {
  readonly mark: Mark
  readonly kind: 'pass' | 'resource'
  readonly id: string
  readonly words: string
}

export interface Compared {
  readonly before: Marks
  readonly after: Marks
  readonly changes: readonly Change[]
}

/** O(commands + versions). */
export function comparePlans(before: Model, after: Model): Compared {
  const changes: Change[] = []
  const marks = () => ({ commands: new Map<number, Mark>(), holdings: new Map<number, Mark>() })
  const [left, right] = [marks(), marks()]
  comparePasses(before, after, changes, [left.commands, right.commands])
  compareVersions(before, after, changes, [left.holdings, right.holdings])
  return { before: left, after: right, changes }
}

type Sides = readonly [Map<number, Mark>, Map<number, Mark>]

function comparePasses(before: Model, after: Model, changes: Change[], [left, right]: Sides): void {
  const ids = new Set([...before.passes, ...after.passes].map(({ id }) => id))
  for (const id of ids) {
    const [b, a] = [commandsOf(before, id), commandsOf(after, id)]
    const note = (mark: Mark, words: string) => void changes.push({ mark, kind: 'pass', id, words })
    const paint = (mark: Mark) => {
      for (const c of b) left.set(c, mark)
      for (const c of a) right.set(c, mark)
    }
    if (b.length === 0 && a.length === 0) continue
    if (b.length === 0) {
      note('added', `runs ${where(after, a)}`)
      paint('added')
    } else if (a.length === 0) {
      note('removed', `ran ${where(before, b)}`)
      paint('removed')
    } else if (where(before, b) !== where(after, a)) {
      note('changed', `moved: ran ${where(before, b)}, runs ${where(after, a)}`)
      paint('changed')
    } else if (texts(before, b) !== texts(after, a)) {
      note('changed', 'its commands differ')
      paint('changed')
    }
  }
}

const commandsOf = (model: Model, id: string): readonly number[] =>
  model.passes[model.passNumber.get(id) ?? -1]?.commands ?? []

function where(model: Model, commands: readonly number[]): string {
  const submissions = [...new Set(commands.map((c) => model.commands[c]!.submission))]
  const queues = [...new Set(submissions.map((s) => model.plan.submissions[s]!.queue))]
  return `in submission ${submissions.join(', ')} on queue ${queues.join(', ')}`
}

/** Commands as text, with memory by resource rather than by place: a version that moved is a change of its own. */
const texts = (model: Model, commands: readonly number[]): string =>
  commands.map((c) => withoutPlaces(model.commands[c]!.command)).join('\n')

const places = new Set(['heap', 'offset', 'texture', 'from', 'to', 'regions'])

const withoutPlaces = (command: Command): string =>
  JSON.stringify(command, (key: string, value: unknown) => (places.has(key) ? undefined : value))

function compareVersions(before: Model, after: Model, changes: Change[], [left, right]: Sides): void {
  const key = ({ resource, version, previous }: HeldVersion) => JSON.stringify([resource, version, previous])
  const byKey = (model: Model) => {
    const found = new Map<string, number>()
    model.holdings.forEach((held, h) => {
      if (held.kind === 'version') found.set(key(held), h)
    })
    return found
  }
  const [b, a] = [byKey(before), byKey(after)]
  for (const [name, h] of b) {
    const held = before.holdings[h] as HeldVersion
    const other = a.get(name)
    const note = (mark: Mark, words: string) =>
      void changes.push({ mark, kind: 'resource', id: held.resource, words: `${holdingLabel(held)} ${words}` })
    if (other === undefined) {
      note('removed', `was at ${placeText(before.plan, held)}`)
      left.set(h, 'removed')
      continue
    }
    const now = after.holdings[other] as HeldVersion
    const [was, is] = [placeText(before.plan, held), placeText(after.plan, now)]
    if (was === is) continue
    note('changed', `was at ${was}, is at ${is}`)
    left.set(h, 'changed')
    right.set(other, 'changed')
  }
  for (const [name, h] of a) {
    if (b.has(name)) continue
    const held = after.holdings[h] as HeldVersion
    const words = `${holdingLabel(held)} is at ${placeText(after.plan, held)}`
    changes.push({ mark: 'added', kind: 'resource', id: held.resource, words })
    right.set(h, 'added')
  }
}

export function placeText({ textures }: Plan, { heap, texture, begin, end }: HeldBytes): string {
  const place = heap === undefined ? 'memory of its own' : `heap ${heap}, byte ${begin}`
  const format = texture === undefined ? '' : `${textures[texture]!.format} `
  return `${format}${place}, ${bytesText(end - begin)}`
}
