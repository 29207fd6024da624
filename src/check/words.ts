/**
 * Words for what a plan numbers, made of ids: readers of a rejection know passes and resources, not the plan's numbers.
 * Names are made when they are asked for; the tables behind them take O(placements + copies), once.
 */
import type { Command, Step } from '../plan/document.ts'
import type { Plan } from './parts.ts'
import { capital, reject, type Place, type RejectionCode } from './rejection.ts'

/** At most this many ids stand in one name. */
const mostIds = 3

/** A place in a document, as code would write it; keys of strangers may be long. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key).slice(0, 80)}`)).join('')

export function idsText(ids: Iterable<string>): string {
  const shown = new Set<string>()
  for (const id of ids) {
    if (shown.size === mostIds && !shown.has(id)) return `${quoted(shown)}, …`
    shown.add(id)
  }
  return quoted(shown)
}
const quoted = (ids: Iterable<string>): string => [...ids].map((id) => JSON.stringify(id)).join(', ')
const of = (ids: string): string => (ids === '' ? '' : ` of ${ids}`)
const passesOf = (command: Command): readonly string[] => (command.op === 'barrier' ? [] : command.passes)

const small = (text: string): string =>
  /^[A-Z][a-z]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

/** Names of what one plan numbers. */
export class Words {
  private readonly plan: Plan
  private tables: { readonly heaps: Map<number, Set<string>>; readonly textures: Map<number, Set<string>> } | undefined

  constructor(plan: Plan) {
    this.plan = plan
  }

  /** `the device heap of "a", "b" (heaps[0])`: what lies in it; of staging, the inputs or outputs that go through it. */
  heap(h: number): string {
    const { memory } = this.plan.heaps.at(h)
    return `the ${memory} heap${of(idsText(this.tenants().heaps.get(h) ?? []))} (heaps[${h}])`
  }

  /** `the texture of "bloom" (textures[2])`. */
  texture(t: number): string {
    const { resource } = this.plan.textures.at(t)
    return `the texture${of(idsText(resource === undefined ? (this.tenants().textures.get(t) ?? []) : [resource]))} (textures[${t}])`
  }

  /** `the submission of "first" … "last" (submissions[2])`. */
  submission(s: number): string {
    const passes = [...this.plan.submissions.at(s).commands].flatMap(passesOf)
    const [first, last] = [JSON.stringify(passes[0]), JSON.stringify(passes.at(-1))]
    const name =
      passes.length === 0
        ? 'a submission without passes'
        : `the submission of ${first}${first === last ? '' : ` … ${last}`}`
    return `${name} (submissions[${s}])`
  }

  queue(q: number): string {
    return `the queue for ${this.plan.queues[q]!.kinds.join(', ')} (queues[${q}])`
  }

  /** `copy of pass "a"`, `barrier before pass "b"`, `host write of "input"`: the command or the step of a place, without the place. */
  name({ submission, command, step }: Place): string | undefined {
    if (step !== undefined) return this.step(this.plan.timeline.at(step))
    if (submission === undefined || command === undefined) return undefined
    const commands = [...this.plan.submissions.at(submission).commands]
    const here = commands[command]!
    const ids = passesOf(here)
    if (ids.length > 0) return `${here.op} of ${ids.length === 1 ? 'pass' : 'passes'} ${idsText(ids)}`
    const next = commands.slice(command + 1).find((other) => passesOf(other).length > 0)
    if (next) return `${here.op} before pass ${JSON.stringify(passesOf(next)[0])}`
    const last = commands.slice(0, command).findLast((other) => passesOf(other).length > 0)
    return last ? `${here.op} after pass ${JSON.stringify(passesOf(last).at(-1))}` : here.op
  }

  /** Rejects with the command or the step in front, where the message does not name it. */
  reject(code: RejectionCode, message: string, place: Place): never {
    const name = this.name(place)
    const isNamed = name === undefined || this.idsAt(place).some((id) => message.includes(JSON.stringify(id)))
    reject(code, isNamed ? message : `${capital(name)}: ${small(message)}`, place)
  }

  /** The passes of a command, or the inputs, outputs or host pass of a step. */
  private idsAt({ submission, command, step }: Place): readonly string[] {
    if (step === undefined) return passesOf(this.plan.submissions.at(submission!).commands.at(command!))
    const at = this.plan.timeline.at(step)
    if (at.do === 'submit') return []
    return at.do === 'host' ? [at.pass] : at.copies.map(({ name }) => name)
  }

  private step(step: Step): string | undefined {
    if (step.do === 'submit') return undefined
    if (step.do === 'host') return `host pass ${JSON.stringify(step.pass)}`
    return `host ${step.do}${of(idsText(step.copies.map(({ name }) => name)))}`
  }

  /** A place with its name in front. */
  at(place: Place): string {
    const path =
      place.step === undefined
        ? `submissions[${place.submission}].commands[${place.command}]`
        : `timeline[${place.step}]`
    return `${this.name(place) ?? 'what stands'} (${path})`
  }

  /** Names of what lies in bytes of a heap when a command runs: `bytes 0…64 of "a" (heaps[0])`; the heap, where nothing does. */
  bytes(h: number, begin: number, end: number, { submission, command }: Place): string {
    const here = [submission ?? 0, command ?? 0] as const
    const isUpTo = (a: readonly [number, number], b: readonly [number, number]) =>
      a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1])
    const tenants: string[] = []
    for (const { heap, offset = 0, sizeBytes, first, last, resource } of this.plan.placements) {
      const lives = !first || !last || (isUpTo(first, here) && isUpTo(here, last))
      if (heap === h && lives && offset < end && begin < offset + sizeBytes) tenants.push(resource)
    }
    const ids = idsText(tenants)
    return `bytes ${begin}…${end} of ${ids === '' ? this.heap(h) : `${ids} (heaps[${h}])`}`
  }

  private tenants() {
    if (this.tables) return this.tables
    const tables = { heaps: new Map<number, Set<string>>(), textures: new Map<number, Set<string>>() }
    const add = (table: Map<number, Set<string>>, i: number | undefined, id: string | undefined) => {
      if (i === undefined || id === undefined) return
      const ids = table.get(i)
      // One more than are shown, so that the others are spoken of.
      if (!ids) table.set(i, new Set([id]))
      else if (ids.size <= mostIds) ids.add(id)
    }
    this.plan.heaps.forEach(({ resource }, h) => add(tables.heaps, h, resource))
    for (const { heap, texture, resource } of this.plan.placements) {
      add(tables.heaps, heap, resource)
      add(tables.textures, texture, resource)
      if (texture !== undefined) add(tables.heaps, this.plan.textures.find(texture)?.heap, resource)
    }
    for (const step of this.plan.timeline)
      if (step.do === 'write' || step.do === 'read')
        for (const { heap, name } of step.copies) add(tables.heaps, heap, name)
    return (this.tables = tables)
  }
}
