/** The plans that no other beats, as points: barriers and peak memory, a colour a number of submissions. */
import { counted } from '../../errors.ts'
import { scaleLinear } from 'd3-scale'
import { byteUnit, bytesText } from '../model/words.ts'
import { darkTheme, lightTheme } from '../scene/theme.ts'
import { h, s } from './dom.ts'
import type { Plan } from '../../plan/document.ts'
import type { FrontierPoint } from './data.ts'
import type { TabContent } from './panel.ts'
import type { Store } from './store.ts'

const [width, height, left, bottom] = [380, 260, 70, 40]

export function frontierTab(store: Store): TabContent {
  const element = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Frontier' })
  const show = () => element.replaceChildren(chart(store) as unknown as HTMLElement, table(store))
  store.on('theme', () => element.isConnected && show())
  return { element, shown: show }
}

function chart(store: Store): SVGElement {
  const points = store.data.frontier!
  const reports = points.map(({ report }) => report)
  const theme = store.isDark ? darkTheme : lightTheme
  const bound = reports[0]?.memory.anyOrderLowerBoundBytes ?? 0
  const most = Math.max(1, ...reports.map(({ memory }) => memory.peakBytes))
  const [unit, name] = byteUnit(most)
  const x = scaleLinear()
    .domain([0, Math.max(1, ...reports.map(({ barriers }) => barriers.count))])
    .range([left, width - 20])
    .nice()
  const y = scaleLinear()
    .domain([0, most / unit])
    .range([height - bottom, 26])
    .nice()
  const kinds = [...new Set(reports.map(({ submissions }) => submissions.count))]
  const text = (at: number, line: number, words: string, anchor = 'middle') =>
    s('text', { x: at, y: line, 'text-anchor': anchor, fill: theme.muted, 'font-size': 10 }, words)
  return s(
    'svg',
    { width, height, role: 'img', 'aria-label': 'Peak memory over barriers' },
    ...y
      .ticks(5)
      .flatMap((value) => [
        s('path', { d: `M${left} ${y(value)}H${width - 20}`, stroke: theme.line }),
        text(left - 6, y(value) + 3, `${value} ${name}`, 'end'),
      ]),
    ...x
      .ticks(6)
      .filter(Number.isInteger)
      .map((value) => text(x(value), height - bottom + 14, String(value))),
    text((left + width) / 2, height - 6, 'barriers'),
    text(left - 6, 11, 'peak', 'end'),
    s(
      'path',
      { d: `M${left} ${y(bound / unit)}H${width - 20}`, stroke: theme.bound, 'stroke-dasharray': '4 3' },
      s('title', {}, `no order needs less than ${bytesText(bound)}`),
    ),
    ...points.map((point) => {
      const { submissions, barriers, memory } = point.report
      return s(
        'circle',
        {
          class: 'point',
          onclick: () => choose(store, point),
          cx: x(barriers.count),
          cy: y(memory.peakBytes / unit),
          r: isShown(store, point) ? 7 : 5,
          fill: theme.version(kinds.indexOf(submissions.count) * 137.5 + 200).line,
          stroke: isShown(store, point) ? theme.accent : 'none',
          'stroke-width': 2,
        },
        s(
          'title',
          {},
          `${counted(submissions.count, 'submission')}, ${counted(barriers.count, 'barrier')}, ${bytesText(memory.peakBytes)}`,
        ),
      )
    }),
  )
}

const planOf = ({ data }: Store, { plan }: FrontierPoint): Plan => plan ?? data.plan

const isShown = (store: Store, point: FrontierPoint): boolean => planOf(store, point) === store.plan

const choose = (store: Store, point: FrontierPoint): void => {
  if (!isShown(store, point)) store.choose(planOf(store, point))
}

function table(store: Store): HTMLElement {
  const rows = store.data.frontier!.map((point) => {
    const { submissions, barriers, memory } = point.report
    const shown = isShown(store, point)
    const label = `Show the plan with ${counted(submissions.count, 'submission')}, ${counted(barriers.count, 'barrier')} and a peak of ${bytesText(memory.peakBytes)}`
    return h(
      'tr',
      { class: shown ? 'marked' : undefined },
      h('td', {}, String(submissions.count)),
      h('td', {}, String(barriers.count)),
      h('td', {}, bytesText(memory.peakBytes)),
      h('td', {}, shown ? 'shown' : h('button', { 'aria-label': label, onclick: () => choose(store, point) }, 'show')),
      h('td', {}, memory.peakBytes === memory.anyOrderLowerBoundBytes ? 'no order needs less' : ''),
    )
  })
  const back = h('button', { onclick: () => store.choose(store.data.plan) }, 'show the plan of the page')
  const head = ['submissions', 'barriers', 'peak', 'plan', 'note'].map((title) => h('th', { scope: 'col' }, title))
  return h(
    'div',
    {},
    h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)),
    store.plan !== store.data.plan && h('p', { class: 'note' }, back),
  )
}
