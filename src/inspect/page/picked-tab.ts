/** The tab of what is picked: everything that is known of it, and its source. */
import { counted } from '../../errors.ts'
import type { Model } from '../model/index.ts'
import type { Thing } from '../model/related.ts'
import { bytesText } from '../model/words.ts'
import { describeThing } from './describe.ts'
import type { DetailRow } from './detail-row.ts'
import { detailsOf } from './details.ts'
import { h } from './dom.ts'
import { jsonLines } from './json-lines.ts'
import type { TabContent } from './panel.ts'
import { sourceOf } from './source.ts'
import type { Store } from './store.ts'

/** Rows of a section, and lines of source, that are shown; of more, their number is. */
const mostRows = 200

export function pickedTab(store: Store): TabContent {
  const element = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'What is picked' })
  const show = () => element.replaceChildren(...(store.picked ? pickedElements(store) : overview(store)))
  store.on('picked', () => {
    show()
    element.scrollTop = 0
  })
  store.on('state', show)
  show()
  return { element }
}

function pickedElements(store: Store): HTMLElement[] {
  const { thing, side } = store.picked!
  const { model, name } = store.sides[side]!
  const { title, lines } = describeThing(model, thing)
  const sections = detailsOf(model, thing).map(({ title, rows }) => sectionElement(store, side, title, rows))
  const source = sourceOf(model, thing)
  return [
    h(
      'div',
      { class: 'heading' },
      h('h2', {}, title),
      h('p', {}, `${thing.kind === 'holding' ? 'version' : thing.kind}${store.sides.length > 1 ? ` of ${name}` : ''}`),
      ...lines.map((line) => h('p', {}, line)),
    ),
    ...sections,
    ...(source === undefined ? [] : [h('section', {}, h('h3', {}, 'Source'), sourceElement(source))]),
  ]
}

function sourceElement(source: unknown): HTMLElement {
  const { lines } = jsonLines(source)
  const more = lines.length > mostRows ? [`… ${counted(lines.length - mostRows, 'more line')}`] : []
  return h('pre', { tabindex: 0 }, [...lines.slice(0, mostRows), ...more].join('\n'))
}

function sectionElement(store: Store, side: number, title: string, rows: readonly DetailRow[]): HTMLElement {
  const items = rows.slice(0, mostRows).map((row) => h('li', {}, rowElement(store, side, row)))
  if (rows.length > mostRows) items.push(h('li', { class: 'more' }, `… ${rows.length - mostRows} more`))
  const count = rows.length > 3 ? ` (${rows.length})` : ''
  return h('section', {}, h('h3', {}, `${title}${count}`), h('ul', {}, ...items))
}

/** A row that leads somewhere is a button. */
export function rowElement(store: Store, side: number, { text, thing, detail }: DetailRow): HTMLElement {
  const words = [
    h('span', { class: 'name', title: text }, text),
    ...(detail ? [h('span', { class: 'detail' }, detail)] : []),
  ]
  return thing
    ? h('button', { class: 'row', onclick: () => store.pick({ side, thing }, true) }, ...words)
    : h('div', { class: 'row' }, ...words)
}

/** The panel while nothing is picked: the plan's figures. */
function overview(store: Store): HTMLElement[] {
  return store.sides.flatMap(({ model, name }, side) => [
    h(
      'div',
      { class: 'heading' },
      h('h2', {}, name),
      h('p', {}, `for ${model.plan.profile}, objective ${model.plan.objective}`),
      h('p', {}, `plan ${model.plan.hash.slice(0, 12)}`),
    ),
    figures(model),
    queueSection(store, side, model),
    interfaceSection(store, side, model),
  ])
}

function figures({ plan }: Model): HTMLElement {
  const { submissions, memory, transfers, barriers, passes } = plan.report
  const rows: [string, string][] = [
    ['passes', `${passes.planned} of ${passes.declared} run, ${passes.culled} culled`],
    ['submissions', `${submissions.count}, at least ${submissions.lowerBound}${submissions.proven ? ' (proven)' : ''}`],
    ['barriers', `${barriers.count}, at least ${barriers.lowerBound}`],
    ['peak', `${bytesText(memory.peakBytes)}${memory.proven ? ', the least for this schedule' : ''}`],
    ['lower bound', bytesText(memory.lowerBoundBytes)],
    ...(memory.anyOrderLowerBoundBytes === undefined
      ? []
      : [['any order', bytesText(memory.anyOrderLowerBoundBytes)] as [string, string]]),
    ...(memory.declaredOrderBytes === undefined
      ? []
      : [['declared order', bytesText(memory.declaredOrderBytes)] as [string, string]]),
    ['without aliasing', bytesText(memory.withoutAliasingBytes)],
    ['persistent', bytesText(memory.persistentBytes)],
    [
      'transfers',
      `${transfers.declared} in ${counted(transfers.commands, 'command')}, ${counted(transfers.regions, 'region')}`,
    ],
    ['bytes moved', `${bytesText(transfers.bytesMoved)} of ${bytesText(transfers.bytesDeclared)} declared`],
  ]
  return h('dl', {}, ...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]))
}

const queueSection = (store: Store, side: number, { plan }: Model): HTMLElement =>
  sectionElement(
    store,
    side,
    'Queues',
    plan.queues.map(({ kinds }, index): DetailRow => {
      const count = plan.submissions.filter(({ queue }) => queue === index).length
      const thing: Thing = { kind: 'queue', index }
      return { text: `queue ${index}`, thing, detail: `${kinds.join(', ')}: ${counted(count, 'submission')}` }
    }),
  )

function interfaceSection(store: Store, side: number, { plan }: Model): HTMLElement {
  const rows = [
    ...plan.inputs.map(({ name: id, sizeBytes }): DetailRow => ({
      text: id,
      thing: { kind: 'input', id },
      detail: `input, ${bytesText(sizeBytes)}`,
    })),
    ...plan.outputs.map(({ name: id, sizeBytes }): DetailRow => ({
      text: id,
      thing: { kind: 'output', id },
      detail: `output, ${bytesText(sizeBytes)}`,
    })),
    ...plan.imports.map((id): DetailRow => ({ text: id, thing: { kind: 'resource', id }, detail: 'imported' })),
  ]
  return sectionElement(store, side, 'Inputs and outputs', rows)
}
