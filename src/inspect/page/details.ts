/** All that is known of a thing, in sections whose rows lead to other things. */
import { counted } from '../../errors.ts'
import { orderedBy } from '../model/barrier-order.ts'
import type { HeldVersion } from '../model/holdings.ts'
import type { Model } from '../model/index.ts'
import { relatedTo, type Related, type Thing } from '../model/related.ts'
import { bytesText, commandLabel, holdingLabel, placeText } from '../model/words.ts'
import { commandRows } from './command-rows.ts'
import type { DetailRow } from './detail-row.ts'
import { describeThing } from './describe.ts'

export interface Section {
  readonly title: string
  readonly rows: readonly DetailRow[]
}

export function detailsOf(model: Model, thing: Thing): Section[] {
  const related = relatedTo(model, thing)
  return [
    ...ownSections(model, thing, related),
    { title: 'Decisions', rows: [...related.decisions].map((d) => decisionRow(model, d)) },
  ].filter(({ rows }) => rows.length > 0)
}

function ownSections(model: Model, thing: Thing, related: Related): Section[] {
  const { plan } = model
  const commands = { title: 'Commands', rows: [...related.commands].map((c) => commandRow(model, c)) }
  const memory = { title: 'Memory', rows: [...related.holdings].map((h) => holdingRow(model, h)) }
  const steps = { title: 'Host', rows: [...related.steps].map((k) => stepRow(model, k)) }
  switch (thing.kind) {
    case 'pass':
    case 'queue':
      return [commands, memory, steps]
    case 'resource':
      return [{ ...memory, title: 'Versions' }, passSection(model, related), usersSection(model, related)]
    case 'input':
    case 'output':
      return [steps, memory, commands]
    case 'command': {
      const { command, submission } = model.commands[thing.index]!
      const own = { title: 'What it does', rows: commandRows(model, thing.index) }
      if (command.op === 'barrier') return [own, orderSection(model, thing.index), where(model, submission)]
      return [own, passSection(model, related), { ...memory, title: 'Touches' }, where(model, submission)]
    }
    case 'holding':
      return holdingSections(model, thing.index, related)
    case 'submission': {
      const { queue, waits, prologue, epilogue } = plan.submissions[thing.index]!
      const rows: DetailRow[] = [
        {
          text: `queue ${queue}`,
          thing: { kind: 'queue', index: queue },
          detail: plan.queues[queue]!.kinds.join(', '),
        },
        ...waits.map((w): DetailRow => ({
          text: `waits for submission ${w}`,
          thing: { kind: 'submission', index: w },
        })),
        ...(prologue ? [{ text: `after earlier runs on queue ${prologue.afterRunsOn.join(', ')}` }] : []),
        ...(epilogue ? [{ text: 'its writes are visible to the host' }] : []),
      ]
      const first = model.first[thing.index]!
      const own = Array.from({ length: model.first[thing.index + 1]! - first }, (_, k) => commandRow(model, first + k))
      return [
        { title: 'Order', rows },
        { title: 'Commands', rows: own },
      ]
    }
    case 'step':
      return [
        { title: 'After', rows: afterRows(model, thing.index) },
        { title: 'Copies', rows: copyRows(model, thing.index) },
        ...(plan.timeline[thing.index]!.do === 'submit' ? [commands] : [passSection(model, related)]),
      ]
    case 'heap':
    case 'texture':
      return [{ title: 'Holds', rows: [...related.holdings].map((h) => holdingRow(model, h)) }]
    case 'decision':
      return [savedSection(model, thing.index), passSection(model, related), memory]
  }
}

const where = (model: Model, submission: number): Section => ({
  title: 'Where',
  rows: [
    {
      text: `submission ${submission}`,
      thing: { kind: 'submission', index: submission },
      detail: `queue ${model.plan.submissions[submission]!.queue}`,
    },
  ],
})

const passSection = (model: Model, { passes }: Related): Section => ({
  title: 'Passes',
  rows: [...passes].map((p) => passRow(model, model.passes[p]!.id)),
})

/** The writers and readers of the versions, in order. */
const usersSection = (model: Model, { holdings }: Related): Section => ({
  title: 'Used by',
  rows: [...holdings].flatMap((h) => userRows(model, h)),
})

const userRows = (model: Model, h: number): DetailRow[] =>
  model.touches.byHolding[h]!.map(({ command, writes }) => ({
    ...commandRow(model, command),
    detail: `${writes ? 'writes' : 'reads'} ${holdingLabel(model.holdings[h]!)}`,
  }))

function holdingSections(model: Model, h: number, related: Related): Section[] {
  const held = model.holdings[h]!
  const users = { title: 'Used by', rows: userRows(model, h) }
  if (held.kind === 'staging') {
    const thing: Thing = { kind: held.direction === 'write' ? 'input' : 'output', id: held.name }
    const rows = [{ text: held.name, thing, detail: thing.kind }, heapRow(model, held.heap!), stepRow(model, held.step)]
    return [{ title: 'What it is', rows }, users]
  }
  const { textures } = model.plan
  const place: DetailRow[] = [
    { text: held.resource, thing: { kind: 'resource', id: held.resource }, detail: `version ${held.version}` },
    ...(held.heap === undefined ? [] : [{ ...heapRow(model, held.heap), detail: placeText(model.plan, held) }]),
    ...(held.texture === undefined
      ? []
      : [
          {
            text: `texture ${held.texture}`,
            thing: { kind: 'texture', index: held.texture } as const,
            detail: `${textures[held.texture]!.format} ${textures[held.texture]!.size.join('×')}`,
          },
        ]),
  ]
  return [
    { title: 'What it is', rows: place },
    users,
    passSection(model, related),
    { title: 'Shares its bytes with', rows: sharers(model, h) },
  ]
}

/** Versions that have some of the same bytes, at another time or as another name of the same value. */
function sharers(model: Model, h: number): DetailRow[] {
  const held = model.holdings[h] as HeldVersion
  const found = model.holdings.flatMap((other, o) => {
    if (o === h || other.kind !== 'version') return []
    const same =
      held.heap === undefined
        ? other.heap === undefined && other.texture === held.texture
        : other.heap === held.heap && other.begin < held.end && held.begin < other.end
    return same ? [{ other, o }] : []
  })
  return found
    .sort((a, b) => a.other.first - b.other.first || a.o - b.o)
    .map(({ other, o }) => ({
      ...holdingRow(model, o),
      detail: other.last < held.first ? 'before' : other.first > held.last ? 'after' : 'at the same time: one value',
    }))
}

function orderSection(model: Model, c: number): Section {
  const rows = orderedBy(model, c).map(({ earlier, later, earlierKind, laterKind }): DetailRow => ({
    text: `${labelOf(model, earlier)} → ${labelOf(model, later)}`,
    thing: { kind: 'command', index: later },
    detail: `${earlierKind} before ${laterKind}`,
  }))
  return { title: 'Keeps in order', rows }
}

function savedSection({ plan }: Model, d: number): Section {
  const { reason, savedBytes, savedCommands } = plan.decisions[d]!
  return {
    title: 'Reason',
    rows: [
      { text: reason },
      ...(savedBytes ? [{ text: `saves ${bytesText(savedBytes)}` }] : []),
      ...(savedCommands ? [{ text: `saves ${counted(savedCommands, 'command')}` }] : []),
    ],
  }
}

function copyRows(model: Model, k: number): DetailRow[] {
  const step = model.plan.timeline[k]!
  if (step.do !== 'write' && step.do !== 'read') return []
  return step.copies.map((copy) => ({
    text: copy.name,
    thing: { kind: step.do === 'write' ? 'input' : 'output', id: copy.name },
    detail: `heap ${copy.heap}, byte ${copy.offset}, ${bytesText(copy.size)}`,
  }))
}

function afterRows({ plan }: Model, k: number): DetailRow[] {
  const step = plan.timeline[k]!
  if (step.do === 'submit') return []
  return step.after.map((s) => ({ text: `submission ${s}`, thing: { kind: 'submission', index: s } }))
}

const labelOf = (model: Model, c: number): string => commandLabel(model.commands[c]!.command)

const commandRow = (model: Model, c: number): DetailRow => ({
  text: labelOf(model, c),
  thing: { kind: 'command', index: c },
  detail: `${model.commands[c]!.command.op}, ${model.commands[c]!.submission}.${model.commands[c]!.at}`,
})

const holdingRow = (model: Model, h: number): DetailRow => {
  const held = model.holdings[h]!
  const detail = held.kind === 'staging' ? `staging, ${bytesText(held.end - held.begin)}` : placeText(model.plan, held)
  return { text: holdingLabel(held), thing: { kind: 'holding', index: h }, detail }
}

export const passRow = (model: Model, id: string): DetailRow => ({
  text: id,
  thing: { kind: 'pass', id },
  detail: describeThing(model, { kind: 'pass', id }).lines[0],
})

const stepRow = (model: Model, k: number): DetailRow => ({
  text: model.plan.timeline[k]!.do,
  thing: { kind: 'step', index: k },
  detail: describeThing(model, { kind: 'step', index: k }).lines[0],
})

const heapRow = (model: Model, heap: number): DetailRow => ({
  text: `heap ${heap}`,
  thing: { kind: 'heap', index: heap },
  detail: model.plan.heaps[heap]!.memory,
})

export const decisionRow = (model: Model, d: number): DetailRow => {
  const { code, reason } = model.plan.decisions[d]!
  return { text: code, thing: { kind: 'decision', index: d }, detail: reason }
}
